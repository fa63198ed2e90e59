"""Which questions are asked, which are open, and which answers are parked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from genai_guide.policy.answers import Answers, Place
from genai_guide.policy.conditions import Values
from genai_guide.policy.masks import Gated, met
from genai_guide.policy.pack import Pack


@dataclass(frozen=True)
class Asking:
    """Where every question of a pack stands, given some answers."""

    pack: Pack
    answers: Answers
    bits: tuple[tuple[int, int], ...]
    """What is true and what may be (see `policy.masks`): of the use, of each tool."""
    asked: tuple[Place, ...]
    """The places certainly asked, in the order of asking."""
    perhaps: tuple[Place, ...]
    """The places that open answers may still bring up; optional ones left out."""
    open: tuple[Place, ...]
    """The places asked and still to be answered; optional ones left out."""
    parked: tuple[Place, ...]
    """The places that hold an answer and are not asked."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be answered."""
        return not self.open

    @cached_property
    def asked_set(self) -> frozenset[Place]:
        """The places certainly asked, for looking up."""
        return frozenset(self.asked)

    @cached_property
    def use(self) -> Values:
        """The values of the questions asked once (see `policy.conditions`)."""
        return self._values(None)

    @cached_property
    def tools(self) -> tuple[Values, ...]:
        """For each tool, its values and those of the use."""
        numbers = range(1, len(self.bits))
        return tuple({**self.use, **self._values(number)} for number in numbers)

    def _values(self, tool: int | None) -> dict[str, frozenset[str] | None]:
        values: dict[str, frozenset[str] | None] = {}
        for place in self.asked:
            if place.tool == tool and self.pack.by_id[place.question].is_choice:
                given = self.answers.at(self.pack, place)
                values[place.question] = None if given is None else frozenset(given)
        for place in self.perhaps:
            if place.tool == tool and self.pack.by_id[place.question].is_choice:
                values[place.question] = None
        return values


class _Found:
    """Collects what becomes of questions that are gone through in order."""

    def __init__(self) -> None:
        self.asked: list[Place] = []
        self.perhaps: list[Place] = []
        self.open: list[Place] = []
        self.parked: list[Place] = []

    def go(
        self, questions: Iterable[Gated], answers: Answers, true: int, maybe: int
    ) -> tuple[int, int]:
        """Go through them; give what is true then, and what may be."""
        for question, place, gate, cells in questions:
            given = answers.given(question, place.tool)
            if gate is None or met(gate, true):
                self.asked.append(place)
                if given is None:
                    maybe |= cells.every
                    if not question.optional:
                        self.open.append(place)
                elif cells.every:
                    bits = cells.true(given)
                    true |= bits
                    maybe |= bits
                continue
            if given is not None:
                self.parked.append(place)
            if true != maybe and met(gate, maybe):
                maybe |= cells.every
                if not question.optional:
                    self.perhaps.append(place)
        return true, maybe


def asking(pack: Pack, answers: Answers) -> Asking:
    """Go through the questions in order and say where each of them stands.

    Only answers to asked questions count. A question whose condition is open
    is open too, even where it holds a parked answer.
    """
    found = _Found()
    bits = [found.go(pack.masks.use, answers, 0, 0)]
    bits += [
        found.go(pack.masks.tool(number), answers, *bits[0])
        for number in range(1, len(answers.tools) + 1)
    ]
    return Asking(
        pack=pack,
        answers=answers,
        bits=tuple(bits),
        asked=tuple(found.asked),
        perhaps=tuple(found.perhaps),
        open=tuple(found.open),
        parked=tuple(found.parked),
    )
