"""Where things are kept, wherever there is a home and where there is none."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from genai_guide.storage import paths

FOLDERS = {
    "GENAI_GUIDE_DATA": paths.data_dir,
    "GENAI_GUIDE_CONFIG": paths.config_dir,
    "GENAI_GUIDE_CACHE": paths.cache_dir,
}


@pytest.mark.parametrize("variable", FOLDERS)
def test_a_named_folder_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
):
    """What the environment says goes before what the platform does."""
    monkeypatch.setenv(variable, str(tmp_path / "mine"))
    assert FOLDERS[variable]() == tmp_path / "mine"


def test_without_a_home_things_are_kept_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """A user whom the system does not know has folders where they stand.

    What can be made again is not kept.
    """

    def none(*_: object, **__: object) -> str:
        msg = "could not determine the home directory"
        raise RuntimeError(msg)

    monkeypatch.chdir(tmp_path)
    for variable in FOLDERS:
        monkeypatch.delenv(variable, raising=False)
    for name in ("data", "config", "cache"):
        monkeypatch.setattr(platformdirs, f"user_{name}_dir", none)
    found = [paths.data_dir(), paths.config_dir()]
    assert len(set(found)) == 2
    with pytest.raises(RuntimeError):
        paths.cache_dir()
    assert all(one.parent == tmp_path / ".genai-guide" for one in found)
