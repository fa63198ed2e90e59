"""What packs of the second format add to the conversation."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.building import choice, pack_of
from tests.helpers.second_format import PACK
from tests.plain.heard import hear

TO_TOOLS = ["a", "a", "/later"]


def test_a_conflict_is_said_after_the_answer_in_the_review_and_before_signing(
    tmp_path: Path,
) -> None:
    """It changes no level, and stands with the verdict too."""
    heard = hear(PACK, tmp_path, [*TO_TOOLS, "1", "n", "/verdict", "/sign"])
    assert heard.said.count("These answers conflict: Both are A.") == 1
    answers = "Conflicting answers: Both are A.\n- q0? A\n- q1? A"
    assert heard.said.count(answers) == 4
    assert "The principles:\n- Not A: not met (q0? A).\nDecided by" in heard.said


def test_a_long_list_is_read_out_only_when_asked_for(tmp_path: Path) -> None:
    """A part of a word names the options that have it, by number."""
    options = " ".join(f"land{number}" for number in range(25))
    pack = pack_of([choice("where", options, multi=True)])
    heard = hear(pack, tmp_path, ["and1", "/options", "3"])
    assert "There are 25 options." in heard.flat
    before, _, after = heard.said.partition("These contain “and1”:")
    assert "LAND" not in before
    assert "2. LAND1\n11. LAND10\n" in after
    assert "25. LAND24" in after
    assert heard.given("where") == ("land2",)


def test_a_tool_may_be_not_chosen_yet(tmp_path: Path) -> None:
    """Nothing more is asked about it, and it can be named when it is chosen."""
    heard = hear(PACK, tmp_path, TO_TOOLS)
    assert "If the tool is not chosen yet, type /later." in heard.said
    assert "- Tool 1 is not chosen yet" in heard.said
    assert heard.given("chosen", 1) == ("no",)
    assert heard.dialogue.assessment.complete
    named = hear(PACK, tmp_path, ["3", "Gull", "a"])
    assert "3. Name tool 1" in heard.said
    assert named.given("chosen", 1) == ("yes",)
    assert named.dialogue.draft.answers.tools[0].name == "Gull"
    assert "3. Mark tool 1 as not chosen yet" in named.said


def test_what_is_for_the_record_alone_is_offered_once(tmp_path: Path) -> None:
    """No goes to the review; an empty line leaves each detail empty."""
    heard = hear(PACK, tmp_path, [*TO_TOOLS, "1", "maybe", ""])
    offer = "2 optional details. Fill them in now? y/N"
    assert heard.said.count(offer) == 2
    assert "Type y to fill them in, or n to go to the review." in heard.said
    assert heard.dialogue.draft.position == "review"
    filled = hear(PACK, tmp_path / "y", [*TO_TOOLS, "1", "y", "", "b"])
    assert (filled.given("d0"), filled.given("d1")) == (None, ("b",))
    assert filled.dialogue.draft.position == "review"
