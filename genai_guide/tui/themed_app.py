"""An app in the theme that was chosen, remembered for the next time."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from textual.app import App
from textual.reactive import Reactive
from textual.theme import Theme

from genai_guide.storage.errors import FileError
from genai_guide.storage.settings import load_theme, save_theme
from genai_guide.tui.themes import DEFAULT, OFFERED

Result = TypeVar("Result")


class ThemedApp(App[Result]):
    """Offers the themes that are readable, and the terminal's own colours."""

    theme: Reactive[str] = Reactive(DEFAULT)
    settings_path: Path | None = None
    """Where the choice is remembered; nowhere if there is none."""

    @property
    def available_themes(self) -> dict[str, Theme]:
        """The themes to choose from."""
        return OFFERED

    def choose_theme(self, settings_path: Path | None) -> None:
        """Take the theme that was chosen last, if it is still there."""
        chosen = load_theme(settings_path) if settings_path else ""
        self.theme = chosen if chosen in OFFERED else DEFAULT
        self.settings_path = settings_path

    def watch_theme(self, theme: str) -> None:
        """Remember what is chosen from now on."""
        if self.settings_path is None or not self.is_running:
            return
        try:
            save_theme(self.settings_path, theme)
        except FileError as problem:
            said = f"The theme holds for this time only: {problem.sentence}"
            self.notify(said, markup=False)
