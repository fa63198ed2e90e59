"""Whatever is done to a file: it verifies with what was signed, or not at all.

By default a sample of the flips is tried; `HYPOTHESIS_PROFILE=thorough` tries all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import pytest

from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import Result, Verification
from genai_guide.storage.errors import FileError
from genai_guide.storage.summaries import parse_summary
from genai_guide.storage.toml import parse_toml
from genai_guide.workflows.verify import Verifier
from tests.helpers.summaries import decided, legal, signed

ALL = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
PATH = Path("summary.toml")


def sampled(count: int, most: int) -> Iterable[int]:
    """List numbers below `count`: all of them, or so many, spread evenly."""
    return range(count) if ALL or count <= most else range(0, count, count // most)


@pytest.fixture(scope="module")
def files(small: Pack, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Give a signed file, and the same with a decision."""
    path = signed(tmp_path_factory.mktemp("files") / "a.toml", small)
    before = path.read_bytes()
    return before, decided(path, small).read_bytes()


def verified(verifier: Verifier, content: bytes) -> Verification | None:
    """Verify bytes; give nothing where they are refused in a sentence."""
    try:
        return verifier.verify_summary(
            PATH, parse_summary(PATH, parse_toml(PATH, content))
        )
    except FileError:
        return None


def meaning(found: Verification) -> tuple[bytes, ...]:
    """Give what was signed: the statement, and the entries in their order."""
    entries = (entry.payload for entry in found.summary.entries)
    return (found.summary.payload, *entries)


def harmless(small: Pack, whole: bytes, changed: Iterable[bytes]) -> int:
    """Hold that nothing verifies but what says the same; count what did not."""
    verifier = legal(small)
    before = verified(verifier, whole)
    assert before is not None
    assert before.result is Result.GENUINE
    caught = 0
    for content in changed:
        found = verified(verifier, content)
        if found is None or found.result is not Result.GENUINE:
            caught += 1
        else:
            assert meaning(found) == meaning(before), content
    return caught


def flipped(content: bytes, most: int) -> Iterator[bytes]:
    """Flip single bits."""
    for number in sampled(8 * len(content), most):
        changed = bytearray(content)
        changed[number // 8] ^= 1 << number % 8
        yield bytes(changed)


@pytest.mark.parametrize("number", [0, 1], ids=["signed", "decided"])
def test_no_flipped_bit_goes_unnoticed(
    small: Pack, files: tuple[bytes, bytes], number: int
) -> None:
    """A file with one bit flipped is refused, or means the same to the letter."""
    content = files[number]
    most = 700
    caught = harmless(small, content, flipped(content, most))
    assert caught > 0.9 * min(most, 8 * len(content))


@pytest.mark.parametrize("number", [0, 1], ids=["signed", "decided"])
def test_every_flipped_bit_of_a_signature_is_noticed(
    small: Pack, files: tuple[bytes, bytes], number: int
) -> None:
    """No other spelling of a signature is taken, not even of its last letter."""
    content = files[number]
    start = content.rindex(b'ssh = "') + len(b'ssh = "')
    end = content.index(b'"', start)
    inside = [*sampled(8 * (end - start), 150), *range(8 * (end - start))[-16:]]
    verifier = legal(small)
    for one in inside:
        changed = bytearray(content)
        changed[start + one // 8] ^= 1 << one % 8
        found = verified(verifier, bytes(changed))
        assert found is None or found.result is not Result.GENUINE


def test_no_truncated_file_verifies_but_as_it_was_before_the_decision(
    small: Pack, files: tuple[bytes, bytes]
) -> None:
    """An end that is cut off is noticed; a decision cut off whole is not there."""
    before, whole = files
    verifier = legal(small)
    for end in {*sampled(len(whole), 400), len(before), len(whole) - 1}:
        found = verified(verifier, whole[:end])
        if found is None or found.result is not Result.GENUINE:
            assert end not in (len(before), len(whole) - 1)
        elif not found.entries:
            assert whole[:end].strip() == before.strip()
        else:
            assert whole[:end].strip() == whole.strip()


def line_changes(content: bytes, most: int) -> Iterator[bytes]:
    """Remove, double and swap lines."""
    lines = content.splitlines(keepends=True)
    for number in sampled(len(lines), most):
        yield b"".join(lines[:number] + lines[number + 1 :])
        yield b"".join(lines[: number + 1] + lines[number:])
    pairs = [(a, b) for a in range(len(lines)) for b in range(a + 1, len(lines))]
    for a, b in pairs if ALL else Random(5).sample(pairs, most):
        swapped = list(lines)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        yield b"".join(swapped)


@pytest.mark.parametrize("number", [0, 1], ids=["signed", "decided"])
def test_no_removed_doubled_or_swapped_line_goes_unnoticed(
    small: Pack, files: tuple[bytes, bytes], number: int
) -> None:
    """Lines out of place are refused, or change nothing of what is said."""
    content = files[number]
    assert harmless(small, content, line_changes(content, 150)) > 150


def test_layout_is_not_signed(small: Pack, files: tuple[bytes, bytes]) -> None:
    """Other line ends, a BOM, comments, blanks and reordered tables still verify."""
    text = files[1].decode()
    same = [
        text.replace("\n", "\r\n"),
        "\ufeff" + text,
        text.replace("]\n", "] # seen by the producer\n"),
        text.replace(" = ", "   =\t"),
        text.replace("Z\n", "+00:00\n"),
    ]
    start = text.index("[statement.signoff]")
    end, last = text.index("[[", start), text.index("[statement_signature]")
    same.append(text[:start] + text[end:last] + text[start:end] + text[last:])
    whole = legal(small)
    before = verified(whole, files[1])
    assert before is not None
    for other in same:
        assert other != text
        found = verified(whole, other.encode())
        assert found is not None
        assert found.result is Result.GENUINE
        assert meaning(found) == meaning(before)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_another_encoding_is_said(files: tuple[bytes, bytes], encoding: str) -> None:
    """What an editor saved as UTF-16 is said so, and what to do."""
    text = files[0].decode().replace("Two scenes", "Zw\u00f6lf")
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    content = marks.get(encoding, b"") + text.encode(encoding, "replace")
    said = "is not UTF-8" if encoding == "latin-1" else "saved as UTF-16. Save it"
    with pytest.raises(FileError, match=said):
        parse_toml(PATH, content)
