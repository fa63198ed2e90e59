"""What can be done by name with a summary that is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from genai_guide.tui.display import plain

if TYPE_CHECKING:
    from genai_guide.tui.screens.summary import SummaryScreen

KEYS = (
    ("d", "decide", "Decide", "approved, with conditions, refused, more wanted"),
    ("e", "enrol", "Know this signer", "once their key is compared"),
    ("r", "revise", "New revision", "the answers go on in a new use"),
)
"""The key, the action, its name, and what it does."""


class SummaryCommands(Provider):
    """Finds what can be done with the summary by its name."""

    async def discover(self) -> Hits:
        """List everything."""
        for name, run, words in self._all():
            yield DiscoveryHit(plain(name), run, name, words)

    async def search(self, query: str) -> Hits:
        """Find by name."""
        matcher = self.matcher(query)
        for name, run, words in self._all():
            if score := matcher.match(name):
                yield Hit(score, plain(name), run, name, words)

    def _all(self) -> Iterator[tuple[str, Any, str]]:
        screen = cast("SummaryScreen", self.screen)
        for _, action, name, words in KEYS:
            yield name, getattr(screen, f"action_{action}"), words
