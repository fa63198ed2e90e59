"""Find the smallest changes of plan that would lower the verdict.

A change is another answer to one question, and to a question about tools the same other
answer for each tool that needs it. What may be proposed:

- a safe option, or a neutral one that has a plan; of several options that are chosen
  some may be left out, and one that was not chosen may be added;
- no change of a fact that a producer cannot change (`fixed`);
- no change that only keeps a question from being asked. Each rule of today's level has
  to be met by a change of an answer that the rule names, or of one behind it that
  changes something real (`is_planned`);
- no change of an answer that is not asked for any more.

Questions that a change newly brings up are answered along with it, by safe and neutral
options, and do not count as changes.

The search begins with no change at all. Where changing some answers is not enough, some
rule still holds the level. More changes can only help if one of them is to an answer
that this rule depends on, so a set of questions that fails is only extended by these:
the blockers.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import product

from genai_guide.rules.answers import (
    Answer,
    Answers,
    Place,
    Tool,
    in_asking_order,
    is_chosen_question,
    with_answer,
)
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import CompiledRule
from genai_guide.rules.plans import (
    Added,
    is_planned,
    new_answers,
    options_to_add,
    other_answers,
    plan_lines,
)
from genai_guide.rules.status import Known

MOST_CHANGES = 3
"""The most questions that an alternative changes."""


@dataclass(frozen=True)
class Alternative:
    """A change of plan and the verdict that it leads to."""

    changes: tuple[tuple[Place, Answer], ...]
    opened: tuple[tuple[Place, Answer], ...]
    """What is newly asked then, with the answers that the verdict rests on."""
    answers: Answers
    """All the answers then, without those that are inactive now."""
    gives: Level
    """The level then; while answers are missing, the lowest still possible."""

    @property
    def questions(self) -> frozenset[str]:
        """The questions whose answers change, for one tool or several."""
        return frozenset(place.question for place, _ in self.changes)


def find_alternatives(assessment: Assessment) -> tuple[Alternative, ...]:
    """Find the changes of up to three answers that lower the level.

    The fewest changes come first, and none changes all the questions of another one
    and more. Where a change of one question is enough, each plan for it is an
    alternative; of several questions it is the one that leads lowest.
    """
    search = _Search(assessment)

    def asking_order(questions: Iterable[str]) -> list[int]:
        return sorted(assessment.pack.rank[question] for question in questions)

    alternatives: list[Alternative] = []
    candidates = {frozenset[str]()} if search.severity > 0 else set()
    while candidates:
        larger: set[frozenset[str]] = set()
        for questions in sorted(candidates, key=asking_order):
            if any(smaller.questions <= questions for smaller in alternatives):
                continue
            search.blockers.clear()
            if found := search.alternatives_by(questions):
                alternatives += found
            elif len(questions) < MOST_CHANGES:
                larger |= {questions | {other} for other in search.blockers - questions}
        candidates = larger
    return tuple(alternatives)


@dataclass(frozen=True)
class _Part:
    """The use, or one tool, after some changes."""

    known: Known
    changed: Mapping[Place, Answer]
    opened: Mapping[Place, Answer]
    """The answers to what is newly asked."""


class _Search:
    """The search for alternatives to one assessment.

    A rule looks at the use, or at the use together with one tool. So the use is
    answered first, and then each tool by itself.
    """

    def __init__(self, assessment: Assessment) -> None:
        pack, status = assessment.pack, assessment.status
        self.pack = pack
        self.assessment = assessment
        self.answers = assessment.answers
        for place in status.inactive:
            self.answers = with_answer(self.answers, place, None)
        self.severity = assessment.lowest.rank
        self.known = {known.tool: known for known in (status.use, *status.tools)}
        """What is known today about the use (`None`) and each tool, by its number."""
        tools = self.answers.tools or (Tool(),)
        about_tools = [tool.all_answers(pack) for tool in tools]
        self.given = dict(
            zip(self.known, (self.answers.use, *about_tools), strict=True)
        )
        """The answers of today, likewise."""
        self.blockers: set[str] = set()
        """The questions one of which has to change too where a set is not enough."""
        self.changes = cache(self._changes)
        self.new_answers = cache(partial(new_answers, pack))

    def alternatives_by(self, question_ids: frozenset[str]) -> list[Alternative]:
        """Find the alternatives that change these questions."""
        questions = [each for each in self.pack.questions if each.id in question_ids]
        addable = {question.id: options_to_add(question) for question in questions}
        if len(questions) != 1:
            alternative = self._lowest(addable)
            return [alternative] if alternative else []
        (question,) = questions
        with_plan = {option.id for option in question.options if option.plan}
        groups: list[Sequence[Added]] = [
            [added for added in addable[question.id] if added not in with_plan]
        ]
        groups += [[added] for added in addable[question.id] if added in with_plan]
        by_words: dict[tuple[str, ...], Alternative] = {}
        left_out: Alternative | None = None
        for group in groups:
            alternative = self._lowest({question.id: group})
            # Nothing is added where leaving something out leads as low.
            if alternative and not (left_out and left_out.gives <= alternative.gives):
                words = tuple(plan_lines(self.assessment, alternative.changes))
                same = by_words.setdefault(words, alternative)
                by_words[words] = min(same, alternative, key=lambda each: each.gives)
                if None in group:
                    left_out = alternative
        return list(by_words.values())

    def _lowest(self, addable: Mapping[str, Sequence[Added]]) -> Alternative | None:
        """Find the changes of all these questions that lead lowest."""
        parts: list[_Part] = []
        for target in reversed(range(self.severity)):
            if not (lower := self._reach(addable, target)):
                break
            parts = lower
        if not parts:
            return None
        changes: dict[Place, Answer] = {}
        opened: dict[Place, Answer] = {}
        for part in parts:
            changes |= part.changed
            opened |= part.opened
        answers = self.answers
        for place, answer in (changes | opened).items():
            answers = with_answer(answers, place, answer)
        places = in_asking_order(self.pack, changes)
        return Alternative(
            tuple((place, changes[place]) for place in places),
            tuple(opened.items()),
            answers,
            assess(self.pack, answers).verdict,
        )

    def _reach(
        self, addable: Mapping[str, Sequence[Added]], target: int
    ) -> list[_Part]:
        """Change these questions so that no rule above the target applies.

        In the tools that do not need it, an answer stays as it is.

        Returns:
            The use and the tools; nothing if there is no way.
        """
        of_use: dict[str, list[Answer]] = {}
        for question, options in addable.items():
            if not self.pack.by_id[question].per_tool:
                changes = self.changes(Place(question))
                of_use[question] = [
                    answer for added in options for answer in changes.get(added, ())
                ]
        of_tools = [question for question in addable if question not in of_use]
        nothing = _Part(Known(), {}, {})
        for use in self._fill(nothing, None, of_use, target):
            for options in product(*(addable[question] for question in of_tools)):
                parts = [use]
                for tool in filter(None, self.known):
                    today = self.given[tool]
                    choices = {
                        question: [today[question], *others]
                        for question, added in zip(of_tools, options, strict=True)
                        if (others := self.changes(Place(question, tool)).get(added))
                    }
                    part = next(self._fill(use, tool, choices, target), None)
                    if part is None:
                        break
                    parts.append(part)
                else:
                    return parts
        return []

    def _fill(
        self,
        use: _Part,
        tool: int | None,
        changes: Mapping[str, Sequence[Answer]],
        target: int,
    ) -> Iterator[_Part]:
        """Yield the ways to change some answers and to answer what is newly asked.

        What the rules depend on that stand in the way is added to the blockers.
        """
        pack, today = self.pack, self.given[tool]
        questions = pack.compiled.tool if tool else pack.compiled.use
        # Answers that are changed or newly given so far, the next to go on with last.
        waiting: list[dict[str, Answer]] = [{}]
        while waiting:
            given = waiting.pop()
            kept = {question: today[question] for question in today.keys() - changes}
            answers = kept | given
            known = Known(
                tool, true=use.known.true.copy(), possible=use.known.possible.copy()
            )
            known.learn(questions, answers)
            if rule := next(self._applying(known, target), None):
                self._block(rule.behind, tool)
                continue
            if question := self._next_to_answer(known, answers, changes):
                choices = changes.get(question, self.new_answers(question))
                if not choices:
                    self._block(pack.behind[question], tool)
                waiting += [{**given, question: answer} for answer in reversed(choices)]
                continue
            changed: dict[Place, Answer] = {}
            opened: dict[Place, Answer] = {}
            for question, answer in given.items():
                if question not in changes:
                    opened[Place(question, tool)] = answer
                elif answer != today[question]:
                    changed[Place(question, tool)] = answer
            missed = self._missed(tool, {**use.changed, **changed})
            for rule in missed:
                self._block(rule.behind, tool)
            if not missed:
                yield _Part(known, changed, opened)

    def _next_to_answer(
        self, known: Known, answers: Container[str], changes: Container[str]
    ) -> str | None:
        """Find the first question to answer: one to change, or one newly asked."""
        asked_today = self.known[known.tool].asked
        for question_id, asked in known.asked.items():
            if asked and question_id not in answers:
                question = self.pack.by_id[question_id]
                is_needed = question.is_choice and question.is_required
                is_new = is_needed and not asked_today.get(question_id)
                if is_new or question_id in changes:
                    return question_id
        return None

    def _missed(
        self, tool: int | None, changed: Mapping[Place, Answer]
    ) -> list[CompiledRule]:
        """Return the rules of today's level that no change meets.

        A rule is met by a change of an answer that it names. A change of an answer
        behind that, which decides what is asked, meets it by a plan only.
        """
        return [
            rule
            for rule in self._applying(self.known[tool], self.severity - 1)
            if not any(
                place.question in rule.rule.questions
                or (place.question in rule.behind and self._is_planned(place, chosen))
                for place, chosen in changed.items()
            )
        ]

    def _applying(self, known: Known, above: int) -> Iterator[CompiledRule]:
        """Yield the rules above a level that apply, the strictest first."""
        for rule in self.pack.compiled.ranked:
            if rule.rule.severity <= above:
                return
            if rule.per_tool == bool(known.tool) and known.applies(rule):
                yield rule

    def _block(self, questions: Iterable[str], tool: int | None) -> None:
        """Add those of these questions to the blockers that a producer can change."""
        for question in questions:
            per_tool = self.pack.by_id[question].per_tool
            if self.changes(Place(question, tool if per_tool else None)):
                self.blockers.add(question)

    def _is_planned(self, place: Place, other: Answer) -> bool:
        before = self.given[place.tool][place.question]
        return is_planned(self.pack.by_id[place.question], before, other)

    def _changes(self, place: Place) -> dict[Added, list[Answer]]:
        """Return the other answers that may be given, by the option that they add."""
        question = self.pack.by_id[place.question]
        answer = self.given[place.tool].get(question.id)
        asked = self.known[place.tool].asked.get(question.id)
        if question.fixed or not question.is_choice or not asked or answer is None:
            return {}
        # No screen asks whether a tool is chosen, so only a plan may say so.
        needs_plan = is_chosen_question(self.pack, place)
        changes: dict[Added, list[Answer]] = {}
        for added, other in other_answers(self.pack, question, answer):
            if not needs_plan or self._is_planned(place, other):
                changes.setdefault(added, []).append(other)
        return changes
