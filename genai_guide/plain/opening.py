"""Where to begin: a new use, one that is saved, or one of another version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from genai_guide.files.open_sessions import OpenSession
from genai_guide.files.saved_session import SavedSession
from genai_guide.plain.console import Console
from genai_guide.plain.signed import signed_words
from genai_guide.plain.talk import Back, Leave, pick
from genai_guide.plain.typed import Choice
from genai_guide.policy.pack import OnSaved, Pack
from genai_guide.policy.verdict import LEVELS
from genai_guide.record.migration import Finding, Migration

_NEW = "new"
_GO, _AGAIN, _LEAVE = "go", "again", "leave"
_LONG = 120
"""How much of an answer is said."""


def choose_session(console: Console, saved: list[SavedSession]) -> Path | None:
    """Ask for a new use or one of the saved ones; `None` is a new one."""
    for one in saved:
        if one.problem:
            console.say(f"Cannot be opened: {one.path.name}: {one.problem}")
    good = [one for one in saved if not one.problem]
    if not good:
        return None
    choices = [
        Choice(_NEW, "A new use"),
        *(Choice(str(one.path), _saved_words(one)) for one in good),
    ]
    try:
        chosen = pick(console, "What do you want to work on?", choices)
    except Back:
        raise Leave from None  # nothing comes before this
    return None if chosen == _NEW else Path(chosen)


def _saved_words(saved: SavedSession) -> str:
    title = saved.title or f"No title yet, {saved.path.name}"
    use = " ".join(saved.use.split())
    left = f"{saved.least} to {saved.most}" if saved.most > saved.least else saved.least
    ends = [LEVELS[one].title for one in saved.verdict.split(" to ") if one in LEVELS]
    verdict = " up to ".join(one.capitalize() for one in dict.fromkeys(ends))
    day = saved.saved[:10]
    named = f"{title}: {use}" if use else title
    return f"{named}. {left} left. {verdict or 'No verdict'}. Saved on {day}."


def resume(
    console: Console, path: Path, pack: Pack, clock: Callable[[], datetime]
) -> OpenSession | None:
    """Open a saved session; `None` if it is left as it is.

    Raises:
        FileProblem: if it is no session, or cannot be gone on with.
    """
    while True:
        now = clock().isoformat()
        opened = OpenSession.resume(path, pack, now)
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


def _asked(console: Console, opened: OpenSession) -> str:
    """Say what there is to say of a session, and ask whether to go on."""
    if opened.found.moved:
        tell_moved(console, opened.path, opened.found, opened.pack)
        choices = [Choice(_LEAVE, "Leave it as it is"), Choice(_GO, "Go on")]
        return pick(console, "Go on in a new file?", choices)
    if opened.read_only:
        console.say(f"{opened.path}: {opened.read_only}.")
        choices = [Choice(_AGAIN, "Try again"), Choice(_LEAVE, "Leave")]
        return pick(console, "What now?", choices)
    told = [signed_words(opened.found.session), opened.unlocked]
    console.say(f"This goes on with {opened.path}", *filter(None, told))
    return _GO


def tell_moved(console: Console, path: Path, found: Migration, pack: Pack) -> None:
    """Say what becomes of answers that were given under another version."""
    console.say(
        f"{path.name}: {found.told(pack.version)}."
        " Going on writes a new file; this one stays as it is."
    )
    for head, listed in found.groups():
        if listed:
            console.say(f"{head}: {len(listed)}", *map(_line, listed))


def _line(one: Finding) -> str:
    tool = f" (tool {one.tool})" if one.tool else ""
    why = "" if one.what is OnSaved.KEEP else f" {one.why}"
    answered = " ".join(one.answered.split())
    if len(answered) > _LONG:
        answered = f"{answered[:_LONG]}…"
    return f"- {one.asked}{tool} “{answered}”.{why}"
