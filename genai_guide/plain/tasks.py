"""Saying which tasks are done: since when, and what shows it."""

from __future__ import annotations

from genai_guide.plain.dialogue import Back, Dialogue
from genai_guide.plain.input import MenuItem
from genai_guide.plain.wording import format_task
from genai_guide.record.draft import ClosedTask, Evidence, close_task, reopen_task
from genai_guide.rules.answers import is_iso_date
from genai_guide.rules.pack import Task
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import measure_evidence
from genai_guide.storage.reading import parse_path

_BACK = "back"


def look_at_tasks(talk: Dialogue) -> None:
    """List the tasks until none is chosen any more."""
    while True:
        tasks = {task.id: task for task, _ in talk.assessment.tasks}
        if not tasks:
            talk.say("Nothing is to be done.")
            return
        closed = talk.session.closed
        choices = [
            MenuItem(one.id, format_task(one, closed.get(one.id)))
            for one in tasks.values()
        ]
        asked = "What is to be done. Choose a task to say that it is done:"
        chosen = talk.pick(asked, [*choices, MenuItem(_BACK, "Go back")])
        if chosen == _BACK:
            return
        try:
            _change(talk, tasks[chosen])
        except Back:
            talk.say("Left as it was.")


def _change(talk: Dialogue, task: Task) -> None:
    if task.id not in talk.session.closed:
        talk.controller.apply(close_task(talk.session, task.id, _closed(talk, task)))
        talk.say(talk.format_saved())
        return
    asked = "This task is done. Open it again? Its evidence is forgotten."
    choices = [MenuItem("open", "Open it again"), MenuItem("leave", "Leave it done")]
    if talk.pick(asked, choices) == "open":
        talk.controller.apply(reopen_task(talk.session, task.id))
        talk.say(talk.format_saved())


def _closed(talk: Dialogue, task: Task) -> ClosedTask:
    talk.say(task.text, "On which day was it done? A date, as 2026-03-31.")
    while not is_iso_date(on := talk.text("Done on")):
        talk.say("Expected a date such as 2026-03-31.")
    wanted = bool(task.evidence)
    talk.say(
        "What shows it? The path of a file, or a link."
        + (" This task asks for evidence." if wanted else " /next goes without.")
    )
    while True:
        shown = talk.path("File or link", skip=not wanted)
        try:
            return ClosedTask(on, _evidence(shown) if shown else None)
        except FileError as problem:
            talk.say(str(problem))


def _evidence(named: str) -> Evidence:
    """Take a link as it is, and measure a file."""
    if named.startswith(("https://", "http://")):
        return Evidence(link=named)
    return measure_evidence(parse_path(named))
