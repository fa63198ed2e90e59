"""The roster on the disk: `allowed_signers` in the config folder."""

from __future__ import annotations

import os
from pathlib import Path

from genai_guide.signing.allowed_signers import (
    AllowedSigner,
    AllowedSigners,
    parse_allowed_signers,
)
from genai_guide.storage.atomic_write import write_shared
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import config_dir
from genai_guide.storage.reading import read_bytes

_LIMIT = 1_000_000


def allowed_signers_path() -> Path:
    """Where the known signers are listed."""
    return config_dir() / "allowed_signers"


def load_allowed_signers(path: Path | None = None) -> AllowedSigners:
    """Read the known signers; none if there is no file yet.

    Raises:
        FileError: if the file is there and cannot be read.
    """
    path = path or allowed_signers_path()
    return (
        parse_allowed_signers(_content(path))
        if os.path.lexists(path)
        else AllowedSigners()
    )


def add_allowed_signer(signer: AllowedSigner, path: Path | None = None) -> None:
    """Add a line for a signer; the others stay as they are.

    Raises:
        FileError: if the file cannot be read or written.
    """
    path = path or allowed_signers_path()
    before = _content(path) if os.path.lexists(path) else ""
    if before and not before.endswith("\n"):
        before += "\n"
    write_shared(path, f"{before}{signer.line()}\n".encode())


def _content(path: Path) -> str:
    try:
        return read_bytes(path, _LIMIT).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(path, "this is not UTF-8 text") from None
