"""The words for the states of things, in one table for every screen and document."""

from __future__ import annotations

from genai_guide.rules.pack import ItemState

DONE, OPEN = "done", "open"
"""What a task is, or a condition that nobody has met yet."""
MET, REPORTED = "met", "reported as done, not accepted yet"
"""What a condition is."""
ITEM_STATES = {
    ItemState.MET: MET,
    ItemState.NOT_MET: "not met",
    ItemState.APPLIES: "applies",
    ItemState.DOES_NOT_APPLY: "does not apply",
    ItemState.UNKNOWN: "not known",
    ItemState.NOT_RELEVANT: "not relevant",
    ItemState.OPEN: "still open",
}
"""What an item of a checklist is."""
