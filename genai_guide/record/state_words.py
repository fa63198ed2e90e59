"""The words for the states of things, in one table for every screen and document."""

from __future__ import annotations

from collections.abc import Mapping

from genai_guide.record.draft import Origin
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
ORIGINS: Mapping[Origin, str] = {"production": "from the production", "copy": "copied"}
"""Where an answer comes from that nobody has looked at in this use."""
