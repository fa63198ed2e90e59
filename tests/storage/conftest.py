"""What the tests of files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.rules.pack import Pack
from genai_guide.storage.toml import parse_toml
from tests.helpers.boat_pack import write_pack
from tests.helpers.summaries import small_pack


@pytest.fixture(scope="session")
def small() -> Pack:
    """Give the small pack of `tests/packs`."""
    return small_pack()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a summary."""
    return tmp_path / "summary.toml"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty cache folder, in use for one test."""
    monkeypatch.setenv("GENAI_GUIDE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "packs"


@pytest.fixture
def pack_dir(tmp_path: Path) -> Path:
    """Give a copy of the small pack, to be changed."""
    return write_pack(tmp_path / "boat")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the name of each file of a pack that is parsed."""
    names: list[str] = []

    def noted(path: Path, content: bytes) -> dict:
        names.append(path.name)
        return parse_toml(path, content)

    monkeypatch.setattr("genai_guide.storage.packs.parse_toml", noted)
    return names
