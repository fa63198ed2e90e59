"""Find the smallest changes of plan that would lower the verdict.

A change is another answer to one question, and to a question about tools the same other
answer for each tool that needs it. What may be proposed:

- a safe option, or a neutral one that has a plan; of several options that are chosen
  some may be left out, and one that was not chosen may be added;
- no change of a fact that a producer cannot change (`fixed`);
- no change that only keeps a question from being asked. Each rule of today's level has
  to be met by a change of an answer that the rule names, or of one behind it that
  changes something real: by an option with a plan, by leaving something out, or by
  finding out what is not known;
- no change of an answer that is not asked for any more.

Questions that a change newly brings up are answered along with it, by safe and neutral
options, and do not count as changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product

from genai_guide.rules.answers import (
    Answer,
    Answers,
    Place,
    Tool,
    chosen_options,
    in_asking_order,
    is_chosen_question,
    with_answer,
)
from genai_guide.rules.conditions import CompiledQuestion, Literal, literals
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import (
    CompiledRule,
    Kind,
    Option,
    Pack,
    Question,
    Risk,
)
from genai_guide.rules.status import Known

MOST_CHANGES = 3
"""The most questions that an alternative changes."""

_MOST_OPTIONS = 3
"""So many groups of like options are left out together, or newly chosen together."""

Chosen = tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """A change of plan and the verdict that it leads to."""

    changes: tuple[tuple[Place, Chosen], ...]
    opened: tuple[tuple[Place, Chosen], ...]
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

    Where changing some answers is not enough, some rule still holds the level, or holds
    it now. More changes can only help if one of them is to an answer that this rule
    depends on, so the search extends each set that fails by these questions only.
    """
    search = _Search(assessment)
    alternatives: list[Alternative] = []
    candidates = {frozenset[str]()} if search.severity > 0 else set()
    while candidates:
        larger: set[frozenset[str]] = set()
        for questions in sorted(candidates, key=search.asking_order):
            if any(smaller.questions <= questions for smaller in alternatives):
                continue
            blockers: set[str] = set()
            if found := search.alternatives_by(questions, blockers):
                alternatives += found
            elif len(questions) < MOST_CHANGES:
                larger |= {questions | {question} for question in blockers - questions}
        candidates = larger
    return tuple(alternatives)


def plan_lines(assessment: Assessment, alternative: Alternative) -> list[str]:
    """Format an alternative as a plan, a line for each thing to be done otherwise.

    A line about tools begins with their names.
    """
    pack, answers = assessment.pack, assessment.answers
    tools_by_line: dict[tuple[str, str], list[int]] = {}
    for place, chosen in sorted(
        alternative.changes,
        key=lambda change: (pack.rank[change[0].question], change[0].tool or 0),
    ):
        for line in plan_sentences(pack, answers, place, chosen):
            tools = tools_by_line.setdefault((place.question, line), [])
            if place.tool:
                tools.append(place.tool)
    return [
        _about_tools(answers, tools) + line
        for (_, line), tools in tools_by_line.items()
    ]


def plan_sentences(
    pack: Pack, answers: Answers, place: Place, chosen: Chosen
) -> list[str]:
    """Format a change of one answer as a change of plan."""
    question = pack.by_id[place.question]
    before = chosen_options(question, answers.at(pack, place))
    added, left_out = _difference(question, before, chosen)
    if plan := _plan_to_find_out(added, left_out):
        return [plan]
    sentences = [option.plan or f"{question.text} {option.label}" for option in added]
    if question.kind is Kind.MULTI and not any(option.exclusive for option in added):
        sentences += [
            option.plan or f"find out: {question.text}"
            if option.risk is Risk.UNSURE
            else f"do without: {option.label}"
            for option in left_out
        ]
    return sentences


def _about_tools(answers: Answers, tools: list[int]) -> str:
    """Format the beginning of a line about some tools; empty for the use."""
    names = [tool.name for tool in answers.tools]
    if not tools or names == [""]:
        return ""
    if len(tools) == len(names) > 1:
        return "in all tools: "
    words = []
    for tool in tools:
        name = names[tool - 1]
        number = f"tool {tool}"
        words.append(
            f"{number} ({name})" if names.count(name) > 1 and name else name or number
        )
    *others, last = words
    return f"in {', '.join(others)} and {last}: " if others else f"in {last}: "


def _difference(
    question: Question, before: Iterable[Option], chosen: Chosen
) -> tuple[list[Option], list[Option]]:
    """Return the options that an answer adds and those that it leaves out."""
    kept = {option.id for option in before}
    added = [
        option
        for option in question.options
        if option.id in chosen and option.id not in kept
    ]
    return added, [option for option in before if option.id not in chosen]


def _plan_to_find_out(added: list[Option], left_out: list[Option]) -> str | None:
    """Return the plan of an unsure option, if the change is only to find out."""
    if all(option.risk is Risk.UNSURE for option in left_out) and all(
        option.risk is Risk.SAFE for option in added
    ):
        return next((option.plan for option in left_out if option.plan), None)
    return None


@dataclass(frozen=True)
class _Part:
    """The use, or one tool, as far as the search is concerned."""

    tool: int | None
    questions: tuple[CompiledQuestion, ...]
    rules: tuple[CompiledRule, ...]
    """Those above the lowest level, the strictest first."""
    answers: Mapping[str, Answer]
    known: Known
    """What is known of it now."""
    open: frozenset[str]
    """The questions that are open now; they stay open."""
    changeable: frozenset[str]
    """The questions whose answers a producer can change."""

    def applying(self, known: Known, above: int) -> Iterator[CompiledRule]:
        """Yield the rules above a level that apply, the strictest first."""
        for rule in self.rules:
            if rule.rule.severity <= above:
                return
            if known.applies(rule):
                yield rule


@dataclass(frozen=True)
class _Change:
    """Another answer, and whether it changes something real by a plan."""

    chosen: Chosen
    is_planned: bool


@dataclass(frozen=True)
class _Filled:
    """A part after some changes, with what they newly bring up answered."""

    part: _Part
    known: Known
    answers: Mapping[str, Answer]
    changed: Mapping[str, _Change] = field(default_factory=dict)
    opened: Mapping[str, Chosen] = field(default_factory=dict)


class _Search:
    """The search for alternatives to one assessment.

    A rule looks at the use, or at the use together with one tool. So the use is
    answered first, and then each tool by itself.
    """

    def __init__(self, assessment: Assessment) -> None:
        pack, status = assessment.pack, assessment.status
        self.pack: Pack = pack
        self.assessment = assessment
        self.answers = assessment.answers
        for place in status.inactive:
            self.answers = with_answer(self.answers, place, None)
        self.compiled = {
            question.id: question
            for question in (*pack.compiled.use, *pack.compiled.tool)
        }
        rules = [rule for rule in pack.compiled.ranked if rule.rule.severity > 0]
        tools = self.answers.tools or (Tool(),)
        parts = [(status.use, pack.compiled.use, self.answers.use)]
        for known, tool in zip(status.tools, tools, strict=True):
            parts.append((known, pack.compiled.tool, tool.all_answers(pack)))
        self.use, *self.tools = (
            _Part(
                known.tool,
                questions,
                tuple(rule for rule in rules if rule.per_tool == bool(known.tool)),
                answers,
                known,
                frozenset(
                    place.question for place in status.open if place.tool == known.tool
                ),
                frozenset(
                    question
                    for question, asked in known.asked.items()
                    if asked and question in answers and self._is_changeable(question)
                ),
            )
            for known, questions, answers in parts
        )
        self.applied = [
            (part, rule)
            for part in (self.use, *self.tools)
            for rule in part.applying(part.known, 0)
        ]
        """The rules that apply now, above the lowest level."""
        self.severity = max((rule.rule.severity for _, rule in self.applied), default=0)
        self.named_by_rule: dict[str, frozenset[str]] = {}
        self.asked_by = cache(self._asked_by)
        self.behind = cache(self._behind)
        self.support = cache(self._support)
        self.addable = cache(self._addable)
        self.changes = cache(self._changes)
        self.new_answers = cache(self._new_answers)
        self.alike = cache(self._alike)

    def asking_order(self, questions: Iterable[str]) -> list[int]:
        """Return a key that sorts sets of questions by their order of asking."""
        return sorted(self.pack.rank[question] for question in questions)

    def alternatives_by(
        self, questions: frozenset[str], blockers: set[str]
    ) -> list[Alternative]:
        """Find the alternatives that change these questions.

        If there are none, the questions one of which has to be changed as well are
        added to `blockers`.
        """
        addable = {
            question: self.addable(question)
            for question in sorted(questions, key=self.pack.rank.__getitem__)
        }
        if len(questions) != 1:
            alternative = self._lowest(addable, blockers)
            return [alternative] if alternative else []
        ((question_id, options),) = addable.items()
        with_plan = [option for option in options if option and option.plan]
        without = [option for option in options if option not in with_plan]
        groups: list[Sequence[Option | None]] = [without]
        groups += [(option,) for option in with_plan]
        alternatives: dict[tuple[str, ...], Alternative] = {}
        left_out: Alternative | None = None
        for group in groups:
            alternative = self._lowest({question_id: group}, blockers)
            # Nothing is added where leaving something out leads as low.
            if alternative and not (left_out and left_out.gives <= alternative.gives):
                lines = tuple(plan_lines(self.assessment, alternative))
                alike = alternatives.setdefault(lines, alternative)
                if alternative.gives < alike.gives:
                    alternatives[lines] = alternative
                if group is without and None in options:
                    left_out = alternative
        return list(alternatives.values())

    def _lowest(
        self, addable: Mapping[str, Sequence[Option | None]], blockers: set[str]
    ) -> Alternative | None:
        """Find the changes of all these questions that lead lowest."""
        lowest: list[_Filled] = []
        target = self.severity - 1
        while target >= 0:
            filled = self._filled(addable, target, set() if lowest else blockers)
            if not filled:
                break
            lowest = filled
            reached = [
                rule.rule.severity
                for each in filled
                for rule in each.part.applying(each.known, 0)
            ]
            target = max(reached, default=0) - 1
        if not lowest:
            return None
        answers = self.answers
        changes: dict[Place, Chosen] = {}
        opened: dict[Place, Chosen] = {}
        for each in lowest:
            for question, change in each.changed.items():
                changes[Place(question, each.part.tool)] = change.chosen
            for question, chosen in each.opened.items():
                opened[Place(question, each.part.tool)] = chosen
        for place, chosen in (*changes.items(), *opened.items()):
            answers = with_answer(answers, place, chosen)
        return Alternative(
            tuple(
                (place, changes[place]) for place in in_asking_order(self.pack, changes)
            ),
            tuple(opened.items()),
            answers,
            assess(self.pack, answers).lowest,
        )

    def _filled(
        self,
        addable: Mapping[str, Sequence[Option | None]],
        target: int,
        blockers: set[str],
    ) -> list[_Filled]:
        """Change all these questions so that no rule above the target applies.

        Returns:
            The use and the tools; nothing if there is no way.
        """
        for part, rule in self.applied:
            support = self.support(part.tool, self._named(rule))
            if rule.rule.severity > target and support.isdisjoint(addable):
                blockers |= support
                return []
        of_use = {
            question: [
                change
                for option in options
                for change in self.changes(None, question, option)
            ]
            for question, options in addable.items()
            if not self.pack.by_id[question].per_tool
        }
        of_tools = [question for question in addable if question not in of_use]
        for use in self._fill(self.use, None, of_use, target, blockers):
            for options in product(*(addable[question] for question in of_tools)):
                filled = [use]
                for part in self.tools:
                    ways = dict(zip(of_tools, options, strict=True))
                    tool = self._fill_tool(part, use, ways, target, blockers)
                    if tool is None:
                        break
                    filled.append(tool)
                else:
                    return filled
        return []

    def _fill_tool(
        self,
        part: _Part,
        use: _Filled,
        options: Mapping[str, Option | None],
        target: int,
        blockers: set[str],
    ) -> _Filled | None:
        """Change as few of these answers about a tool as possible."""
        for count in range(len(options) + 1):
            for questions in combinations(options, count):
                changes = {
                    question: self.changes(part.tool, question, options[question])
                    for question in questions
                }
                if all(changes.values()):
                    filled = self._fill(part, use, changes, target, blockers)
                    if first := next(filled, None):
                        return first
        return None

    def _fill(
        self,
        part: _Part,
        use: _Filled | None,
        changes: Mapping[str, Iterable[_Change]],
        target: int,
        blockers: set[str],
    ) -> Iterator[_Filled]:
        """Yield the ways to change these answers and to answer what is newly asked.

        What a rule depends on that leads above the target is added to `blockers`.
        """
        by_use = use.changed if use else {}

        def fill(filled: _Filled) -> Iterator[_Filled]:
            known = filled.known
            if rule := next(part.applying(known, target), None):
                blockers.update(self.support(part.tool, self._named(rule)))
                return
            for question, asked in known.asked.items():
                if asked and question not in filled.answers:
                    if question in changes:
                        for change in changes[question]:
                            changed = {**filled.changed, question: change}
                            answers = {**filled.answers, question: change.chosen}
                            more = learn(answers)
                            yield from fill(
                                _Filled(part, more, answers, changed, filled.opened)
                            )
                        return
                    if self._is_to_answer(part, question):
                        if not self.new_answers(question):
                            blockers.update(
                                self.support(part.tool, frozenset({question}))
                            )
                        for chosen in self.new_answers(question):
                            opened = {**filled.opened, question: chosen}
                            answers = {**filled.answers, question: chosen}
                            more = learn(answers)
                            yield from fill(
                                _Filled(part, more, answers, filled.changed, opened)
                            )
                        return
            missed = self._missed(part, {**by_use, **filled.changed})
            missed += [
                self.support(part.tool, frozenset({question}))
                for question in changes
                if question not in filled.changed
            ]
            if missed:
                blockers.update(*missed)
            else:
                yield filled

        def learn(answers: Mapping[str, Answer]) -> Known:
            known = Known(part.tool)
            if use:
                known.true, known.possible = (
                    use.known.true.copy(),
                    use.known.possible.copy(),
                )
            known.learn(part.questions, answers)
            return known

        answers = {
            question: answer
            for question, answer in part.answers.items()
            if question not in changes
        }
        known = learn(answers) if changes or by_use else part.known
        yield from fill(_Filled(part, known, answers))

    def _missed(
        self, part: _Part, changed: Mapping[str, _Change]
    ) -> list[frozenset[str]]:
        """Return what could change the rules of today's level that no change meets.

        A rule is met by a change of an answer that it names. A change of an answer
        behind that, which decides what is asked, meets it by a plan only.
        """
        return [
            self.support(part.tool, self._named(rule))
            for applied, rule in self.applied
            if applied is part
            and rule.rule.severity == self.severity
            and not any(
                question in self._named(rule)
                or (change.is_planned and question in self.behind(self._named(rule)))
                for question, change in changed.items()
            )
        ]

    def _named(self, rule: CompiledRule) -> frozenset[str]:
        """Return the questions that a rule and its exception name."""
        named = self.named_by_rule.get(rule.rule.id)
        if named is None:
            named = self.named_by_rule[rule.rule.id] = frozenset(
                literal.question
                for condition in rule.rule.conditions
                for literal in literals(condition)
            )
        return named

    def _asked_by(self, question_id: str) -> frozenset[str]:
        """Return a question with those that decide whether it is asked."""
        asked_when = self.pack.by_id[question_id].when
        return frozenset({question_id}).union(
            *(self.asked_by(literal.question) for literal in literals(asked_when))
        )

    def _behind(self, questions: frozenset[str]) -> frozenset[str]:
        """Return questions with those that decide whether they are asked."""
        return frozenset().union(*map(self.asked_by, questions))

    def _support(self, tool: int | None, questions: frozenset[str]) -> frozenset[str]:
        """Return what a producer can change that these questions depend on."""
        part = self.tools[tool - 1] if tool else self.use
        return frozenset(
            question
            for question in self.behind(questions)
            & (self.use.changeable | part.changeable)
            if any(
                self.changes(
                    tool if self.pack.by_id[question].per_tool else None,
                    question,
                    option,
                )
                for option in self.addable(question)
            )
        )

    def _addable(self, question_id: str) -> tuple[Option | None, ...]:
        """Return the options that a change may add; `None` only leaves some out."""
        question = self.pack.by_id[question_id]
        options = [
            option
            for option in question.options
            if option.risk is Risk.SAFE or (option.risk is Risk.NEUTRAL and option.plan)
        ]
        return (*options,) if question.kind is Kind.SINGLE else (None, *options)

    def _changes(
        self, tool: int | None, question_id: str, option: Option | None
    ) -> tuple[_Change, ...]:
        """Return the other answers that add an option, the nearest to today's first."""
        question = self.pack.by_id[question_id]
        part = self.tools[tool - 1] if tool else self.use
        if question_id not in part.changeable:
            return ()
        place = Place(question_id, tool)
        before = chosen_options(question, part.answers[question_id])
        changes = []
        for kept in self._kept(question, before):
            ids = {each.id for each in kept} | ({option.id} if option else set())
            chosen = tuple(each.id for each in question.options if each.id in ids)
            stands_alone = len(chosen) == 1 or not any(
                each.exclusive and each.id in ids for each in question.options
            )
            added, left_out = _difference(question, before, chosen)
            if chosen and stands_alone and (added or left_out):
                is_planned = (
                    any(each.plan for each in added)
                    or _plan_to_find_out(added, left_out) is not None
                    or (
                        question.kind is Kind.MULTI
                        and any(each.risk is not Risk.UNSURE for each in left_out)
                    )
                )
                # No screen asks whether a tool is chosen, so only a plan may say so.
                if is_planned or not is_chosen_question(self.pack, place):
                    changes.append(_Change(chosen, is_planned))
        return tuple(changes)

    def _kept(
        self, question: Question, before: tuple[Option, ...]
    ) -> Iterator[tuple[Option, ...]]:
        """Yield what may be kept of an answer: as much as possible first.

        Options that no condition tells apart are left out together.
        """
        if question.kind is Kind.SINGLE:
            yield ()
            return
        alike = self.alike(question.id)
        groups = list(dict.fromkeys(alike[option.id] for option in before))
        sets = [
            left_out
            for count in range(min(len(groups), _MOST_OPTIONS) + 1)
            for left_out in combinations(groups, count)
        ]
        if len(groups) > _MOST_OPTIONS:
            sets.append(tuple(groups))
        for left_out in sets:
            yield tuple(each for each in before if alike[each.id] not in left_out)

    def _new_answers(self, question_id: str) -> tuple[Chosen, ...]:
        """Return the answers that a question may get that a change brings up."""
        question, alike = self.pack.by_id[question_id], self.alike(question_id)
        options: dict[object, Option] = {}
        for option in question.options:
            if option.risk in (Risk.SAFE, Risk.NEUTRAL):
                options.setdefault(alike[option.id], option)
        answers: list[Chosen] = [(option.id,) for option in options.values()]
        if question.kind is Kind.MULTI:
            free = [option.id for option in options.values() if not option.exclusive]
            for count in range(2, min(len(free), _MOST_OPTIONS) + 1):
                answers += combinations(free, count)
        return tuple(answers)

    def _alike(self, question_id: str) -> Mapping[str, object]:
        """Return for each option a key that it shares with those just like it."""
        cells = [
            cell
            for cell in self.compiled[question_id].cells
            if isinstance(cell, Literal)
        ]
        return {
            option.id: (
                tuple(
                    (option.id in cell.any_of, option.id in cell.none_of)
                    for cell in cells
                ),
                option.exclusive,
                option.risk,
                bool(option.plan),
            )
            for option in self.pack.by_id[question_id].options
        }

    def _is_changeable(self, question_id: str) -> bool:
        question = self.pack.by_id[question_id]
        return question.is_choice and not question.fixed

    def _is_to_answer(self, part: _Part, question_id: str) -> bool:
        question = self.pack.by_id[question_id]
        return (
            question.is_choice and question.is_required and question_id not in part.open
        )
