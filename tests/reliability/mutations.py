"""Spoiling good files: as editors, disks and enemies do."""

from __future__ import annotations

from random import Random

_TOKENS = (
    b"[[answer]]\n",
    b"[session]\n",
    b"[[",
    b"]]",
    b'"""',
    b"'''",
    b'"',
    b"'",
    b"\\",
    b'\\u202e"',
    b"\xe2\x80\xae",
    b"\x1b]0;x\x07",
    b"#",
    b" = ",
    b".",
    b".a" * 80,
    b"{a={a={a=",
    b"[" * 400,
    b"9" * 400,
    b"-1",
    b"0x7fffffffffffffff",
    b"1e400",
    b"nan",
    b"true",
    b"2026-02-30",
    b"2026-01-01T00:00:00.1234567Z",
    b"0001-01-01T00:00:00+23:59",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x00",
    b"\r",
    b"\r\n",
    b"\n",
    b"e\xcc\x81",
    b"\xf3\xa0\x81\x81",
)


def mutated(random: Random, seeds: list[bytes]) -> bytes:
    """Take a good input and spoil it in a few places."""
    data = random.choice(seeds)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        data = _once(random, data, seeds)
    return data


def _once(random: Random, data: bytes, seeds: list[bytes]) -> bytes:
    start = random.randrange(len(data) + 1)
    end = min(len(data), start + random.choice((1, 2, 8, 40, 400)))
    match random.randrange(8):
        case 0 if start < len(data):
            flipped = data[start] ^ 1 << random.randrange(8)
            return data[:start] + bytes([flipped]) + data[start + 1 :]
        case 1:
            return data[:start] + data[end:]
        case 2:
            return data[:end] + data[start:end] + data[end:]
        case 3:
            other = random.choice(seeds)
            at = random.randrange(len(other) + 1)
            return data[:start] + other[at : at + end - start] + data[start:]
        case 4:
            return data[:start]
        case 5:
            return _lines(random, data)
        case _:
            return data[:start] + random.choice(_TOKENS) + data[start:]


def _lines(random: Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    here, there = (random.randrange(len(lines)) for _ in range(2))
    lines[here], lines[there] = lines[there], lines[here]
    if random.random() < 0.5:
        lines.insert(there, lines[here])
    return b"".join(lines)
