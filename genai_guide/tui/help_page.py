"""The help on F1: what the screen in front is for, and the keys that work there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from textual.content import Content
from textual.screen import ModalScreen, Screen

from genai_guide.tui.commands import MOVES, action_name, available
from genai_guide.tui.display import literal, stack
from genai_guide.tui.textual_private import effective_bindings

_KEYS_WIDTH = 11


def help_page(
    screen: Screen[Any], about: Content, idle: Collection[str], *, use_open: bool
) -> Content:
    """Format the help: about the screen, then its keys.

    Args:
        screen: The screen in front.
        about: What stands there at the cursor.
        idle: The actions whose keys do nothing on this screen.
        use_open: Whether a use is open.
    """
    rows = [literal(screen.HELP), literal("")] if screen.HELP else []
    rows += [about, literal("")] if about.plain else []
    rows.append(literal("Keys", "bold"))
    rows += [
        literal(f"{keys:<{_KEYS_WIDTH}}{words}")
        for keys, words in _keys(screen, idle, use_open=use_open)
    ]
    return stack(*rows)


def _keys(
    screen: Screen[Any], idle: Collection[str], *, use_open: bool
) -> Iterator[tuple[str, str]]:
    """List the keys that work here with what they do; last the key of the palette."""
    bindings = effective_bindings(screen)
    for move in MOVES:
        binding = bindings.get(move.key)
        here = binding and action_name(binding.action) == move.id
        if here and move.help:
            yield move.help_keys, move.help
    for command in available(screen, use_open=use_open):
        keys = [
            screen.app.get_key_display(binding)
            for binding in bindings.values()
            if action_name(binding.action) == command.id
        ]
        if keys and command.id not in idle:
            words = f"{command.name}: {command.help}" if command.help else command.name
            yield " ".join(keys), words
    if not isinstance(screen, ModalScreen):
        yield "^p", "everything by its name, and questions by their words"
