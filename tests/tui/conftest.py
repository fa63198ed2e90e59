"""Every test of the app has a signing key, trusted keys and a memory of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.trusted import write_trusted
from tests.tui.helpers import SMALL
from tests.tui.signing import summary


@pytest.fixture(autouse=True)
def config(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return the folder of the signing key and the trusted keys and questions."""
    folder = tmp_path_factory.mktemp("config")
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(folder))
    data = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(data))  # with what was signed before
    write_trusted(folder, SMALL)
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a summary that somebody sent."""
    path = tmp_path / "received.toml"
    summary(path, notes={("plan.where", None): "In the hall."})
    return path
