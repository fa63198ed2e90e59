"""A pack's conditions as bit masks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from genai_guide.rules.answers import Answer, Answers, Place, Tool
from genai_guide.rules.conditions import Condition, Fact, Literal, Truth, literals
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import Pack, Question, Rule

Rows = tuple[int, ...]
"""A condition: of each row the bits."""
ALWAYS: Rows = (0,)


def met(rows: Rows, bits: int) -> bool:
    """Say whether any row has all of its bits among these."""
    for row in rows:  # noqa: SIM110 - several times as fast as a generator
        if row & bits == row:
            return True
    return False


class Cells(dict[Answer, int]):
    """The cells that name one question: by answer, the bits of those it satisfies.

    Each answer is looked into once; the same few are given again and again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.every = 0
        self.spared = 0
        """Those that hold as long as none of some options is chosen."""
        self.met_by: dict[str, int] = {}
        """Those that an option satisfies."""
        self.spoiled_by: dict[str, int] = {}

    def __missing__(self, chosen: Answer) -> int:
        """Find the bits of an answer that was not given before."""
        true, spoiled = self.spared, 0
        for option in chosen:
            true |= self.met_by.get(option, 0)
            spoiled |= self.spoiled_by.get(option, 0)
        bits = self[chosen] = true & ~spoiled
        return bits


class Maker:
    """Gives each cell and each fact a bit, the same one wherever it is named."""

    def __init__(self) -> None:
        self.cells: defaultdict[str, Cells] = defaultdict(Cells)
        self._known: dict[tuple[str, frozenset[str], bool] | Fact, int] = {}
        self._facts: dict[Fact, Rows] = {}

    def rows(self, condition: Condition | None) -> Rows:
        """Put a condition as masks; `None` always holds."""
        if condition is None:
            return ALWAYS
        return tuple(self._all(row) for row in condition)

    def facts_after(self, pack: Pack) -> dict[str, list[tuple[Rows, int]]]:
        """List by question the facts of which it is the last to be named."""
        found: dict[str, list[tuple[Rows, int]]] = {one: [] for one in pack.by_id}
        for fact, rows in self._facts.items():
            named = (one.question for one in literals(fact.when))
            last = max(
                named, key=lambda one: (pack.by_id[one].per_tool, pack.rank[one])
            )
            found[last].append((rows, self._known[fact]))
        return found

    def _all(self, row: Iterable[Literal | Fact]) -> int:
        bits = 0
        for one in row:
            if isinstance(one, Fact):
                bits |= self._fact(one)
                continue
            if one.any_of:
                bits |= self._bit(one.question, one.any_of, met=True)
            if one.none_of or not one.any_of:
                bits |= self._bit(one.question, one.none_of, met=False)
        return bits

    def _fact(self, fact: Fact) -> int:
        if fact not in self._known:
            self._facts[fact] = self.rows(fact.when)
            self._known[fact] = 1 << len(self._known)
        return self._known[fact]

    def _bit(self, question: str, options: frozenset[str], *, met: bool) -> int:
        key = (question, options, met)
        if key not in self._known:
            bit = self._known[key] = 1 << len(self._known)
            cells = self.cells[question]
            cells.every |= bit
            cells.spared |= 0 if met else bit
            by = cells.met_by if met else cells.spoiled_by
            for option in options:
                by[option] = by.get(option, 0) | bit
        return self._known[key]


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
