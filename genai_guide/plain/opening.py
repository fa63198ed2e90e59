"""Start: with a new use, a saved one, or a signed summary."""

from __future__ import annotations

from pathlib import Path

from genai_guide.plain.console import Console
from genai_guide.plain.dialogue import Back, Leave, choose
from genai_guide.plain.input import MenuItem
from genai_guide.plain.wording import format_signed
from genai_guide.record.migration import MigratedAnswer, Migration
from genai_guide.rules.levels import LEVELS
from genai_guide.rules.pack import OnSaved
from genai_guide.signing.verification import one_line
from genai_guide.storage.draft_list import SavedDraft
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.records import RecordFile
from genai_guide.workflows.controller import Controller
from genai_guide.workflows.revise import start_revision
from genai_guide.workflows.verify import Verifier

_NEW, _CONTINUE, _AGAIN, _LEAVE = "new", "go", "again", "leave"
_ANSWER_LENGTH = 120
"""How much of an answer is read out when it comes from another version."""


def choose_draft(console: Console, drafts: list[SavedDraft]) -> Path | None:
    """Ask for a new use or one of the saved ones; return `None` for a new one.

    Raises:
        Leave: if the person wants neither.
    """
    choices = [MenuItem(_NEW, "A new use")]
    for saved in drafts:
        if saved.problem:
            console.say(f"Cannot be opened: {saved.path.name}: {saved.problem}")
        else:
            choices.append(MenuItem(str(saved.path), _format_saved(saved)))
    if len(choices) == 1:
        return None
    try:
        chosen = choose(console, "What do you want to work on?", choices)
    except Back:
        raise Leave from None  # nothing comes before this
    return None if chosen == _NEW else Path(chosen)


def _format_saved(saved: SavedDraft) -> str:
    title = saved.title or f"No title yet, {saved.path.name}"
    use = " ".join(saved.use.split())
    left = f"{saved.least} to {saved.most}" if saved.most > saved.least else saved.least
    levels = [LEVELS[word] for word in saved.verdict.split(" to ") if word in LEVELS]
    names = dict.fromkeys(level.title.capitalize() for level in levels)
    verdict = " up to ".join(names) or "No verdict"
    name = f"{title}: {use}" if use else title
    return f"{name}. {left} left. {verdict}. Saved on {saved.saved[:10]}."


def resume_draft(console: Console, controller: Controller, path: Path) -> bool:
    """Open a saved draft; return whether it is worked on, and not left as it is.

    Raises:
        FileError: if it is no draft, or cannot be continued.
    """
    while True:
        file = controller.open(path)
        try:
            chosen = _ask_to_continue(console, file)
        except (Back, Leave, EOFError):
            chosen = _LEAVE
        except KeyboardInterrupt:
            file.close()
            raise
        if chosen == _CONTINUE and file.migration.moved:
            controller.carry(file)
        elif chosen == _CONTINUE:
            controller.work_on(file)
        else:
            file.close()
        if chosen != _AGAIN:
            return chosen == _CONTINUE


def _ask_to_continue(console: Console, file: OpenDraft) -> str:
    """Say what there is to say of a draft, and ask whether to continue."""
    leave = MenuItem(_LEAVE, "Leave it as it is")
    if file.migration.moved:
        _show_migration(console, file.path, file.migration, file.pack.version)
        choices = [leave, MenuItem(_CONTINUE, "Go on")]
        return choose(console, "Go on in a new file?", choices)
    if file.read_only:
        console.say(f"{file.path}: {file.read_only}.")
        choices = [MenuItem(_AGAIN, "Try again"), MenuItem(_LEAVE, "Leave")]
        return choose(console, "What now?", choices)
    news = [format_signed(file.migration.draft), file.unlocked]
    console.say(f"This goes on with {file.path}", *filter(None, news))
    return _CONTINUE


def _show_migration(
    console: Console, path: Path, migration: Migration, version: str
) -> None:
    """Say what becomes of answers that were given under another version."""
    console.say(
        f"{path.name}: {migration.told(version)}."
        " Going on writes a new file; this one stays as it is."
    )
    for heading, answers in migration.groups():
        if answers:
            console.say(f"{heading}: {len(answers)}", *map(_format_migrated, answers))


def _format_migrated(migrated: MigratedAnswer) -> str:
    tool = f" (tool {migrated.tool})" if migrated.tool else ""
    why = "" if migrated.what is OnSaved.KEEP else f" {migrated.why}"
    answer = " ".join(migrated.answered.split())
    if len(answer) > _ANSWER_LENGTH:
        answer = f"{answer[:_ANSWER_LENGTH]}…"
    return f"- {migrated.asked}{tool} “{answer}”.{why}"


def revise_summary(console: Console, controller: Controller, file: RecordFile) -> None:
    """Say what a summary is worth, and continue with its answers if that is wanted.

    Args:
        console: Where the person is asked.
        controller: Holds the draft of the new revision.
        file: The summary; it stays as it is.

    Raises:
        FileError: if it is no summary, or was made with other questions.
        Leave: if it is left as it is.
    """
    pack, path, summary = controller.pack, file.path, file.summary()
    verifier = Verifier(pack, controller.clock())
    verification = verifier.verify_summary(path, summary)
    console.say(f"{path.name} is a signed summary.", verification.first_line)
    decision_stays = ""
    if summary.decision is None:
        console.say("There is no decision in it yet.")
    else:
        decision_stays = "The decision stays behind. "
        for condition in summary.decision.conditions:
            console.say(f"Condition: {one_line(condition)}")
    migration = start_revision(path, summary, pack)
    if migration.moved:
        _show_migration(console, path, migration, pack.version)
    number = summary.statement.revision + 1
    console.say(
        "The answers, the notes and the done tasks can go on in a new use, to be"
        f" reviewed and signed as revision {number} in the place of this one."
        f" {decision_stays}This file is not touched."
    )
    choices = [
        MenuItem(_LEAVE, "Leave it as it is"),
        MenuItem(_CONTINUE, "Begin the new revision"),
    ]
    try:
        chosen = choose(console, f"Begin revision {number}?", choices)
    except Back:
        chosen = _LEAVE
    if chosen == _LEAVE:
        raise Leave
    message = controller.work_on_revision(migration)
    console.say(f"This goes on in {controller.path}", *filter(None, [message]))
