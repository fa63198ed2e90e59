"""No text leaves the program but through the two functions that make it inert."""

from __future__ import annotations

import ast

import pytest

from tests.reliability.effort import tried
from tests.reliability.text_exits import Room, print_exits, widget_exits, with_parents

_JUDGED = "the text of a pack is judged when it is loaded"
_MADE_SAFE = "made by `report`, which ends with `escape`; see test_terminal_payloads"
ALLOWED = {
    (
        "commands/pack.py",
        "render(build_rule_table(load_pack(_folder(options))))",
    ): _JUDGED,
    (
        "commands/pack.py",
        "render_mermaid(build_section_graphs(load_pack(_folder(options))))",
    ): _JUDGED,
    (
        "commands/questions.py",
        "f'\\nWhoever signs states:\\n  {pack.attestation}'",
    ): _JUDGED,
    (
        "commands/questions.py",
        "f\"  {question.text}  [{question.id}: {', '.join(notes)}]\"",
    ): _JUDGED,
    ("commands/questions.py", "f'\\n{pack.section[section].title}'"): _JUDGED,
    ("commands/questions.py", "f'    {option.id}: {option.label}'"): _JUDGED,
    (
        "commands/output.py",
        "escape_line(exact) if sys.stdout.isatty() else exact",
    ): "a path for scripts, to the byte, where no terminal reads it",
    ("commands/diff.py", "render_text(document)"): _MADE_SAFE,
    ("commands/show.py", "content.decode('utf-8')"): _MADE_SAFE,
    ("commands/sign.py", "content"): "the signed file to the byte, as -o - asks for it",
    ("commands/show.py", "content"): "a file that is no text, and no terminal reads it",
    (
        "commands/assess.py",
        "output.data",
    ): "made by `_format`, which ends with `escape`, or JSON, for scripts",
    ("commands/app.py", "f'Plain mode, line by line, because {reason}.'"): "no data",
    (
        "commands/completion.py",
        "shtab.complete(parser, shell=options.shell)",
    ): "no data",
    (
        "tui/widgets/choices.py",
        "Content(row.label)",
    ): "judged, and at once painted anew",
    ("plain/console.py", "line"): "the console shows every line that it is given",
    ("plain/console.py", "prompt"): "the console shows every line that it is given",
}
"""What may be printed as it is, and why."""


def test_every_text_reaches_a_widget_through_the_display_helpers() -> None:
    """Nothing but constants, and what `tui.display` gives, is put into a widget."""
    room = Room.of("tui/**/*.py")
    exits = [one for one in widget_exits(room) if one.module != "tui/display.py"]
    found = [str(one) for one in exits if (one.module, one.text) not in ALLOWED]
    tried("modules whose widgets show inert text alone", len(room.modules), found)


def test_every_text_is_printed_through_escape() -> None:
    """Nothing but constants, numbers and what `escape` gives is printed."""
    rooms = "commands", "plain", "report", "workflows"
    room = Room.of("*.py", *(f"{one}/*.py" for one in rooms))
    exits = print_exits(room)
    found = [str(one) for one in exits if (one.module, one.text) not in ALLOWED]
    tried("modules that print inert text alone", len(room.modules), found)


RAW = (
    "def f(self, name): Static(name)",
    "def f(self, name): self.query_one(Static).update(f'{name}')",
    "def f(self, name): self.notify(name, markup=False)",
    "def f(self, name): self.notify(escape(name))",
    "def f(self, name): self.border_title = name",
    "def f(self, name): Static(Content.from_markup(name))",
    "def f(self, name): Option(Content(name))",
    "def f(self, name): Static(Content.assemble('a', name + 'b'))",
    "def f(self, name):\n text = literal('a')\n text = name\n Static(text)",
)
PRINTED = (
    "def f(name): print(name)",
    "def f(name): print(f'a {name}')",
    "def f(name): print(escape('a') + name)",
    "def f(name): sys.stderr.write(name)",
    "def f(path):\n try: g()\n except OSError as error: print(error)",
)


@pytest.mark.parametrize("source", RAW)
def test_a_raw_text_in_a_widget_would_be_found(source: str) -> None:
    """The search finds each way in which text could get past the helpers."""
    room = Room({"a.py": with_parents(ast.parse(source))}, {"literal"})
    assert list(widget_exits(room))


@pytest.mark.parametrize("source", PRINTED)
def test_a_raw_text_that_is_printed_would_be_found(source: str) -> None:
    """The search finds each way in which text could be printed raw."""
    room = Room({"a.py": with_parents(ast.parse(source))})
    assert list(print_exits(room))
