"""Where to start: a new use, a saved one, or a signed summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from genai_guide.plain.console import Console
from genai_guide.plain.dialogue import Back, Leave, choose
from genai_guide.plain.input import MenuItem
from genai_guide.plain.wording import format_signed
from genai_guide.record.migration import MigratedAnswer, Migration
from genai_guide.record.steps import REVIEW, go_to
from genai_guide.rules.levels import LEVELS
from genai_guide.rules.pack import OnSaved, Pack
from genai_guide.signing.verification import Verification, one_line
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.saved_draft import SavedDraft
from genai_guide.workflows.revise import start_revision
from genai_guide.workflows.verify import Verifier

_NEW = "new"
_GO, _AGAIN, _LEAVE = "go", "again", "leave"
_LONG = 120
"""How much of an answer is said."""


def choose_draft(console: Console, saved: list[SavedDraft]) -> Path | None:
    """Ask for a new use or one of the saved ones; `None` is a new one."""
    for one in saved:
        if one.problem:
            console.say(f"Cannot be opened: {one.path.name}: {one.problem}")
    good = [one for one in saved if not one.problem]
    if not good:
        return None
    choices = [
        MenuItem(_NEW, "A new use"),
        *(MenuItem(str(one.path), _saved_words(one)) for one in good),
    ]
    try:
        chosen = choose(console, "What do you want to work on?", choices)
    except Back:
        raise Leave from None  # nothing comes before this
    return None if chosen == _NEW else Path(chosen)


def _saved_words(saved: SavedDraft) -> str:
    title = saved.title or f"No title yet, {saved.path.name}"
    use = " ".join(saved.use.split())
    left = f"{saved.least} to {saved.most}" if saved.most > saved.least else saved.least
    ends = [LEVELS[one].title for one in saved.verdict.split(" to ") if one in LEVELS]
    verdict = " up to ".join(one.capitalize() for one in dict.fromkeys(ends))
    day = saved.saved[:10]
    named = f"{title}: {use}" if use else title
    return f"{named}. {left} left. {verdict or 'No verdict'}. Saved on {day}."


def resume_draft(
    console: Console, path: Path, pack: Pack, clock: Callable[[], datetime]
) -> OpenDraft | None:
    """Open a saved session; `None` if it is left as it is.

    Raises:
        FileProblem: if it is no session, or cannot be gone on with.
    """
    while True:
        now = clock().isoformat()
        opened = OpenDraft.resume(path, pack, now)
        try:
            chosen = _asked(console, opened)
        except (Back, Leave, EOFError):
            chosen = _LEAVE
        except KeyboardInterrupt:
            opened.close()
            raise
        if chosen == _GO:
            return opened.carry(now) if opened.found.moved else opened
        opened.close()
        if chosen == _LEAVE:
            return None


def _asked(console: Console, opened: OpenDraft) -> str:
    """Say what there is to say of a session, and ask whether to go on."""
    if opened.found.moved:
        show_migration(console, opened.path, opened.found, opened.pack)
        choices = [MenuItem(_LEAVE, "Leave it as it is"), MenuItem(_GO, "Go on")]
        return choose(console, "Go on in a new file?", choices)
    if opened.read_only:
        console.say(f"{opened.path}: {opened.read_only}.")
        choices = [MenuItem(_AGAIN, "Try again"), MenuItem(_LEAVE, "Leave")]
        return choose(console, "What now?", choices)
    told = [format_signed(opened.found.draft), opened.unlocked]
    console.say(f"This goes on with {opened.path}", *filter(None, told))
    return _GO


def show_migration(console: Console, path: Path, found: Migration, pack: Pack) -> None:
    """Say what becomes of answers that were given under another version."""
    console.say(
        f"{path.name}: {found.told(pack.version)}."
        " Going on writes a new file; this one stays as it is."
    )
    for head, listed in found.groups():
        if listed:
            console.say(f"{head}: {len(listed)}", *map(_line, listed))


def _line(one: MigratedAnswer) -> str:
    tool = f" (tool {one.tool})" if one.tool else ""
    why = "" if one.what is OnSaved.KEEP else f" {one.why}"
    answered = " ".join(one.answered.split())
    if len(answered) > _LONG:
        answered = f"{answered[:_LONG]}…"
    return f"- {one.asked}{tool} “{answered}”.{why}"


_STAYS = "The decision stays behind. "


def revise_summary(
    console: Console, path: Path, new: Path, pack: Pack, clock: Callable[[], datetime]
) -> OpenDraft:
    """Read what a summary comes to, and go on with its answers if that is wanted.

    Args:
        console: Where the person is asked.
        path: The summary; it stays as it is.
        new: Where the session of the new revision is saved.
        pack: The questions and rules.
        clock: Gives the time, with its offset.

    Raises:
        FileProblem: if it cannot be read, or was made with other questions.
        Leave: if it is left as it is.
    """
    found = Verifier(pack, clock()).verify(path)
    console.say(f"{path.name} is a signed summary.", *_result(found))
    taken = start_revision(path, found.statement, pack)
    if taken.moved:
        show_migration(console, path, taken, pack)
    number = found.statement["revision"] + 1
    console.say(
        "The answers, the notes and the done tasks can go on in a new use, to be"
        f" reviewed and signed as revision {number} in the place of this one."
        f" {_STAYS if found.decision else ''}This file is not touched."
    )
    choices = [
        MenuItem(_LEAVE, "Leave it as it is"),
        MenuItem(_GO, "Begin the new revision"),
    ]
    try:
        chosen = choose(console, f"Begin revision {number}?", choices)
    except Back:
        chosen = _LEAVE
    if chosen == _LEAVE:
        raise Leave
    opened = OpenDraft(new, pack)
    opened.found = replace(taken, draft=go_to(taken.draft, REVIEW))
    try:
        told = opened.save(opened.found.draft, clock().isoformat())
    except FileError:
        opened.close()
        raise
    console.say(f"This goes on in {opened.path}", *filter(None, [told]))
    return opened


def _result(found: Verification) -> Iterator[str]:
    """Say whether it holds, and what was decided."""
    yield found.first_line
    if found.decision is None:
        yield "There is no decision in it yet."
    else:
        for condition in found.decision["conditions"]:
            yield f"Condition: {one_line(condition)}"
