"""No riskier answer lowers the verdict; answers that are not asked change nothing."""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.policy.pack import Option, Question
from genai_guide.policy.proof.choice import NO
from genai_guide.policy.proof.compiled import Compiled
from genai_guide.policy.proof.cover import uncovered
from genai_guide.policy.proof.flaws import QUESTIONS, RULES, Flaw, Property, Severity
from genai_guide.policy.proof.moves import Move, back_before, lost, riskier, spelt_out
from genai_guide.policy.proof.space import Cover, Cube
from genai_guide.policy.proof.witnesses import witness
from genai_guide.policy.verdict import Level


def lowering_answers(compiled: Compiled) -> Iterator[Flaw]:
    """Find where moving one answer from safe to risky or unsure lowers the verdict."""
    for question in compiled.pack.questions:
        if not question.is_choice:
            continue
        compiled.budget.subject = f"question “{question.id}”"
        choice = compiled.space.choices[question.id]
        spelt = [
            spelt_out(compiled.space, choice, cover)
            for cover in compiled.outcomes.values()
        ]
        covers = [cover for cover in spelt if cover is not None]
        for safe, risky, move in riskier(choice):
            falls = (lost(compiled.space, move, cover) for cover in covers)
            after = next((one for one in falls if one is not None), None)
            if after is not None:
                yield _flaw(compiled, question, (safe, risky), move, after)


def _flaw(
    compiled: Compiled,
    question: Question,
    options: tuple[Option | None, Option],
    move: Move,
    after: Cube,
) -> Flaw:
    safe, risky = options
    pack, space = compiled.pack, compiled.space
    earlier = back_before(space.choices[question.id], move, after)
    before = witness(pack, space, earlier, "before: ", "before")
    then = witness(pack, space, after, "after: ", "after")
    change = (
        f"choosing “{risky.label}” in place of “{safe.label}”"
        if safe
        else f"choosing “{risky.label}” as well"
    )
    low, high = then.shows.removeprefix("after: "), before.shows
    return Flaw(
        Property.MONOTONE,
        Severity.ERROR,
        QUESTIONS,
        f"question “{question.id}”, option “{risky.id}”",
        f"{question.id}-{risky.id}",
        f"{change}, which is marked {risky.tone}, lowers the verdict from"
        f" {high.removeprefix('before: ')} to {low}",
        (before, then),
    )


def looking_at_unasked(compiled: Compiled) -> Iterator[Flaw]:
    """Find the rules that look at an answer to a question that is not asked."""
    for rule_id, cover in compiled.rules.items():
        compiled.budget.subject = f"rule “{rule_id}”"
        if any(_looks_at_unasked(compiled, cube, cover) for cube in cover):
            yield Flaw(
                Property.IRRELEVANCE,
                Severity.ERROR,
                RULES,
                f"rule “{rule_id}”",
                rule_id,
                "it looks at an answer to a question that is not asked then",
            )


def _looks_at_unasked(compiled: Compiled, cube: Cube, cover: Cover) -> bool:
    """Whether a rule depends on some answer of a cube where that is not asked."""
    for choice in {compiled.space.choice_of[one] for one in cube}:
        rest = compiled.space.but(choice, cube)
        settled = [*compiled.asked(choice.id), *cover]
        if uncovered(compiled.space, rest, settled) is not None:
            return True
    return False


def unsure_told_to_go_ahead(compiled: Compiled) -> Iterator[Flaw]:
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
            found = uncovered(compiled.space, region, enough)
            if found is not None:
                shown = witness(compiled.pack, compiled.space, found)
                yield Flaw(
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
