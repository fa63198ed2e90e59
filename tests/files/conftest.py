"""What the tests of files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.policy.pack import Pack
from tests.helpers.summaries import small_pack


@pytest.fixture(scope="session")
def small() -> Pack:
    """Give the small pack of `tests/packs`."""
    return small_pack()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a summary."""
    return tmp_path / "summary.toml"
