"""Asking one question, and taking the answer to it."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.plain.dialogue import Dialogue, as_sentence, step_by
from genai_guide.plain.input import (
    InputError,
    parse_choices,
    parse_command,
    parse_text,
    sanitize_typed,
)
from genai_guide.plain.wording import format_changes, format_question, menu_of
from genai_guide.record.draft import Draft
from genai_guide.record.steps import go_to
from genai_guide.rules.answers import Answer, Place, answer_error
from genai_guide.rules.pack import Kind, Question
from genai_guide.text import LONG_LIMIT

_DATE_LENGTH = 10


def show_question(talk: Dialogue, place: Place) -> None:
    """Read a question out, after whether the answer before it is saved."""
    said = talk.format_saved()
    first, *rest = format_question(talk.session, talk.assessment, place)
    talk.say("", f"{said} {first}".strip(), *rest)


def take_answer(talk: Dialogue, place: Place, line: str) -> None:
    """Take a line as an answer and go on.

    Raises:
        Refused: if it is none; the text says why.
    """
    question = talk.pack.by_id[place.question]
    given = _answer(talk, place, question, line)
    if wrong := answer_error(question, given):
        raise InputError(as_sentence(wrong))
    apply_and_continue(talk, talk.controller.with_answers({place: given}))


def apply_and_continue(talk: Dialogue, session: Draft) -> None:
    """Take a changed session and go to the next question, or back to where one was.

    It is saved once, and said what it does to the verdict.
    """
    back_to, talk.returning = talk.returning, ""
    apply(talk, go_to(session, back_to) if back_to else step_by(talk.pack, session, 1))


def apply(talk: Dialogue, session: Draft) -> None:
    """Take a changed session, and say what it does to the verdict."""
    before = talk.assessment
    talk.controller.apply(session)
    talk.say(*format_changes(before, talk.assessment))


def _answer(talk: Dialogue, place: Place, question: Question, line: str) -> Answer:
    if question.is_choice:
        several = question.kind is Kind.MULTI
        return tuple(parse_choices(line, menu_of(question), several=several))
    typed = parse_text(line)
    if question.long:
        typed = _long(talk, place, typed)
    limit = _DATE_LENGTH if question.kind is Kind.DATE else 0
    text, said = sanitize_typed(typed, long=question.long, limit=limit)
    talk.say(*filter(None, [said]))
    if not text:
        skip = "/next leaves it empty" if question.optional else "/next leaves it open"
        msg = f"Nothing was typed. Type the answer, or a command: {skip}."
        raise InputError(msg)
    return text


def _long(talk: Dialogue, place: Place, first: str) -> str:
    """Read lines until an empty one; what is typed so far is kept as a draft."""
    if not first.strip():
        return ""
    lines = [first]
    while True:
        _keep_draft(talk, place, "\n".join(lines))
        line = talk.console.ask("More: ")
        if not line.strip():
            return "\n".join(lines)
        if line.lstrip().startswith("/") and not _is_text(talk, line):
            continue
        lines.append(parse_text(line))


def _is_text(talk: Dialogue, line: str) -> bool:
    """Whether a line in a text belongs to it; a command has to wait."""
    try:
        if parse_command(line) is None:
            return True
        talk.say("First end the text with an empty line; then type the command.")
    except InputError as refused:
        talk.say(str(refused))
    return False


def _keep_draft(talk: Dialogue, place: Place, text: str) -> None:
    draft, _ = sanitize_typed(text, long=True, limit=LONG_LIMIT)
    now = talk.session
    if talk.stop == str(place):
        talk.controller.apply(replace(go_to(now, str(place)), unfinished=draft))
