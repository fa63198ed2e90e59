"""Answers under the names that another version of their pack has for them.

Nothing is weighed: who goes on with a session has `record.migration`. Here it is
only said what answers that stay as they are come to under other questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from genai_guide.policy.answers import Answer, Answers, Tool, problem
from genai_guide.policy.pack import Pack
from genai_guide.record.versions import traced


@dataclass(frozen=True, slots=True)
class Followed:
    """Answers that a pack takes, and what it does not take."""

    answers: Answers
    left_out: tuple[str, ...]
    """The questions, by their names of before, whose answers do not fit."""


def renamed(
    pack: Pack, since: str, question: str, answer: Answer | None
) -> tuple[str, Answer | None]:
    """Say what a question and the options chosen are called in a pack.

    Args:
        pack: The pack whose list of changes is followed.
        since: The version in which the names are those given.
        question: The question's id then.
        answer: The answer then.
    """
    if not isinstance(answer, tuple):
        return traced(pack, since, question).question, answer
    trace = traced(pack, since, question, answer)
    return trace.question, trace.options


def follow(answers: Answers, since: str, pack: Pack) -> Followed:
    """Put answers under a pack's names, and leave out what it does not take."""
    left_out: list[str] = []

    def taken(given: Mapping[str, Answer], *, per_tool: bool) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        for key, answer in given.items():
            name, now = renamed(pack, since, key, answer)
            question = pack.by_id.get(name)
            fits = question and question.per_tool is per_tool and name not in found
            if question and fits and now is not None and not problem(question, now):
                found[name] = now
            else:
                left_out.append(key)
        return found

    use = taken(answers.use, per_tool=False)
    tools = [Tool(one.name, taken(one.answers, per_tool=True)) for one in answers.tools]
    return Followed(Answers(use, tuple(tools)), tuple(dict.fromkeys(left_out)))
