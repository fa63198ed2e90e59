"""The published vectors: what is signed, and with which bytes.

Other programs may rely on them: a change here breaks every summary in the world.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from genai_guide.signing.payload import (
    NotCanonicalError,
    SignedPart,
    canonical_bytes,
    digest_bytes,
    group_digits,
    payload,
)
from genai_guide.signing.sshsig import (
    fingerprint,
    format_public_key,
    parse_public_key,
    parse_signature,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.toml import parse_toml
from tests.helpers.reading import read_toml

VECTORS = Path(__file__).parents[1] / "vectors"
REFUSED = read_toml(VECTORS / "refused.toml")["refused"]
SSH = read_toml(VECTORS / "sshsig.toml")


@pytest.mark.parametrize("name", ["strings", "nested", "times", "hostile"])
def test_published_bytes(name: str) -> None:
    """A table gives the bytes and the digest that were published for it."""
    vector = read_toml(VECTORS / f"{name}.toml")
    part = SignedPart[vector["part"].upper()]
    signed = payload(part, vector["table"])
    assert signed == f"{vector['first_line']}\n{vector['canonical']}".encode()
    assert canonical_bytes(vector["table"]) == vector["canonical"].encode()
    assert digest_bytes(signed) == vector["digest"]


def test_one_table_has_another_digest_as_another_part() -> None:
    """The first line tells a statement from a decision, and both from an update."""
    table = read_toml(VECTORS / "strings.toml")["table"]
    assert len({payload(part, table) for part in SignedPart}) == len(SignedPart)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["why"])
def test_what_is_refused(case: dict[str, Any]) -> None:
    """What could be read in two ways, or not at all, is never sealed."""
    with pytest.raises((FileError, NotCanonicalError)):
        payload(SignedPart.STATEMENT, parse_toml(Path("a.toml"), case["toml"].encode()))


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["why"])
def test_what_is_refused_is_good_toml(case: dict[str, Any]) -> None:
    """Each case is refused for what it says, and not for its syntax."""
    assert len(tomllib.loads(case["toml"])) == 1


@pytest.mark.parametrize("made", SSH["signature"], ids=lambda made: made["namespace"])
def test_signatures_are_those_of_ssh_keygen(made: dict[str, str]) -> None:
    """With the same key and message we write what `ssh-keygen` wrote."""
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SSH["secret"]))
    key = SigningKey(private.public_key().public_bytes_raw(), private)
    text = key.sign(SignedPart(made["namespace"]), made["message"].encode())
    found = parse_signature(made["namespace"], text)
    assert found.armored(made["namespace"]) == made["armored"]
    assert found.vouches_for(made["namespace"], made["message"].encode())
    assert not found.vouches_for(made["namespace"], made["message"].encode() + b" ")
    assert parse_public_key(SSH["public"]) == found.public == key.public
    assert format_public_key(found.public) == SSH["public"]
    assert fingerprint(found.public) == SSH["fingerprint"]


def test_a_digest_is_read_out_in_groups() -> None:
    """Two people compare eight groups of eight letters; none is left out."""
    digest = f"sha256:{'0123456789abcdef' * 4}"
    assert group_digits(digest) == " ".join(["01234567", "89abcdef"] * 4)
