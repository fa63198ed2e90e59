"""Levels, obligations, and the words in which a verdict is said."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Literal

LevelId = Literal["notify", "escalate", "approval", "hold"]
"""The word for a level in packs, records and on the command line."""
Approval = Literal["no", "ask", "yes"]
"""Whether written approval is needed."""
_IDS: tuple[LevelId, ...] = ("notify", "escalate", "approval", "hold")
_APPROVAL: tuple[Approval, ...] = ("no", "ask", "yes", "yes")


class Level(IntEnum):
    """How much the text asks for; a higher one includes the lower ones."""

    NOTIFY = 0
    ESCALATE = 1
    APPROVAL = 2
    HOLD = 3

    @property
    def id(self) -> LevelId:
        """The word used in packs, records and on the command line."""
        return _IDS[self]

    @property
    def needs_approval(self) -> Approval:
        """Whether written approval is needed: `no`, `ask` or `yes`."""
        return _APPROVAL[self]

    @property
    def rank(self) -> int:
        """Its place among the levels, from 0."""
        return self.value

    @property
    def label(self) -> str:
        """The short words for a sentence."""
        return _TITLES[self].capitalize()

    @property
    def color(self) -> str:
        """The role of its colour: `calm`, `caution`, `warning` or `danger`."""
        return ("calm", "caution", "warning", "danger")[self]

    @property
    def approval(self) -> str:
        """Whether approval is needed: `no`, `ask`, `yes`, `blocked` or `forbidden`."""
        return ("no", "ask", "yes", "blocked")[self]

    @property
    def title(self) -> str:
        """The short words for a heading."""
        return _TITLES[self]

    @property
    def sign(self) -> str:
        """One character that tells the levels apart without colour."""
        return "○◇▲■"[self]

    @property
    def sentence(self) -> str:
        """What the level asks for, in one sentence."""
        return _SENTENCES[self]


LEVELS: dict[str, Level] = {level.id: level for level in Level}

_TITLES = {
    Level.NOTIFY: "TELL THE CONTACT",
    Level.ESCALATE: "ASK THE CONTACT FIRST",
    Level.APPROVAL: "WRITTEN APPROVAL NEEDED",
    Level.HOLD: "ON HOLD",
}

_SENTENCES = {
    Level.NOTIFY: (
        "Share the intended use with the platform's contact; "
        "by these answers the text asks for no approval."
    ),
    Level.ESCALATE: (
        "Ask the platform's contact for guidance and wait for the answer before"
        " going on; written approval may turn out to be needed."
    ),
    Level.APPROVAL: "Written approval must exist before the work proceeds.",
    Level.HOLD: (
        "The work must not proceed: a consent or a rights clearance is missing"
        " that the platform's approval cannot replace."
    ),
}


class Obligation(StrEnum):
    """A flag beside the level, which it never lowers."""

    CONSENT = "consent"
    GUILD = "guild"
    CLEARANCE = "clearance"
    TERMS = "terms"

    @property
    def rank(self) -> int:
        """Its place among the obligations, from 0."""
        return list(Obligation).index(self)

    @property
    def id(self) -> str:
        """The word used in packs and records."""
        return self.value

    @property
    def sentence(self) -> str:
        """What it asks for, in one sentence."""
        return ""

    @property
    def label(self) -> str:
        """What has to be met, in a few words."""
        return _OBLIGATION_LABELS[self]


_OBLIGATION_LABELS = {
    Obligation.CONSENT: "documented consent",
    Obligation.GUILD: "guild or union terms",
    Obligation.CLEARANCE: "rights clearance",
    Obligation.TERMS: "tool terms read and kept",
}
