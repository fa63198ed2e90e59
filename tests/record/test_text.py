"""The one judgement of text: what may stand, what is dropped, what is shown."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from genai_guide.text import LINE_LIMIT, LONG_LIMIT, escape, sanitize, text_error

ANY = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Cf", "Co", "Mn", "Mc", "Zs", "Zl"]),
        st.sampled_from("\u0301\u0327\u0345\u0344\u1100\u1161\u11a8\u212b\u200d\ufeff"),
    ),
    max_size=60,
)
LONG = "x" * 299 + " y" + "z" * 4_000


@given(text=ANY, long=st.booleans())
@example(text=LONG, long=False)
@example(text=LONG, long=True)
@example(text="a" * 298 + "e\u0301\u0327\u0301\u0323", long=False)
@example(text="\u0301" * 9 + "\u0327" * 9, long=False)
@example(text="a" + "\u0316" * 3 + "\x00" + "\u0316" * 3, long=False)
@example(text="a\u0344\u0344\u0344b", long=True)
@example(text="\u1100\u200b\u202e\u1161\u11a8", long=True)
def test_cleaned_text_is_taken_and_cleaning_again_changes_nothing(
    *, text: str, long: bool
) -> None:
    """Whatever is pasted, what is left of it may stand in a record."""
    cleaned = sanitize(text, long=long)
    assert text_error(cleaned, long=long) is None
    assert sanitize(cleaned, long=long) == cleaned


@given(text=ANY, long=st.booleans())
def test_text_that_may_stand_is_only_trimmed(*, text: str, long: bool) -> None:
    """Cleaning a text without fault changes nothing but its ends."""
    if text_error(text, long=long) is None:
        assert sanitize(text, long=long) == text.strip()


@given(ANY)
@example("\x1b]52;c;aGk=\x07\x9b2J\u202e\u2066\ud800\ue000\U000e0041")
def test_shown_text_moves_nothing_on_a_terminal(text: str) -> None:
    """What is printed holds no control but the line feed, no bidi, no surrogate."""
    for char in escape(text):
        assert char == "\n" or unicodedata.category(char) not in ("Cc", "Cs", "Co")
        assert unicodedata.bidirectional(char) not in (
            *("LRE", "RLE", "LRO", "RLO", "PDF"),
            *("LRI", "RLI", "FSI", "PDI"),
        )
    escape(text).encode("utf-8")


def test_shown_text_says_what_stood_there() -> None:
    """What cannot be printed is written as its number; the rest stays."""
    assert escape("a\x1b[0m\u202eb\n\u65e5") == "a\\u{1b}[0m\\u{202e}b\n\u65e5"


def test_whatever_python_prints_is_shown_as_it_is() -> None:
    """A text is judged whole where it can be: one control in it makes no difference."""
    every = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert escape(f"{every}\n") == f"{every}\n"
    assert escape(f"{every}\0") == f"{every}\\u{{0}}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\x00b", "U+0000"),
        ("a\x1bb", "U+001B"),
        ("a\nb", "U+000A"),
        ("a\tb", "U+0009"),
        ("a\x7fb", "U+007F"),
        ("a\x9bb", "U+009B"),
        ("a\ud800b", "U+D800"),
        ("a\ue000b", "U+E000"),
        ("a\u0378b", "U+0378"),
        ("a\u202eb", "U+202E"),
        ("a\u2066b", "U+2066"),
        ("a\u061cb", "U+061C"),
        ("a\ufeffb", "U+FEFF"),
        ("a\u2028b", "U+2028"),
        ("a\U000e0041b", "U+E0041"),
        ("a" + "\u0316" * 5, "combining marks"),
        ("e\u0301", "NFC"),
        ("\u212b", "NFC"),
        ("a" * (LINE_LIMIT + 1), f"at most {LINE_LIMIT}"),
    ],
)
def test_a_faulty_text_is_refused_with_the_reason(text: str, said: str) -> None:
    """A text in a file that could mislead is refused, and named."""
    assert said in (text_error(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\u65e5\u672c\u8a9e",
        "\U0001f469\u200d\u2696\ufe0f",
        "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
        "[/] [b] [@click=app.quit]x[/]",
        "a" + "\u0316" * 4,
        "a" * LINE_LIMIT,
        "\u00c5",
    ],
)
def test_a_good_text_stays_as_it_is(text: str) -> None:
    """Other scripts, emoji joined by U+200D, and markup are texts like others."""
    assert text_error(text) is None
    assert sanitize(text) == text


def test_lengths_are_judged_by_kind() -> None:
    """Several lines, and more characters, are for long texts only."""
    assert text_error("a\nb", long=True) is None
    assert text_error("a" * LONG_LIMIT, long=True) is None
    assert text_error("a" * (LONG_LIMIT + 1), long=True)


def test_ends_of_lines_become_line_feeds_or_spaces() -> None:
    """Pasted line ends of any system are kept as such, or as spaces in one line."""
    pasted = "a\r\nb\rc\x85d\u2028e\x0bf\tg"
    assert sanitize(pasted, long=True) == "a\nb\nc\nd\ne\nf g"
    assert sanitize(pasted) == "a b c d e f g"


def test_the_acceptance_text_is_cleaned_to_what_is_harmless() -> None:
    """The text that must break nothing loses its controls and nothing else."""
    pasted = "[/] [@click=app.quit]x[/] \x1b]0;x\x07 \u65e5 \u202eabc"
    assert sanitize(pasted) == "[/] [@click=app.quit]x[/] ]0;x \u65e5 abc"
