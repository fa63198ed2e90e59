"""A pack's questions and rules as masks: deciding takes a few operations on numbers.

An answer makes the bits of the cells true that it satisfies; an open question may make
any of its own true. A condition certainly holds if it is met by what is true, and
possibly if it is met by what may be: the same as `conditions` says of the same answers,
which explains why, and many times as fast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from genai_guide.policy.answers import Answer, Answers, Place, Tool
from genai_guide.policy.cells import Cells, Maker, Rows, met
from genai_guide.policy.consequences import Bits, RuleMasks, groups, joined, weight
from genai_guide.policy.pack import Pack, Question

Asked = tuple[tuple[str, Cells], ...]
Step = tuple[Rows, int, Asked, int]
"""Where some rows hold: the fact that is true then, if it is one, and the questions
that are asked then. Last, all bits that could come of it."""


class Gated(NamedTuple):
    """A question at its place, and what decides whether it is asked."""

    question: Question
    place: Place
    gate: Rows


class PackMasks:
    """All conditions of a pack."""

    def __init__(self, pack: Pack) -> None:
        maker = Maker()
        listed = [
            Gated(one, Place(one.id), maker.rows(one.when)) for one in pack.questions
        ]
        self.rules = [
            RuleMasks(
                rule,
                maker.rows(rule.when),
                maker.rows(rule.unless.when) if rule.unless else (),
                rule.id in pack.per_tool_rules,
            )
            for rule in pack.rules
        ]
        self.use = tuple(one for one in listed if not one.question.per_tool)
        self._tool = tuple(one for one in listed if one.question.per_tool)
        self._tools: list[tuple[Gated, ...]] = []
        facts = maker.facts_after(pack)
        self._use_steps = _steps(self.use, maker.cells, facts)
        self._tool_steps = _steps(self._tool, maker.cells, facts)
        self._strictest_first = sorted(self.rules, key=lambda one: weight(one.rule))
        self._groups = groups(self.rules)

    def tool(self, number: int) -> tuple[Gated, ...]:
        """List the questions about a tool, by its number."""
        while len(self._tools) < number:
            at = len(self._tools) + 1
            self._tools.append(
                tuple(
                    one._replace(place=Place(one.question.id, at)) for one in self._tool
                )
            )
        return self._tools[number - 1]

    def bits(self, answers: Answers) -> tuple[Bits, ...]:
        """Find what is true, and what may be: of the use, and then of each tool."""
        use = _gone_through(self._use_steps, answers.use, (0, 0))
        return (
            use,
            *[
                _gone_through(self._tool_steps, tool.answers, use)
                for tool in answers.tools or (Tool(),)
            ],
        )

    def fired(self, bits: tuple[Bits, ...]) -> list[RuleMasks]:
        """List the rules that certainly hold, the highest level first, notes last."""
        found = []
        # What is true of the use is true of each tool, and there always is one: so
        # the bits of the tools tell what becomes of all rules.
        for one in self._strictest_first:
            for true, maybe in bits[1:]:
                if met(one.when, true) and not met(one.unless, maybe):
                    found.append(one)
                    break
        return found

    def bounds(self, bits: tuple[Bits, ...]) -> Bits:
        """Join what certainly follows, and what may follow (see `verdict`)."""
        low = high = 0  # by the bits of the tools, as in `fired`
        for true, maybe in bits[1:]:
            low = joined(self._groups, true, maybe, low)
        for true, maybe in bits[1:]:
            if true != maybe:
                high = joined(self._groups, maybe, true, high | low)
        return low, high | low


def _gone_through(
    steps: tuple[Step, ...], given: Mapping[str, Answer], bits: Bits
) -> Bits:
    """Go through questions in the order of asking; add what is true, and may be.

    Only answers to asked questions count. A question whose condition is open is open
    too, even where it holds a parked answer.
    """
    true, maybe = bits
    doubt = true ^ maybe
    for rows, fact, asked, every in steps:
        for row in rows:
            if row & true == row:
                true |= fact
                for question, cells in asked:
                    answer = given.get(question)
                    if answer is None:
                        doubt |= cells.every
                    else:
                        true |= cells[answer]
                break
        else:
            if doubt and met(rows, true | doubt):
                doubt |= every
    return true, true | doubt


def _steps(
    questions: Iterable[Gated],
    cells: Mapping[str, Cells],
    facts: Mapping[str, list[tuple[Rows, int]]],
) -> tuple[Step, ...]:
    """Put the questions together that are asked on the same condition.

    So all but the first are looked at earlier than they are asked. What decides about
    them stands before the first, and what hangs on them comes after the last.
    """
    found: defaultdict[tuple[Rows, int], Asked] = defaultdict(tuple)
    for question, _, gate in questions:
        if question.id in cells:
            found[gate, 0] += ((question.id, cells[question.id]),)
        for fact in facts[question.id]:
            found[fact] = ()
    return tuple(
        (rows, fact, asked, sum((its.every for _, its in asked), fact))
        for (rows, fact), asked in found.items()
    )
