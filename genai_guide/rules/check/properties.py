"""Properties of a pack and what it states, decided over all answer sets.

What it states beside its rules are checklists, conflicts and assertions. Each tool is
judged alone: an item that is met for all tools is not met or not known for none, so
what holds with one tool holds with several.
"""

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
from genai_guide.rules.check.cubes import ItemCubes, Outcome, PackCubes, rule_gives
from genai_guide.rules.check.findings import (
    QUESTIONS,
    Counterexample,
    Finding,
    Property,
    Severity,
)
from genai_guide.rules.check.space import (
    NO,
    YES,
    Cover,
    Cube,
    QuestionVariables,
    Space,
    first_uncovered,
)
from genai_guide.rules.checklists import OUTER_STATES
from genai_guide.rules.conditions import literals
from genai_guide.rules.evaluate import assess
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import (
    Assertion,
    Checklist,
    ChecklistItem,
    ChecklistKind,
    ItemState,
    Option,
    Pack,
    Question,
    Risk,
    Rule,
)


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


def list_deciding_rules(pack: Pack) -> list[Rule]:
    """Return the rules that are not there for a headline, or a task of their own."""
    tasks = Counter(task.id for rule in pack.rules for task in rule.tasks)
    return [
        rule
        for rule in pack.rules
        if not rule.headline and all(tasks[task.id] > 1 for task in rule.tasks)
    ]


def find_subsumed_rules(cubes: PackCubes) -> Iterator[Finding]:
    """Find the rules that never set the level or an obligation by themselves."""
    for rule in list_deciding_rules(cubes.pack):
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


def find_checklist_faults(cubes: PackCubes) -> Iterator[Finding]:
    """Find items whose states overlap or cannot occur, or that give too low a level."""
    pack = cubes.pack
    second: Level | None = pack.levels[1]
    for checklist, item, states in cubes.items:
        cubes.budget.subject = f"checklist “{checklist.id}”, item “{item.clause}”"
        if not states.relevant:
            sentence = "no answers ever make it relevant"
            yield _item_finding(checklist, item, sentence)
            continue
        names = OUTER_STATES[checklist.kind]
        for state, cover in zip(names, (states.holds, states.fails), strict=True):
            if not cover:
                sentence = f"no answers ever give it the state “{state}”"
                yield _item_finding(checklist, item, sentence)
        for cube in cubes.space.product(states.holds, states.fails)[:1]:
            sentence = (
                f"some answers give it both states, “{names[0]}” and “{names[1]}”"
            )
            example = cubes.example(cube, "both hold here: ")
            yield _item_finding(checklist, item, sentence, example)
        if checklist.kind is ChecklistKind.PRINCIPLE:
            least, region, given = second, states.relevant, states.holds
            words = "it is not met or not known"
        else:
            least, region, given = checklist.at_least, states.holds, []
            words = "it applies"
        if least is None or least == pack.floor:
            continue
        gap = first_uncovered(cubes.space, region, [*given, *cubes.outcomes[least]])
        if gap is not None:
            example = cubes.example(gap, f"{words}: ")
            level = assess(pack, example.answers).lowest.id
            sentence = (
                f"where {words}, some answers are only told {level}; a rule of at least"
                f" {least.id} should apply"
            )
            yield _item_finding(checklist, item, sentence, example)


def _item_finding(
    checklist: Checklist, item: ChecklistItem, sentence: str, *examples: Counterexample
) -> Finding:
    part = f"item “{item.clause}”"
    name = Property.CHECKLISTS
    return Finding.at(name, "checklist", checklist.id, sentence, *examples, part=part)


def find_impossible_conflicts(cubes: PackCubes) -> Iterator[Finding]:
    """Find the conflicts that no answers ever have."""
    for conflict_id, cover in cubes.conflicts.items():
        if not cover:
            yield Finding.at(
                Property.CONFLICTS,
                "conflict",
                conflict_id,
                "no answers ever have it: each row of its condition wants answers or"
                " dates that cannot be given together",
            )


def find_broken_assertions(cubes: PackCubes) -> Iterator[Finding]:
    """Find the assertions that some answers break, and those that say nothing."""
    for assertion in cubes.pack.assertions:
        cubes.budget.subject = f"assert “{assertion.id}”"
        region = cubes.condition(assertion.when)
        if not region:
            yield Finding.at(
                Property.ASSERT,
                "assert",
                assertion.id,
                "it says nothing: no answers ever meet its condition",
                severity=Severity.WARNING,
            )
        for wanted, gap in _breaking(cubes, assertion, region):
            example = cubes.example(gap, "the condition holds, and they give ")
            given = example.shows.removeprefix("the condition holds, and they give ")
            yield Finding.at(
                Property.ASSERT,
                "assert",
                assertion.id,
                f"it wants {wanted}, and some answers that meet its condition give"
                f" {given}",
                example,
            )


def _breaking(
    cubes: PackCubes, assertion: Assertion, region: Cover
) -> Iterator[tuple[str, Cube]]:
    """Yield what an assertion wants and some answers do not give, with one of them."""
    wanted: list[tuple[str, Cover]] = []
    least = assertion.at_least
    if least is not None and least != cubes.pack.floor:
        wanted.append((f"at least {least.id}", cubes.outcomes[least]))
    wanted += [
        (f"the obligation {obligation.id}", cubes.outcomes[obligation])
        for obligation in sorted(assertion.obligations)
    ]
    for words, cover in wanted:
        gap = first_uncovered(cubes.space, region, cover)
        if gap is not None:
            yield words, gap
    for _, item, states in cubes.items:
        if item.clause == assertion.item and assertion.state is not None:
            gap = _without_state(cubes, states, assertion.state, region)
            if gap is not None:
                yield f"“{item.clause}” to be “{assertion.state}”", gap


def _without_state(
    cubes: PackCubes, states: ItemCubes, state: ItemState, region: Cover
) -> Cube | None:
    """Find answers in a region where an item has another state than one."""
    if state in (ItemState.MET, ItemState.APPLIES):
        return first_uncovered(cubes.space, region, states.holds)
    if state in (ItemState.NOT_MET, ItemState.DOES_NOT_APPLY):
        return first_uncovered(cubes.space, region, states.fails)
    # Where it is not known, it is relevant, and neither outer state holds.
    outer = cubes.space.product(region, [*states.holds, *states.fails])
    return outer[0] if outer else first_uncovered(cubes.space, region, states.relevant)
