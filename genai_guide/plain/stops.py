"""Where one can stand, one question after the other, and how one moves."""

from __future__ import annotations

from genai_guide.policy.answers import Place
from genai_guide.policy.asking import Asking, asking
from genai_guide.policy.pack import Pack
from genai_guide.record.interview import REVIEW, TOOLS, go
from genai_guide.record.session import Session


def stops(asked: Asking) -> tuple[str, ...]:
    """List them in order: each question, the list of tools, the review."""
    tools = [TOOLS] if any(place.tool for place in asked.asked) else []
    return (*map(str, asked.asked), *tools, REVIEW)


def standing(session: Session, asked: Asking) -> str:
    """Say where the session stands.

    A new one stands at the first question; one whose place is not asked any more
    at the first that is open, or in the review.
    """
    listed = stops(asked)
    if session.at in listed:
        return session.at
    if not session.at and not session.log and not session.use:
        return listed[0]
    return str(asked.open[0]) if asked.open else REVIEW


def moved(pack: Pack, session: Session, by: int) -> Session:
    """Go on or back; the first and the last stay."""
    asked = asking(pack, session.answers)
    listed = stops(asked)
    index = listed.index(standing(session, asked)) + by
    return go(session, listed[min(max(index, 0), len(listed) - 1)])


def place_at(asked: Asking, stop: str) -> Place | None:
    """Find the question of a stop, if it is one."""
    return next((one for one in asked.asked if str(one) == stop), None)
