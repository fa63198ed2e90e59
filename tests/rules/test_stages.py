"""What decides and what is for the record alone, and tools that are not chosen yet."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.rules.answers import Answers, Place, Tool, with_answer
from genai_guide.rules.evaluate import assess, deciding_places
from genai_guide.rules.pack import Kind, Pack, Stage
from genai_guide.rules.status import question_status
from tests.helpers.building import choice, literal, pack_of, rule, when

HIGH = pack_of([]).levels[-1]
CHOSEN = replace(choice("chosen", "yes no", per_tool=True), field="tool.chosen")
ON = when(literal("chosen", "yes"))
NAME = replace(
    choice("name", "", per_tool=True, condition=ON), kind=Kind.TEXT, field="tool.name"
)
KEEPS = choice("keeps", "no yes", per_tool=True, condition=ON)
ASKED = pack_of(
    [choice("q0"), CHOSEN, NAME, KEEPS],
    [
        rule("keeps", when(literal("keeps", "yes")), level=HIGH),
        rule("open", when(literal("chosen", "no")), reason="{tool} is not chosen."),
    ],
)


def staged() -> Pack:
    """Make a pack with each stage, about the use and per tool."""
    later = {"stage": Stage.RECORD}
    return pack_of(
        [
            choice("q0"),
            replace(choice("q9"), **later),
            choice("t0", per_tool=True),
            replace(choice("t9", per_tool=True), **later),
        ],
        [rule("r", when(literal("t0", "a")), level=HIGH)],
    )


def test_what_decides_is_asked_before_what_is_for_the_record() -> None:
    """First about the use and per tool, then again for the record."""
    found = question_status(staged(), Answers(tools=(Tool(), Tool())))
    assert [str(place) for place in found.asked] == [
        *("q0", "t0", "t0#2"),
        *("q9", "t9", "t9#2"),
    ]


def test_only_what_decides_has_to_be_answered() -> None:
    """With it the verdict is there, and its bounds are one level."""
    pack = staged()
    found = assess(pack, Answers({"q0": ("a",)}, (Tool("", {"t0": ("a",)}),)))
    assert found.complete
    assert found.level == found.highest == HIGH


def test_a_tool_is_chosen_unless_it_is_said_not_to_be() -> None:
    """Then nothing else of it is asked, and it needs no name."""
    named = Answers({"q0": ("a",)}, (Tool("Acme", {"keeps": ("no",)}),))
    assert assess(ASKED, named).complete
    assert assess(ASKED, replace(named, tools=(Tool(),))).status.open == (
        Place("name", 1),
        Place("keeps", 1),
    )
    unnamed = Tool("", {"chosen": ("no",)})
    found = assess(ASKED, replace(named, tools=(*named.tools, unnamed)))
    assert found.complete
    assert [reason.text for reason in found.reasons] == ["Tool 2 is not chosen."]
    assert not unnamed.is_chosen(ASKED)
    assert found.answers.at(ASKED, Place("chosen", 1)) == ("yes",)
    assert found.answers.at(ASKED, Place("chosen", 2)) == ("no",)


def test_a_tool_that_is_not_chosen_needs_no_name_even_where_it_is_asked_for() -> None:
    """A pack may ask for the name without a condition."""
    pack = pack_of([CHOSEN, replace(NAME, when=None)])
    assert question_status(pack, Answers()).open == (Place("name", 1),)
    waits = Answers(tools=(Tool("", {"chosen": ("no",)}),))
    assert question_status(pack, waits).complete


def test_that_a_tool_is_not_chosen_can_decide() -> None:
    """That one is chosen decides nothing: it goes without saying."""
    waits = rule("waits", when(literal("chosen", "no")), level=HIGH)
    pack = replace(ASKED, rules=(*ASKED.rules, waits))
    open_tool = Tool("", {"chosen": ("no",)})
    found = assess(pack, Answers({"q0": ("a",)}, (Tool("A"), open_tool)))
    assert deciding_places(found) == (Place("chosen", 2),)
    kept = assess(pack, Answers({"q0": ("a",)}, (Tool("A", {"keeps": ("yes",)}),)))
    assert deciding_places(kept) == (Place("keeps", 1),)


def test_a_tool_that_is_taken_back_keeps_its_answers() -> None:
    """They count for nothing until it is chosen again, nor does its name."""
    named = Answers({"q0": ("a",)}, (Tool("Acme", {"keeps": ("yes",)}),))
    back = with_answer(named, Place("chosen", 1), ("no",))
    found = assess(ASKED, back)
    assert found.level == ASKED.floor
    assert found.status.inactive == (Place("name", 1), Place("keeps", 1))
    assert found.reasons[0].text == "The tool is not chosen."
    again = assess(ASKED, with_answer(back, Place("chosen", 1), None))
    assert again.level == HIGH
