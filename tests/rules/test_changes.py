"""What would lower the verdict, held against trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from random import Random

from hypothesis import given, settings

from genai_guide.rules.alternatives import (
    MOST_CHANGES,
    find_alternatives,
    plan_sentences,
)
from genai_guide.rules.answers import Answers, Place, Tool, with_answer
from genai_guide.rules.evaluate import assess
from genai_guide.rules.explain import answer_effects, deciding_places, keep_only
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Option, Pack, Question, Risk
from genai_guide.rules.status import question_status
from tests.helpers.building import acceptable, choice, literal, pack_of, rule, when
from tests.helpers.levels import HOLD, NOTIFY
from tests.helpers.strategies import SEEDS, Sizes, random_answers, random_pack

MANY = 1_000 if settings().max_examples < 1_000 else 20_000
SOME_TONES = [Risk.SAFE, Risk.SAFE, Risk.NEUTRAL, Risk.RISKY, Risk.UNSURE]


def _toned(random: Random, question: Question) -> Question:
    """Give the options tones, some of them plans, and some questions as facts."""
    options = tuple(
        replace(
            option,
            risk=random.choice(SOME_TONES),
            plan=random.choice([None, f"do {option.id}"]),
        )
        for option in question.options
    )
    return replace(question, options=options, fixed=random.random() < 0.15)


def _answered(seed: int) -> tuple[Pack, Answers]:
    """Make a pack, and answers to every choice that is asked."""
    random = Random(seed)
    sizes = Sizes(random.randint(1, 4), random.randint(0, 1), random.randint(1, 5), 3)
    pack = random_pack(random, sizes)
    questions = tuple(_toned(random, question) for question in pack.questions)
    pack = replace(pack, questions=questions)
    answers = random_answers(random, pack, random.randint(1, 2))
    while left := [
        one for one in question_status(pack, answers).open if _is_choice(pack, one)
    ]:
        values = list(acceptable(pack.by_id[left[0].question]))
        answers = with_answer(answers, left[0], random.choice(values))
    return pack, answers


ANSWERED = SEEDS.map(_answered)


def _is_choice(pack: Pack, place: Place) -> bool:
    return pack.by_id[place.question].is_choice


def _may(option: Option, *, change: bool) -> bool:
    planned = bool(option.plan) or not change
    return option.risk is Risk.SAFE or (option.risk is Risk.NEUTRAL and planned)


def _values(pack: Pack, answers: Answers, place: Place) -> Iterator[tuple[str, ...]]:
    """Try every other answer that is a plan, dropping options included."""
    question = pack.by_id[place.question]
    before = answers.at(pack, place)
    for value in acceptable(question):
        new = [
            option for option in question.options if option.id in set(value) - {*before}
        ]
        if value != before and all(_may(option, change=True) for option in new):
            yield value


def _endings(pack: Pack, answers: Answers) -> Iterator[Answers]:
    """Try every answer to the choices that a change has opened."""
    left = [one for one in question_status(pack, answers).open if _is_choice(pack, one)]
    if not left:
        yield answers
        return
    question = pack.by_id[left[0].question]
    for value in acceptable(question):
        named = [option for option in question.options if option.id in value]
        if all(_may(option, change=False) for option in named):
            yield from _endings(pack, with_answer(answers, left[0], value))


def _by_trying(pack: Pack, answers: Answers) -> dict[frozenset[Place], Level]:
    """Find the smallest sets of changes that lower the level, by trying all."""
    asked = question_status(pack, answers)
    for place in asked.inactive:
        if _is_choice(pack, place):
            answers = with_answer(answers, place, None)
    level = assess(pack, answers).lowest
    free = [
        place
        for place in asked.asked
        if _is_choice(pack, place) and not pack.by_id[place.question].fixed
    ]
    found: dict[frozenset[Place], Level] = {}
    for size in range(1, MOST_CHANGES + 1):
        for places in map(frozenset, combinations(free, size)):
            if any(smaller < places for smaller in found):
                continue
            reached = [
                assess(pack, ending).lowest
                for values in product(*(_values(pack, answers, one) for one in places))
                for ending in _endings(pack, _all_put(answers, places, values))
            ]
            if reached and min(reached) < level:
                found[places] = min(reached)
    return found


def _all_put(answers: Answers, places: frozenset[Place], values: tuple) -> Answers:
    for place, value in zip(places, values, strict=True):
        answers = with_answer(answers, place, value)
    return answers


@settings(max_examples=MANY)
@given(ANSWERED)
def test_proposals_are_the_smallest_changes_found_by_trying_everything(
    drawn: tuple[Pack, Answers],
) -> None:
    """The same sets of changes, each with the lowest level that it can reach."""
    pack, answers = drawn
    assessment = assess(pack, answers)
    found = {
        frozenset(place for place, _ in one.changes): one.gives
        for one in find_alternatives(assessment)
    }
    assert found == _by_trying(pack, answers)


@settings(max_examples=MANY)
@given(ANSWERED)
def test_a_proposal_carried_out_gives_exactly_the_promised_level(
    drawn: tuple[Pack, Answers],
) -> None:
    """Changing the answers as listed leads to the level as listed."""
    pack, answers = drawn
    before = assess(pack, answers)
    for proposal in find_alternatives(before):
        changed = answers
        for place, chosen in (*proposal.changes, *proposal.opened):
            changed = with_answer(changed, place, chosen)
        # What was parked and is asked again is part of the proposal, or text.
        then = assess(pack, changed)
        assert then.lowest == proposal.gives < before.lowest
        assert not any(_is_choice(pack, place) for place in then.status.open)


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
