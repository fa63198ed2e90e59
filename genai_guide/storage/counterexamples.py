"""Write counterexamples as answers files, each under a name of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from genai_guide.rules.answers import Answer, Answers
from genai_guide.rules.check.findings import Counterexample
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.errors import FileError
from genai_guide.storage.toml import format_toml

_LONGEST_NAME = 120


def require_new_folder(folder: Path) -> None:
    """Refuse a folder that holds something, before anything is written.

    Raises:
        FileError: if it is there, and is not an empty folder.
    """
    try:
        taken = next(folder.iterdir(), None) is not None
    except FileNotFoundError:
        return
    except OSError as error:
        raise FileError(folder, f"no folder to write to: {error.strerror}") from None
    if taken:
        sentence = "this folder is not empty. Name a new one after --examples"
        raise FileError(folder, sentence)


def write_counterexamples(
    folder: Path, named: Iterable[tuple[str, str, Counterexample]]
) -> list[Path]:
    """Write counterexamples into a folder and return their paths; replace nothing.

    Args:
        folder: Where to write; it is created if it is not there.
        named: How each file name begins, its title, and the counterexample.

    Raises:
        FileError: if this file exists already, or it cannot be written.
    """
    taken: set[str] = set()
    paths: list[Path] = []
    for start, title, example in named:
        stem = f"{start}-{example.part}" if example.part else start
        # Keep what every file system takes; ids and names of cases may hold more.
        stem = re.sub(r"[^A-Za-z0-9_.-]", "-", stem)[:_LONGEST_NAME].strip(".")
        name, number = stem, 1
        # File systems may not tell upper from lower case.
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        path = folder / f"{name}.toml"
        tables = {"case": {"title": title}, **answers_to_tables(example.answers)}
        write_new(path, format_toml(tables).encode("utf-8"), private=False)
        paths.append(path)
    return paths


def answers_to_tables(answers: Answers) -> dict[str, Any]:
    """Return complete answers as the tables of an answers file."""
    return {
        "answers": {key: _to_value(answer) for key, answer in answers.use.items()},
        "tool": [
            {
                "name": tool.name,
                "answers": {key: _to_value(one) for key, one in tool.answers.items()},
            }
            for tool in answers.tools
        ],
    }


def _to_value(answer: Answer) -> str | list[str]:
    if isinstance(answer, str):
        return answer
    return answer[0] if len(answer) == 1 else list(answer)
