"""What the commands do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from genai_guide.plain.answering import apply, apply_and_continue
from genai_guide.plain.dialogue import (
    Back,
    Dialogue,
    Leave,
    as_sentence,
    find_place,
    list_commands,
    list_positions,
    step_by,
)
from genai_guide.plain.input import InputError, MenuItem, parse_text, sanitize_typed
from genai_guide.plain.review import find_numbered_place, go_to_number
from genai_guide.plain.signing import sign
from genai_guide.plain.tasks import look_at_tasks
from genai_guide.plain.wording import (
    format_help,
    format_list,
    format_quotations,
    format_verdict,
)
from genai_guide.record import draft as sessions
from genai_guide.record.draft import Draft, LogEntry
from genai_guide.record.message import format_contact_message
from genai_guide.record.steps import REVIEW, TOOLS, go_to
from genai_guide.rules.answers import Place, answer_error, format_answer
from genai_guide.storage.errors import FileError
from genai_guide.storage.summaries import propose_message_path, write_message
from genai_guide.text import LONG_LIMIT

Action = Callable[[Dialogue, str], None]
_LEAVING = frozenset(
    "back next change missing tools undo redo review sign".split()  # noqa: SIM905
)
"""What may lead away from the question, and a text half typed stays with it."""
_HALF_TYPED = (
    "First say what becomes of the text that was half typed here: /keep takes it as"
    " the answer, /clear drops it, /quit leaves and keeps it for later."
)


def run_command(talk: Dialogue, name: str, rest: str) -> None:
    """Do what a command says.

    Raises:
        Leave: if the person wants to leave.
        Refused: if it cannot be done here; the text says why.
    """
    if talk.session.unfinished and name in _LEAVING:
        raise InputError(_HALF_TYPED)
    try:
        _ACTIONS[name](talk, rest)
    except Back:
        talk.say("Left as it was.")


def _here(talk: Dialogue) -> Place:
    place = find_place(talk.assessment.status, talk.stop)
    if place is None:
        msg = "This belongs to a question, and none is asked here."
        raise InputError(msg)
    return place


def _help(talk: Dialogue, _: str) -> None:
    talk.say("", *list_commands())


def _why(talk: Dialogue, rest: str) -> None:
    if talk.stop == REVIEW and not rest:
        talk.say("", *format_quotations(talk.assessment))
        return
    place = find_numbered_place(talk, rest) if rest else _here(talk)
    talk.say("", *format_help(talk.session, talk.assessment, place))


def _back(talk: Dialogue, _: str) -> None:
    back_to, talk.returning = talk.returning, ""
    now = (
        go_to(talk.session, back_to)
        if back_to
        else step_by(talk.pack, talk.session, -1)
    )
    if now.position == talk.stop:
        talk.say("This is the first question.")
    talk.controller.apply(now)


def _next(talk: Dialogue, _: str) -> None:
    apply_and_continue(talk, talk.session)


def _clear(talk: Dialogue, _: str) -> None:
    place = _here(talk)
    if talk.session.unfinished:
        talk.controller.apply(replace(talk.session, unfinished=""))
        talk.say("The text that was half typed is dropped.")
        return
    if talk.session.answers.at(talk.pack, place) is None:
        msg = "There is no answer to be taken away."
        raise InputError(msg)
    apply(talk, talk.controller.with_answers({place: None}))
    talk.say("The answer is taken away; /undo brings it back.")


def _keep(talk: Dialogue, _: str) -> None:
    place, draft = _here(talk), talk.session.unfinished
    if not draft:
        msg = "Nothing was half typed here."
        raise InputError(msg)
    if wrong := answer_error(talk.pack.by_id[place.question], draft):
        raise InputError(as_sentence(wrong))
    apply_and_continue(talk, talk.controller.with_answers({place: draft}))


def _note(talk: Dialogue, rest: str) -> None:
    place = _here(talk)
    typed = parse_text(rest)
    if not rest:
        before = talk.session.note(place)
        talk.say(f"The note is: {before}" if before else "There is no note yet.")
        asked = "Note (/next takes it away)" if before else "Note"
        typed = talk.text(asked, limit=LONG_LIMIT, skip=bool(before))
    note, said = sanitize_typed(typed, long=True)
    talk.say(*filter(None, [said]))
    now = talk.controller.now()
    talk.controller.apply(sessions.set_note(talk.pack, talk.session, place, note, now))


def _list(talk: Dialogue, _: str) -> None:
    talk.say("", *format_list(talk.session, talk.assessment))


def _missing(talk: Dialogue, _: str) -> None:
    left = talk.assessment.status.open
    if not left:
        msg = "Nothing is left to be answered. /review looks it through."
        raise InputError(msg)
    talk.returning = ""
    talk.controller.apply(go_to(talk.session, str(left[0])))


def _tools(talk: Dialogue, _: str) -> None:
    if TOOLS not in list_positions(talk.assessment.status):
        msg = "No tool is asked about, by your answers so far."
        raise InputError(msg)
    talk.returning = ""
    talk.controller.apply(go_to(talk.session, TOOLS))


def _undo(talk: Dialogue, _: str) -> None:
    _again(talk, sessions.undo, "Taken back", "There is nothing to take back.")


def _redo(talk: Dialogue, _: str) -> None:
    _again(talk, sessions.redo, "Done again", "There is nothing to do again.")


def _again(
    talk: Dialogue, change: Callable[..., Draft], said: str, nothing: str
) -> None:
    before = talk.session
    after = change(talk.pack, before, talk.controller.now())
    done = after.log[len(before.log) :]
    if not done:
        raise InputError(nothing)
    apply(talk, after)
    talk.say(*(f"{said}: {_told(talk, one)}" for one in done))


def _told(talk: Dialogue, change: LogEntry) -> str:
    if change.what == "tool":
        return f"tool {change.tool} of all that were named is {change.after} now."
    question = talk.pack.by_id[change.question]
    what = "the note on " if change.what == "note" else ""
    given = change.after if change.what == "answer" else str(change.after or "")
    said = format_answer(question, given) if given else "nothing"
    return f"{what}“{question.text}” now: {said}"


def _verdict(talk: Dialogue, rest: str) -> None:
    every = rest.lower() == "all"
    talk.say("", *format_verdict(talk.assessment, talk.session, every=every))


def _tasks(talk: Dialogue, _: str) -> None:
    look_at_tasks(talk)


def _message(talk: Dialogue, _: str) -> None:
    message = format_contact_message(talk.assessment)
    talk.say("", *message.rstrip().split("\n"))
    choices = [MenuItem("back", "Go back"), MenuItem("write", "Write it to a file")]
    if talk.pick("This is the message to the contact.", choices) == "back":
        return
    path = propose_message_path(talk.pack, talk.session, talk.folder)
    try:
        write_message(path, message)
    except FileError as problem:
        raise InputError(str(problem)) from None
    talk.say(f"The message is written to {path}")


def _review(talk: Dialogue, _: str) -> None:
    talk.returning = ""
    talk.controller.apply(go_to(talk.session, REVIEW))


def _sign(talk: Dialogue, _: str) -> None:
    sign(talk)


def _save(talk: Dialogue, _: str) -> None:
    talk.controller.save()
    if talk.controller.problem:
        raise InputError(talk.format_saved())
    where = f"Saved in {talk.controller.path}"
    talk.say(where if talk.controller.begun else "Nothing is answered yet.")


def _quit(_: Dialogue, __: str) -> None:
    raise Leave


_ACTIONS: dict[str, Action] = {
    "help": _help,
    "why": _why,
    "back": _back,
    "next": _next,
    "clear": _clear,
    "keep": _keep,
    "note": _note,
    "list": _list,
    "change": go_to_number,
    "missing": _missing,
    "tools": _tools,
    "undo": _undo,
    "redo": _redo,
    "verdict": _verdict,
    "tasks": _tasks,
    "message": _message,
    "review": _review,
    "sign": _sign,
    "save": _save,
    "quit": _quit,
}
