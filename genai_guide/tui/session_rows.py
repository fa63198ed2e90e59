"""How a saved use stands in the list of the start screen."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from genai_guide.record.steps import Progress
from genai_guide.storage.draft_list import SavedDraft
from genai_guide.tui.display import (
    format_age,
    format_saved_verdict,
    literal,
    stack,
    wrap_hanging,
)
from genai_guide.tui.widgets.lines import progress_words, signed_words


def session_row(saved: SavedDraft, now: datetime, width: int) -> Content:
    """Say what it is, how far it is, and when it was saved."""
    if saved.problem:
        return _unreadable(saved)
    title = saved.title or f"No title yet ({saved.path.name})"
    name = saved.given_name if saved.title else ""
    named = [one for one in (name, title, " ".join(saved.use.split())) if one]
    done = Progress(saved.answered, saved.least, saved.most)
    signed = ""
    if saved.revision:
        signed = signed_words(saved.revision, saved.signed, changed=saved.changed)
    state = (
        f"{progress_words(done, format_saved_verdict(saved.verdict), signed)}"
        f" · saved {format_age(saved.saved, now)}"
    )
    return stack(
        literal(" · ".join(named), "bold").truncate(width, ellipsis=True),
        Content.assemble("  ", wrap_hanging(state, width, 2)),
    )


def _unreadable(saved: SavedDraft) -> Content:
    lines = [f"Cannot be opened: {saved.path.name}", f"  {saved.problem}"]
    if saved.previous:
        lines.append("  Choose this to go on from how it was opened last.")
    return stack(*map(literal, lines))
