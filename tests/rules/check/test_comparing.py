"""What a comparison of packs says of levels and options that only one of them has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from genai_guide.record.versions import NewNames
from genai_guide.rules.check.compare import LevelMatch, PackComparison, match_levels
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Kind, Pack, Rename, VersionChange
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.levels import HOLD, NOTIFY


def with_levels(pack: Pack, ids: str) -> Pack:
    """Give a pack levels, named by words, the lowest first; rules keep theirs by id."""
    levels = tuple(
        Level(rank, name, name.upper(), "x") for rank, name in enumerate(ids.split())
    )
    by_id = {level.id: level for level in levels}
    rules = tuple(
        replace(each, level=each.level and by_id.get(each.level.id, levels[-1]))
        for each in pack.rules
    )
    return replace(pack, levels=levels, rules=rules)


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("a b c", "a b c", "a=a b=b c=c"),
        ("a b c", "a b c d", "a=a b=b c=c -=d"),
        ("a b c", "z a b c", "-=z a=a b=b c=c"),
        ("a b c", "a c", "a=a b=- c=c"),
        ("a b c", "a x c", "a=a b=x c=c"),
        ("a b c", "a x y c", "a=a b=x -=y c=c"),
        ("a b c", "b a c", "a=b b=a c=c"),
        ("a b", "x y z", "a=x b=y -=z"),
    ],
)
def test_levels_are_matched_by_id_and_else_by_order(
    old: str, new: str, pairs: str
) -> None:
    """Those of one id are the same, unless they changed places."""
    packs = (with_levels(pack_of([]), ids) for ids in (old, new))
    found = [
        f"{match.old.id if match.old else '-'}={match.new.id if match.new else '-'}"
        for match in match_levels(*packs)
    ]
    assert found == pairs.split()


def graded(ids: str, level: str) -> Pack:
    """Make a pack in which one answer gives a level."""
    pack = with_levels(pack_of([choice("q", "no yes")]), ids)
    fires = rule("r", when(literal("q", "yes")), level=pack.level_by_id[level])
    return replace(pack, rules=(fires,))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (("a b", "b"), ("a b", "b"), []),
        (("a b", "b"), ("a x b", "b"), []),
        (("a b", "b"), ("a x", "x"), []),
        (("a b", "b"), ("a b ban", "ban"), [(True, "ban")]),
        (("a b c", "b"), ("a c", "c"), [(True, "c")]),
        (("a b c", "c"), ("a b c", "b"), [(False, "c")]),
        (("a b", "b"), ("z a b", "z"), [(False, "a"), (False, "b")]),
        (("z a b", "b"), ("a b", "b"), [(True, "a")]),
    ],
)
def test_verdicts_are_compared_by_the_matched_levels(
    old: tuple[str, str], new: tuple[str, str], found: list[tuple[bool, str]]
) -> None:
    """A level that is new in between changes nothing, a stricter one is a rise."""
    regions = PackComparison(graded(*old), graded(*new)).regions()
    assert [(each.rises, each.outcomes[0].id) for each in regions] == found


def test_each_part_of_an_option_is_compared_with_what_it_was() -> None:
    """Work that was approved as one is approved for writing, and asked about else."""
    old = graded("a b c", "c")
    pack = replace(old, version="2.0.0", questions=(choice("q", "no writing craft"),))
    rules = (
        rule("r", when(literal("q", "writing")), level=pack.levels[2]),
        rule("s", when(literal("q", "craft")), level=pack.levels[1]),
    )
    new = replace(pack, rules=rules)
    comparison = PackComparison(old, new)
    assert not comparison.regions()
    uncompared = [
        (each.taken_by, each.where[0].any_of, each.example.shows)
        for each in comparison.uncompared()
    ]
    assert uncompared == [("old", ("yes",), "c"), ("new", ("writing", "craft"), "c")]
    parts = Rename("yes", "yes", ("writing", "craft"))
    new = replace(
        new, changes=(VersionChange("2.0.0", "split", Rename("q", "q"), parts),)
    )
    comparison = PackComparison(NewNames.of(old, new).pack(old), new)
    assert not comparison.uncompared()
    (region,) = comparison.regions()
    assert (region.rises, region.where[0].any_of) == (False, ("craft",))
    assert region.change == "c → b"


def test_levels_of_one_id_say_so() -> None:
    """A report names the others."""
    old, new = graded("a b", "b"), graded("a x", "x")
    matches = match_levels(old, new)
    assert [match.same_id for match in matches] == [True, False]
    assert not LevelMatch(old.levels[0], None).same_id


@pytest.mark.parametrize(
    "kinds", [(Kind.SINGLE, Kind.MULTI), (Kind.MULTI, Kind.SINGLE)]
)
def test_one_answer_and_several_are_compared_as_far_as_both_take_them(
    kinds: tuple[Kind, Kind],
) -> None:
    """The same rules change nothing; answers that only one takes are listed."""

    def asked(kind: Kind, level: Level) -> Pack:
        question = replace(choice("q", "no yes unsure"), kind=kind)
        return pack_of([question], [rule("r", when(literal("q", "yes")), level=level)])

    old, new = kinds
    same = PackComparison(asked(old, HOLD), asked(new, HOLD))
    assert same.regions() == ()
    several = "new" if new is Kind.MULTI else "old"
    assert {answers.taken_by for answers in same.uncompared()} == {several}
    (region,) = PackComparison(asked(old, HOLD), asked(new, NOTIFY)).regions()
    assert (region.rises, region.where[0].includes) == (False, ("yes",))
