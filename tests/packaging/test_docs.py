"""Every command in the guides under `docs` works, and prints what is shown there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from genai_guide.storage.packs import load_pack
from tests.helpers.programs import needs
from tests.helpers.summaries import trust_words
from tests.helpers.terminal import Terminal

TOP = Path(__file__).parents[2]
pytestmark = needs("bash", "cp")
_BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SIGN = (
    "sign",
    "questions/netflix-genai/cases/00-second-doll.toml",
    *("--name", "A. Producer", "--role", "Line producer", "--organisation", "A Studio"),
    *("--email", "a@studio.example", "--attest", "-o", "summary.toml"),
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that looks like the repository, and folders of one's own."""
    shutil.copytree(TOP / "questions", tmp_path / "questions")
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    return tmp_path


def _run(place: Path, block: str) -> tuple[int, str]:
    """Run a block as a shell does that stops at the first error."""
    program = f"{shlex.quote(sys.executable)} -m genai_guide"
    text = re.sub(r"^genai-guide(?= )", program, block, flags=re.MULTILINE)
    if "SHA256:…" in text:
        text = text.replace("SHA256:…", trust_words(place / "summary.toml")[-1])
    done = subprocess.run(
        ["bash", "-ec", text],
        cwd=place,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def _open(place: Path, line: str) -> None:
    """Start what draws a screen in a terminal, and leave it again."""
    with Terminal(place, *shlex.split(line)[1:]) as terminal:
        terminal.wait_for(" help ")
        terminal.press("\x11")
        assert terminal.end()[0] == 0


def _confirm(place: Path, line: str) -> None:
    """Run what asks for a fingerprint in a terminal, and type its beginning."""
    key = trust_words(place / "summary.toml")[-1].removeprefix("SHA256:")
    with Terminal(place, *shlex.split(line)[1:]) as terminal:
        terminal.wait_for("Type at least 16 characters")
        terminal.press(f"{key[:16]}\n")
        assert terminal.end()[0] == 0


def _accept(place: Path, line: str) -> None:
    """Accept a newer version, whose digest its owner gave by another way."""
    folder = place / shlex.split(line)[-1]
    shutil.copytree(place / "questions" / "netflix-genai", folder)
    head = (folder / "pack.toml").read_text("utf-8")
    head = head.replace('version = "2.0.0"', 'version = "2.0.1"')
    (folder / "pack.toml").write_text(head, "utf-8")
    digest = load_pack(folder).digest
    with Terminal(place, *shlex.split(line)[1:]) as terminal:
        terminal.wait_for("Type at least its first 8 characters")
        terminal.press(f"{digest[:8]}\n")
        assert terminal.end()[0] == 0


def _follow(name: str, place: Path) -> None:
    said = ""
    for kind, more, block in _BLOCK.findall((TOP / "docs" / name).read_text("utf-8")):
        if kind == "text":
            for line in block.splitlines():
                assert line in said, line
        elif more == "screen":
            _open(place, block.strip())
        elif more == "screen fingerprint":
            _confirm(place, block.strip())
        elif more == "screen digest":
            _accept(place, block.strip())
        else:
            assert kind == "sh"
            code, said = _run(place, block)
            assert code == int(more.removeprefix("exit ") or 0), (block, said)


def test_the_commands_for_scripts_hold(place: Path, monkeypatch: pytest.MonkeyPatch):
    """The producer's and then legal's commands, each on a computer of their own."""
    shutil.copy(place / _SIGN[1], place / "answers.toml")
    blocks = _BLOCK.findall((TOP / "docs" / "command-line.md").read_text("utf-8"))
    shown = {more: block for kind, more, block in blocks if kind == "sh"}
    for whose in ("", "legal"):
        monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(place / f"config-{whose}"))
        code, said = _run(place, shown[whose])
        assert code == 0, said
    assert "GENUINE." in said


def test_the_producers_guide_holds(place: Path):
    """From the first start to the page that is attached to an e-mail."""
    _follow("producer.md", place)
    assert (place / "summary.toml").exists()
    assert (place / "summary.pdf").read_bytes().startswith(b"%PDF")


def test_legals_guide_holds(place: Path):
    """A summary of somebody unknown is read, verified, trusted and decided."""
    other = {**os.environ, "GENAI_GUIDE_CONFIG": str(place / "producer")}
    words = [sys.executable, "-m", "genai_guide", *_SIGN]
    subprocess.run(words, cwd=place, env=other, capture_output=True, check=True)
    _follow("legal.md", place)
    assert 'outcome = "approved-with-conditions"' in (
        (place / "summary.toml").read_text("utf-8")
    )


def test_the_policy_owners_guide_holds(place: Path):
    """The rules are laid out, proved, copied and compared."""
    _follow("policy-owner.md", place)
    assert "mermaid" in (place / "graph.md").read_text("utf-8")
