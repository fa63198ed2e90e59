"""Placeholders in the sentences of a pack, and the parts that are left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.rules.placeholders import fill_placeholders, find_placeholders

NAMES = {"tool": "Acme", "use.people": "Ada and Ben", "use.mood": ""}


@pytest.mark.parametrize(
    ("sentence", "filled"),
    [
        ("{tool} keeps what goes in.", "Acme keeps what goes in."),
        ("Ask them[ (named: {use.people})].", "Ask them (named: Ada and Ben)."),
        ("Ask them[ in a {use.mood} way].", "Ask them."),
        ("Ask them[ in a {use.mood} way, {tool}][ of {tool}].", "Ask them of Acme."),
        ("Ask in a {use.mood} way.", "Ask in a … way."),
        ("Nothing [to fill].", "Nothing to fill."),
        ("A brace { or } alone stays.", "A brace { or } alone stays."),
    ],
)
def test_a_sentence_is_filled(sentence: str, filled: str) -> None:
    """An optional part without its answer is left out; outside a dot leader stands."""
    assert fill_placeholders(sentence, lambda name: NAMES[name]) == filled


def test_a_tool_without_a_name_is_named_in_words() -> None:
    """These begin with a capital where they begin a sentence."""
    sentence = "{tool} keeps it. {tool} trains on it, and {tool} reuses it."
    filled = fill_placeholders(sentence, lambda _: "", "tool 2")
    assert filled == "Tool 2 keeps it. Tool 2 trains on it, and tool 2 reuses it."


@given(st.text(alphabet="a {}[]tool.\n", max_size=300))
def test_what_was_answered_is_never_filled_again(answer: str) -> None:
    """An answer that looks like a placeholder stands as it is, on one line."""
    filled = fill_placeholders("Use [{tool}] here.", lambda _: answer)
    words = " ".join(answer.split())
    if words and len(words) <= 120:
        assert filled == f"Use {words} here."
    assert "\n" not in filled
    assert len(filled) <= 140


def test_placeholders_are_found_inside_and_outside_of_parts() -> None:
    """Both count for what a pack may name."""
    assert [*find_placeholders("{tool}[ and {use.a-b}]")] == ["tool", "use.a-b"]
