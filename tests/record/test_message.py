"""The message about a use can be sent as it is: plain words, and nothing missing."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.record.message import format_contact_message
from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Kind, Pack, Risk, Rule
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.levels import APPROVAL, NOTIFY

CHOSEN = replace(choice("chosen", "yes no", per_tool=True), field="tool.chosen")
NAME = replace(
    choice("name", "", per_tool=True), kind=Kind.TEXT, field="tool.name", optional=True
)


def message(*rules: Rule, tools: tuple[Tool, ...] = (Tool("Acme"),)) -> str:
    """Format the message about a use whose only choice is answered."""
    pack: Pack = pack_of([choice("q0"), CHOSEN, NAME], rules)
    return format_contact_message(assess(pack, Answers({"q0": ("a",)}, tools)))


def test_a_tool_that_is_not_chosen_yet_is_named_by_its_number() -> None:
    """It is part of the plan, whatever it will be."""
    tools = Tool("Acme"), Tool(answers={"chosen": ("no",)})
    assert "Tools: Acme; tool 2 is not chosen yet\n" in message(tools=tools)


def test_it_gives_the_reasons_that_matter_without_ids() -> None:
    """At most five, and those of the lowest level only where there is no other."""
    share = rule("share", level=NOTIFY, reason="Share it.")
    assert "Based on our answers:\n- Share it.\n\nPlease tell us if" in message(share)
    high = [rule(f"r{n}", level=APPROVAL, reason=f"Reason {n}.") for n in range(7)]
    text = message(share, *high)
    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        f"- Reason {number}." for number in range(5)
    ]
    assert "(c" not in text


def test_what_is_not_known_is_said() -> None:
    """With the question, as it was asked."""
    question = choice("q0", "a b")
    unsure = replace(question.options[0], risk=Risk.UNSURE)
    pack = pack_of([replace(question, options=(unsure, question.options[1]))])
    text = format_contact_message(assess(pack, Answers({"q0": ("a",)})))
    assert "We don't know yet:\n- q0?\n" in text


def test_an_unanswered_condition_makes_it_a_message_so_far() -> None:
    """What is based on a part of the answers says so."""
    later = rule("r", when(literal("q0", "a")), level=APPROVAL)
    pack = pack_of([choice("q0"), choice("q1")], [later])
    text = format_contact_message(assess(pack, Answers({"q0": ("a",)})))
    assert "Based on our answers so far:" in text
