"""Every private interface of Textual that this program relies on, with the reason.

Functions and names that are used stand here, each with its reason. Hooks that we
override have to stand in the class that overrides them:

- `App._handle_exception`: save before the app ends after an error.
- `App._fatal_error` and `App._print_error_renderables`: print our own words after an
  error. Textual would print a traceback with local variables, which hold answers.
- `OptionList._get_left_gutter_width`: room for the sign at the cursor's row.

`tests/tui/test_textual_private.py` fails if a new version of Textual drops one.
"""

from __future__ import annotations

from typing import Any

from textual._xterm_parser import (
    BRACKETED_PASTE_END,
    BRACKETED_PASTE_START,
    XTermParser,
)
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList

# The parser is the only place where a paste and keys can still be told apart.
__all__ = [
    "BRACKETED_PASTE_END",
    "BRACKETED_PASTE_START",
    "XTermParser",
    "close_after_error",
    "drop_notification",
    "effective_bindings",
    "error_of",
    "expect_no_result",
    "option_at_line",
]
HOOKS = {
    App: ("_handle_exception", "_fatal_error", "_print_error_renderables"),
    OptionList: ("_get_left_gutter_width",),
}
"""The private methods that are overridden, by the class that calls them."""


def expect_no_result(screen: Screen[None]) -> None:
    """Have the first screen expect a result, as Textual has every other screen do.

    Without it the first screen cannot be replaced by another one.
    """
    screen._push_result_callback(screen, None)  # noqa: SLF001


def drop_notification(app: App[Any], message: str) -> None:
    """Drop a notification that is shown; the public method would drop all of them."""
    for notification in list(app._notifications):  # noqa: SLF001
        if notification.message == message:
            app._unnotify(notification, refresh=False)  # noqa: SLF001


def close_after_error(app: App[Any], code: int) -> None:
    """End the app with a code after an error, as Textual's own handler does."""
    app._return_code = code  # noqa: SLF001
    app._close_messages_no_wait()  # noqa: SLF001


def error_of(app: App[Any]) -> Exception | None:
    """Return the error that ends the app."""
    return app._exception  # noqa: SLF001


def effective_bindings(screen: Screen[Any]) -> dict[str, Binding]:
    """Return the binding of each key that does something on a screen.

    `Screen.active_bindings` stops at the first widget that binds a key, even if that
    widget is not long enough to scroll and passes the key on.
    """
    bindings: dict[str, Binding] = {}
    for node, map_ in screen._modal_binding_chain:  # noqa: SLF001
        for key, binding in map_:
            known = bindings.get(key)
            if known and not (binding.priority and not known.priority):
                continue
            active = screen.app._check_action_state(binding.action, node)  # noqa: SLF001
            scrolls = binding.action.startswith(("scroll_", "page_"))
            fixed = isinstance(node, Widget) and not node.allow_vertical_scroll
            if active and not (scrolls and fixed):
                bindings[key] = binding
    return bindings


def option_at_line(options: OptionList, line: int) -> tuple[int, int] | None:
    """Return the option drawn at a line, and which of its lines that is."""
    lines = options._lines  # noqa: SLF001
    return lines[line] if line < len(lines) else None
