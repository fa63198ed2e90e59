"""What one change alone would do to the verdict of the old record."""

from __future__ import annotations

from collections.abc import Mapping

from genai_guide.policy.answers import (
    TOOL_NAME,
    Answer,
    Answers,
    Place,
    Tool,
    problem,
    put,
)
from genai_guide.policy.asking import asking
from genai_guide.policy.assessment import Assessment, assess
from genai_guide.record.verdicts import Verdict


class Trial:
    """The answers of the old record, to be tried out with single changes.

    What a change brings up is answered as in the new record, so that a change is
    weighed with what comes along with it.
    """

    def __init__(self, before: Assessment, after: Mapping[Place, Answer]) -> None:
        """Take the old record.

        Args:
            before: What follows from its answers.
            after: The answers of the new record, at the places of the old one.
        """
        self.pack = before.pack
        self.asked = before.asking.asked_set
        self.answers = counted(before)
        self.after = {at: one for at, one in after.items() if self._fits(at, one)}

    def _fits(self, place: Place, answer: Answer) -> bool:
        question = self.pack.by_id.get(place.question)
        if question is None or question.per_tool is not (place.tool is not None):
            return False
        return problem(question, answer) is None

    def answered(self, place: Place, answer: Answer | None) -> Verdict | None:
        """Change one answer; `None` if that alone is not possible, or counts not."""
        if answer is not None and not self._fits(place, answer):
            return None
        answers = self._put(self.answers, place, answer)
        if place not in asking(self.pack, answers).asked_set:
            return None
        return self._verdict(answers)

    def with_tool(self, name: str, given: Mapping[str, Answer]) -> Verdict:
        """List one more tool."""
        fitting = {
            key: one for key, one in given.items() if self._fits(Place(key, 1), one)
        }
        tools = (*self.answers.tools, Tool(name, fitting))
        return self._verdict(self.answers._replace(tools=tools))

    def without_tool(self, number: int) -> Verdict:
        """Take one tool away."""
        tools = list(self.answers.tools)
        del tools[number - 1]
        return self._verdict(self.answers._replace(tools=tuple(tools) or (Tool(),)))

    def _put(self, answers: Answers, place: Place, answer: Answer | None) -> Answers:
        if self.pack.by_id[place.question].field != TOOL_NAME or not place.tool:
            return put(answers, place, answer)
        tools = list(answers.tools)
        tools[place.tool - 1] = tools[place.tool - 1]._replace(name=str(answer or ""))
        return answers._replace(tools=tuple(tools))

    def _verdict(self, answers: Answers) -> Verdict:
        while brought_up := [
            place
            for place in asking(self.pack, answers).open
            if place not in self.asked and place in self.after
        ]:
            for place in brought_up:
                answers = self._put(answers, place, self.after[place])
        return Verdict.of(assess(self.pack, answers))


def counted(found: Assessment) -> Answers:
    """Leave out the answers that are parked."""
    answers = found.answers
    for place in found.asking.parked:
        answers = put(answers, place, None)
    return answers
