"""Text enters by typing, by pasting or in a file, and each of these ways is judged."""

from __future__ import annotations

import ast

from tests.reliability.effort import tried
from tests.reliability.inert_text import name_of
from tests.reliability.text_exits import Room

FIELDS = {"Input", "MaskedInput", "TextArea"}
"""The widgets of the toolkit that take any text."""
READING = {"input", "readline", "getpass", "read_text"}
"""Calls that take in text elsewhere."""
ALLOWED = {
    ("plain/console.py", "input"): "cleaned by `plain.typed`",
    ("plain/console.py", "readline"): "cleaned by `plain.typed`",
    ("workflows/signing_key.py", "getpass"): "a passphrase, which is never shown",
    ("commands/output.py", "readline"): "only compared with a fingerprint or a word",
}


def test_one_types_only_into_the_fields_that_clean() -> None:
    """No screen has a field of the toolkit's own, which takes anything."""
    room = Room.of("tui/**/*.py")
    found = [
        f"{name}:{node.lineno}"
        for name, module in room.modules.items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and name_of(node.func) in FIELDS
        and name != "tui/widgets/fields.py"
    ]
    tried("modules searched for fields that do not clean", len(room.modules), found)


def test_text_is_taken_in_only_where_it_is_judged() -> None:
    """Lines are read in one place of the front ends, files by the bounded reader."""
    room = Room.of("**/*.py")
    found = [
        f"{name}:{node.lineno}: {ast.unparse(node)}"
        for name, module in room.modules.items()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and name_of(node.func) in READING
        and (name, name_of(node.func)) not in ALLOWED
    ]
    tried("modules searched for text that nobody judges", len(room.modules), found)
