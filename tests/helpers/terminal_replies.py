"""What terminals send by themselves, as bytes."""

from __future__ import annotations

from collections.abc import Iterator

_BEL, _ST = b"\x07", b"\x1b\\"
_STRINGS = (
    b"\x1b]11;rgb:1e1e/1e1e/2e2e",
    b"\x1b]10;rgb:ffff/ffff/ffff",
    b"\x1b]4;1;rgb:cc/00/00",
    b"\x1b]52;c;cXE1cQ==",
    b"\x1b]l a title",
    b"\x1bP1+r544e=787465726d",
    b"\x1bP>|XTerm(390)",
    b"\x1bP!|00000000",
    b"\x1bP1$r0 q",
    b"\x1b_Gi=31;OK",
    b"\x1b^private 1 2 q",
    b"\x1bXstart of string \xc3\xa9 q",
)
REPLIES: dict[str, bytes] = {
    **{
        f"{string[1:5]!r} {'BEL' if end == _BEL else 'ST'}": string + end
        for string in _STRINGS
        for end in (_BEL, _ST)
    },
    "primary attributes": b"\x1b[?61;4;6;22c",
    "secondary attributes": b"\x1b[>41;390;0c",
    "tertiary attributes": b"\x1b[=0c",
    "attributes of an old one": b"\x1b[1;2c",
    "keyboard": b"\x1b[?1u",
    "mode": b"\x1b[?2026;2$y",
    "mode of an old one": b"\x1b[4;2$y",
    "size in characters": b"\x1b[8;24;80t",
    "size in pixels": b"\x1b[4;600;800t",
    "state": b"\x1b[1t",
    "cursor": b"\x1b[24;80R",
    "cursor and page": b"\x1b[?1;1;1R",
    "status": b"\x1b[0n",
    "colours": b"\x1b[?1;0;256S",
    "parameters": b"\x1b[2;1;1;120;120;1;0x",
    "focus in": b"\x1b[I",
    "focus out": b"\x1b[O",
    "an impossible character": b"\x1b[99999999999;5u",
    "half of a character": b"\x1b[55357;1u",
    "two characters": b"\x1b[97:65;5u",
    "old mouse, pressed": b"\x1b[M !!",
    "old mouse, released": b"\x1b[M#12",
    "old mouse, column 100": b"\x1b[M \x84!",
    "old mouse, column 163, row 137": b"\x1b[M \xc3\xa9",
    "old mouse, column 191": b"\x1b[M!q\xdf",
    "old mouse, last column": b"\x1b[MC\xff\xff",
    "urxvt mouse": b"\x1b[32;100;10M",
    "new mouse": b"\x1b[<35;40;12M",
}


def pieces(reply: bytes) -> Iterator[tuple[bytes, ...]]:
    """Yield a reply whole, split in two at every byte, and byte by byte."""
    yield (reply,)
    for at in range(1, len(reply)):
        yield reply[:at], reply[at:]
    yield tuple(reply[at : at + 1] for at in range(len(reply)))
