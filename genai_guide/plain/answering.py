"""Asking one question, and taking the answer to it."""

from __future__ import annotations

from genai_guide.plain.dialogue import Talk, moved, sentence
from genai_guide.plain.input import Refused, choices_in, cleaned, command_in, text_in
from genai_guide.plain.wording import changed_lines, options_of, question_lines
from genai_guide.record.draft import Session
from genai_guide.record.steps import go
from genai_guide.rules.answers import Answer, Place, problem
from genai_guide.rules.pack import Kind, Question
from genai_guide.text import LONG_LIMIT

_DATE_LENGTH = 10


def show_question(talk: Talk, place: Place) -> None:
    """Read a question out, after whether the answer before it is saved."""
    said = talk.keeper.said()
    first, *rest = question_lines(talk.session, talk.assessment, place)
    talk.say("", f"{said} {first}".strip(), *rest)


def take_answer(talk: Talk, place: Place, line: str) -> None:
    """Take a line as an answer and go on.

    Raises:
        Refused: if it is none; the text says why.
    """
    question = talk.pack.by_id[place.question]
    given = _answer(talk, place, question, line)
    if wrong := problem(question, given):
        raise Refused(sentence(wrong))
    take_and_go_on(talk, talk.keeper.answered(place, given))


def take_and_go_on(talk: Talk, session: Session) -> None:
    """Take a changed session and go to the next question, or back to where one was.

    It is saved once, and said what it does to the verdict.
    """
    back_to, talk.returning = talk.returning, ""
    take(talk, go(session, back_to) if back_to else moved(talk.pack, session, 1))


def take(talk: Talk, session: Session) -> None:
    """Take a changed session, and say what it does to the verdict."""
    before = talk.assessment
    talk.keeper.take(session)
    talk.say(*changed_lines(before, talk.assessment))


def _answer(talk: Talk, place: Place, question: Question, line: str) -> Answer:
    if question.is_choice:
        several = question.kind is Kind.MULTI
        return tuple(choices_in(line, options_of(question), several=several))
    typed = text_in(line)
    if question.long:
        typed = _long(talk, place, typed)
    limit = _DATE_LENGTH if question.kind is Kind.DATE else 0
    text, said = cleaned(typed, long=question.long, limit=limit)
    talk.say(*filter(None, [said]))
    if not text:
        skip = "/next leaves it empty" if question.optional else "/next leaves it open"
        msg = f"Nothing was typed. Type the answer, or a command: {skip}."
        raise Refused(msg)
    return text


def _long(talk: Talk, place: Place, first: str) -> str:
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
        lines.append(text_in(line))


def _is_text(talk: Talk, line: str) -> bool:
    """Whether a line in a text belongs to it; a command has to wait."""
    try:
        if command_in(line) is None:
            return True
        talk.say("First end the text with an empty line; then type the command.")
    except Refused as refused:
        talk.say(str(refused))
    return False


def _keep_draft(talk: Talk, place: Place, text: str) -> None:
    draft, _ = cleaned(text, long=True, limit=LONG_LIMIT)
    now = talk.session
    if talk.stop == str(place):
        talk.keeper.take(go(now, str(place))._replace(draft=draft))
