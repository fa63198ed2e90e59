"""What would lower the verdict, held against trying everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings

from genai_guide.rules.alternatives import (
    MOST_CHANGES,
    Alternative,
    find_alternatives,
)
from genai_guide.rules.answers import Answers, Place, Tool, with_answer
from genai_guide.rules.conditions import literals
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.explain import answer_effects, deciding_places, keep_only
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Kind, Option, Pack, Question, Risk
from genai_guide.rules.plans import plan_lines, plan_sentences
from genai_guide.rules.status import question_status
from tests.helpers.building import acceptable, choice, literal, pack_of, rule, when
from tests.helpers.levels import APPROVAL, ESCALATE, HOLD, NOTIFY
from tests.helpers.strategies import SEEDS, Sizes, random_answers, random_pack

MANY = 1_000 if settings().max_examples < 1_000 else 20_000
SOME_RISKS = [Risk.SAFE, Risk.SAFE, Risk.NEUTRAL, Risk.RISKY, Risk.UNSURE]


def _toned(random: Random, question: Question) -> Question:
    """Give the options risks, some of them plans, and some questions as facts."""
    options = tuple(
        replace(
            option,
            risk=risk,
            plan=random.choice([None, f"{words} {option.id}"]),
        )
        for option in question.options
        for risk in [random.choice(SOME_RISKS)]
        for words in ["find out" if risk is Risk.UNSURE else "do"]
    )
    return replace(question, options=options, fixed=random.random() < 0.15)


def _answered(seed: int) -> tuple[Pack, Answers]:
    """Make a pack, and answers to every choice, most of them not harmless."""
    random = Random(seed)
    for _ in range(6):
        pack, answers = _any_answered(random)
        if assess(pack, answers).lowest > NOTIFY and _changeable(pack, answers):
            break
    return pack, answers


def _any_answered(random: Random) -> tuple[Pack, Answers]:
    tools = random.randint(1, 3)
    use, per_tool = random.choice([(1, 1), (1, 2), (2, 1), (2, 2), (4, 0), (4, 1)])
    sizes = Sizes(use, per_tool, random.randint(1, 3), 3)
    pack = random_pack(random, sizes)
    questions = tuple(_toned(random, question) for question in pack.questions)
    strict = [
        replace(each, level=random.choice([each.level, HOLD, APPROVAL]))
        for each in pack.rules
        if each.when
    ]
    pack = replace(pack, questions=questions, rules=tuple(strict))
    answers = random_answers(random, pack, tools)
    while left := _open_choices(pack, answers):
        values = list(acceptable(pack.by_id[left[0].question]))
        answers = with_answer(answers, left[0], random.choice(values))
    return pack, answers


def _changeable(pack: Pack, answers: Answers) -> bool:
    return any(
        not pack.by_id[place.question].fixed
        for result in assess(pack, answers).applied
        for place in result.places
    )


ANSWERED = SEEDS.map(_answered)


def _open_choices(pack: Pack, answers: Answers) -> list[Place]:
    opened = question_status(pack, answers).open
    return [place for place in opened if pack.by_id[place.question].is_choice]


def _options(question: Question, ids: Iterable[str]) -> list[Option]:
    return [option for option in question.options if option.id in set(ids)]


def _changes(
    question: Question, before: tuple[str, ...], added: Option | None
) -> list[tuple[str, ...]]:
    """Try every other answer that adds one option or, with `None`, leaves some out."""
    new = {added.id} if added else set()
    return [
        value
        for value in acceptable(question)
        if value != before
        and new <= set(value)
        and set(value) <= {*before, *new}
        and (question.kind is Kind.MULTI or added)
    ]


def _is_planned(
    question: Question, before: tuple[str, ...], after: tuple[str, ...]
) -> bool:
    """Whether there is a plan, or something is left out, or found out by a plan."""
    added = _options(question, {*after} - {*before})
    left_out = _options(question, {*before} - {*after})
    if any(option.plan for option in added):
        return True
    if question.kind is Kind.MULTI and {each.risk for each in left_out} - {Risk.UNSURE}:
        return True
    return (
        any(option.plan for option in left_out)
        and {option.risk for option in left_out} == {Risk.UNSURE}
        and {option.risk for option in added} <= {Risk.SAFE}
    )


def _endings(pack: Pack, answers: Answers) -> Iterator[Answers]:
    """Try every safe or neutral answer to the choices that a change has opened."""
    left = _open_choices(pack, answers)
    if not left:
        yield answers
        return
    question = pack.by_id[left[0].question]
    for value in acceptable(question):
        risks = {option.risk for option in _options(question, value)}
        if risks <= {Risk.SAFE, Risk.NEUTRAL}:
            yield from _endings(pack, with_answer(answers, left[0], value))


def _may_be_added(option: Option) -> bool:
    planned_neutral = option.risk is Risk.NEUTRAL and bool(option.plan)
    return option.risk is Risk.SAFE or planned_neutral


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
            if result.rule.level != self.now.lowest:
                continue
            named = {
                cell.question
                for condition in result.rule.conditions
                for cell in literals(condition)
            }
            behind = self.pack.questions_behind([result.rule])
            for tool in result.tools or (None,):
                if not any(
                    place.tool in (None, tool)
                    and (
                        place.question in named
                        or (
                            place.question in behind
                            and self.is_planned(place, changes[place])
                        )
                    )
                    for place in changes
                ):
                    return False
        return True

    def is_planned(self, place: Place, value: tuple[str, ...]) -> bool:
        """Whether a change is one by a plan."""
        before = self.answers.at(self.pack, place)
        return _is_planned(self.pack.by_id[place.question], before, value)

    def ways(
        self, question_id: str
    ) -> Iterator[tuple[Option | None, dict[Place, tuple[str, ...]]]]:
        """Try each option that may be added, in each set of tools."""
        question = self.pack.by_id[question_id]
        for added in (None, *question.options):
            if added and not _may_be_added(added):
                continue
            values = [
                [None, *_changes(question, self.answers.at(self.pack, place), added)]
                for place in self.places[question_id]
            ]
            for chosen in product(*values):
                pairs = zip(self.places[question_id], chosen, strict=True)
                changes = {place: value for place, value in pairs if value}
                if changes:
                    yield added, changes

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
                    changes = {
                        place: value
                        for _, each in some
                        for place, value in each.items()
                    }
                    added = some[0][0] if size == 1 else None
                    key = (
                        frozenset(questions),
                        added.id if added and added.plan else None,
                    )
                    level = self.lowest(changes)
                    if level is not None:
                        found[key] = min(level, found.get(key, level))
        for questions, option in list(found):
            plain = found.get((questions, None))
            multi = any(self.pack.by_id[each].kind is Kind.MULTI for each in questions)
            least = found[questions, option]
            if option and multi and plain is not None and plain <= least:
                del found[questions, option]
        return found


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
@given(ANSWERED)
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
@given(ANSWERED)
def test_an_alternative_changes_nothing_needless(drawn: tuple[Pack, Answers]) -> None:
    """In no tool can an answer stay as it is, and all tools change in one way."""
    pack, answers = drawn
    trying = _Trying(pack, answers)
    for alternative in find_alternatives(trying.now):
        use = trying.answers
        for place, chosen in alternative.opened:
            use = with_answer(use, place, chosen) if place.tool is None else use
        changes = dict(alternative.changes)
        for place in changes:
            rest = {other: changes[other] for other in changes if other != place}
            if place.tool:
                level = trying.lowest(rest, use)
                assert level is None or level > alternative.gives


@settings(max_examples=MANY)
@given(ANSWERED)
def test_an_alternative_carried_out_gives_exactly_the_promised_level(
    drawn: tuple[Pack, Answers],
) -> None:
    """Changing the answers as listed leads to the level as listed."""
    pack, answers = drawn
    before = assess(pack, answers)
    for alternative in find_alternatives(before):
        changed = answers
        for place, chosen in (*alternative.changes, *alternative.opened):
            changed = with_answer(changed, place, chosen)
        # What was inactive and is asked again is part of the plan, or text.
        after = assess(pack, changed)
        assert after.lowest == alternative.gives < before.lowest
        assert not _open_choices(pack, changed)
        assert len(alternative.questions) <= MOST_CHANGES
        assert not any(pack.by_id[each].fixed for each in alternative.questions)
        assert after.status.asked_set >= {place for place, _ in alternative.changes}


def test_a_fact_that_cannot_be_changed_is_never_proposed() -> None:
    """A fixed question is left alone, even if it alone sets the level."""
    question = choice("dead", "yes no")
    safe = replace(question.options[1], risk=Risk.SAFE, plan="be alive")
    question = replace(question, options=(question.options[0], safe), fixed=True)
    held = rule("r", when(literal("dead", "yes")), level=HOLD)
    assessment = assess(pack_of([question], [held]), Answers({"dead": ("yes",)}))
    assert find_alternatives(assessment) == ()


def test_a_second_change_may_prevent_a_rule_that_the_first_sets_off() -> None:
    """An answer that no rule of today's level depends on is changed as well."""
    safe = {name: Option(name, name, Risk.SAFE) for name in "bx"}
    use = choice("use", "a b")
    use = replace(use, options=(use.options[0], safe["b"]))
    tool = choice("tool", "w x", per_tool=True)
    tool = replace(tool, options=(tool.options[0], safe["x"]))
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
    first, second = (choice(name, "bad good") for name in ("first", "second"))
    good = replace(first.options[1], risk=Risk.SAFE, plan="be good")
    first = replace(first, options=(first.options[0], good))
    second = replace(second, options=(second.options[0], good))
    asked = when((literal("first", "good"), literal("second", "bad")))
    third = choice("third", "risky", condition=asked)
    third = replace(third, options=(replace(third.options[0], risk=Risk.RISKY),))
    held = rule("r", when(literal("first", "bad")), level=HOLD)
    answers = Answers({"first": ("bad",), "second": ("bad",)})
    (found,) = find_alternatives(
        assess(pack_of([first, second, third], [held]), answers)
    )
    assert found.questions == {"first", "second"}
    assert found.opened == ()


def test_a_plan_is_worded_as_a_plan() -> None:
    """The words are the option's plan, and leaving an option out says so."""
    question = choice("inputs", "none script stills", multi=True, exclusive="none")
    none = replace(question.options[0], risk=Risk.SAFE, plan="put nothing in")
    question = replace(question, options=(none, *question.options[1:]))
    pack = pack_of([question])
    answers = Answers({"inputs": ("script", "stills")})
    place = Place("inputs")
    assert plan_sentences(pack, answers, place, ("none",)) == ["put nothing in"]
    assert plan_sentences(pack, answers, place, ("stills",)) == ["do without: SCRIPT"]


def test_what_is_not_known_is_found_out() -> None:
    """A safe answer in place of “not sure” is worded by the plan of “not sure”."""
    question = choice("kept", "no yes unsure")
    no, yes, unsure = question.options
    no = replace(no, risk=Risk.SAFE, plan="use a tool that keeps nothing")
    unsure = replace(unsure, risk=Risk.UNSURE, plan="find out whether it is kept")
    question = replace(question, options=(no, yes, unsure))
    pack, place = pack_of([question]), Place("kept")
    for before, plan in (("unsure", unsure.plan), ("yes", no.plan)):
        answers = Answers({"kept": (before,)})
        assert plan_sentences(pack, answers, place, ("no",)) == [plan]


def _with_tools(names: str, training: str) -> Assessment:
    """Assess tools that are trained on material of others, cleared or not."""
    kind = choice("training", "none others", per_tool=True)
    none = replace(kind.options[0], risk=Risk.SAFE, plan="train nothing")
    kind = replace(kind, options=(none, kind.options[1]))
    asked = when(literal("training", "others"))
    cleared = choice("cleared", "yes no", condition=asked, per_tool=True)
    yes = replace(cleared.options[0], risk=Risk.SAFE, plan="have it cleared")
    cleared = replace(cleared, options=(yes, cleared.options[1]))
    rules = [
        rule("uncleared", when(literal("cleared", "no")), level=HOLD),
        rule("trained", when(literal("training", "others")), level=ESCALATE),
    ]
    tools = []
    for name, trained in zip(names.split(" "), training.split(" "), strict=True):
        given = {"training": ("others",), "cleared": ("no",)}
        if trained == "none":
            given = {"training": ("none",)}
        tools.append(Tool(name.strip("-"), given))
    return assess(pack_of([kind, cleared], rules), Answers({}, tuple(tools)))


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
    assessment = _with_tools(names, training)
    plans = [
        (plan_lines(assessment, each.changes), each.gives)
        for each in find_alternatives(assessment)
    ]
    assert plans == [
        ([f"{start}train nothing"], NOTIFY),
        ([f"{start}have it cleared"], ESCALATE),
    ]


def test_keeping_a_question_from_being_asked_is_no_plan() -> None:
    """Only an option with a plan may do so."""
    asked = when(literal("people", "yes"))
    consent = choice("consent", "no", condition=asked)
    held = rule("r", when(literal("consent", "no")), level=HOLD)
    for plan in (None, "leave people out"):
        people = choice("people", "yes no")
        no = replace(people.options[1], risk=Risk.SAFE, plan=plan)
        people = replace(people, options=(people.options[0], no))
        answers = Answers({"people": ("yes",), "consent": ("no",)})
        assessment = assess(pack_of([people, consent], [held]), answers)
        plans = [
            plan_lines(assessment, each.changes)
            for each in find_alternatives(assessment)
        ]
        assert plans == ([[plan]] if plan else [])


def test_each_option_with_a_plan_of_its_own_is_an_alternative() -> None:
    """Where one change is enough, it may be made by any of them."""
    question = choice("model", "none here elsewhere")
    none, here, elsewhere = question.options
    none = replace(none, risk=Risk.SAFE, plan="work without a model")
    here = replace(here, risk=Risk.SAFE, plan="use it only here")
    question = replace(question, options=(none, here, elsewhere))
    rules = [
        rule("reused", when(literal("model", "elsewhere")), level=HOLD),
        rule("any", when(literal("model", none_of=["none"])), level=APPROVAL),
    ]
    answers = Answers({"model": ("elsewhere",)})
    assessment = assess(pack_of([question], rules), answers)
    plans = [
        (*plan_lines(assessment, each.changes), each.gives)
        for each in find_alternatives(assessment)
    ]
    assert plans == [
        ("work without a model", NOTIFY),
        ("use it only here", APPROVAL),
    ]


@settings(max_examples=MANY)
@given(ANSWERED)
def test_an_effect_is_what_the_other_answer_gives(drawn: tuple[Pack, Answers]) -> None:
    """Each effect equals the bounds after giving that answer."""
    pack, answers = drawn
    assessment = assess(pack, answers)
    for place in assessment.status.asked:
        question = pack.by_id[place.question]
        before = set(answers.at(pack, place) or ()) if question.is_choice else set()
        if not answer_effects(assessment, place):
            for value in acceptable(question) if question.is_choice else ():
                then = assess(pack, with_answer(answers, place, value))
                assert (then.lowest, then.highest) == (
                    assessment.lowest,
                    assessment.highest,
                )
        for effect in answer_effects(assessment, place):
            assert effect.dropped == (effect.option.id in before)
            alone = question.kind == "single" or effect.option.exclusive
            kept = before - {one.id for one in question.options if one.exclusive}
            now = {effect.option.id} if alone else kept ^ {effect.option.id}
            value = tuple(one.id for one in question.options if one.id in now)
            then = assess(pack, with_answer(answers, place, value))
            assert (effect.lowest, effect.highest) == (then.lowest, then.highest)


@settings(max_examples=MANY)
@given(ANSWERED)
def test_the_deciding_answers_alone_force_the_level(
    drawn: tuple[Pack, Answers],
) -> None:
    """With them alone the level is the lowest possible; with one fewer it is not."""
    pack, answers = drawn
    assessment = assess(pack, answers)
    deciding = list(deciding_places(assessment))
    if assessment.lowest == NOTIFY:
        assert deciding == []
        return
    assert assess(pack, keep_only(assessment, deciding)).lowest == assessment.lowest
    for place in deciding:
        fewer = [one for one in deciding if one != place]
        assert assess(pack, keep_only(assessment, fewer)).lowest < assessment.lowest
