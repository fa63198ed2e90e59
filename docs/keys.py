"""Write the table of keys in `producer.md` anew: `python docs/keys.py`."""

from __future__ import annotations

from pathlib import Path

from genai_guide.tui.commands import COMMANDS, MOVES

GUIDE = Path(__file__).with_name("producer.md")
HEAD = "| Key | What it does |\n|---|---|\n"
_NAMES = {"slash": "/", "left": "←", "right": "→", "question_mark": "?"}


def table() -> str:
    """Return the table: first the keys that move, then those of the commands."""
    rows = [
        (move.help_keys.replace("^", "ctrl+"), move.help) for move in MOVES if move.help
    ]
    rows += [
        (_NAMES.get(command.key, command.key), f"**{command.name}**: {command.help}")
        for command in COMMANDS
        if command.key
    ]
    lines = (f"| `{keys}` | {what.removesuffix(': ')} |\n" for keys, what in rows)
    return HEAD + "".join(dict.fromkeys(lines))


def main() -> None:
    """Replace the table in the guide."""
    before, _, after = GUIDE.read_text(encoding="utf-8").partition(HEAD)
    rest = after.partition("\n\n")[2]
    GUIDE.write_text(f"{before}{table()}\n{rest}", encoding="utf-8")


if __name__ == "__main__":
    main()
