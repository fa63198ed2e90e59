"""What looks alike has one skeleton, and what looks different has another."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.signing.unknown_signers import find_look_alike, skeleton

ALIKE = [
    ("anna@studio-one.example", "anna@studio-0ne.example"),
    ("anna@studio-one.example", "\u0430nna@studio-one.example"),  # Cyrillic a
    ("modern@studio.example", "rnodern@studio.example"),
    ("modern@studio.example", "modem@studio.example"),
    ("willow@studio.example", "vvillovv@studio.example"),
    ("paul@studio.example", "pau1@studio.example"),
    ("paul@studio.example", "pauI@studio.example"),
    ("paull@studio.example", "pau11@studio.example"),
    ("Isla Lowe", "lsla L0we"),
    ("Anna Miller", "ANNA MILLER"),
    ("Anna Miller", "\u0410nn\u0430 Mi11er"),
    ("Anna Miller", "Anna\u200b Miller"),
    ("Zo\u00eb", "Zoe\u0308"),
    ("\u03a1aul", "Paul"),  # Greek capital rho
    ("clark", "dark"),
    ("\uff41nna", "anna"),  # full width
]
DIFFERENT = [
    ("anna@studio.example", "hanna@studio.example"),
    ("anna@studio.example", "anna@studio-two.example"),
    ("anna", "avva"),
    ("bill", "bob"),
    ("Zo\u00eb", "Zoe"),
    ("Chen", "Chan"),
    ("\u65e5\u672c", "\u672c\u65e5"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_looks_alike_has_one_skeleton(one: str, other: str) -> None:
    """Letters of other scripts, digits and pairs that make one letter are caught."""
    assert skeleton(one) == skeleton(other)
    assert skeleton(one.upper()) == skeleton(other.upper()) or not one.isascii()


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_looks_different_has_another_skeleton(one: str, other: str) -> None:
    """Nobody is warned of a name that nobody would mistake."""
    assert skeleton(one) != skeleton(other)


@given(st.text(max_size=20))
def test_a_skeleton_does_not_depend_on_case_or_invisible_characters(text: str) -> None:
    """ASCII letters of either case look alike, and what is invisible is nothing."""
    if text.isascii():
        assert skeleton(text.upper()) == skeleton(text.lower())
    assert skeleton(text) == skeleton(f"\u200b{text}\u2060")


def test_the_known_one_that_looks_alike_is_named() -> None:
    """The same address in capital letters is no other one."""
    known = ["bob@studio.example", "anna@studio.example"]
    assert find_look_alike("Anna@Studio.example", known) is None
    assert find_look_alike("ann\u0430@studio.example", known) == known[1]
    assert find_look_alike("carla@studio.example", known) is None


def test_the_table_is_read_only_when_it_is_needed() -> None:
    """Verifying and answering do not wait for it."""
    code = (
        "import sys, genai_guide.signing.unknown_signers as c;"
        "assert 'confusable_homoglyphs' not in sys.modules;"
        "c.skeleton('a'); assert 'confusable_homoglyphs' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
