"""The line of keys at the bottom: those that work now, as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from genai_guide.tui.commands import action_name

_MOST = 8
_LAST = ("f1", "question_mark", "escape")
"""These keys come last, and are shown even if others have no room."""


class KeyLine(Widget):
    """Shows the keys that work now; a click on one presses it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key"}

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[range, str]] = []
        """Which columns belong to which key."""

    def on_mount(self) -> None:
        """Follow the focus, which decides which keys work."""
        self.screen.bindings_updated_signal.subscribe(self, self._show_anew)

    def _show_anew(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """Return the keys with what they do."""
        style = self.get_visual_style("key-line--key", partial=True)
        line, self._spans = Content(""), []
        for binding, key in self._fitting():
            start = line.cell_length + bool(self._spans)
            between = " " if self._spans else ""
            words = f" {binding.description}"
            line = Content.assemble(line, between, (key, style), words)
            self._spans.append((range(start, line.cell_length), binding.key))
        return line

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        for columns, key in self._spans:
            if event.x in columns:
                self.app.simulate_key(key)

    def _fitting(self) -> Iterator[tuple[Binding, str]]:
        """Yield the keys that there is room for, and how they are written."""
        keys = [(one, self.app.get_key_display(one)) for one in self._working()]
        lengths = [len(key) + len(one.description) + 2 for one, key in keys]
        room = self.size.width + 1
        last = [one.key in _LAST for one, _ in keys]
        room -= sum(
            length for length, is_last in zip(lengths, last, strict=True) if is_last
        )
        count = _MOST - sum(last)
        for pair, length, is_last in zip(keys, lengths, last, strict=True):
            if not is_last:
                room -= length
                count -= 1
            if is_last or (room >= 0 and count >= 0):
                yield pair

    def _working(self) -> list[Binding]:
        """List the bindings that are shown, each action once, help and escape last."""
        found: dict[str, Binding] = {}
        idle = getattr(self.screen, "idle_keys", ())
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            name = action_name(binding.action)
            if binding.show and enabled and name not in idle:
                found.setdefault(name, binding)
        return sorted(
            found.values(),
            key=lambda binding: binding.key in _LAST and _LAST.index(binding.key) + 1,
        )
