"""The help on F1: what the screen in front is for, and the keys that work there."""

from __future__ import annotations

from collections.abc import Collection
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
    bindings = effective_bindings(screen)
    keys = []
    for move in MOVES:
        binding = bindings.get(move.key)
        if move.help and binding and action_name(binding.action) == move.id:
            keys.append((move.help_keys, move.help))
    for command in available(screen, use_open=use_open):
        bound = [
            screen.app.get_key_display(binding)
            for binding in bindings.values()
            if action_name(binding.action) == command.id
        ]
        if bound and command.id not in idle:
            words = f"{command.name}: {command.help}" if command.help else command.name
            keys.append((" ".join(bound), words))
    if not isinstance(screen, ModalScreen):
        keys.append(("^p", "everything by its name, and questions by their words"))
    rows = [literal(screen.HELP), literal("")] if screen.HELP else []
    rows += [about, literal("")] if about.plain else []
    rows.append(literal("Keys", "bold"))
    rows += [literal(f"{key:<{_KEYS_WIDTH}}{words}") for key, words in keys]
    return stack(*rows)
