"""Which questions are asked, which are open, and which answers are parked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from genai_guide.policy.answers import Answers, Place
from genai_guide.policy.cells import met
from genai_guide.policy.conditions import Truth, Values
from genai_guide.policy.consequences import Bits
from genai_guide.policy.pack import Pack, Question


@dataclass(frozen=True)
class Asking:
    """Where every question of a pack stands, given some answers.

    Only answers to asked questions count. A question whose condition is open is open
    too, even where it holds a parked answer.
    """

    pack: Pack
    answers: Answers
    bits: tuple[Bits, ...]
    """What is true and what may be (see `policy.masks`): of the use, of each tool."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be answered."""
        return not self.open

    @cached_property
    def asked(self) -> tuple[Place, ...]:
        """The places certainly asked, in the order of asking."""
        return tuple([place for _, place, asked, _ in self._standing if asked])

    @cached_property
    def perhaps(self) -> tuple[Place, ...]:
        """The places that open answers may still bring up; optional ones left out."""
        return tuple(
            place
            for question, place, asked, _ in self._standing
            if asked is None and not question.optional
        )

    @cached_property
    def open(self) -> tuple[Place, ...]:
        """The places asked and still to be answered; optional ones left out."""
        return tuple(
            place
            for question, place, asked, answered in self._standing
            if asked and not answered and not question.optional
        )

    @cached_property
    def parked(self) -> tuple[Place, ...]:
        """The places that hold an answer and are not asked."""
        return tuple(
            place
            for _, place, asked, answered in self._standing
            if answered and not asked
        )

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

    @cached_property
    def _standing(self) -> list[tuple[Question, Place, Truth, bool]]:
        """List the questions: at which place, whether asked, whether answered.

        The last bits serve for all of them: what decides whether a question is asked
        is settled before it.
        """
        found: list[tuple[Question, Place, Truth, bool]] = []
        for number, (true, maybe) in enumerate(self.bits):
            masks = self.pack.masks
            for question, place, gate in masks.tool(number) if number else masks.use:
                asked: Truth = met(gate, true)
                if not asked and true != maybe and met(gate, maybe):
                    asked = None
                answered = self.answers.given(question, place.tool) is not None
                found.append((question, place, asked, answered))
        return found

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


def asking(pack: Pack, answers: Answers) -> Asking:
    """Go through the questions in order and find where each of them stands."""
    return Asking(pack, answers, pack.masks.bits(answers))
