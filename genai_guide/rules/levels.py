"""Levels and obligations: what a verdict is made of. Each pack brings its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Approval = Literal["no", "ask", "yes", "blocked", "forbidden"]
"""What a level means for an approval: not needed, to be asked about, needed, of no
use as long as something is missing, or not to be had."""
Color = Literal["calm", "caution", "warning", "danger"]
"""The role of a level's colour; the themes say which colour that is."""


@dataclass(frozen=True, order=True)
class Level:
    """How much the policy asks for; a higher one includes the lower ones."""

    rank: int
    """Its place among the levels of its pack, from 0; levels are ordered by it."""
    id: str
    """The word used in packs, records and on the command line."""
    label: str = field(compare=False)
    """The short words for a heading."""
    sign: str = field(compare=False)
    """One character that tells the levels apart without colour."""
    color: Color = field(default="calm", compare=False)
    approval: Approval = field(default="no", compare=False)
    sentence: str = field(default="", compare=False)
    """What the level asks for, in one sentence."""

    @property
    def title(self) -> str:
        """The label in capitals."""
        return self.label.upper()


@dataclass(frozen=True, order=True)
class Obligation:
    """What has to be met beside the level, which it never lowers."""

    rank: int
    id: str
    """The word used in packs and records."""
    label: str = field(compare=False)
    """What has to be met, in a few words."""
    sentence: str = field(default="", compare=False)


NO_VERDICT = "No verdict yet"
"""The words before anything that decides is answered."""
LevelName = Callable[[Level], str]
"""How a level is named: with its sign on a screen, without it where it is read out."""


def format_label(level: Level) -> str:
    """Name a level by its label, as documents do, and where it is read out."""
    return level.label


def format_outlook(lowest: Level, highest: Level, level_name: LevelName) -> str:
    """Say what the open questions may still make of the level so far."""
    if highest > lowest:
        return f"Could become: {level_name(highest)}"
    return "The remaining questions can't change the verdict."
