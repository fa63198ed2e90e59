"""Every test of the app has a config folder, and so a signing key, of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.trusted import write_trusted
from tests.tui.helpers import SMALL
from tests.tui.signing import summary


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of the signing key and the known signers."""
    folder = tmp_path / "config"
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(folder))
    write_trusted(folder, SMALL)
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a summary that somebody sent."""
    path = tmp_path / "received.toml"
    summary(path, notes={("plan.where", None): "In the hall."})
    return path
