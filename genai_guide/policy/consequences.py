"""What follows from rules, as bits: a join is then an or.

A level is as many bits as it is high, and each obligation is one more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from genai_guide.policy.cells import Rows, met
from genai_guide.policy.conditions import Truth
from genai_guide.policy.pack import Rule
from genai_guide.policy.verdict import Level, Obligation

Bits = tuple[int, int]
"""What is certainly true; and that, with all that open answers may make true."""
Group = tuple[int, Rows, Rows]
"""What follows, as bits, where some rows are met, unless some others are."""

_LEVEL_BITS = int(max(Level))
_LEVELS = (1 << _LEVEL_BITS) - 1
_FLAGS = tuple(
    tuple(flag for at, flag in enumerate(Obligation) if held >> at & 1)
    for held in range(1 << len(Obligation))
)
_LEVEL = tuple(Level)


class RuleMasks(NamedTuple):
    """When a rule fires."""

    rule: Rule
    when: Rows
    unless: Rows
    per_tool: bool

    def truths(self, bits: tuple[Bits, ...]) -> tuple[Truth, ...]:
        """Say whether the rule fires for the use, or for each of its tools.

        Args:
            bits: Those of the use, and then of each tool.
        """
        if self.per_tool:
            return tuple([self._truth(true, maybe) for true, maybe in bits[1:]])
        return (self._truth(*bits[0]),)

    def _truth(self, true: int, maybe: int) -> Truth:
        if not met(self.when, maybe):
            return False  # most rules, most of the time
        if met(self.when, true) and not met(self.unless, maybe):
            return True
        return False if met(self.unless, true) else None


def joined(groups: tuple[Group, ...], true: int, carved: int, held: int) -> int:
    """Join what follows to what is held already, passing over what adds nothing."""
    for gives, rows, unless in groups:
        if gives | held != held:
            for row in rows:
                if row & true == row:
                    if not unless or not met(unless, carved):
                        held |= gives
                    break
    return held


def groups(rules: Iterable[RuleMasks]) -> tuple[Group, ...]:
    """Put the rows together from which the same follows, the highest level first."""
    found: defaultdict[tuple[int, Rows], list[int]] = defaultdict(list)
    for one in rules:
        if gives := _gives(one.rule):
            found[gives, one.unless] += one.when
    listed = [(gives, tuple(rows), unless) for (gives, unless), rows in found.items()]
    return tuple(sorted(listed, key=lambda one: (-(one[0] & _LEVELS), -one[0])))


def _gives(rule: Rule) -> int:
    flags = (1 << at for at, flag in enumerate(Obligation) if flag in rule.obligations)
    return (1 << (rule.level or 0)) - 1 | sum(flags) << _LEVEL_BITS


def weight(rule: Rule) -> int:
    """Order rules: the highest level first, notes last."""
    return -1 - rule.level if rule.level is not None else 0


def level_of(held: int) -> Level:
    """Read the level off what follows: as many bits as it is high."""
    return _LEVEL[(held & _LEVELS).bit_length()]


def obligations_of(held: int) -> tuple[Obligation, ...]:
    """Read the obligations off what follows, in their fixed order."""
    return _FLAGS[held >> _LEVEL_BITS]
