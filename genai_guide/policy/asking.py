"""Which questions are asked, which are open, and which answers are parked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from genai_guide.policy.answers import Answers, Place
from genai_guide.policy.conditions import Values, holds
from genai_guide.policy.pack import Pack, Question


@dataclass(frozen=True)
class Asking:
    """Where every question of a pack stands, given some answers."""

    use: Values
    """The values of the questions asked once (see `policy.conditions`)."""
    tools: tuple[Values, ...]
    """For each tool, its values and those of the use."""
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


class _Round:
    """The questions of the use, or of one tool, gone through once in order."""

    def __init__(self, answers: Answers, tool: int | None, values: Values) -> None:
        self.answers = answers
        self.tool = tool
        self.values: dict[str, frozenset[str] | None] = dict(values)
        self.asked: list[Place] = []
        self.perhaps: list[Place] = []
        self.open: list[Place] = []
        self.parked: list[Place] = []

    def go(self, questions: Iterable[Question]) -> _Round:
        for question in questions:
            asked = question.when is None or holds(question.when, self.values)
            place = Place(question.id, self.tool)
            given = self.answers.given(question, self.tool)
            if asked:
                self.asked.append(place)
                if given is None and not question.optional:
                    self.open.append(place)
            elif given is not None:
                self.parked.append(place)
            if asked is None and not question.optional:
                self.perhaps.append(place)
            if asked is False or not question.is_choice:
                continue
            self.values[question.id] = (
                frozenset(given) if asked and given is not None else None
            )
        return self


def asking(pack: Pack, answers: Answers) -> Asking:
    """Go through the questions in order and say where each of them stands.

    Only answers to asked questions count. A question whose condition is open
    is open too, even where it holds a parked answer.
    """
    empty: Mapping[str, frozenset[str] | None] = {}
    use = _Round(answers, None, empty).go(pack.use_questions)
    tools = [
        _Round(answers, number, use.values).go(pack.tool_questions)
        for number in range(1, len(answers.tools) + 1)
    ]
    rounds = [use, *tools]
    return Asking(
        use=use.values,
        tools=tuple(one.values for one in tools),
        asked=tuple(place for one in rounds for place in one.asked),
        perhaps=tuple(place for one in rounds for place in one.perhaps),
        open=tuple(place for one in rounds for place in one.open),
        parked=tuple(place for one in rounds for place in one.parked),
    )
