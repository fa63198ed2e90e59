"""Writing witnesses as answers files, each under a name of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from genai_guide.rules.answers import Answer, Answers
from genai_guide.rules.check.findings import Counterexample
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.errors import FileError
from genai_guide.storage.toml import format_toml

_MOST = 120


def require_new_folder(folder: Path) -> None:
    """Refuse a folder that holds something, before there is anything to be written.

    Raises:
        FileProblem: if it is there, and is not an empty folder.
    """
    try:
        taken = next(folder.iterdir(), None) is not None
    except FileNotFoundError:
        return
    except OSError as error:
        raise FileError(folder, f"no folder to write to: {error.strerror}") from None
    if taken:
        sentence = "there are files in this folder; name a new one after --witness"
        raise FileError(folder, sentence)


def write_counterexamples(
    folder: Path, named: Iterable[tuple[str, str, Counterexample]]
) -> list[Path]:
    """Write witnesses into a folder and give the paths; nothing is replaced.

    Args:
        folder: Where to; it is made if it is not there.
        named: For each, what its name begins with, its title, and the witness.

    Raises:
        FileProblem: if there is such a file already, or it cannot be written.
    """
    taken: set[str] = set()
    written: list[Path] = []
    for start, title, witness in named:
        stem = f"{start}-{witness.part}" if witness.part else start
        path = folder / f"{_free(_safe(stem), taken)}.toml"
        write_new(path, format_answers_file(witness.answers, title).encode("utf-8"))
        written.append(path)
    return written


def format_answers_file(answers: Answers, title: str) -> str:
    """Write complete answers as an answers file, saying in it what they show."""
    return format_toml({"case": {"title": title}, **answers_to_tables(answers)})


def answers_to_tables(answers: Answers) -> dict[str, Any]:
    """Put complete answers as the tables of an answers file."""
    return {
        "answers": _plain(answers.use),
        "tool": [
            {"name": one.name, "answers": _plain(one.answers)} for one in answers.tools
        ],
    }


def _plain(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {key: _value(answer) for key, answer in answers.items()}


def _value(answer: Answer) -> str | list[str]:
    if isinstance(answer, str):
        return answer
    return answer[0] if len(answer) == 1 else list(answer)


def _safe(name: str) -> str:
    """Keep what every file system takes; ids and names of cases may hold more."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", name)[:_MOST].strip(".")


def _free(name: str, taken: set[str]) -> str:
    """Number a name that was used, in whatever case it was written."""
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found.casefold())
    return found
