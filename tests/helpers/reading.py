"""Reading files, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import parse_toml


def read_toml(path: Path) -> dict[str, Any]:
    """Read and parse a TOML file."""
    return parse_toml(path, read_bytes(path, RECORD_BYTES))
