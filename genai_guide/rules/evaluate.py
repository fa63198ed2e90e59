"""Evaluate answers: which rules apply, the verdict, its reasons, what decides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from genai_guide.rules.answers import (
    Answers,
    Place,
    Tool,
    chosen_options,
    format_answer,
    in_asking_order,
    is_chosen_question,
    toggle_option,
    with_answer,
)
from genai_guide.rules.checklists import ChecklistResult, judge_item
from genai_guide.rules.conditions import Condition, Literal
from genai_guide.rules.conflicts import ConflictResult, judge_conflict
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import CompiledRule, Due, Option, Pack, Rule, Task
from genai_guide.rules.placeholders import TOOL, fill_placeholders, names_tool
from genai_guide.rules.status import Known, QuestionStatus, places_of, question_status


class RuleState(StrEnum):
    """What became of a rule."""

    APPLIES = "applies"
    OPEN = "open"
    RULED_OUT = "ruled out"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class RuleResult:
    """What became of one rule, and because of which answers."""

    rule: Rule
    state: RuleState
    tools: tuple[int, ...] = ()
    """The numbers of the tools that it applies to, if it is evaluated per tool."""
    places: tuple[Place, ...] = ()
    """The answers because of which it applies or is ruled out."""
    by_exception: bool = False
    """Whether it is the rule's own exception that rules it out."""


@dataclass(frozen=True)
class Reason:
    """Why the verdict is at least this high, in a sentence for each tool."""

    rule: Rule
    text: str
    tools: tuple[int, ...]
    """The tools of which it says so, if the rule looks at tools."""
    places: tuple[Place, ...]
    """The answers because of which the rule applies."""


@dataclass(frozen=True)
class Assessment:
    """Everything that follows from some answers, worked out when it is needed."""

    pack: Pack
    answers: Answers
    status: QuestionStatus

    @property
    def complete(self) -> bool:
        """Whether nothing required is left to be answered."""
        return self.status.complete

    @property
    def level(self) -> Level | None:
        """The verdict; `None` while answers are missing."""
        return self.lowest if self.complete else None

    @cached_property
    def verdict(self) -> Level:
        """The lowest level in the words to show: a rule may have words of its own.

        They are used once nothing is missing, and never for a level that other rules
        give too.
        """
        ranked = self._applying()
        first = next(ranked, None)
        own = first and first.rule.verdict
        if not own or not self.complete:
            return self.lowest
        second = next(ranked, None)
        return own if second is None or second.rule.level != own else self.lowest

    @property
    def begun(self) -> bool:
        """Whether anything that decides is answered: before, there is no verdict."""
        return self.complete or any(
            self.pack.by_id[place.question].is_choice
            and not is_chosen_question(self.pack, place)
            and self.answers.at(self.pack, place) is not None
            for place in self.status.asked
        )

    @cached_property
    def lowest(self) -> Level:
        """The lowest level still possible."""
        return self._level(self._applying())

    @cached_property
    def highest(self) -> Level:
        """The highest level still possible."""
        return self._level(self._applying(or_open=True))

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """The obligations that certainly hold, in the pack's order."""
        held = {flag for rule in self.applied_rules for flag in rule.obligations}
        return tuple(flag for flag in self.pack.obligations if flag in held)

    @cached_property
    def results(self) -> tuple[RuleResult, ...]:
        """What became of each rule, in the pack's order."""
        return tuple(self._result(rule) for rule in self.pack.compiled.rules)

    @cached_property
    def applied_rules(self) -> tuple[Rule, ...]:
        """The rules that apply: highest level first, then best clause, notes last."""
        return tuple(compiled.rule for compiled in self._applying())

    @cached_property
    def applied(self) -> tuple[RuleResult, ...]:
        """The results of these rules, in the same order."""
        return tuple(self._result(compiled) for compiled in self._applying())

    @property
    def strictest(self) -> RuleResult | None:
        """The first of these results."""
        return next(map(self._result, self._applying()), None)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """A sentence for each rule that applies, the most important first.

        A rule that looks at a tool question has one for each tool, unless that would
        say the same again.
        """
        reasons = []
        for result in self.applied:
            tools_of: dict[str, list[int]] = {}
            scopes = [self.status.tools[number - 1] for number in result.tools]
            for known in scopes or [self.status.use]:
                text = self._reason_text(result.rule, known)
                tools_of.setdefault(text, []).extend(known.tools)
            reasons += [
                Reason(
                    result.rule,
                    text,
                    tuple(tools),
                    tuple(
                        place
                        for place in result.places
                        if place.tool is None or place.tool in tools
                    ),
                )
                for text, tools in tools_of.items()
            ]
        return tuple(reasons)

    @cached_property
    def rule_headlines(self) -> tuple[str, ...]:
        """The headlines of the rules that apply, as far as the verdict has them."""
        level = self.level.id if self.level is not None else None
        headlines = [
            self.fill(result.rule.headline, tool)
            for result in self.applied
            if result.rule.headline
            and (not result.rule.headline_at or level in result.rule.headline_at)
            for tool in result.tools or (None,)
        ]
        return tuple(dict.fromkeys(headlines))

    @cached_property
    def headlines(self) -> tuple[str, ...]:
        """The sentences that stand before the verdict's own."""
        missing = [
            self.pack.by_id[place.question].missing
            for place in self.status.asked
            if self.answers.at(self.pack, place) is None
        ]
        return (*self.rule_headlines, *dict.fromkeys(filter(None, missing)))

    @cached_property
    def tasks(self) -> tuple[tuple[Task, RuleResult], ...]:
        """The tasks, each once, with the first result that asks for it; warnings first.

        A task that names the tool is one for each tool: `id#2` for the second.
        """
        tasks: dict[str, tuple[Task, RuleResult]] = {}
        texts: set[str] = set()
        for result in sorted(self.applied, key=lambda each: not each.rule.is_warning):
            for task in result.rule.tasks:
                per_tool = names_tool(task.text) and result.tools
                for tool in result.tools if per_tool else (None,):
                    text, task_id = (
                        self.fill(task.text, tool),
                        str(Place(task.id, tool)),
                    )
                    if task_id not in tasks and text not in texts:
                        texts.add(text)
                        tasks[task_id] = replace(task, id=task_id, text=text), result
        late = Due.BEFORE_DELIVERY
        return tuple(sorted(tasks.values(), key=lambda entry: entry[0].due is late))

    @cached_property
    def checklists(self) -> tuple[ChecklistResult, ...]:
        """Where the clauses stand that people know by heart."""
        return tuple(
            ChecklistResult(
                checklist,
                tuple(
                    judge_item(
                        self.status, checklist.kind, item, self._scopes(item.per_tool)
                    )
                    for item in items
                ),
            )
            for checklist, items in zip(
                self.pack.checklists, self.pack.compiled.checklists, strict=True
            )
        )

    def conflicts(self, today: date) -> tuple[ConflictResult, ...]:
        """Find the answers that cannot both be true, as of a day.

        For a summary that is the day of signing.
        """
        return tuple(
            ConflictResult(
                compiled.conflict,
                self.fill(compiled.conflict.text, known.tool),
                known.tool,
                places,
            )
            for compiled in self.pack.compiled.conflicts
            for known in self._scopes(compiled.per_tool)
            if (places := judge_conflict(self.status, compiled, known, today))
        )

    def fill(self, sentence: str, tool: int | None = None) -> str:
        """Return a sentence of the pack with what was answered in its placeholders."""
        if "{" not in sentence and "[" not in sentence:
            return sentence
        several = tool is not None and len(self.answers.tools) > 1

        def lookup(name: str) -> str:
            if name == TOOL:
                named = self.answers.tools[tool - 1] if tool else None
                return named.name if named and named.is_chosen(self.pack) else ""
            question = self.pack.question_for_field(name)
            if question is None:
                return ""
            place = Place(question.id, tool if question.per_tool else None)
            if place not in self.status.asked_set:
                return ""
            return format_answer(question, self.answers.at(self.pack, place))

        return fill_placeholders(
            sentence, lookup, f"tool {tool}" if several else "the tool"
        )

    def _scopes(self, per_tool: bool) -> tuple[Known, ...]:  # noqa: FBT001
        """Return what a condition is evaluated by: the use, or each tool."""
        return self.status.tools if per_tool else (self.status.use,)

    def _level(self, ranked: Iterator[CompiledRule]) -> Level:
        """Return the level of the first rule; without one, the lowest level of all."""
        strictest = next(ranked, None)
        level = strictest.rule.level if strictest else None
        return self.pack.floor if level is None else level

    def _reason_text(self, rule: Rule, known: Known) -> str:
        """Return what is said of a rule that applies, by the options chosen."""
        if not rule.reasons:
            return self.fill(rule.reason, known.tool)
        sentences: dict[str, None] = {}
        for row in known.rows_met(rule.when):
            sentences |= dict.fromkeys(self._row_sentences(rule, row, known.tool))
        return self.fill(" ".join(sentences), known.tool)

    def _row_sentences(
        self, rule: Rule, row: Iterable[Literal], tool: int | None
    ) -> Iterator[str]:
        """Yield the sentences for the options that make one row true.

        The rule's own reason is one of them where none of the options has a sentence,
        and where one of several options of a question has none.
        """
        own: list[str] = []
        misses = False
        for literal in row:
            by_option = rule.reasons.get(literal.question, {})
            question = self.pack.by_id[literal.question]
            place = Place(question.id, tool if question.per_tool else None)
            sentences = [
                by_option.get(option.id, "")
                for option in chosen_options(
                    question, self.answers.at(self.pack, place)
                )
                if not literal.any_of or option.id in literal.any_of
            ]
            given = list(filter(None, sentences))
            own += given
            misses = misses or 0 < len(given) < len(sentences)
        yield from own
        if misses or not own:
            yield rule.reason

    def _applying(self, *, or_open: bool = False) -> Iterator[CompiledRule]:
        """Yield the rules that apply, or may apply, the strictest first."""
        for rule in self.pack.compiled.ranked:
            for known in self._scopes(rule.per_tool):
                truth = known.applies(rule)
                if truth or (or_open and truth is None):
                    yield rule
                    break

    def _result(self, compiled: CompiledRule) -> RuleResult:
        """Find what became of a rule, and because of which answers."""
        rule, scopes = compiled.rule, self._scopes(compiled.per_tool)
        truths = {known.tool: known.applies(compiled) for known in scopes}
        if True in truths.values():
            applied = [known for known in scopes if truths[known.tool]]
            tools = tuple(known.tool for known in applied if known.tool)
            places = self._places_met(applied, rule.when)
            return RuleResult(rule, RuleState.APPLIES, tools, places)
        if None in truths.values():
            return RuleResult(rule, RuleState.OPEN)
        places = places_of(
            self.status, scopes, lambda known: known.questions_failed(rule.when or ())
        )
        if rule.unless:
            excepted = [known for known in scopes if known.truth(compiled.unless)]
            # Where the exception alone rules it out, nothing else is worth naming.
            alone = [
                known for known in excepted if known.truth(compiled.when) is not False
            ]
            if excepted and (alone or not places):
                where = alone or excepted
                places = self._places_met(where, rule.unless.when)
                return RuleResult(
                    rule, RuleState.RULED_OUT, (), places, by_exception=True
                )
        state = RuleState.RULED_OUT if places else RuleState.NOT_ASKED
        return RuleResult(rule, state, (), places)

    def _places_met(
        self, scopes: Iterable[Known], condition: Condition | None
    ) -> tuple[Place, ...]:
        """Return the places because of which a condition holds."""
        return places_of(
            self.status, scopes, lambda known: known.questions_met(condition or ())
        )


def assess(pack: Pack, answers: Answers) -> Assessment:
    """Evaluate the rules of a pack for some answers."""
    return Assessment(pack, answers, question_status(pack, answers))


def field_values(
    assessment: Assessment, table: str, tool: int | None = None
) -> dict[str, str]:
    """Return the answers that fill one table of the record, by the key there."""
    values: dict[str, str] = {}
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        if not question.field or place.tool != tool:
            continue
        if is_chosen_question(assessment.pack, place):
            continue
        name, _, key = question.field.partition(".")
        answer = assessment.answers.at(assessment.pack, place)
        if name == table and answer is not None:
            values[key] = format_answer(question, answer)
    return values


def name_use(assessment: Assessment) -> tuple[str, str]:
    """Return the title of the production, and that of the use, or what it is about."""
    use = field_values(assessment, "use")
    title = use.get("title") or use.get("description", "")
    return field_values(assessment, "production").get("title", ""), title


def relevant_places(
    assessment: Assessment, rule: Rule, tool: int | None
) -> tuple[Place, ...]:
    """Collect the answers that can change what becomes of a rule, for one tool.

    Those are the answers to the questions that the rule and its exception name, and
    to the questions that decide whether these are asked.
    """
    pack, status = assessment.pack, assessment.status
    places = {
        Place(question, tool if pack.by_id[question].per_tool else None)
        for question in pack.questions_behind([rule])
    }
    return in_asking_order(pack, (places & status.asked_set).difference(status.open))


def deciding_places(assessment: Assessment) -> tuple[Place, ...]:
    """Find answers that alone force the level, none of which can be left out.

    There may be other such sets; nothing forces the lowest level of all.
    """
    level, strictest = assessment.lowest, assessment.strictest
    if level == assessment.pack.floor or strictest is None:
        return ()
    tool = next(iter(strictest.tools), None)
    kept = list(relevant_places(assessment, strictest.rule, tool))
    for place in reversed(kept.copy()):
        fewer = [other for other in kept if other != place]
        if assess(assessment.pack, keep_only(assessment, fewer)).lowest >= level:
            kept = fewer
    return tuple(kept)


def keep_only(assessment: Assessment, places: Iterable[Place]) -> Answers:
    """Keep the answers at some places, and leave all others open."""
    kept = Answers(tools=tuple(Tool() for _ in assessment.answers.tools))
    for place in places:
        kept = with_answer(kept, place, assessment.answers.at(assessment.pack, place))
    return kept


@dataclass(frozen=True)
class Effect:
    """The bounds of the verdict if an option were chosen, or dropped."""

    option: Option
    dropped: bool
    """Whether the option is one of several and would be taken away."""
    lowest: Level
    highest: Level
    """Above `lowest` where the answer would bring up further questions."""


def answer_effects(assessment: Assessment, place: Place) -> tuple[Effect, ...]:
    """Find what each other answer to a question would do, the rest being kept.

    A question that no level depends on has no effects.
    """
    pack, answers = assessment.pack, assessment.answers
    if place.question not in pack.level_questions:
        return ()
    question, before = pack.by_id[place.question], answers.at(pack, place)
    effects = []
    for option in question.options:
        chosen = toggle_option(question, before, option.id)
        if chosen and chosen != before:
            after = assess(pack, with_answer(answers, place, chosen))
            dropped = option.id not in chosen
            effects.append(Effect(option, dropped, after.verdict, after.highest))
    return tuple(effects)
