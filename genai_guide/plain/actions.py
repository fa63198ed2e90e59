"""What the commands do."""

from __future__ import annotations

from collections.abc import Callable

from genai_guide.plain.answering import take, take_and_go_on
from genai_guide.plain.dialogue import (
    Back,
    Leave,
    Talk,
    help_lines,
    moved,
    place_at,
    sentence,
    stops,
)
from genai_guide.plain.input import Choice, Refused, cleaned, text_in
from genai_guide.plain.review import numbered_place, take_number
from genai_guide.plain.signing import sign
from genai_guide.plain.tasks import look_at_tasks
from genai_guide.plain.wording import list_lines, quoted_lines, verdict_lines, why_lines
from genai_guide.record import draft as sessions
from genai_guide.record.draft import Change, Session
from genai_guide.record.message import contact_message
from genai_guide.record.steps import REVIEW, TOOLS, go
from genai_guide.rules.answers import Place, problem, words
from genai_guide.storage.errors import FileProblem
from genai_guide.storage.summaries import message_path, write_message
from genai_guide.text import LONG_LIMIT

Action = Callable[[Talk, str], None]
_LEAVING = frozenset(
    "back next change missing tools undo redo review sign".split()  # noqa: SIM905
)
"""What may lead away from the question, and a text half typed stays with it."""
_HALF_TYPED = (
    "First say what becomes of the text that was half typed here: /keep takes it as"
    " the answer, /clear drops it, /quit leaves and keeps it for later."
)


def do(talk: Talk, name: str, rest: str) -> None:
    """Do what a command says.

    Raises:
        Leave: if the person wants to leave.
        Refused: if it cannot be done here; the text says why.
    """
    if talk.session.draft and name in _LEAVING:
        raise Refused(_HALF_TYPED)
    try:
        _ACTIONS[name](talk, rest)
    except Back:
        talk.say("Left as it was.")


def _here(talk: Talk) -> Place:
    place = place_at(talk.assessment.asking, talk.stop)
    if place is None:
        msg = "This belongs to a question, and none is asked here."
        raise Refused(msg)
    return place


def _help(talk: Talk, _: str) -> None:
    talk.say("", *help_lines())


def _why(talk: Talk, rest: str) -> None:
    if talk.stop == REVIEW and not rest:
        talk.say("", *quoted_lines(talk.assessment))
        return
    place = numbered_place(talk, rest) if rest else _here(talk)
    talk.say("", *why_lines(talk.session, talk.assessment, place))


def _back(talk: Talk, _: str) -> None:
    back_to, talk.returning = talk.returning, ""
    now = go(talk.session, back_to) if back_to else moved(talk.pack, talk.session, -1)
    if now.at == talk.stop:
        talk.say("This is the first question.")
    talk.keeper.take(now)


def _next(talk: Talk, _: str) -> None:
    take_and_go_on(talk, talk.session)


def _clear(talk: Talk, _: str) -> None:
    place = _here(talk)
    if talk.session.draft:
        talk.keeper.take(talk.session._replace(draft=""))
        talk.say("The text that was half typed is dropped.")
        return
    if talk.session.answers.at(talk.pack, place) is None:
        msg = "There is no answer to be taken away."
        raise Refused(msg)
    take(talk, talk.keeper.answered(place, None))
    talk.say("The answer is taken away; /undo brings it back.")


def _keep(talk: Talk, _: str) -> None:
    place, draft = _here(talk), talk.session.draft
    if not draft:
        msg = "Nothing was half typed here."
        raise Refused(msg)
    if wrong := problem(talk.pack.by_id[place.question], draft):
        raise Refused(sentence(wrong))
    take_and_go_on(talk, talk.keeper.answered(place, draft))


def _note(talk: Talk, rest: str) -> None:
    place = _here(talk)
    typed = text_in(rest)
    if not rest:
        before = talk.session.note(place)
        talk.say(f"The note is: {before}" if before else "There is no note yet.")
        asked = "Note (/next takes it away)" if before else "Note"
        typed = talk.text(asked, limit=LONG_LIMIT, skip=bool(before))
    note, said = cleaned(typed, long=True)
    talk.say(*filter(None, [said]))
    now = talk.keeper.now()
    talk.keeper.take(sessions.annotate(talk.pack, talk.session, place, note, now))


def _list(talk: Talk, _: str) -> None:
    talk.say("", *list_lines(talk.session, talk.assessment))


def _missing(talk: Talk, _: str) -> None:
    left = talk.assessment.asking.open
    if not left:
        msg = "Nothing is left to be answered. /review looks it through."
        raise Refused(msg)
    talk.returning = ""
    talk.keeper.take(go(talk.session, str(left[0])))


def _tools(talk: Talk, _: str) -> None:
    if TOOLS not in stops(talk.assessment.asking):
        msg = "No tool is asked about, by your answers so far."
        raise Refused(msg)
    talk.returning = ""
    talk.keeper.take(go(talk.session, TOOLS))


def _undo(talk: Talk, _: str) -> None:
    _again(talk, sessions.undo, "Taken back", "There is nothing to take back.")


def _redo(talk: Talk, _: str) -> None:
    _again(talk, sessions.redo, "Done again", "There is nothing to do again.")


def _again(talk: Talk, change: Callable[..., Session], said: str, nothing: str) -> None:
    before = talk.session
    after = change(talk.pack, before, talk.keeper.now())
    done = after.log[len(before.log) :]
    if not done:
        raise Refused(nothing)
    take(talk, after)
    talk.say(*(f"{said}: {_told(talk, one)}" for one in done))


def _told(talk: Talk, change: Change) -> str:
    if change.what == "tool":
        return f"tool {change.tool} of all that were named is {change.after} now."
    question = talk.pack.by_id[change.question]
    what = "the note on " if change.what == "note" else ""
    given = change.after if change.what == "answer" else str(change.after or "")
    said = words(question, given) if given else "nothing"
    return f"{what}“{question.text}” now: {said}"


def _verdict(talk: Talk, rest: str) -> None:
    every = rest.lower() == "all"
    talk.say("", *verdict_lines(talk.assessment, talk.session, every=every))


def _tasks(talk: Talk, _: str) -> None:
    look_at_tasks(talk)


def _message(talk: Talk, _: str) -> None:
    message = contact_message(talk.assessment)
    talk.say("", *message.rstrip().split("\n"))
    choices = [Choice("back", "Go back"), Choice("write", "Write it to a file")]
    if talk.pick("This is the message to the contact.", choices) == "back":
        return
    path = message_path(talk.pack, talk.session, talk.folder)
    try:
        write_message(path, message)
    except FileProblem as problem:
        raise Refused(str(problem)) from None
    talk.say(f"The message is written to {path}")


def _review(talk: Talk, _: str) -> None:
    talk.returning = ""
    talk.keeper.take(go(talk.session, REVIEW))


def _sign(talk: Talk, _: str) -> None:
    sign(talk)


def _save(talk: Talk, _: str) -> None:
    talk.keeper.save()
    if talk.keeper.problem:
        raise Refused(talk.keeper.said())
    where = f"Saved in {talk.keeper.path}"
    talk.say(where if talk.keeper.begun else "Nothing is answered yet.")


def _quit(_: Talk, __: str) -> None:
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
    "change": take_number,
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
