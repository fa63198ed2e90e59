"""The shells complete our words, and the names of files where one is wanted."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from genai_guide.cli import main

_ASK_BASH = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
complete=$(complete -p genai-guide); complete=${complete##*-F }
${complete%% *} genai-guide "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def script(shell: str, folder: Path, capsys) -> Path:
    """Write what the command prints into a file."""
    assert main(["completion", shell]) == 0
    path = folder / f"completion.{shell}"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["dec"], {"decide"}),
        (["pack", ""], {"check", "table", "graph", "diff", "cases", "trust"}),
        (["decide", "--outcome", "app"], {"approved", "approved-with-conditions"}),
        (["verify", "summ"], {"summary.toml"}),
    ],
)
def test_bash_completes(tmp_path: Path, capsys, typed: list[str], offered: set[str]):
    """Commands, choices and files are offered where they are wanted."""
    if not shutil.which("bash"):
        pytest.skip("needs bash")
    (tmp_path / "summary.toml").write_text("", encoding="utf-8")
    path = script("bash", tmp_path, capsys)
    words = ["bash", "--norc", "-c", _ASK_BASH, "ask", path, "genai-guide", *typed]
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert set(done.stdout.split()) == offered, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_can_read_its_script(tmp_path: Path, capsys, shell: str):
    """The script is one that the shell accepts, and it knows our commands."""
    if not shutil.which(shell):
        pytest.skip(f"needs {shell}")
    path = script(shell, tmp_path, capsys)
    assert "decide" in path.read_text(encoding="utf-8")
    done = subprocess.run([shell, "-n", path], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
