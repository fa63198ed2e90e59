"""What a check says of questions that lack something, and of clauses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from genai_guide.rules.check.findings import Property, Severity
from genai_guide.rules.check.run import check_pack
from genai_guide.rules.pack import Clause, Kind, Option, Pack, Risk, Stage
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.levels import ESCALATE

GOOD = (
    Option("no", "No", Risk.SAFE),
    Option("yes", "Yes", Risk.RISKY),
    Option("unsure", "Not sure", Risk.UNSURE),
)


def good_pack(options: tuple[Option, ...] = GOOD, **more: object) -> Pack:
    """Make a pack of one question that has nothing wrong."""
    asked = replace(choice("q"), options=options, help="Look.", clauses=("c",), **more)
    fires = when(literal("q", "yes", "unsure"))
    return pack_of([asked], [rule("r", fires, level=ESCALATE)])


def said(pack: Pack, one: Property) -> list[str]:
    return [flaw.sentence for flaw in check_pack(pack).findings if flaw.property is one]


def test_a_good_pack_has_no_flaw() -> None:
    """Nothing is said of a pack that is as it should be."""
    assert [one.property for one in check_pack(good_pack()).findings] == ["coverage"]


def test_an_option_that_nobody_named_is_found() -> None:
    """A risky option that is added, and an unsure one left out, are errors."""
    pack = good_pack((*GOOD, Option("other", "Other", Risk.RISKY)))
    options = {"other": pack}
    fires = when(literal("q", "yes"))
    options["unsure"] = replace(pack, rules=(rule("r", fires, level=pack.levels[1]),))
    for option, changed in options.items():
        errors = [
            flaw
            for flaw in check_pack(changed).errors
            if flaw.property is Property.LIKE_SAFE
        ]
        assert any(f"option “{option}”" in flaw.place for flaw in errors)
        assert all("and no rule names it" in flaw.sentence for flaw in errors)


def test_a_level_that_was_left_out_is_a_warning() -> None:
    """A rule that only notes a risky answer may have lost its level."""
    pack = good_pack()
    noted = replace(pack, rules=(replace(pack.rules[0], level=None),))
    found = [
        flaw
        for flaw in check_pack(noted).warnings
        if flaw.property is Property.LIKE_SAFE
    ]
    assert ["yes" in flaw.place for flaw in found] == [True, False]
    assert all("“r” names it: was its level left out?" in one.sentence for one in found)


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        (good_pack(GOOD[:2]), "not sure"),
        (good_pack(GOOD[1:]), "no option is safe"),
        (good_pack(kind=Kind.MULTI), "stands alone"),
        (good_pack(record_only=True), "record_only = true"),
        (good_pack((replace(GOOD[0], label="x" * 81), *GOOD[1:])), "81 characters"),
        (
            replace(good_pack(), rules=(rule("r", headline="x" * 130),)),
            "130 characters",
        ),
    ],
)
def test_what_is_missing_or_too_long_is_a_warning(pack: Pack, words: str) -> None:
    """Each is said in a sentence, and none is an error."""
    assert any(words in one for one in said(pack, Property.WORDING))
    assert Property.WORDING not in {one.property for one in check_pack(pack).errors}


def test_whether_a_tool_is_chosen_is_never_shown_and_needs_no_help() -> None:
    """Its options are given, so none has to say “not sure”."""
    asked = replace(choice("q", "yes no", per_tool=True), field="tool.chosen")
    fires = rule("r", when(literal("q", "no")), level=ESCALATE)
    assert said(pack_of([asked], [fires]), Property.WORDING) == []


def test_a_reason_belongs_to_an_answer_that_its_rule_names() -> None:
    """A sentence for an answer at which the rule does not fire is an error."""
    pack = good_pack()
    sentences = {"yes": "You said yes.", "no": "You said no."}
    changed = replace(pack, rules=(replace(pack.rules[0], reasons={"q": sentences}),))
    (sentence,) = said(changed, Property.REASONS)
    assert sentence.startswith("it has a reason for “no” of “q”")


def test_no_verdict_hangs_on_a_question_for_the_record() -> None:
    """Neither by a rule with a level nor by the condition of what decides."""
    pack = good_pack()
    (asked,) = pack.questions
    assert said(pack, Property.STAGES) == []
    late = replace(asked, stage=Stage.RECORD)
    assert len(said(replace(pack, questions=(late,)), Property.STAGES)) == 1
    noted = replace(
        pack, questions=(late,), rules=(replace(pack.rules[0], level=None),)
    )
    assert said(noted, Property.STAGES) == []
    behind = replace(choice("p"), when=pack.rules[0].when)
    noted = replace(noted, questions=(late, behind))
    assert len(said(noted, Property.STAGES)) == 1


def test_text_and_help_are_looked_at() -> None:
    """A long question is hard to read, and one without help hard to answer."""
    pack = good_pack()
    bare = replace(pack.questions[0], text="x" * 101, help="")
    found = said(replace(pack, questions=(bare,)), Property.WORDING)
    assert [one for one in found if "help" in one]
    assert [one for one in found if "101 characters" in one]


def test_each_clause_is_cited_or_waived() -> None:
    """A clause that nothing cites is an error; one cited and waived, a warning."""
    pack = good_pack()
    more = (
        replace(pack.clauses[0], waived="why"),
        Clause("d", "D", "quote", "section"),
        Clause("e", "E", "quote", "section", waived="why"),
    )
    proof = check_pack(replace(pack, clauses=more))
    found = {
        (one.id, one.severity)
        for one in proof.findings
        if one.property is Property.CLAUSES
    }
    assert found == {("d", Severity.ERROR), ("c", Severity.WARNING)}
