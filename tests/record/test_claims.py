"""What people say about themselves: one short line, and nothing invisible in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.text import (
    CLAIM_LIMIT,
    claim_error,
    email_error,
    fold_email,
    is_blank,
    sanitize,
    text_error,
)

INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180e\u180f\u200b\u200c\u200d\u2060\u2061"
    "\u2064\u206a\u206f\u2800\u3164\ufe00\ufe0f\ufeff\uffa0\u0600\U0001d173\U000e0100"
)


@pytest.mark.parametrize("char", INVISIBLE)
@pytest.mark.parametrize("where", ["{}Anna", "An{}na", "Anna{}"])
def test_a_name_holds_nothing_invisible(char: str, where: str) -> None:
    """Two names that look the same are the same."""
    assert f"U+{ord(char):04X}" in (claim_error(where.format(char)) or "")


@pytest.mark.parametrize("char", INVISIBLE)
def test_an_address_holds_nothing_invisible(char: str) -> None:
    """Two addresses that look the same are the same."""
    assert email_error(f"an{char}na@studio.com")
    assert email_error(f"anna@stu{char}dio.com")


@pytest.mark.parametrize(
    "name",
    [
        "Anna M\u00fcller-O\u2019Neill",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, non-joiner
        "\u0634\u0631\u06a9\u062a\u200c\u0647\u0627",
        "\u0628\u064e\u200c\u0628",  # a mark between a letter and the non-joiner
        "\u0915\u094d\u200d\u0937",  # Devanagari, joiner after a virama
        "\u0915\u094d\u200c\u0937",
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",  # Sinhala
        "\U0001f469\u200d\u2696\ufe0f",  # emoji of two
        "\U0001f469\U0001f3fd\u200d\U0001f680",
        "\u2764\ufe0f\u200d\U0001f525",
        "1\ufe0f\u20e3",
        "\u845b\U000e0100\u57ce",  # a variant of an ideograph
        "\u65e5\u672c\u8a9e",
        "x" * CLAIM_LIMIT,
    ],
)
def test_names_of_every_script_are_taken(name: str) -> None:
    """Joiners and variation selectors stay where Unicode gives them a use."""
    assert claim_error(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "a\u200cb",
        "a\u200db",
        "\u0627\u200c\u0628",  # alef joins no next letter
        "\u0628\u200c",
        "\u0628\u200c ",
        "\u0628\u200d\u0628",
        "\U0001f469\u200d\u200d\u2696",
        "\U0001f469\u200d",
        "a\ufe0f",
        "a \ufe0f",
        "\u2764\ufe0f\ufe0f",
        "a\U000e0100",
    ],
)
def test_joiners_and_selectors_without_a_use_are_refused(name: str) -> None:
    """Elsewhere they would only make two names that look the same."""
    assert "invisible" in (claim_error(name) or "")


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u200b", "\u2800 \u3164", "\t"])
def test_a_blank_claim_is_refused(blank: str) -> None:
    """Something has to be there to see."""
    assert claim_error(blank) == "this is empty"


@pytest.mark.parametrize("text", ["x" * 101, "a\nb", "a\x1b[0m", "a\u202eb", "\ue000"])
def test_a_long_or_unclean_claim_is_refused(text: str) -> None:
    """A claim is one short line of clean text."""
    assert claim_error(text)


def test_a_claim_signed_under_a_newer_unicode_stays_readable() -> None:
    """A character that this Python does not know yet is taken from a signed file."""
    assert claim_error("a\u0378b")
    assert claim_error("a\u0378b", assigned=False) is None


@pytest.mark.parametrize(
    "email",
    [
        "anna@studio-one.example",
        "a.b+c_d'e@x.y.z",
        "anna@m\u00fcnchen.example",
        "anna@xn--mnchen-3ya.example",
        "Anna@STUDIO.com",
    ],
)
def test_addresses_in_ascii_or_with_an_international_domain_are_taken(
    email: str,
) -> None:
    """A domain may be written in its own script, or as IDNA encodes it."""
    assert email_error(email) is None


@pytest.mark.parametrize(
    "email",
    [
        *("anna", "anna@studio", "@studio.com", "anna@", "a@b@studio.com"),
        *("a b@studio.com", "anna@stu dio.com", "anna@studio..com", "anna@.com"),
        *("anna@studio.com.", "anna@-studio.com", "a,b@studio.com", "*@studio.com"),
        *("ann\u00e4@studio.com", "anna@\uff53tudio.com", "a" * 95 + "@b.com"),
        *('"a"@studio.com', "a!@studio.com", "anna@studio.com\n", "a#b@studio.com"),
        f"anna@{'x' * 64}\u00fc.com",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    """An address has one `@`, a dot in its domain, no blanks and no patterns."""
    assert email_error(email)


def test_addresses_are_compared_in_lower_case() -> None:
    """Upper and lower case make no two people of one."""
    assert fold_email(" Anna@Studio.COM ") == fold_email("anna@studio.com")


@given(st.text(alphabet=st.sampled_from(f"{INVISIBLE} \t\n"), max_size=9))
def test_text_with_nothing_to_see_is_blank(text: str) -> None:
    """It is dropped where it is typed, and refused where it stands in a file."""
    assert is_blank(text)
    assert sanitize(text, long=True) == ""
    assert text_error(text, long=True) or not text.strip()


@given(st.text())
def test_a_claim_is_a_text(text: str) -> None:
    """What is taken as a claim may stand in a record."""
    if claim_error(text) is None:
        assert text_error(text) is None
        assert not is_blank(text)
