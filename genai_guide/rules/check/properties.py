"""Properties of a pack, decided over all answer sets."""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.rules.check.answer_changes import (
    AnswerChange,
    ExpandedCover,
    before_change,
    changes_of_option,
    expand_lists,
    find_lost,
    riskier_changes,
)
from genai_guide.rules.check.compile import OUTCOMES, CompiledPack, Outcome, rule_gives
from genai_guide.rules.check.cover import find_uncovered
from genai_guide.rules.check.findings import (
    QUESTIONS,
    RULES,
    Counterexample,
    Finding,
    Property,
    Severity,
    make_counterexample,
)
from genai_guide.rules.check.space import NO, YES, Cover, Cube, QuestionVariables
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Option, Question, Rule


def find_dead_questions(compiled: CompiledPack) -> Iterator[Finding]:
    """Find the questions that no answers ask."""
    for question in compiled.pack.questions:
        if not compiled.asked(question.id):
            yield Finding(
                Property.DEAD_QUESTION,
                Severity.ERROR,
                QUESTIONS,
                f"question “{question.id}”, when",
                question.id,
                "no answers ever bring this question up: each row of its condition"
                " wants answers that cannot be given together",
            )


def find_dead_options(compiled: CompiledPack) -> Iterator[Finding]:
    """Find the options that never change which rules fire or what is asked."""
    pack = compiled.pack
    looking = _effects_by_question(compiled)
    for question in pack.questions:
        asked = compiled.asked(question.id)
        if not question.is_choice or question.informs or not asked:
            continue
        compiled.budget.subject = f"question “{question.id}”"
        choice = compiled.space.choices[question.id]
        spelt = [
            found
            for cover in looking.get(choice, ())
            if (found := expand_lists(compiled.space, choice, cover)) is not None
        ]
        dead = [
            option
            for option in question.options
            if not _changes_something(compiled, question, option, spelt)
        ]
        if len(dead) == len(question.options):
            yield _dead(question, "no answer to it changes anything", "", ())
        else:
            for option in dead:
                variable = compiled.space.choices[question.id].bits([option.id])
                shown = compiled.space.meet(asked[0], {variable[0]: YES}) or asked[0]
                example = make_counterexample(
                    pack, compiled.space, shown, "chosen here: "
                )
                yield _dead(
                    question,
                    f"choosing “{option.label}” never changes which rules fire"
                    " or what is asked",
                    f", option “{option.id}”",
                    (example,),
                )


def _dead(
    question: Question, what: str, place: str, witnesses: tuple[Counterexample, ...]
) -> Finding:
    return Finding(
        Property.DEAD_OPTION,
        Severity.ERROR,
        QUESTIONS,
        f"question “{question.id}”{place}",
        question.id,
        f"{what}; name it in a rule, or say informs = true if it only goes into the"
        " record",
        witnesses,
    )


def _effects_by_question(
    compiled: CompiledPack,
) -> dict[QuestionVariables, list[Cover]]:
    """For each question, the rules and the questions whose conditions look at it."""
    covers = list(compiled.rules.values())
    covers += [compiled.asked(question.id) for question in compiled.pack.questions]
    found: dict[QuestionVariables, list[Cover]] = {}
    for cover in covers:
        of = compiled.space.choice_of
        for choice in {of[variable] for cube in cover for variable in cube}:
            found.setdefault(choice, []).append(cover)
    return found


def _changes_something(
    compiled: CompiledPack,
    question: Question,
    option: Option,
    covers: list[ExpandedCover],
) -> bool:
    choice = compiled.space.choices[question.id]
    for move in changes_of_option(choice, option):
        for cover in covers:
            if find_lost(compiled.space, move, cover) is not None:
                return True
            if find_lost(compiled.space, move.back, cover) is not None:
                return True
    return False


def find_impossible_rules(compiled: CompiledPack) -> Iterator[Finding]:
    """Find the rules that no answers fire."""
    for rule in compiled.pack.rules:
        if compiled.rules[rule.id]:
            continue
        applies = compiled.condition(rule.when)
        found: tuple[Counterexample, ...] = ()
        sentence = (
            "no answers ever fire this rule: each row of its condition wants answers"
            " that cannot be given together"
        )
        if applies:
            shows = "its condition holds, and so does its unless: "
            found = (
                make_counterexample(compiled.pack, compiled.space, applies[0], shows),
            )
            sentence = (
                "no answers ever fire this rule: its unless holds wherever its own"
                " condition does"
            )
        yield Finding(
            Property.CAN_FIRE,
            Severity.ERROR,
            RULES,
            f"rule “{rule.id}”",
            rule.id,
            sentence,
            found,
        )


def find_subsumed_rules(compiled: CompiledPack) -> Iterator[Finding]:
    """Find the rules that never set the level or an obligation by themselves."""
    for rule in compiled.pack.rules:
        given = [outcome for outcome in OUTCOMES if rule_gives(rule, outcome)]
        if not given or not compiled.rules[rule.id]:
            continue
        compiled.budget.subject = f"rule “{rule.id}”"
        highest = max((one for one in given if isinstance(one, int)), default=None)
        sets = [one for one in given if one == highest or not isinstance(one, int)]
        if any(_decides(compiled, rule, outcome) is not None for outcome in sets):
            continue
        names = sorted({one for o in sets for one in _covering(compiled, rule, o)})
        words = ", ".join(f"“{name}”" for name in names)
        shown = make_counterexample(
            compiled.pack,
            compiled.space,
            compiled.rules[rule.id][0],
            "it fires here beside them: ",
        )
        yield Finding(
            Property.DECISIVE,
            Severity.WARNING,
            RULES,
            f"rule “{rule.id}”",
            rule.id,
            f"it never decides anything by itself: wherever it fires, {words} already"
            " gives as much; keep it for its reason and its tasks, or take it out",
            (shown,),
        )


def _decides(compiled: CompiledPack, rule: Rule, outcome: Outcome) -> Cube | None:
    """Find where a rule gives a part of the verdict that no other rule gives."""
    others = [
        cube
        for other in compiled.pack.rules
        if other.id != rule.id and rule_gives(other, outcome)
        for cube in compiled.rules[other.id]
    ]
    for cube in compiled.rules[rule.id]:
        found = find_uncovered(compiled.space, cube, others)
        if found is not None:
            return found
    return None


def _covering(compiled: CompiledPack, rule: Rule, outcome: Outcome) -> list[str]:
    """Name a few rules that give a part of the verdict wherever a rule does."""
    own = compiled.rules[rule.id]
    names = [
        other.id
        for other in compiled.pack.rules
        if other.id != rule.id
        and rule_gives(other, outcome)
        and compiled.space.product(own, compiled.rules[other.id])
    ]
    for name in list(names):
        fewer = [one for one in names if one != name]
        cover = [cube for one in fewer for cube in compiled.rules[one]]
        if all(find_uncovered(compiled.space, cube, cover) is None for cube in own):
            names = fewer
    return names


def find_lowering_answers(compiled: CompiledPack) -> Iterator[Finding]:
    """Find where moving one answer from safe to risky or unsure lowers the verdict."""
    for question in compiled.pack.questions:
        if not question.is_choice:
            continue
        compiled.budget.subject = f"question “{question.id}”"
        choice = compiled.space.choices[question.id]
        spelt = [
            expand_lists(compiled.space, choice, cover)
            for cover in compiled.outcomes.values()
        ]
        covers = [cover for cover in spelt if cover is not None]
        for safe, risky, move in riskier_changes(choice):
            falls = (find_lost(compiled.space, move, cover) for cover in covers)
            after = next((one for one in falls if one is not None), None)
            if after is not None:
                yield _flaw(compiled, question, (safe, risky), move, after)


def _flaw(
    compiled: CompiledPack,
    question: Question,
    options: tuple[Option | None, Option],
    move: AnswerChange,
    after: Cube,
) -> Finding:
    safe, risky = options
    pack, space = compiled.pack, compiled.space
    earlier = before_change(space.choices[question.id], move, after)
    before = make_counterexample(pack, space, earlier, "before: ", "before")
    then = make_counterexample(pack, space, after, "after: ", "after")
    change = (
        f"choosing “{risky.label}” in place of “{safe.label}”"
        if safe
        else f"choosing “{risky.label}” as well"
    )
    low, high = then.shows.removeprefix("after: "), before.shows
    return Finding(
        Property.MONOTONE,
        Severity.ERROR,
        QUESTIONS,
        f"question “{question.id}”, option “{risky.id}”",
        f"{question.id}-{risky.id}",
        f"{change}, which is marked {risky.tone}, lowers the verdict from"
        f" {high.removeprefix('before: ')} to {low}",
        (before, then),
    )


def find_irrelevant_lookups(compiled: CompiledPack) -> Iterator[Finding]:
    """Find the rules that look at an answer to a question that is not asked."""
    for rule_id, cover in compiled.rules.items():
        compiled.budget.subject = f"rule “{rule_id}”"
        if any(_looks_at_unasked(compiled, cube, cover) for cube in cover):
            yield Finding(
                Property.IRRELEVANCE,
                Severity.ERROR,
                RULES,
                f"rule “{rule_id}”",
                rule_id,
                "it looks at an answer to a question that is not asked then",
            )


def _looks_at_unasked(compiled: CompiledPack, cube: Cube, cover: Cover) -> bool:
    """Whether a rule depends on some answer of a cube where that is not asked."""
    for choice in {compiled.space.choice_of[one] for one in cube}:
        rest = compiled.space.but(choice, cube)
        settled = [*compiled.asked(choice.id), *cover]
        if find_uncovered(compiled.space, rest, settled) is not None:
            return True
    return False


def find_unsafe_unsure(compiled: CompiledPack) -> Iterator[Finding]:
    """Find answers that are unsure wherever they can be, and end below `escalate`."""
    unsure: Cube = {}
    offering: list[Question] = []
    for question in compiled.pack.questions:
        ids = [one.id for one in question.options if one.tone == "unsure"]
        if not ids:
            continue
        offering.append(question)
        choice = compiled.space.choices[question.id]
        if choice.multi:
            bits = set(choice.bits(ids))
            unsure |= {one: NO for one in choice.variables if one not in bits}
        else:
            unsure[choice.start] = choice.mask(ids)
    enough = compiled.outcomes[Level.ESCALATE]
    for question in offering:
        compiled.budget.subject = f"question “{question.id}”"
        for cube in compiled.asked(question.id):
            region = compiled.space.meet(cube, unsure)
            if region is None:
                continue
            found = find_uncovered(compiled.space, region, enough)
            if found is not None:
                shown = make_counterexample(compiled.pack, compiled.space, found)
                yield Finding(
                    Property.FAIL_CLOSED,
                    Severity.ERROR,
                    RULES,
                    f"question “{question.id}”",
                    question.id,
                    "somebody who is unsure of this and of everything else is only told"
                    f" {shown.shows}; a rule of at least escalate should fire",
                    (shown,),
                )
                return
