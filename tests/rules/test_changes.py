"""What would lower the verdict, held against trying everything."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings

from genai_guide.rules.alternatives import (
    MOST_CHANGES,
    Alternative,
    find_alternatives,
)
from genai_guide.rules.answers import Answers, Place, Tool, with_answer
from genai_guide.rules.conditions import literals
from genai_guide.rules.evaluate import assess
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Kind, Option, Pack, Question, Risk, Rule
from genai_guide.rules.plans import plan_lines, plan_sentences
from genai_guide.rules.status import question_status
from tests.helpers.building import acceptable, choice, literal, pack_of, rule, when
from tests.helpers.levels import APPROVAL, ESCALATE, HOLD, NOTIFY
from tests.helpers.strategies import ANSWERED_PACKS, open_choices

MANY = 1_000 if settings().max_examples < 1_000 else 20_000


def _options(question: Question, ids: Iterable[str]) -> list[Option]:
    return [option for option in question.options if option.id in set(ids)]


def _endings(pack: Pack, answers: Answers) -> Iterator[Answers]:
    """Try every safe or neutral answer to the choices that a change has opened."""
    left = open_choices(pack, answers)
    if not left:
        yield answers
        return
    question = pack.by_id[left[0].question]
    for value in acceptable(question):
        risks = {option.risk for option in _options(question, value)}
        if risks <= {Risk.SAFE, Risk.NEUTRAL}:
            yield from _endings(pack, with_answer(answers, left[0], value))


class _Trying:
    """The plans for some answers, found by trying everything."""

    def __init__(self, pack: Pack, answers: Answers) -> None:
        status = question_status(pack, answers)
        for place in status.inactive:
            answers = with_answer(answers, place, None)
        self.pack, self.answers = pack, answers
        self.now = assess(pack, answers)
        self.places: dict[str, list[Place]] = {}
        for place in status.asked:
            question = pack.by_id[place.question]
            if question.is_choice and not question.fixed:
                self.places.setdefault(place.question, []).append(place)

    def lowest(
        self, changes: Mapping[Place, tuple[str, ...]], opened: Answers | None = None
    ) -> Level | None:
        """Find the lowest level that some changes lead to, if they are a plan."""
        if not self.meets_the_rules(changes):
            return None
        answers = opened or self.answers
        for place, value in changes.items():
            answers = with_answer(answers, place, value)
        levels = [
            after.lowest
            for ending in _endings(self.pack, answers)
            if (after := assess(self.pack, ending)).status.asked_set >= {*changes}
            and after.lowest < self.now.lowest
        ]
        return min(levels, default=None)

    def meets_the_rules(self, changes: Mapping[Place, tuple[str, ...]]) -> bool:
        """Whether each rule of today's level is met by a change of something real."""
        for result in self.now.applied:
            conditions = result.rule.conditions
            named = {cell.question for each in conditions for cell in literals(each)}
            behind = self.pack.questions_behind([result.rule])
            meeting = [
                place.tool
                for place, value in changes.items()
                if place.question in named
                or (place.question in behind and self.is_planned(place, value))
            ]
            if result.rule.level == self.now.lowest and not all(
                None in meeting or tool in meeting for tool in result.tools or (None,)
            ):
                return False
        return True

    def is_planned(self, place: Place, value: tuple[str, ...]) -> bool:
        """Whether there is a plan, or something is left out, or found out by a plan."""
        question = self.pack.by_id[place.question]
        before = self.answers.at(self.pack, place)
        added = _options(question, {*value} - {*before})
        left_out = _options(question, {*before} - {*value})
        only_unsure = {option.risk for option in left_out} <= {Risk.UNSURE}
        to_find_out = only_unsure and {option.risk for option in added} <= {Risk.SAFE}
        return (
            any(option.plan for option in added)
            or (to_find_out and any(option.plan for option in left_out))
            or (question.kind is Kind.MULTI and not only_unsure)
        )

    def ways(
        self, question_id: str
    ) -> Iterator[tuple[Option | None, dict[Place, tuple[str, ...]]]]:
        """Try each option that may be added, in each set of tools.

        With `None`, some of several options are left out and none is added.
        """
        question = self.pack.by_id[question_id]
        added: list[Option | None] = [
            option
            for option in question.options
            if option.risk is Risk.SAFE or (option.risk is Risk.NEUTRAL and option.plan)
        ]
        for option in (*added, None) if question.kind is Kind.MULTI else added:
            new = {option.id} if option else set()
            values: list[list[tuple[str, ...] | None]] = []
            for place in self.places[question_id]:
                before = self.answers.at(self.pack, place)
                fitting = [
                    value
                    for value in acceptable(question)
                    if value != before and new <= {*value} <= {*before, *new}
                ]
                values.append([None, *fitting])
            for chosen in product(*values):
                pairs = zip(self.places[question_id], chosen, strict=True)
                if changes := {place: value for place, value in pairs if value}:
                    yield option, changes

    def all(self) -> dict[tuple[frozenset[str], str | None], Level]:
        """Find the smallest sets of questions, and the lowest level of each plan."""
        found: dict[tuple[frozenset[str], str | None], Level] = {}
        ways = {question: list(self.ways(question)) for question in self.places}
        for size in range(1, MOST_CHANGES + 1):
            before = [questions for questions, _ in found]
            for questions in combinations(self.places, size):
                if any(smaller < {*questions} for smaller in before):
                    continue
                for some in product(*(ways[question] for question in questions)):
                    level = self.lowest(dict(ChainMap(*(each for _, each in some))))
                    added = some[0][0] if size == 1 else None
                    plan = added.id if added and added.plan else None
                    key = frozenset(questions), plan
                    if level is not None:
                        found[key] = min(level, found.get(key, level))
        # Nothing is added where leaving something out leads as low.
        return {
            (questions, plan): level
            for (questions, plan), level in found.items()
            if not plan
            or all(self.pack.by_id[each].kind is Kind.SINGLE for each in questions)
            or found.get((questions, None), self.now.lowest) > level
        }


def _plan(pack: Pack, answers: Answers, alternative: Alternative) -> str | None:
    """Return the option with a plan that an alternative for one question adds."""
    if len(alternative.questions) > 1:
        return None
    added = {
        option.id
        for place, chosen in alternative.changes
        for option in _options(pack.by_id[place.question], chosen)
        if option.id not in (answers.at(pack, place) or ()) and option.plan
    }
    assert len(added) <= 1
    return next(iter(added), None)


@settings(max_examples=MANY)
@given(ANSWERED_PACKS)
def test_alternatives_are_the_smallest_changes_found_by_trying_everything(
    drawn: tuple[Pack, Answers],
) -> None:
    """The same sets of questions and plans, each with the lowest level it reaches."""
    pack, answers = drawn
    trying = _Trying(pack, answers)
    alternatives = find_alternatives(trying.now)
    found = {
        (each.questions, _plan(pack, answers, each)): each.gives
        for each in alternatives
    }
    assert len(found) == len(alternatives)
    expected = trying.all()
    for key in expected.keys() - found.keys():
        # Several answers that are found out by the same plan are one alternative.
        assert any(
            each.questions == key[0]
            and each.gives <= expected[key]
            and all("find out" in line for line in plan_lines(trying.now, each.changes))
            for each in alternatives
        )
        del expected[key]
    assert found == expected


@settings(max_examples=MANY)
@given(ANSWERED_PACKS)
def test_an_alternative_gives_what_it_promises_and_changes_nothing_needless(
    drawn: tuple[Pack, Answers],
) -> None:
    """Carried out, it leads to its level; no tool's answer could stay as it is."""
    pack, answers = drawn
    trying = _Trying(pack, answers)
    for alternative in find_alternatives(trying.now):
        changed, use = answers, trying.answers
        for place, chosen in (*alternative.changes, *alternative.opened):
            changed = with_answer(changed, place, chosen)
        # What was inactive and is asked again is part of the plan, or text.
        after = assess(pack, changed)
        assert after.lowest == alternative.gives < trying.now.lowest
        assert not open_choices(pack, changed)
        changes = dict(alternative.changes)
        assert after.status.asked_set >= {*changes}
        for place, chosen in alternative.opened:
            use = with_answer(use, place, chosen) if place.tool is None else use
        for place in changes:
            rest = {other: changes[other] for other in changes if other != place}
            if place.tool:
                level = trying.lowest(rest, use)
                assert level is None or level > alternative.gives


def _safe(question: Question, **plans: str | None) -> Question:
    """Make some options of a question safe, each with its plan."""
    options = tuple(
        replace(option, risk=Risk.SAFE, plan=plans[option.id])
        if option.id in plans
        else option
        for option in question.options
    )
    return replace(question, options=options)


def _found(
    questions: list[Question], rules: list[Rule], answers: Answers
) -> list[tuple[object, ...]]:
    """List the plans for some answers, each with the level that it gives."""
    assessment = assess(pack_of(questions, rules), answers)
    return [
        (*plan_lines(assessment, each.changes), each.gives)
        for each in find_alternatives(assessment)
    ]


@pytest.mark.parametrize("fixed", [False, True])
def test_a_fact_that_cannot_be_changed_is_never_proposed(*, fixed: bool) -> None:
    """A fixed question is left alone, even if it alone sets the level."""
    question = replace(_safe(choice("dead", "yes no"), no="be alive"), fixed=fixed)
    held = rule("r", when(literal("dead", "yes")), level=HOLD)
    plans = _found([question], [held], Answers({"dead": ("yes",)}))
    assert plans == ([] if fixed else [("be alive", NOTIFY)])


def test_a_second_change_may_prevent_a_rule_that_the_first_sets_off() -> None:
    """An answer that no rule of today's level depends on is changed as well."""
    use = _safe(choice("use", "a b"), b=None)
    tool = _safe(choice("tool", "w x", per_tool=True), x=None)
    both = (literal("use", "b"), literal("tool", "w"))
    rules = [
        rule("now", when(literal("use", "a")), level=HOLD),
        rule("then", when(both), level=HOLD),
    ]
    tools = Tool("", {"tool": ("x",)}), Tool("", {"tool": ("w",)})
    answers = Answers({"use": ("a",)}, tools)
    (found,) = find_alternatives(assess(pack_of([use, tool], rules), answers))
    assert found.changes == ((Place("use"), ("b",)), (Place("tool", 2), ("x",)))
    assert found.gives == NOTIFY


def test_a_second_change_may_spare_a_question_that_has_no_safe_answer() -> None:
    """A question that the first change brings up is not answered by a risky option."""
    first, second = (
        _safe(choice(name, "bad good"), good=f"better the {name}")
        for name in ("first", "second")
    )
    asked = when((literal("first", "good"), literal("second", "bad")))
    third = choice("third", "risky", condition=asked)
    third = replace(third, options=(replace(third.options[0], risk=Risk.RISKY),))
    held = rule("r", when(literal("first", "bad")), level=HOLD)
    answers = Answers({"first": ("bad",), "second": ("bad",)})
    plans = _found([first, second, third], [held], answers)
    assert plans == [("better the first", "better the second", NOTIFY)]


def test_a_plan_is_worded_as_a_plan() -> None:
    """The words are the option's plan, and leaving an option out says so."""
    question = choice("inputs", "none script stills", multi=True, exclusive="none")
    pack = pack_of([_safe(question, none="put nothing in")])
    answers = Answers({"inputs": ("script", "stills")})
    place = Place("inputs")
    assert plan_sentences(pack, answers, place, ("none",)) == ["put nothing in"]
    assert plan_sentences(pack, answers, place, ("stills",)) == ["do without: SCRIPT"]


def test_what_is_not_known_is_found_out() -> None:
    """A safe answer in place of “not sure” is worded by the plan of “not sure”."""
    question = _safe(choice("kept", "no unsure yes"), no="keep nothing", unsure="ask")
    no, unsure, yes = question.options
    unsure = replace(unsure, risk=Risk.UNSURE)
    pack = pack_of([replace(question, options=(no, unsure, yes))])
    for before, plan in (("unsure", "ask"), ("yes", "keep nothing")):
        answers = Answers({"kept": (before,)})
        assert plan_sentences(pack, answers, Place("kept"), ("no",)) == [plan]


@pytest.mark.parametrize(
    ("names", "training", "start"),
    [
        ("-", "others", ""),
        ("A", "others", "in A: "),
        ("- -", "others others", "in all tools: "),
        ("A B C", "others others others", "in all tools: "),
        ("A - C", "others others none", "in A and tool 2: "),
        ("A A C", "others none none", "in tool 1 (A): "),
        ("A B C D", "others others none others", "in A, B and D: "),
    ],
)
def test_tools_that_share_a_problem_share_the_plans(
    names: str, training: str, start: str
) -> None:
    """The same change in all of them is one change, and names them."""
    kind = _safe(choice("training", "none others", per_tool=True), none="train nothing")
    asked = when(literal("training", "others"))
    cleared = choice("cleared", "yes no", condition=asked, per_tool=True)
    rules = [
        rule("uncleared", when(literal("cleared", "no")), level=HOLD),
        rule("trained", when(literal("training", "others")), level=ESCALATE),
    ]
    tools = tuple(
        Tool(name.strip("-"), {"training": (trained,), "cleared": ("no",)})
        for name, trained in zip(names.split(" "), training.split(" "), strict=True)
    )
    questions = [kind, _safe(cleared, yes="have it cleared")]
    assert _found(questions, rules, Answers({}, tools)) == [
        (f"{start}train nothing", NOTIFY),
        (f"{start}have it cleared", ESCALATE),
    ]


@pytest.mark.parametrize("plan", [None, "leave people out"])
def test_keeping_a_question_from_being_asked_is_no_plan(plan: str | None) -> None:
    """Only an option with a plan may do so."""
    people = _safe(choice("people", "yes no"), no=plan)
    consent = choice("consent", "no", condition=when(literal("people", "yes")))
    held = rule("r", when(literal("consent", "no")), level=HOLD)
    answers = Answers({"people": ("yes",), "consent": ("no",)})
    plans = _found([people, consent], [held], answers)
    assert plans == ([(plan, NOTIFY)] if plan else [])


def test_each_option_with_a_plan_of_its_own_is_an_alternative() -> None:
    """Where one change is enough, it may be made by any of them."""
    question = choice("model", "none here elsewhere")
    question = _safe(question, none="work without a model", here="use it only here")
    rules = [
        rule("reused", when(literal("model", "elsewhere")), level=HOLD),
        rule("any", when(literal("model", none_of=["none"])), level=APPROVAL),
    ]
    assert _found([question], rules, Answers({"model": ("elsewhere",)})) == [
        ("work without a model", NOTIFY),
        ("use it only here", APPROVAL),
    ]
