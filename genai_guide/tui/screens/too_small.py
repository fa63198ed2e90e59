"""What is said while the window is too small."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

MIN_WIDTH, MIN_HEIGHT = 60, 16


def too_small(size: Size) -> bool:
    """Whether a window is too small to show a question."""
    return size.width < MIN_WIDTH or size.height < MIN_HEIGHT


class TooSmall(ModalScreen[None]):
    """Covers everything, and so keeps keys from answering what cannot be seen."""

    def compose(self) -> ComposeResult:
        """Say what would help."""
        yield Static(f"Enlarge to {MIN_WIDTH}x{MIN_HEIGHT}", markup=False)
