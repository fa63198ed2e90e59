"""Keys and signatures with which anybody could have signed, and other spellings."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha512

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from genai_guide.signing.payload import SignedPart
from genai_guide.signing.sshsig import (
    NotASignatureError,
    Signature,
    format_public_key,
    parse_public_key,
    parse_signature,
    signed_data,
    validate_public_key,
)
from genai_guide.signing.trust import parse_allowed_signers
from tests.helpers.signing import LEGAL, PRODUCER

NAMESPACE = SignedPart.STATEMENT.value
MESSAGE = b"genai-guide/summary/v1\n{}"
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741 - the square root of -1 has this name
Point = tuple[int, int]
IDENTITY: Point = (0, 1)


def add(one: Point, other: Point) -> Point:
    """Add two points of the curve."""
    (a, b), (c, d) = one, other
    both = D * a * b * c * d
    return (
        (a * d + b * c) * pow(1 + both, -1, P) % P,
        (b * d + a * c) * pow(1 - both, -1, P) % P,
    )


def times(count: int, point: Point) -> Point:
    """Add a point to itself."""
    total = IDENTITY
    while count:
        if count & 1:
            total = add(total, point)
        point, count = add(point, point), count >> 1
    return total


def with_second(y: int) -> Point | None:
    """Find a point of the curve by its second coordinate."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    for root in (x, x * I % P):
        if root * root % P == square:
            return root, y
    return None


def encoded(point: Point, second: int | None = None) -> bytes:
    """Write a point as a public key."""
    y = point[1] if second is None else second
    return (y | (point[0] & 1) << 255).to_bytes(32, "little")


def small_order() -> set[Point]:
    """Find the eight points of small order: L times any point is one of them."""
    found: set[Point] = set()
    y = 2
    while len(found) < 8:
        if point := with_second(y):
            found.add(times(L, point))
        y += 1
    return found


def bad_keys() -> Iterator[bytes]:
    """List each spelling of the points of small order, and keys in no spelling."""
    for point in small_order():
        yield encoded(point)
        for x in (0, 1):
            yield encoded((x, point[1]))
            if point[1] + P < 2**255:
                yield encoded((x, 0), point[1] + P)
    yield P.to_bytes(32, "little")
    yield (2**255 - 1).to_bytes(32, "little")
    yield b"\xff" * 32
    yield PRODUCER.public[:31]
    yield PRODUCER.public + b"\0"
    yield b""


def test_there_are_eight_points_of_small_order() -> None:
    """The arithmetic is right: eight times each of them is the identity."""
    found = small_order()
    assert len(found) == 8
    assert {times(8, point) for point in found} == {IDENTITY}


def test_no_key_of_small_order_is_taken_anywhere() -> None:
    """Neither at use, nor in a list of signers, in whichever spelling."""
    for public in bad_keys():
        with pytest.raises(NotASignatureError):
            validate_public_key(public)
        with pytest.raises(NotASignatureError):
            parse_public_key(format_public_key(public))
        signature = Signature(public, b"\1" + bytes(63)).text(NAMESPACE)
        with pytest.raises(NotASignatureError):
            parse_signature(NAMESPACE, signature)
        roster = parse_allowed_signers(f"a@studio.com {format_public_key(public)}\n")
        assert not roster.signers
        assert list(roster.unusable) == [1]


def test_cryptography_alone_would_take_what_nobody_signed() -> None:
    """With the identity as key, one signature fits every message: hence the check."""
    public = encoded(IDENTITY)
    forged = Signature(public, encoded(IDENTITY) + bytes(32))
    plain = Ed25519PublicKey.from_public_bytes(public)
    for number in range(8):
        message = sha512(bytes([number])).digest()
        plain.verify(forged.raw, signed_data(NAMESPACE, message))
        assert forged.vouches_for(NAMESPACE, message)
    with pytest.raises(NotASignatureError, match="anybody could have signed"):
        parse_signature(NAMESPACE, forged.text(NAMESPACE))


def test_good_keys_are_taken() -> None:
    """The check refuses no key that was made by chance."""
    for key in (PRODUCER, LEGAL):
        assert (
            parse_public_key(f"{format_public_key(key.public)} a comment") == key.public
        )


def good() -> str:
    """Give a good signature."""
    return PRODUCER.sign(SignedPart.STATEMENT, MESSAGE)


def other_spellings() -> Iterator[str]:
    """List texts that hold a good signature in another way, or almost."""
    text = good()
    blob = b64decode(text)
    raw = blob[-64:]
    s = int.from_bytes(raw[32:], "little") + L
    yield b64encode(blob[:-32] + s.to_bytes(32, "little")).decode()
    yield f"{text}\n"
    yield f" {text}"
    yield text[:40] + "\n" + text[40:]
    yield text.rstrip("=")
    yield f"{text}="
    yield text.replace("+", "-").replace("/", "_")
    yield b64encode(blob + b"\0").decode()
    yield b64encode(blob[:-1]).decode()
    yield b64encode(b"\0" + blob).decode()
    yield b64encode(blob.replace(b"sha512", b"sha256")).decode()
    yield b64encode(blob.replace(b"ssh-ed25519", b"ssh-ed25518")).decode()
    yield b64encode(blob.replace(b"SSHSIG\0\0\0\1", b"SSHSIG\0\0\0\2")).decode()
    yield b64encode(blob[:-64] + raw[:32] + bytes(32)).decode()
    yield Signature(PRODUCER.public, raw).armored(NAMESPACE)
    yield Signature(LEGAL.public, raw).text(NAMESPACE)
    yield PRODUCER.sign(SignedPart.DECISION, MESSAGE)
    yield ""
    yield "\u00e9" * 8


def test_a_signature_has_one_spelling() -> None:
    """Every other text is refused, or vouches for nothing."""
    found = parse_signature(NAMESPACE, good())
    assert found.vouches_for(NAMESPACE, MESSAGE)
    tried = 0
    for text in set(other_spellings()) - {good()}:
        tried += 1
        try:
            other = parse_signature(NAMESPACE, text)
        except NotASignatureError:
            continue
        assert not other.vouches_for(NAMESPACE, MESSAGE), text
    assert tried >= 17


def test_a_signature_of_one_kind_does_not_pose_as_another() -> None:
    """A statement's signature is not read as a decision's, nor fits one."""
    with pytest.raises(NotASignatureError, match="genai-guide/decision"):
        parse_signature(SignedPart.DECISION.value, good())
    raw = parse_signature(NAMESPACE, good()).raw
    put = Signature(PRODUCER.public, raw)
    assert not put.vouches_for(SignedPart.DECISION.value, MESSAGE)


def test_a_key_that_is_no_point_vouches_for_nothing() -> None:
    """A key off the curve is no error of the program."""
    y = next(y for y in range(3, 99) if with_second(y) is None)
    public = y.to_bytes(32, "little")
    signature = parse_signature(NAMESPACE, Signature(public, bytes(64)).text(NAMESPACE))
    assert not signature.vouches_for(NAMESPACE, MESSAGE)
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(public).verify(bytes(64), MESSAGE)
