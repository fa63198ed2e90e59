"""Whether a use is still as it was signed off."""

from __future__ import annotations

from datetime import datetime

from genai_guide.policy.answers import Answer
from genai_guide.record.session import Session


def changed_since(session: Session) -> bool:
    """Tell whether an answer, a note or a tool is not as it was when it was signed.

    What was changed and then put back, by undo for one, is as it was.
    """
    if not session.signed:
        return False
    signed = _moment(session.signed.at)
    before = dict[tuple[str, str, int | None], Answer | None]()
    after = before.copy()
    for change in reversed(session.log):
        if _moment(change.at) <= signed:
            break
        place = change.what, change.question, change.tool
        before[place] = change.before
        after.setdefault(place, change.after)
    return before != after


def _moment(at: str) -> float:
    """Read a time, whatever offset it was written with."""
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError):
        return 0.0
