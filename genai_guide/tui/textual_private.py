"""Every private interface of Textual that this program relies on, with the reason.

Functions and names that are used stand here, each with its reason. Hooks that we
override have to stand in the class that overrides them:

- `App._handle_exception`: save before the app ends after an error.
- `App._fatal_error` and `App._print_error_renderables`: print our own words after an
  error. Textual would print a traceback with local variables, which hold answers.
- `XTermParser.parse`: nothing that a terminal sends by itself is typing.
- `OptionList._get_left_gutter_width`: room for the sign at the cursor's row.

`tests/tui/test_textual_private.py` fails if a new version of Textual drops one.
"""

from __future__ import annotations

from typing import Any

from textual import constants, events, messages
from textual._parser import ParseEOF, ParseTimeout, Peek1, Read1, TokenCallback
from textual._xterm_parser import (
    BRACKETED_PASTE_END,
    BRACKETED_PASTE_START,
    FOCUSIN,
    FOCUSOUT,
    IS_ITERM,
    XTermParser,
    _re_in_band_window_resize,
    _re_terminal_mode_response,
)
from textual.app import App
from textual.binding import Binding
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList
from textual.worker import WorkerFailed

# The parser is the only place where keys can still be told from a paste, and from what
# the terminal sends by itself.
__all__ = [
    "BRACKETED_PASTE_END",
    "BRACKETED_PASTE_START",
    "ParseEOF",
    "ParseTimeout",
    "Peek1",
    "Read1",
    "TokenCallback",
    "XTermParser",
    "close_after_error",
    "drop_notification",
    "effective_bindings",
    "error_of",
    "expect_no_result",
    "is_at_work",
    "leave_terminal",
    "option_at_line",
    "read_report",
    "take_terminal",
]
HOOKS = {
    App: ("_handle_exception", "_fatal_error", "_print_error_renderables"),
    OptionList: ("_get_left_gutter_width",),
    XTermParser: ("parse", "_sequence_to_key_events", "parse_mouse_code"),
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


def error_of(app: App[Any]) -> BaseException | None:
    """Return the error that ends the app, also one of a worker's."""
    error = app._exception  # noqa: SLF001
    return error.error if isinstance(error, WorkerFailed) else error


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


def is_at_work(pump: MessagePump) -> bool:
    """Tell whether something handles a message, has one waiting, or is coming up.

    One that does none of these waits for its queue to be filled.
    """
    # The app has no task of its own, and a widget that comes up does not run yet.
    lives = pump._running or pump._task is not None  # noqa: SLF001
    if pump._closing or not lives:  # noqa: SLF001
        return False
    queue: Any = pump._message_queue  # noqa: SLF001
    return not (queue.empty() and queue.ready_event._waiters)  # noqa: SLF001


def option_at_line(options: OptionList, line: int) -> tuple[int, int] | None:
    """Return the option drawn at a line, and which of its lines that is."""
    lines = options._lines  # noqa: SLF001
    return lines[line] if line < len(lines) else None


def leave_terminal(app: App[Any]) -> None:
    """Put the terminal into the state that it had before."""
    if app._driver:  # noqa: SLF001
        app._driver.suspend_application_mode()  # noqa: SLF001


def take_terminal(app: App[Any]) -> None:
    """Put the terminal into the state that the app needs."""
    if app._driver:  # noqa: SLF001
        app._driver.resume_application_mode()  # noqa: SLF001


def read_report(parser: XTermParser, sequence: str, report: TokenCallback[Any]) -> bool:
    """Report what Textual makes of a report of the terminal; return whether it is one.

    These are clicks, the size, the focus, and what the terminal supports. Reports of
    where the cursor is end like a key, F3, and are of no use.
    """
    if sequence in (FOCUSIN, FOCUSOUT):
        report(events.AppFocus() if sequence == FOCUSIN else events.AppBlur())
    elif sequence[2] == "<":
        if event := parser.parse_mouse_code(sequence):
            report(event)
    elif match := _re_in_band_window_resize.fullmatch(sequence):
        height, width, pixel_height, pixel_width = (
            int(group.partition(":")[0]) for group in match.groups()
        )
        resize = events.Resize.from_dimensions(
            (width, height), (pixel_width, pixel_height)
        )
        parser.terminal_size = resize.size
        parser.terminal_pixel_size = resize.pixel_size
        parser.mouse_pixels = True
        report(resize)
    elif match := _re_terminal_mode_response.match(sequence):
        supported = int(match["setting_parameter"])
        if match["mode_id"] == "2026" and supported > 0:
            report(messages.TerminalSupportsSynchronizedOutput())
        elif match["mode_id"] == "2048" and constants.SMOOTH_SCROLL and not IS_ITERM:
            report(messages.InBandWindowResize.from_setting_parameter(supported))
    else:
        return sequence.endswith("R")
    return True
