"""What is trusted, on the disk: packs and keys, each in a list in the config folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genai_guide.rules.pack import TABLES, Pack
from genai_guide.signing.trust import (
    AllowedSigner,
    AllowedSigners,
    NamedPack,
    PackTrust,
    TrustedPack,
    TrustState,
    parse_allowed_signers,
)
from genai_guide.storage.atomic_write import write_atomic, write_shared
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import (
    find_pack,
    kept_pack_dir,
    load_pack,
    load_shipped_packs,
)
from genai_guide.storage.paths import config_dir
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import format_toml, parse_toml
from genai_guide.storage.toml_lines import TomlLines
from genai_guide.text import text_error

_HEAD = """\
# The packs of questions that you accepted with `genai-guide pack trust`.
# To stop trusting one, remove its [[pack]] with the three lines below it.

"""
_MOST_BYTES = 1_000_000
_KEYS = ("id", "version", "sha256")
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class FoundQuestions:
    """What is known of the questions that a statement names."""

    trust: TrustState
    pack: Pack | None
    """The pack with these very questions, if it is at hand; it may not be trusted."""
    trusted: Pack | None
    """The newest trusted pack of the same id that is at hand."""


def find_questions(entry: NamedPack, named: Pack, trust: PackTrust) -> FoundQuestions:
    """Find the questions that a statement names, and what they are worth.

    Packs are read from the disk: keep the result for the next statement under the same
    questions.

    Args:
        entry: What the statement says of its pack.
        named: The pack that the command line names, or the shipped one.
        trust: The packs that are trusted.
    """
    state = trust.state(entry)
    pack = find_pack(named, entry.id, entry.digest)
    if pack is not None and pack.version != entry.version:
        pack = None
    return FoundQuestions(state, pack, find_newest_trusted(entry.id, named, trust))


def find_newest_trusted(pack_id: str, named: Pack, trust: PackTrust) -> Pack | None:
    """Find the newest trusted pack of an id; `None` if none is at hand."""
    packs = (
        find_pack(named, pack_id, known.digest) for known in trust.versions(pack_id)
    )
    return next(filter(None, packs), None)


def trusted_packs_path() -> Path:
    """Return the path of the list of accepted packs."""
    return config_dir() / "trusted_packs.toml"


def load_pack_trust() -> PackTrust:
    """Load which packs are trusted: the shipped ones, and those that were accepted.

    What the program ships has the last word: an accepted pack that has the id and the
    version of a shipped one and other content is altered.

    Raises:
        FileError: if the list is there and cannot be read, with the line.
    """
    shipped = PackTrust(
        tuple(
            TrustedPack(pack.id, pack.version, pack.digest)
            for pack in load_shipped_packs()
        )
    )
    accepted = load_accepted_packs()
    return PackTrust(
        shipped.packs
        + tuple(pack for pack in accepted if not shipped.released_as(pack))
    )


def load_accepted_packs() -> tuple[TrustedPack, ...]:
    """Load the list of accepted packs; empty if there is none yet.

    Raises:
        FileError: if it cannot be read, or is not such a list, with the line.
    """
    path = trusted_packs_path()
    if not os.path.lexists(path):
        return ()
    return _parse(path, read_bytes(path, RECORD_BYTES))


def accept_pack(pack: Pack) -> None:
    """Keep a copy of a pack in the data folder, and add it to the list.

    Raises:
        FileError: if either cannot be written; the pack is not trusted then.
    """
    path = trusted_packs_path()
    accepted = load_accepted_packs()
    _keep_copy(pack)
    new = TrustedPack(pack.id, pack.version, pack.digest)
    if new in accepted:
        return
    tables = [
        dict(zip(_KEYS, accepted_pack, strict=True))
        for accepted_pack in (*accepted, new)
    ]
    write_shared(path, (_HEAD + format_toml({"pack": tables})).encode())


def _keep_copy(pack: Pack) -> None:
    """Copy the files of a pack to where it is found by its digest."""
    source, kept = Path(pack.folder), kept_pack_dir(pack.digest)
    for name in TABLES:
        if (source / name).exists():
            write_atomic(kept / name, read_bytes(source / name, RECORD_BYTES))
        else:
            (kept / name).unlink(missing_ok=True)
    # Somebody may have written into the folder since it was loaded and shown.
    if load_pack(kept).digest != pack.digest:
        raise FileError(
            source, "the questions changed in the meantime. Nothing was accepted"
        )


def _parse(path: Path, content: bytes) -> tuple[TrustedPack, ...]:
    tables = parse_toml(path, content)
    lines = TomlLines(content)
    for key in tables:
        if key != "pack":
            _fail(path, lines, (key,), f"“{key[:40]}” is not known; expected [[pack]]")
    listed = tables.get("pack", [])
    if not isinstance(listed, list):
        _fail(path, lines, ("pack",), "expected [[pack]], in two brackets")
    packs: dict[tuple[str, str], TrustedPack] = {}
    for number, table in enumerate(listed):
        for key, sentence in _faults(table):
            _fail(path, lines, ("pack", number, key), sentence)
        pack = TrustedPack(*(table[key] for key in _KEYS))
        if packs.setdefault(pack[:2], pack) != pack:
            sentence = (
                f"{pack.id} {pack.version} is listed twice with different content."
                " Remove the one that you do not trust"
            )
            _fail(path, lines, ("pack", number), sentence)
    return tuple(packs.values())


def _faults(table: Any) -> Iterator[tuple[str, str]]:
    """Yield the key and what is wrong with one entry of the list."""
    if not isinstance(table, dict):
        yield "", "expected [[pack]], in two brackets"
        return
    for key in table:
        if key not in _KEYS:
            yield key, f"“{key[:40]}” is not known; expected {', '.join(_KEYS)}"
    for key in _KEYS:
        value = table.get(key)
        if not isinstance(value, str) or not value or text_error(value):
            yield key, f"“{key}” is missing or is not a text in quotes"
        elif key == "sha256" and not _SHA256.fullmatch(value):
            yield key, "“sha256” is not 64 digits from 0-9 and a-f"


def _fail(
    path: Path, lines: TomlLines, location: tuple[int | str, ...], sentence: str
) -> None:
    raise FileError(path, f"line {lines.find(location)}: {sentence}")


def allowed_signers_path() -> Path:
    """Return the file that the trusted keys are listed in."""
    return config_dir() / "allowed_signers"


def load_allowed_signers(path: Path | None = None) -> AllowedSigners:
    """Read the trusted keys; none if there is no file yet.

    Raises:
        FileError: if the file is there and cannot be read.
    """
    path = path or allowed_signers_path()
    return (
        parse_allowed_signers(_content(path))
        if os.path.lexists(path)
        else AllowedSigners()
    )


def add_allowed_signer(signer: AllowedSigner) -> None:
    """Add a line for a signer; the others stay as they are.

    Raises:
        FileError: if the file cannot be read or written.
    """
    path = allowed_signers_path()
    before = _content(path) if os.path.lexists(path) else ""
    if before and not before.endswith("\n"):
        before += "\n"
    write_shared(path, f"{before}{signer.line()}\n".encode())


def _content(path: Path) -> str:
    try:
        return read_bytes(path, _MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(path, "this is not UTF-8 text") from None
