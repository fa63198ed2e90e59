"""How a saved use stands in the list of the start screen."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from genai_guide.record.steps import Progress
from genai_guide.storage.saved_draft import SavedSession, given_name
from genai_guide.tui.display import ago, hanging, plain, saved_verdict, stacked
from genai_guide.tui.widgets.lines import progress_words, signed_words


def session_row(saved: SavedSession, now: datetime, width: int) -> Content:
    """Say what it is, how far it is, and when it was saved."""
    if saved.problem:
        return _unreadable(saved)
    title = saved.title or f"No title yet ({saved.path.name})"
    name = given_name(saved.path) if saved.title else ""
    named = [one for one in (name, title, " ".join(saved.use.split())) if one]
    done = Progress(saved.answered, saved.least, saved.most)
    signed = ""
    if saved.revision:
        signed = signed_words(saved.revision, saved.signed, changed=saved.changed)
    state = (
        f"{progress_words(done, saved_verdict(saved.verdict), signed)}"
        f" · saved {ago(saved.saved, now)}"
    )
    return stacked(
        plain(" · ".join(named), "bold").truncate(width, ellipsis=True),
        Content.assemble("  ", hanging(state, width, 2)),
    )


def _unreadable(saved: SavedSession) -> Content:
    lines = [f"Cannot be opened: {saved.path.name}", f"  {saved.problem}"]
    if saved.previous:
        lines.append("  Choose this to go on from how it was opened last.")
    return stacked(*map(plain, lines))
