"""What the app remembers, also where somebody else wrote it."""

from __future__ import annotations

from pathlib import Path

from genai_guide.storage.settings import Settings, load_settings


def test_paths_that_no_file_can_have_are_left_out(tmp_path: Path) -> None:
    """The others stay; what is of another kind than expected does not."""
    path = tmp_path / "settings.toml"
    path.write_text(
        'theme = 5\nrecent = [1, "", "a\\u0000b", "/a.toml", "/\\u001b]52;c;x"]\n'
        'register = ["\\u202e", "/uses"]',
        encoding="utf-8",
    )
    kept = Settings(recent=("/a.toml",), register=("/uses",))
    assert load_settings(path) == kept
