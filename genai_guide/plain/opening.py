"""Start: with a new use, or a saved one."""

from __future__ import annotations

from pathlib import Path

from genai_guide.plain.dialogue import Back, Dialogue, Leave
from genai_guide.plain.wording import format_signed
from genai_guide.record.draft import is_signed
from genai_guide.record.explanation import format_difference
from genai_guide.record.migration import Migration
from genai_guide.rules.dates import format_date
from genai_guide.rules.levels import NO_VERDICT, format_label
from genai_guide.storage.draft_list import SavedDraft
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.reading import parse_path
from genai_guide.text import end_sentence

_NEW, _CONTINUE, _AGAIN, _LEAVE = "new", "go", "again", "leave"
_ELSEWHERE = "elsewhere"
_DATE_LENGTH = 10


def choose_draft(dialogue: Dialogue, drafts: list[SavedDraft]) -> Path | None:
    """Ask for a new use or one of the saved ones; return `None` for a new one."""
    choices = {_NEW: "A new use"}
    for saved in drafts:
        if saved.problem:
            dialogue.say(f"{saved.path.name} cannot be opened: {saved.problem}")
            if saved.previous:
                dialogue.say(
                    "There is a copy from when it was last opened. To continue with"
                    f" that: genai-guide ask {saved.previous}"
                )
        else:
            choices[str(saved.path)] = _format_saved(saved)
    if len(choices) == 1:
        return None
    try:
        chosen = dialogue.pick("What do you want to work on?", choices)
    except Back:
        raise Leave from None  # nothing comes before this
    return None if chosen == _NEW else Path(chosen)


def _format_saved(saved: SavedDraft) -> str:
    """Format what a saved use is about, and how far it is, in sentences."""
    title = saved.title or f"No title yet, {saved.path.name}"
    use = " ".join(saved.use.split())
    bounds = (level for level in (saved.lowest, saved.highest) if level)
    state = f"{saved.least} or more questions left"
    if saved.revision and not saved.changed:
        state = f"Revision {saved.revision} is signed"
    elif not saved.least:
        state = "Ready to sign"
    elif saved.least == saved.most:
        state = f"{saved.least} question{'s' * (saved.least > 1)} left"
    return " ".join(
        map(
            end_sentence,
            (
                f"{title}: {use}" if use else title,
                " up to ".join(dict.fromkeys(map(format_label, bounds))) or NO_VERDICT,
                state,
                f"Saved on {format_date(saved.saved[:_DATE_LENGTH])}",
            ),
        )
    )


def resume_draft(dialogue: Dialogue, path: Path) -> bool:
    """Open a saved draft; return whether it is worked on, and not left as it is."""
    controller = dialogue.controller
    while True:
        file = controller.open(path)
        try:
            chosen = _ask_to_continue(dialogue, file)
        except (Back, Leave, EOFError):
            chosen = _LEAVE
        except KeyboardInterrupt:
            file.close()
            raise
        if chosen == _CONTINUE and file.migration.moved:
            controller.carry(file)
        elif chosen == _CONTINUE:
            controller.work_on(file)
            if not controller.is_signed:
                offer_shared_changes(dialogue)
        elif chosen == _ELSEWHERE:
            controller.work_on(file)
            _save_elsewhere(dialogue)
            return True
        else:
            file.close()
        if chosen != _AGAIN:
            return chosen == _CONTINUE


def _save_elsewhere(dialogue: Dialogue) -> None:
    """Ask for a file until the draft is saved in it.

    Raises:
        Leave: if the person leaves it.
    """
    while True:
        try:
            save_elsewhere(dialogue, dialogue.ask_text("Folder or file", path=True))
        except Back:
            raise Leave from None
        except FileError as error:
            dialogue.say(str(error))
        else:
            return


def save_elsewhere(dialogue: Dialogue, typed: str) -> None:
    """Save the draft in another file, and say so.

    Raises:
        FileError: if it cannot be written.
    """
    message = dialogue.controller.save_elsewhere(parse_path(typed))
    path = dialogue.controller.path
    dialogue.say(
        f"Saved. From now on your answers go to {path}", *filter(None, [message])
    )


def _ask_to_continue(dialogue: Dialogue, file: OpenDraft) -> str:
    """Say what there is to say of a draft, and ask whether to continue."""
    if file.migration.moved:
        show_migration(dialogue, file.path, file.migration)
        choices = {_LEAVE: "Leave it as it is", _CONTINUE: "Continue"}
        return dialogue.pick("Continue in a new file?", choices)
    if file.read_only:
        dialogue.say(f"{file.path}: {file.read_only}.")
        choices = {
            _AGAIN: "Try again",
            _ELSEWHERE: "Save it somewhere else and continue there",
            _LEAVE: "Leave",
        }
        return dialogue.pick("What now?", choices)
    draft = file.migration.draft
    # If nothing changed since signing, the first prompt says so.
    news = ["" if is_signed(draft) else format_signed(draft), file.unlocked]
    dialogue.say(f"Opened {file.path}", *filter(None, news))
    return _CONTINUE


def offer_shared_changes(dialogue: Dialogue) -> None:
    """Ask whether to use what the production has changed."""
    controller = dialogue.controller
    changes = controller.find_shared_changes()
    if not changes:
        return
    dialogue.say("The production has changed since this use was started:")
    dialogue.say(*(f"- {format_difference(dialogue.pack, each)}" for each in changes))
    choices = {_LEAVE: "Keep the answers of this use", _CONTINUE: "Use the new ones"}
    try:
        if dialogue.pick("Use the answers of the production?", choices) == _CONTINUE:
            controller.take_over(changes)
    except Back:
        return


def show_migration(dialogue: Dialogue, path: Path, migration: Migration) -> None:
    """Say what becomes of answers that were given under another version."""
    dialogue.say(migration.describe_continuing(path.name, dialogue.pack.version))
    for heading, answers in migration.groups():
        dialogue.say(heading, *(f"- {answer}" for answer in answers))
