"""One of two records that are compared, as its statement tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from genai_guide.policy.answers import Answer, Place
from genai_guide.policy.assessment import Assessment

Table = dict[str, Any]


class Standing(StrEnum):
    """Where a question stands in a record."""

    ANSWERED = "answered"
    EMPTY = "left empty"
    OPEN = "open"
    NOT_ASKED = "not asked"


class Seen(NamedTuple):
    """What a record says at one question."""

    standing: Standing = Standing.NOT_ASKED
    text: str = ""
    answer: Answer | None = None
    said: str = ""
    """The answer in words."""
    note: str = ""

    @property
    def words(self) -> str:
        """The answer in words, or where the question stands without one."""
        return self.said if self.standing is Standing.ANSWERED else str(self.standing)


class Side(NamedTuple):
    """A record: what is stated, and what follows from its answers."""

    statement: Table
    """As it was signed, or the body made from the answers."""
    assessment: Assessment | None = None
    """By the very questions that were answered; `None` if they are not at hand."""
    decision: Table | None = None
    """Legal's answer to a summary, as it stands in the file."""

    @property
    def version(self) -> str:
        """The version of the questions that were answered."""
        return str(self.statement["pack"]["version"])

    @property
    def tools(self) -> dict[int, str]:
        """The tools' names by their numbers; none if no question is asked of them."""
        stated = self.statement.get("tool", [])
        return {one["number"]: one.get("name", "") for one in stated}

    def tools_beside(self, other: Side) -> dict[int, str]:
        """List the tools, also where only the other record is asked about its own."""
        if self.tools or not other.tools or not self.assessment:
            return self.tools
        listed = enumerate(self.assessment.answers.tools, start=1)
        return {number: tool.name for number, tool in listed}

    def seen(self) -> dict[Place, Seen]:
        """List the questions asked, with what stands there, in the order of asking."""
        return dict([*self._answered(), *self._empty(), *self._open()])

    def _answered(self) -> Iterator[tuple[Place, Seen]]:
        for entry in self.statement["answer"]:
            options = entry.get("options")
            answer = entry["answered"] if options is None else tuple(options)
            words, note = entry["answered"], entry.get("note", "")
            yield (
                _place(entry),
                Seen(Standing.ANSWERED, entry["text"], answer, words, note),
            )

    def _empty(self) -> Iterator[tuple[Place, Seen]]:
        for entry in self.statement.get("left_empty", []):
            yield _place(entry), Seen(Standing.EMPTY, entry["text"])

    def _open(self) -> Iterator[tuple[Place, Seen]]:
        if self.assessment:
            by_id = self.assessment.pack.by_id
            for place in self.assessment.asking.open:
                yield place, Seen(Standing.OPEN, by_id[place.question].text)


def _place(entry: Table) -> Place:
    return Place(entry["question"], entry.get("tool"))


class ToolMatch(NamedTuple):
    """A tool of one record and the same tool of the other, where there is one."""

    old: int | None
    """Its number in the old record."""
    new: int | None
    was: str = ""
    """Its name in the old record."""
    now: str = ""

    @property
    def differs(self) -> bool:
        """Whether it was added, removed, renamed, or has another number."""
        return (self.old, self.was) != (self.new, self.now)

    @property
    def one_sided(self) -> bool:
        """Whether only one of the records has it."""
        return self.old is None or self.new is None


def matched(old: Mapping[int, str], new: Mapping[int, str]) -> tuple[ToolMatch, ...]:
    """Match tools by their names, what is left by their numbers.

    Tools of one name are matched in their order.
    """
    pairs = list(_pairs(_by_name(old), _by_name(new)))
    taken = {one for one, _ in pairs}, {other for _, other in pairs}
    left = [number for number in old if number not in taken[0]]
    pairs += [(one, one) for one in left if one in new and one not in taken[1]]
    taken = {one for one, _ in pairs}, {other for _, other in pairs}
    found = [ToolMatch(one, other, old[one], new[other]) for one, other in pairs]
    found += [ToolMatch(one, None, old[one]) for one in old if one not in taken[0]]
    found += [ToolMatch(None, one, "", new[one]) for one in new if one not in taken[1]]
    return tuple(sorted(found, key=lambda one: (one.new or one.old or 0, one.old or 0)))


def _by_name(tools: Mapping[int, str]) -> dict[tuple[str, int], int]:
    """Number the tools of each name; those without a name are left out."""
    found: dict[tuple[str, int], int] = {}
    for number, name in sorted(tools.items()):
        if name:
            count = sum(one == name for one, _ in found)
            found[name, count] = number
    return found


def _pairs(
    old: Mapping[tuple[str, int], int], new: Mapping[tuple[str, int], int]
) -> Iterable[tuple[int, int]]:
    return ((number, new[key]) for key, number in old.items() if key in new)
