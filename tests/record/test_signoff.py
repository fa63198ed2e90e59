"""What a person must type to sign off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers.signing import SIGNER


def test_a_whole_sign_off_has_no_problem() -> None:
    """Name, role, organisation and address are all that is needed."""
    assert SIGNER.problem() is None


@pytest.mark.parametrize("part", ["name", "role", "organisation", "email"])
@pytest.mark.parametrize("value", ["", "  ", "a@b.c\x1b", "x" * 301, "a@b.c\ny"])
def test_a_part_that_is_missing_or_unclean_is_named(part: str, value: str) -> None:
    """Each part must be there and be clean, and the sentence names the part."""
    said = replace(SIGNER, **{part: value}).problem()
    assert said is not None
    assert said.startswith(part.replace("email", "e-mail"))


@pytest.mark.parametrize("email", ["a", "a@b", "@b.c", "a b@c.d", "a@.c d"])
def test_an_address_that_cannot_be_one_is_refused(email: str) -> None:
    """An e-mail address has a name, a host with a dot, and no spaces."""
    assert "e-mail" in (replace(SIGNER, email=email).problem() or "")
