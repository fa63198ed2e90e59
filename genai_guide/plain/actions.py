"""What each command does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from genai_guide.plain.dialogue import Back, Dialogue, Leave
from genai_guide.plain.input import InputError, MenuItem, parse_text, sanitize_typed
from genai_guide.plain.signing import sign
from genai_guide.plain.wording import (
    as_sentence,
    format_help,
    format_list,
    format_quotations,
    format_task,
    format_verdict,
    list_commands,
)
from genai_guide.record.draft import (
    ClosedTask,
    Draft,
    Evidence,
    LogEntry,
    close_task,
    redo,
    reopen_task,
    set_note,
    undo,
)
from genai_guide.record.message import format_contact_message
from genai_guide.record.steps import REVIEW, TOOLS, list_steps, previous_step
from genai_guide.rules.answers import Place, answer_error, format_answer, is_iso_date
from genai_guide.rules.pack import Task
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import measure_evidence
from genai_guide.storage.reading import parse_path
from genai_guide.storage.summaries import propose_message_path, write_message
from genai_guide.text import LONG_LIMIT

_LEAVING = frozenset(
    {"back", "next", "change", "missing", "tools", "undo", "redo", "review", "sign"}
)
"""The commands that may lead away from a question, and from a text half typed there."""
_BACK = "back"


def run_command(dialogue: Dialogue, name: str, rest: str) -> None:
    """Do what a command says.

    Args:
        dialogue: The conversation.
        name: The command's full name.
        rest: What was typed after it.

    Raises:
        Leave: if the person wants to leave.
        InputError: if it cannot be done here; the text says why.
    """
    if dialogue.draft.unfinished and name in _LEAVING:
        msg = (
            "First say what becomes of the text that was half typed here: /keep takes"
            " it as the answer, /clear drops it, /quit leaves and keeps it for later."
        )
        raise InputError(msg)
    if name == "quit":
        raise Leave
    try:
        _ACTIONS[name](dialogue, rest)
    except Back:
        dialogue.say("Left as it was.")


def _require_place(dialogue: Dialogue) -> Place:
    if dialogue.place is None:
        msg = "This belongs to a question, and none is asked here."
        raise InputError(msg)
    return dialogue.place


def _help(dialogue: Dialogue, _: str) -> None:
    dialogue.say("", *list_commands())


# Moving


def _back(dialogue: Dialogue, _: str) -> None:
    if dialogue.returning:
        dialogue.go_to(dialogue.returning)
        return
    draft = previous_step(dialogue.pack, dialogue.draft, one_by_one=True)
    if draft.position == dialogue.draft.position:
        dialogue.say("This is the first question.")
    dialogue.controller.apply(draft)


def _missing(dialogue: Dialogue, _: str) -> None:
    left = dialogue.assessment.status.open
    if not left:
        msg = "Nothing is left to be answered. /review looks it through."
        raise InputError(msg)
    dialogue.go_to(str(left[0]))


def _tools(dialogue: Dialogue, _: str) -> None:
    steps = list_steps(dialogue.pack, dialogue.assessment.status, one_by_one=True)
    if TOOLS not in {step.id for step in steps}:
        msg = "No tool is asked about, by your answers so far."
        raise InputError(msg)
    dialogue.go_to(TOOLS)


# Changing


def _clear(dialogue: Dialogue, _: str) -> None:
    place = _require_place(dialogue)
    if dialogue.draft.unfinished:
        dialogue.controller.apply(replace(dialogue.draft, unfinished=""))
        dialogue.say("The text that was half typed is dropped.")
        return
    if dialogue.draft.answers.at(dialogue.pack, place) is None:
        msg = "There is no answer to be taken away."
        raise InputError(msg)
    dialogue.change(dialogue.controller.with_answers({place: None}))
    dialogue.say("The answer is taken away; /undo brings it back.")


def _keep(dialogue: Dialogue, _: str) -> None:
    place, unfinished = _require_place(dialogue), dialogue.draft.unfinished
    if not unfinished:
        msg = "Nothing was half typed here."
        raise InputError(msg)
    if fault := answer_error(dialogue.pack.by_id[place.question], unfinished):
        raise InputError(as_sentence(fault))
    dialogue.change_and_continue(dialogue.controller.with_answers({place: unfinished}))


def _note(dialogue: Dialogue, rest: str) -> None:
    place = _require_place(dialogue)
    typed = parse_text(rest)
    if not rest:
        before = dialogue.draft.note(place)
        dialogue.say(f"The note is: {before}" if before else "There is no note yet.")
        prompt = "Note (/next takes it away)" if before else "Note"
        typed = dialogue.text(prompt, limit=LONG_LIMIT, skip=bool(before))
    note, message = sanitize_typed(typed, long=True)
    if message:
        dialogue.say(message)
    pack, now = dialogue.pack, dialogue.controller.now()
    dialogue.controller.apply(set_note(pack, dialogue.draft, place, note, now))


def _undo(dialogue: Dialogue, _: str) -> None:
    _step_in_history(dialogue, undo, "Taken back", "There is nothing to take back.")


def _redo(dialogue: Dialogue, _: str) -> None:
    _step_in_history(dialogue, redo, "Done again", "There is nothing to do again.")


def _step_in_history(
    dialogue: Dialogue, step: Callable[..., Draft], done: str, nothing: str
) -> None:
    before = dialogue.draft
    after = step(dialogue.pack, before, dialogue.controller.now())
    entries = after.log[len(before.log) :]
    if not entries:
        raise InputError(nothing)
    dialogue.change(after)
    dialogue.say(*(f"{done}: {_format_entry(dialogue, entry)}" for entry in entries))


def _format_entry(dialogue: Dialogue, entry: LogEntry) -> str:
    if entry.what == "tool":
        return f"tool {entry.tool} of all that were named is {entry.after} now."
    question = dialogue.pack.by_id[entry.question]
    note = "the note on " if entry.what == "note" else ""
    value = entry.after if entry.what == "answer" else str(entry.after or "")
    text = format_answer(question, value) if value else "nothing"
    return f"{note}“{question.text}” now: {text}"


# Reading


def _why(dialogue: Dialogue, rest: str) -> None:
    if dialogue.draft.position == REVIEW and not rest:
        dialogue.say("", *format_quotations(dialogue.assessment))
        return
    find_place = dialogue.find_numbered_place
    place = find_place(rest) if rest else _require_place(dialogue)
    dialogue.say("", *format_help(dialogue.draft, dialogue.assessment, place))


def _list(dialogue: Dialogue, _: str) -> None:
    dialogue.say("", *format_list(dialogue.draft, dialogue.assessment))


def _verdict(dialogue: Dialogue, rest: str) -> None:
    every = rest.lower() == "all"
    lines = format_verdict(dialogue.assessment, dialogue.draft, every=every)
    dialogue.say("", *lines)


def _message(dialogue: Dialogue, _: str) -> None:
    message = format_contact_message(dialogue.assessment)
    dialogue.say("", *message.rstrip().split("\n"))
    choices = [MenuItem(_BACK, "Go back"), MenuItem("write", "Write it to a file")]
    if dialogue.pick("This is the message to the contact.", choices) == _BACK:
        return
    path = propose_message_path(dialogue.pack, dialogue.draft, dialogue.folder)
    try:
        write_message(path, message)
    except FileError as error:
        raise InputError(str(error)) from None
    dialogue.say(f"The message is written to {path}")


# Tasks


def _tasks(dialogue: Dialogue, _: str) -> None:
    """List the tasks until none is chosen any more."""
    while True:
        tasks = {task.id: task for task, _ in dialogue.assessment.tasks}
        if not tasks:
            dialogue.say("Nothing is to be done.")
            return
        closed = dialogue.draft.closed
        choices = [
            MenuItem(task.id, format_task(task, closed.get(task.id)))
            for task in tasks.values()
        ]
        question = "What is to be done. Choose a task to say that it is done:"
        chosen = dialogue.pick(question, [*choices, MenuItem(_BACK, "Go back")])
        if chosen == _BACK:
            return
        try:
            _close_or_reopen(dialogue, tasks[chosen])
        except Back:
            dialogue.say("Left as it was.")


def _close_or_reopen(dialogue: Dialogue, task: Task) -> None:
    if task.id not in dialogue.draft.closed:
        closed = _ask_what_was_done(dialogue, task)
        dialogue.controller.apply(close_task(dialogue.draft, task.id, closed))
        dialogue.say(dialogue.format_saved())
        return
    question = "This task is done. Open it again? Its evidence is forgotten."
    choices = [MenuItem("open", "Open it again"), MenuItem("leave", "Leave it done")]
    if dialogue.pick(question, choices) == "open":
        dialogue.controller.apply(reopen_task(dialogue.draft, task.id))
        dialogue.say(dialogue.format_saved())


def _ask_what_was_done(dialogue: Dialogue, task: Task) -> ClosedTask:
    dialogue.say(task.text, "On which day was it done? A date, as 2026-03-31.")
    while not is_iso_date(day := dialogue.text("Done on")):
        dialogue.say("Expected a date such as 2026-03-31.")
    hint = " This task asks for evidence." if task.evidence else " /next goes without."
    dialogue.say(f"What shows it? The path of a file, or a link.{hint}")
    while True:
        typed = dialogue.path("File or link", skip=not task.evidence)
        if not typed:
            return ClosedTask(day)
        if typed.startswith(("https://", "http://")):
            return ClosedTask(day, Evidence(link=typed))
        try:
            return ClosedTask(day, measure_evidence(parse_path(typed)))
        except FileError as error:
            dialogue.say(str(error))


def _save(dialogue: Dialogue, _: str) -> None:
    controller = dialogue.controller
    controller.save()
    if controller.problem:
        raise InputError(dialogue.format_saved())
    path = f"Saved in {controller.path}"
    dialogue.say(path if controller.begun else "Nothing is answered yet.")


_ACTIONS: dict[str, Callable[[Dialogue, str], None]] = {
    "help": _help,
    "why": _why,
    "back": _back,
    "next": lambda dialogue, _: dialogue.change_and_continue(dialogue.draft),
    "clear": _clear,
    "keep": _keep,
    "note": _note,
    "list": _list,
    "change": Dialogue.go_to_number,
    "missing": _missing,
    "tools": _tools,
    "undo": _undo,
    "redo": _redo,
    "verdict": _verdict,
    "tasks": _tasks,
    "message": _message,
    "review": lambda dialogue, _: dialogue.go_to(REVIEW),
    "sign": lambda dialogue, _: sign(dialogue),
    "save": _save,
}
