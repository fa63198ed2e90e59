"""The worked example of questions/README.md works, command by command."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.programs import needs

TOP = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give a folder that looks like the repository."""
    shutil.copytree(TOP / "questions", tmp_path / "questions")
    return tmp_path


def _edit(place: Path, where: str, text: str) -> None:
    """Make the change that a reader is told to make."""
    name, _, what = where.partition(" ")
    if what == "append":
        with (place / name).open("a") as file:
            file.write("\n" + text)
        return
    key = text.split(" = ", maxsplit=1)[0]
    files = [place / name]
    after: list[str] = []
    if what == "level":
        names = ["48-wrongdoer-style", "style-name"]
        files = [place / name / f"{one}.toml" for one in names]
    elif what != "version":
        after = [f'id = "{each}"' for each in what.split()]
    for file in files:
        before = file.read_text()
        start = 0
        for mark in after:
            start = before.index(mark, start)
        rest = re.sub(rf'\b{key} = "[^"]*"', text.strip(), before[start:], count=1)
        assert rest != before[start:]
        file.write_text(before[:start] + rest)


def _run(place: Path, line: str) -> subprocess.CompletedProcess[str]:
    line = line.replace("genai-guide", f"{shlex.quote(sys.executable)} -m genai_guide")
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    return subprocess.run(
        ["bash", "-c", line],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@needs("bash", "cp")
def test_every_command_and_output_of_the_readme_is_real(place: Path) -> None:
    """The commands end as they should, and print the lines that are shown."""
    said = ""
    kinds = []
    text = (TOP / "questions" / "README.md").read_text()
    for kind, more, block in _BLOCK.findall(text):
        kinds.append(kind)
        if kind == "sh":
            said = ""
            for line in block.splitlines():
                done = _run(place, line)
                said += done.stdout
                assert "Traceback" not in done.stderr
                assert done.returncode == (1 if more == "fails" else 0), done
        elif kind == "toml" and more != "example":
            _edit(place, more, block)
        elif kind == "text":
            for line in block.splitlines():
                assert line in said.splitlines(), line
    assert {"sh", "toml", "text"} == set(kinds)
    assert (place / "rules.tsv").stat().st_size > 10_000
    assert "mermaid" in (place / "graph.md").read_text()
    assert list((place / "shown").glob("*.toml"))
