"""Properties of a pack, decided over all answer sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from genai_guide.rules.check.answer_changes import (
    AnswerChange,
    before_change,
    change_option,
    changes_of_option,
    expand_lists,
    find_lost,
    group_options,
    riskier_pairs,
)
from genai_guide.rules.check.cover import first_uncovered
from genai_guide.rules.check.cubes import Outcome, PackCubes, rule_gives
from genai_guide.rules.check.findings import (
    QUESTIONS,
    Finding,
    Property,
    Severity,
)
from genai_guide.rules.check.space import NO, YES, Cover, Cube, QuestionVariables, Space
from genai_guide.rules.conditions import literals
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Option, Pack, Question, Risk, Rule


def find_dead_questions(cubes: PackCubes) -> Iterator[Finding]:
    """Find the questions that no answers ask."""
    for question in cubes.pack.questions:
        if not cubes.asked(question.id):
            yield Finding.at(
                Property.DEAD_QUESTION,
                "question",
                question.id,
                "no answers ever bring this question up: each row of its condition"
                " wants answers that cannot be given together",
                part="when",
            )


def find_dead_options(cubes: PackCubes) -> Iterator[Finding]:
    """Find the options that never change which rules fire or what is asked."""
    space = cubes.space
    advice = (
        "; name it in a rule, or say record_only = true if it only goes into the record"
    )
    for question in cubes.pack.questions:
        asked = cubes.asked(question.id)
        if not question.is_choice or question.record_only or not asked:
            continue
        cubes.budget.subject = f"question “{question.id}”"
        choice = cubes.choices[question.id]
        naming = cubes.naming.get(choice, [])
        groups, covers = (
            group_options(choice, naming),
            expand_lists(space, choice, naming),
        )
        lively: dict[int, bool] = {}
        for option in question.options:
            if groups[option.id] not in lively:
                changes = changes_of_option(choice, option, groups)
                lively[groups[option.id]] = any(
                    _differ(space, change, covers) for change in changes
                )
        dead = [each for each in question.options if not lively[groups[each.id]]]
        if len(dead) == len(question.options):
            sentence = f"no answer to it changes anything{advice}"
            yield Finding.at(Property.DEAD_OPTION, "question", question.id, sentence)
            continue
        for option in dead:
            (variable, *_) = choice.bits([option.id])
            chosen = space.meet(asked[0], {variable: YES}) or asked[0]
            yield Finding.at(
                Property.DEAD_OPTION,
                "question",
                question.id,
                f"choosing “{option.label}” never changes which rules fire or what is"
                f" asked{advice}",
                cubes.example(chosen, "chosen here: "),
                part=f"option “{option.id}”",
            )


def _differ(space: Space, change: AnswerChange, covers: list[Cover]) -> bool:
    """Whether a change of an answer enters or leaves any of some covers."""
    return any(
        find_lost(space, direction, cover) is not None
        # Most changes are from mild to strict: what is entered is found first.
        for direction in (change.reverse, change)
        for cover in covers
    )


def find_impossible_rules(cubes: PackCubes) -> Iterator[Finding]:
    """Find the rules that no answers fire."""
    for rule in cubes.pack.rules:
        if cubes.rules[rule.id]:
            continue
        examples = []
        sentence = (
            "no answers ever fire this rule: each row of its condition wants answers"
            " that cannot be given together"
        )
        if applies := cubes.condition(rule.when):
            shows = "its condition holds, and so does its unless: "
            examples = [cubes.example(applies[0], shows)]
            sentence = (
                "no answers ever fire this rule: its unless holds wherever its own"
                " condition does"
            )
        yield Finding.at(Property.CAN_FIRE, "rule", rule.id, sentence, *examples)


def find_subsumed_rules(cubes: PackCubes) -> Iterator[Finding]:
    """Find the rules that never set the level or an obligation by themselves.

    A rule with a headline or with a task of its own is there for that.
    """
    tasks = Counter(task.id for rule in cubes.pack.rules for task in rule.tasks)
    for rule in cubes.pack.rules:
        if rule.headline or any(tasks[task.id] == 1 for task in rule.tasks):
            continue
        own = cubes.rules[rule.id]
        given = [outcome for outcome in cubes.parts if rule_gives(rule, outcome)]
        if not given or not own:
            continue
        cubes.budget.subject = f"rule “{rule.id}”"
        # Of its levels only the highest, for no other rule gives less than its own.
        outcomes = [o for o in given if not isinstance(o, Level) or o == rule.level]
        if any(
            first_uncovered(cubes.space, own, cubes.giving(outcome, rule)) is not None
            for outcome in outcomes
        ):
            continue
        names = {name for o in outcomes for name in _covering(cubes, rule, o)}
        words = ", ".join(f"“{name}”" for name in sorted(names))
        yield Finding.at(
            Property.DECISIVE,
            "rule",
            rule.id,
            f"it never decides anything by itself: wherever it fires, {words} already"
            " gives as much; keep it for its reason and its tasks, or take it out",
            cubes.example(own[0], "it fires here beside them: "),
            severity=Severity.WARNING,
        )


def _covering(cubes: PackCubes, rule: Rule, outcome: Outcome) -> list[str]:
    """Name a few rules that give a part of the verdict wherever a rule does."""
    own = cubes.rules[rule.id]
    names = [
        other.id
        for other in cubes.pack.rules
        if other.id != rule.id
        and rule_gives(other, outcome)
        and cubes.space.product(own, cubes.rules[other.id])
    ]
    for name in list(names):
        fewer = [other for other in names if other != name]
        cover = [cube for other in fewer for cube in cubes.rules[other]]
        if first_uncovered(cubes.space, own, cover) is None:
            names = fewer
    return names


def find_lowering_answers(cubes: PackCubes) -> Iterator[Finding]:
    """Find where an answer that is riskier than a safe one lowers the verdict."""
    for choice in cubes.choices.values():
        cubes.budget.subject = f"question “{choice.id}”"
        outcomes = list(cubes.outcomes.values())
        groups = group_options(choice, outcomes)
        covers = expand_lists(cubes.space, choice, outcomes)
        harmless: set[tuple[int | None, int]] = set()
        lowering: set[str] = set()
        for safe, risky in riskier_pairs(choice):
            pair = (groups[safe.id] if safe else None), groups[risky.id]
            if pair in harmless or risky.id in lowering:
                continue
            change = change_option(choice, safe, risky)
            lost = (find_lost(cubes.space, change, cover) for cover in covers)
            after = next((cube for cube in lost if cube is not None), None)
            if after is None:
                harmless.add(pair)
            else:
                lowering.add(risky.id)
                yield _lowering(cubes, choice, (safe, risky), change, after)


def _lowering(
    cubes: PackCubes,
    choice: QuestionVariables,
    options: tuple[Option | None, Option],
    change: AnswerChange,
    after: Cube,
) -> Finding:
    safe, risky = options
    earlier = before_change(choice, change, after)
    examples = (
        cubes.example(earlier, "before: ", "before"),
        cubes.example(after, "after: ", "after"),
    )
    high, low = (each.shows.removeprefix(f"{each.part}: ") for each in examples)
    beside = f"in place of “{safe.label}”" if safe else "as well"
    return Finding(
        Property.MONOTONE,
        Severity.ERROR,
        QUESTIONS,
        f"question “{choice.id}”, option “{risky.id}”",
        f"{choice.id}-{risky.id}",
        f"choosing “{risky.label}” {beside}, which is marked {risky.risk}, lowers the"
        f" verdict from {high} to {low}",
        examples,
    )


def find_options_like_safe(cubes: PackCubes) -> Iterator[Finding]:
    """Find risky and unsure options that are judged just like a safe one.

    If no rule names such an option, nobody can have meant it: that is an error. A rule
    that names it may be there for its tasks, or may have lost its level: the second is
    likely where the option can be chosen and the verdict still asks for nothing.
    """
    pack = cubes.pack
    for question in pack.questions:
        choice = cubes.choices.get(question.id)
        asked = cubes.asked(question.id)
        if choice is None or question.record_only or not asked:
            continue
        cubes.budget.subject = f"question “{question.id}”"
        groups = group_options(
            choice, [*cubes.outcomes.values(), *cubes.rules.values()]
        )
        outcomes = expand_lists(cubes.space, choice, list(cubes.outcomes.values()))
        rules: list[Cover] | None = None
        # For groups of options: whether one is judged like the other, and whether no
        # rule tells them apart at all.
        judged: dict[tuple[int, int], tuple[bool, bool]] = {}
        alike: dict[str, tuple[Option, Option]] = {}
        unused: set[str] = set()
        for safe, risky in riskier_pairs(choice):
            if safe is None:
                continue
            pair = groups[safe.id], groups[risky.id]
            if pair not in judged:
                change = change_option(choice, safe, risky)
                differs, in_rules = _differ(cubes.space, change, outcomes), True
                if not differs:
                    rules = rules or expand_lists(
                        cubes.space, choice, list(cubes.rules.values())
                    )
                    in_rules = _differ(cubes.space, change, rules)
                judged[pair] = not differs, not in_rules
            is_alike, is_unused = judged[pair]
            if is_alike:
                alike.setdefault(risky.id, (safe, risky))
            if is_unused:
                unused.add(risky.id)
        for safe, risky in alike.values():
            names = dict.fromkeys(_rules_naming(pack, question, risky))
            error = risky.id in unused and not names
            sentence = f"marked {risky.risk} and judged just like “{safe.label}”"
            if error:
                sentence += ", and no rule names it"
            elif names:
                listed = ", ".join(f"“{name}”" for name in names)
                sentence += f"; {listed} names it: was its level left out?"
            (variable,) = choice.bits([risky.id])
            chosen = {variable: YES} if choice.multi else choice.exactly([risky.id])
            region = cubes.space.product(asked, [chosen])
            given = [cube for cover in cubes.outcomes.values() for cube in cover]
            gap = first_uncovered(cubes.space, region, given)
            if gap is None and not error:
                continue
            examples = [cubes.example(gap or region[0], "chosen here: ")]
            yield Finding.at(
                Property.LIKE_SAFE,
                "question",
                question.id,
                sentence,
                *examples,
                part=f"option “{risky.id}”",
                severity=Severity.ERROR if error else Severity.WARNING,
            )


def _rules_naming(pack: Pack, question: Question, option: Option) -> Iterator[str]:
    """Yield the rules whose conditions name an option, those of their facts too."""
    for rule in pack.rules:
        for when in rule.conditions:
            for literal in literals(when):
                named = literal.any_of | literal.none_of
                if literal.question == question.id and option.id in named:
                    yield rule.id


def find_unsafe_unsure(cubes: PackCubes) -> Iterator[Finding]:
    """Find answers that are unsure wherever they can be, and at the lowest level."""
    if len(cubes.pack.levels) == 1:
        return
    second = cubes.pack.levels[1]
    unsure: Cube = {}
    offering: list[str] = []
    for question in cubes.pack.questions:
        ids = [option.id for option in question.options if option.risk is Risk.UNSURE]
        if not ids:
            continue
        offering.append(question.id)
        choice = cubes.choices[question.id]
        if choice.multi:
            bits = choice.bits(ids)
            unsure |= dict.fromkeys(set(choice.variables).difference(bits), NO)
        else:
            unsure[choice.start] = choice.mask(ids)
    enough = cubes.outcomes[second]
    for question_id in offering:
        cubes.budget.subject = f"question “{question_id}”"
        met = (cubes.space.meet(cube, unsure) for cube in cubes.asked(question_id))
        region = [cube for cube in met if cube is not None]
        gap = first_uncovered(cubes.space, region, enough)
        if gap is not None:
            example = cubes.example(gap)
            yield Finding(
                Property.FAIL_CLOSED,
                Severity.ERROR,
                QUESTIONS,
                f"question “{question_id}”",
                question_id,
                "somebody who is unsure of this and of everything else is only told"
                f" {example.shows}; a rule of at least {second.id} should apply",
                (example,),
            )
            return
