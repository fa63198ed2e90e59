"""The proofs agree with going through all answers, on small random packs."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.check.compare import Constraint, PackComparison, Region
from genai_guide.rules.check.cubes import Outcome, PackCubes
from genai_guide.rules.check.findings import Finding, Property, Severity
from genai_guide.rules.check.run import check_pack
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Pack
from tests.helpers.building import acceptable
from tests.helpers.levels import ESCALATE, NOTIFY
from tests.helpers.oracle import completion, gaps, is_true, verdict, walk
from tests.rules.check.brute import Brute, Seen, changed, uncompared
from tests.rules.check.random_packs import changed_pack, small_pack

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
PACKS = range(6_000 if THOROUGH else 300)
_MOST_PAIRS = 40_000


def _ids(flaws: tuple[Finding, ...], one: Property, severity: str = "") -> set[str]:
    return {
        flaw.id
        for flaw in flaws
        if flaw.property is one and severity in ("", flaw.severity)
    }


def _item_faults(flaws: tuple[Finding, ...]) -> set[tuple[str, str]]:
    words = {
        "ever make it relevant": "relevant",
        "ever give it the state": "never",
        "give it both states": "both",
        "are only told": "level",
    }
    return {
        (word, flaw.place.partition("item “")[2].removesuffix("”"))
        for flaw in flaws
        if flaw.property is Property.CHECKLISTS
        for phrase, word in words.items()
        if phrase in flaw.sentence
    }


def _parts(flaws: list[Finding], severity: str) -> set[str]:
    return {
        f"{flaw.id}, {flaw.place.partition('option “')[2].removesuffix('”')}"
        for flaw in flaws
        if flaw.severity == severity
    }


def _dead_options(pack: Pack, flaws: tuple[Finding, ...]) -> set[tuple[str, str]]:
    found = set()
    for flaw in flaws:
        if flaw.property is Property.DEAD_OPTION:
            _, _, option = flaw.place.partition(", option “")
            options = [one.id for one in pack.by_id[flaw.id].options]
            dead = [option.removesuffix("”")] if option else options
            found |= {(flaw.id, one) for one in dead}
    return found


def test_every_property_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    """Each property is found to hold, or not, exactly where all answers say so."""
    failing: Counter[str] = Counter()
    for seed in PACKS:
        pack = small_pack(seed)
        brute, proof = Brute(pack), check_pack(pack)
        flaws = proof.findings
        broken, vacuous = brute.broken_asserts()
        like_safe = [flaw for flaw in flaws if flaw.property is Property.LIKE_SAFE]
        unnamed, forgotten = brute.like_safe()
        pairs = {
            "dead question": (
                _ids(flaws, Property.DEAD_QUESTION),
                brute.dead_questions(),
            ),
            "dead option": (_dead_options(pack, flaws), brute.dead_options()),
            "can fire": (_ids(flaws, Property.CAN_FIRE), brute.never_firing()),
            "decisive": (_ids(flaws, Property.DECISIVE), brute.subsumed()),
            "monotone": (
                _ids(flaws, Property.MONOTONE),
                {f"{question}-{option}" for question, option in brute.lowering()},
            ),
            "like safe": (_parts(like_safe, Severity.ERROR), unnamed),
            "like safe by a note": (_parts(like_safe, Severity.WARNING), forgotten),
            "fail closed": (
                bool(_ids(flaws, Property.FAIL_CLOSED)),
                brute.fails_open(),
            ),
            "irrelevance": (
                bool(_ids(flaws, Property.IRRELEVANCE)),
                brute.unasked_answers_matter(),
            ),
            "assert": (_ids(flaws, Property.ASSERT, Severity.ERROR), broken),
            "checklists": (_item_faults(flaws), brute.checklist_faults()),
            "conflicts": (
                _ids(flaws, Property.CONFLICTS),
                brute.impossible_conflicts(),
            ),
            "empty assert": (_ids(flaws, Property.ASSERT, Severity.WARNING), vacuous),
        }
        for name, (found, expected) in pairs.items():
            assert found == expected, f"{name} of the pack of seed {seed}"
            failing[name] += bool(expected)
        assert proof.answer_sets == len(brute.all)
        for flaw in flaws:
            _check_witness(pack, flaw)
    with capsys.disabled():
        print(f"\n{len(PACKS)} packs by brute force; failing: {dict(failing)}")
    assert set(failing) >= {"dead option", "decisive", "monotone", "assert"}
    assert all(failing[name] for name in failing if name != "irrelevance")


def _check_witness(pack: Pack, flaw: Finding) -> None:
    """Complete answers, which show what they are said to show."""
    verdicts = []
    for one in flaw.counterexamples:
        assert not gaps(pack, one.answers)
        verdicts.append(verdict(pack, one.answers))
    if flaw.property is Property.MONOTONE:
        (level, flags), (then_level, then_flags) = verdicts
        assert then_level < level or not then_flags >= flags
    elif flaw.property is Property.ASSERT and flaw.severity is Severity.ERROR:
        broken = next(one for one in pack.assertions if one.id == flaw.id)
        known = walk(pack, flaw.counterexamples[0].answers)[0][0]
        assert is_true(broken.when, known)
        least = broken.at_least or pack.floor
        assert not (
            broken.item is None
            and verdicts[0][0] >= least
            and verdicts[0][1] >= broken.obligations
        )
    elif flaw.property is Property.FAIL_CLOSED:
        assert verdicts[0][0] < ESCALATE


def _has(seen: Seen, outcome: Outcome) -> bool:
    if isinstance(outcome, Level):
        return seen.level >= outcome
    return outcome in seen.obligations


def _in(seen: Seen, where: tuple[Constraint, ...]) -> bool:
    return all(_meets(seen.known.get(one.question), one) for one in where)


def _meets(answer: frozenset[str] | None, one: Constraint) -> bool:
    if answer is None:
        return False
    return (
        (not one.any_of or not answer.isdisjoint(one.any_of))
        and answer >= set(one.includes)
        and answer.isdisjoint(one.without)
    )


def _gives(region: Region, outcome: Outcome) -> bool:
    if isinstance(outcome, Level):
        levels = [one for one in region.outcomes if isinstance(one, Level)]
        return max(levels, default=NOTIFY) >= outcome
    return outcome in region.outcomes


def _seen(brute: Brute, answers: Answers) -> Seen:
    known = walk(brute.pack, answers)[0][0]
    return next(one for one in brute.all.values() if one.known == known)


def test_the_difference_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    """The regions hold exactly the answers whose verdict rises, or falls."""
    counts: Counter[str] = Counter()
    for seed in PACKS:
        packs = small_pack(seed), changed_pack(seed, small_pack(seed))
        old, new = (Brute(one) for one in packs)
        if len(old.all) * len(new.all) > _MOST_PAIRS:
            continue
        pairs = changed(old, new)
        comparison = PackComparison(*packs)
        regions = comparison.regions()
        counts["packs"] += 1
        counts["packs that differ"] += bool(pairs)
        counts["regions"] += len(regions)
        assert bool(pairs) is bool(regions)
        for rises in (True, False):
            listed = [one for one in regions if one.rises is rises]
            for pair in pairs:
                mild, strict = pair if rises else pair[::-1]
                for outcome in PackCubes(packs[0]).parts:
                    if _has(strict, outcome) and not _has(mild, outcome):
                        assert any(
                            _gives(one, outcome) and _in(strict, one.where)
                            for one in listed
                        ), f"seed {seed}: {outcome} is in no region"
            for one in listed:
                _check_region(one, old, new, pairs)
        for taken_by, own, other in (("old", old, new), ("new", new, old)):
            listed = [
                one for one in comparison.uncompared() if one.taken_by == taken_by
            ]
            counts["not compared"] += len(listed)
            for seen in uncompared(own, other):
                assert any(_in(seen, one.where) for one in listed), f"seed {seed}"
            for one in listed:
                seen = _seen(own, one.example.answers)
                assert _in(seen, one.where)
                (question,) = {limit.question for limit in one.where}
                ways = acceptable(other.pack.by_id[question])
                assert seen.known[question] not in map(frozenset, ways)
    with capsys.disabled():
        print(f"\nthe difference by brute force: {dict(counts)}")
    assert counts["packs"] >= min(200, len(PACKS))
    assert counts["packs that differ"] > counts["packs"] / 4


def _check_region(
    region: Region, old: Brute, new: Brute, pairs: set[tuple[Seen, Seen]]
) -> None:
    """All of it has what it says, and its witness is one of the changes."""
    stricter = new if region.rises else old
    for seen in stricter.all.values():
        if _in(seen, region.where):
            assert all(_has(seen, outcome) for outcome in region.outcomes)
    before, after = _seen(old, region.old.answers), _seen(new, region.new.answers)
    assert any(
        (one.known, other.known) == (before.known, after.known) for one, other in pairs
    )
    assert _in(after if region.rises else before, region.where)


def test_two_tools_are_judged_as_each_alone() -> None:
    """One tool is enough for a proof: the verdict of two is the join of each."""
    for seed in range(60):
        pack, random = small_pack(seed), Random(seed)
        both = completion(pack, Answers({}, (Tool("x"), Tool("y"))), random)
        level, flags = verdict(pack, both)
        alone = [verdict(pack, replace(both, tools=(one,))) for one in both.tools]
        assert level == max(one for one, _ in alone)
        assert flags == set().union(*(one for _, one in alone))
