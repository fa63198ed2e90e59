"""What the help says: what is in front, and the keys that do something there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from genai_guide.tui.commands import available
from genai_guide.tui.display import literal, stack

_KEYS_WIDTH = 11
_LETTERS = "n, r, v, m, s, u and U"


class _Move(NamedTuple):
    """A key that is no command: listed where it does this."""

    keys: str
    key: str
    action: str
    words: str


_MOVES = (
    _Move("↑ ↓", "down", "cursor_down", "move; also j and k, and the mouse"),
    _Move("↑ ↓", "down", "scroll_down", "scroll; also j and k, and the mouse"),
    _Move("↑ ↓", "down", "next_field", "go to the field below or above"),
    _Move("1 … 0", "enter", "choose", "choose by number"),
    _Move("1 … 0", "enter", "confirm", "choose by number"),
    _Move("enter", "enter", "choose", "choose the row of the cursor, and go on"),
    _Move("enter", "enter", "confirm", "let stand what is chosen, and go on"),
    _Move("enter", "enter", "select", "choose the row of the cursor"),
    _Move("enter", "enter", "submit", "go to the next field, from the last one on"),
    _Move("space", "space", "mark", "choose beside others"),
    _Move("space", "space", "page_down", "scroll by a page"),
    _Move("PgDn", "pagedown", "page_down", "a page further; PgUp goes back"),
    _Move("PgDn", "pagedown", "scroll", "scroll the text; PgUp scrolls back"),
    _Move("^n", "ctrl+n", "take", "take what was typed"),
    _Move("^s", "ctrl+s", "sign", "sign"),
    _Move("^s", "ctrl+s", "decide", "sign"),
    _Move("c", "c", "copy", "copy the message, and write it to a file"),
    _Move("^n", "ctrl+n", "form_onward", "go on; what is open stays open"),
    _Move("^b", "ctrl+b", "form_previous", "go back"),
    _Move("esc", "escape", "form_leave", f"leave a field: {_LETTERS} are keys again"),
    _Move("esc", "escape", "all", "list every use again"),
    _Move("esc", "escape", "pop_screen", "go back"),
    _Move("esc", "escape", "back", "go back"),
    _Move("esc", "escape", "close", "leave things as they are"),
    _Move("esc", "escape", "leave", "leave things as they are"),
)


def help_page(screen: Screen[object], about: Content | None, *, begun: bool) -> Content:
    """Put together what the help says: of this screen, then of the keys."""
    rows = [literal(screen.HELP), literal("")] if screen.HELP else []
    rows += [about, literal("")] if about and about.plain else []
    rows.append(literal("Keys", "bold"))
    listed = (*_moves(screen), *_commands(screen, begun=begun))
    rows += [literal(f"{keys:<{_KEYS_WIDTH}}{words}") for keys, words in listed]
    return stack(*rows)


def _moves(screen: Screen[object]) -> Iterator[tuple[str, str]]:
    bound = _bound(screen)
    for move in _MOVES:
        if move.key in bound and _name(bound[move.key].action) == move.action:
            yield move.keys, move.words


def _commands(screen: Screen[object], *, begun: bool) -> Iterator[tuple[str, str]]:
    """List the commands that have a key here, and where all of them are."""
    bound = _bound(screen)
    idle = getattr(screen, "IDLE", ())
    for one in available(screen, begun=begun):
        action = _name(one.action)
        keys = [one for one in bound.values() if _name(one.action) == action]
        if keys and action not in idle:
            words = f"{one.name}: {one.help}" if one.help else one.name
            yield " ".join(map(screen.app.get_key_display, keys)), words
    if not isinstance(screen, ModalScreen):
        yield "^p", "everything by its name, and questions by their words"


def _bound(screen: Screen[object]) -> dict[str, Binding]:
    """Give each key that does something here, and what it does first."""
    found: dict[str, Binding] = {}
    for node, bindings in screen._modal_binding_chain:  # noqa: SLF001 - as the footer
        for key, binding in bindings:
            known = found.get(key)
            if known and not (binding.priority and not known.priority):
                continue
            acts = screen.app._check_action_state(binding.action, node)  # noqa: SLF001
            if acts and not _skipped(node, _name(binding.action)):
                found[key] = binding
    return found


def _skipped(node: DOMNode, action: str) -> bool:
    """Tell whether a key scrolls what is not long enough, and so goes elsewhere."""
    scrolls = action.startswith(("scroll_", "page_"))
    return scrolls and isinstance(node, Widget) and not node.allow_vertical_scroll


def _name(action: str) -> str:
    """Give an action's name without its namespace and its arguments."""
    return action.partition("(")[0].rpartition(".")[2]
