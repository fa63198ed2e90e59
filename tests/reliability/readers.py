"""The readers, each as a function of bytes that must load them whole or refuse them."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from genai_guide.record.draft import Draft
from genai_guide.signing.sshsig import NotASignatureError, parse_signature
from genai_guide.signing.trust import AllowedSigners
from genai_guide.storage.drafts import load_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import read_record
from genai_guide.storage.toml import parse_toml
from genai_guide.storage.toml import walk_texts as texts_in
from genai_guide.storage.trust import load_allowed_signers
from genai_guide.text import text_error
from genai_guide.workflows.verify import Verifier
from tests.reliability.saver import SMALL

PACK = Path(__file__).parents[1] / "packs" / "small"
PACK_FILES = sorted(one.name for one in PACK.glob("*.toml"))
NAMESPACE = "genai-guide/statement"
Reader = Callable[[bytes], bool]
"""Says whether the bytes were loaded; else they were refused."""


def readers(folder: Path) -> dict[str, Reader]:
    """Give every reader, with a folder to put the bytes in."""
    path, pack_dir = folder / "input.toml", folder / "pack"
    shutil.copytree(PACK, pack_dir)
    now = datetime(2026, 3, 31, tzinfo=UTC)
    verifier = Verifier(SMALL, now, allowed=AllowedSigners(), own=None)

    def toml(data: bytes) -> None:
        parse_toml(path, data)

    def session(data: bytes) -> None:
        path.write_bytes(data)
        found = load_or_migrate(path, SMALL)
        if not found.moved:  # else each answer is told of, and may be gone
            whole(data, found.draft)

    def record(data: bytes) -> None:
        path.write_bytes(data)
        found = read_record(path, SMALL)
        if found.migration and not found.migration.moved:
            whole(data, found.draft)

    def pack(data: bytes) -> None:
        name = PACK_FILES[data[0] % len(PACK_FILES)] if data else PACK_FILES[0]
        good = (PACK / name).read_bytes()
        try:
            (pack_dir / name).write_bytes(data[1:])
            load_pack(pack_dir)
        finally:
            (pack_dir / name).write_bytes(good)

    def summary(data: bytes) -> None:
        path.write_bytes(data)
        verifier.verify(path)

    def roster(data: bytes) -> None:
        path.write_bytes(data)
        load_allowed_signers(path)

    def signature(data: bytes) -> None:
        text = data.decode("latin-1")
        assert parse_signature(NAMESPACE, text).text(NAMESPACE) == text

    every = (toml, session, record, pack, summary, roster, signature)
    return {one.__name__: _refusing(one) for one in every}


def _refusing(reader: Callable[[bytes], None]) -> Reader:
    def read(data: bytes) -> bool:
        try:
            reader(data)
        except (FileError, NotASignatureError) as problem:
            if not str(problem).strip():
                msg = "refused without a word"
                raise RuntimeError(msg) from problem
            return False
        return True

    return read


def whole(data: bytes, session: Draft) -> None:
    """Hold a session against every entry of the file that it was read from."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    document = tomllib.loads(text)
    entries = document.get("answer", [])
    clean(session)
    answers = [one for one in entries if {"options", "answered"} & set(one)]
    given = len(session.use) + sum(len(one.tool.answers) for one in session.tools)
    assert given == len(answers), "answers are missing"
    for one in answers:
        assert _said(session, one) in (one.get("answered"), one.get("options")), one
    notes = [one for one in entries if "note" in one]
    assert len(session.notes) == len(notes), "notes are missing"
    assert len(session.log) == len(document.get("change", [])), "changes are missing"
    assert len(session.closed) == len(document.get("task", [])), "tasks are missing"
    assert len(session.tools) >= len(document.get("tool", [])), "tools are missing"


def clean(session: Draft) -> None:
    """Hold every text of a session against the one judgement of text."""
    for way, text in texts_in(_tables(session)):
        # A folder's name may be in another normal form.
        wrong = text_error(text, long=True, nfc="path" not in way, assigned=False)
        assert not wrong, f"{way}: {wrong}"


def _tables(value: Any) -> Any:
    """Turn a session's tuples and keys into what TOML has."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): _tables(one) for key, one in value.items()}
    return [*map(_tables, value)] if isinstance(value, list | tuple) else value


def _said(session: Draft, entry: dict[str, Any]) -> str | list[str]:
    key, question = entry.get("tool"), entry["question"]
    answers = session.use if key is None else session.tools[key - 1].tool.answers
    found = answers[question]
    return found if isinstance(found, str) else list(found)
