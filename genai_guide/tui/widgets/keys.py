"""Keys that several widgets take back from scrolling sideways."""

from __future__ import annotations

from textual.binding import Binding

BACK = Binding("left", "app.previous", "back", key_display="←")
NEXT = Binding("right", "app.onward", "next", key_display="→")
NEXT_UNSAID = Binding("right", "app.onward", show=False)
