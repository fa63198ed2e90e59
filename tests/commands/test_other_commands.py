"""`questions`, `paths`, the app without a terminal, and the program as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from genai_guide import __version__
from genai_guide.rules.pack import Pack

ROOT = Path(__file__).parents[2]


def test_questions_as_json(run, boat: Pack) -> None:
    """Every question in order, with the documented keys."""
    done = run("questions", "--json")
    found = json.loads(done.out)
    assert done.code == 0
    assert [one["id"] for one in found] == [one.id for one in boat.questions]
    for one in found:
        assert set(one) >= {
            *("id", "section", "per", "kind", "text", "clauses", "when"),
            *("field", "optional", "options"),
        }
        for option in one["options"]:
            assert set(option) >= {"id", "label", "risk", "exclusive"}
    by_id = {one["id"]: one for one in found}
    assert by_id["trip.title"]["when"] is None
    assert by_id["trip.cargo"]["when"] == [{"trip.weather": ["calm", "unsure"]}]
    assert by_id["trip.permit"]["when"] == [{"loaded": True}]
    assert by_id["boat.engine"]["per"] == "tool"
    assert by_id["trip.weather"]["per"] is None
    assert by_id["trip.date"]["optional"] is True
    assert by_id["trip.title"]["field"] == "production.title"
    first = by_id["trip.cargo"]["options"][0]
    assert (first["id"], first["risk"], first["exclusive"]) == ("nothing", "safe", True)


def test_questions_for_people(run, boat: Pack) -> None:
    """Each question with its id and options, and at the end what is attested."""
    done = run("questions")
    assert done.code == 0
    for question in boat.questions:
        assert f"{question.text}  [{question.id}" in done.out
    assert "storm: A storm" in done.out
    assert done.out.rstrip().endswith(boat.attestation)


def test_paths_says_where_things_are(run, tmp_path: Path, boat_dir: Path) -> None:
    """The folders are those that the environment names."""
    done = run("paths")
    assert done.code == 0
    assert f"drafts: {tmp_path / 'data' / 'sessions'}" in done.out
    assert f"settings: {tmp_path / 'config'}" in done.out
    assert f"questions: {boat_dir}" in done.out


@pytest.mark.parametrize("words", [[], ["new"], ["new", "a.toml"], ["open", "a.toml"]])
def test_the_app_needs_a_terminal(run, words: list[str]) -> None:
    """Without a terminal it ends with 2, at once, and names what to use."""
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert "needs a terminal" in done.err


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["assess", "--jso", "x"], ["show"], ["register", ".", "--due=-1"]],
)
def test_a_mistake_of_usage_ends_with_2(run, words: list[str]) -> None:
    """An unknown command, a shortened option, no file and days below 0 are 2."""
    done = run(*words, pack=False)
    assert (done.code, done.out) == (2, "")


def test_an_error_of_the_program_ends_with_70_and_shows_no_answer(
    run, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen error is said by its place alone."""

    def failing(*_: object) -> None:
        msg = "Round the island"
        raise RuntimeError(msg)

    monkeypatch.setattr("genai_guide.commands.assess.read_record", failing)
    done = run("assess", answers)
    assert done.code == 70
    assert "RuntimeError at" in done.err
    assert "Round the island" not in done.err
    assert "Traceback" not in done.err


def test_an_interrupt_ends_with_130(
    run, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C is no error of the program."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("genai_guide.commands.assess.read_record", interrupted)
    assert run("assess", answers).code == 130


def python(*words: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Start python in the repository."""
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
        timeout=60,
        **more,
    )


def test_the_module_runs_as_a_program(answers: Path, boat_dir: Path) -> None:
    """`python -m genai_guide` gives the exit code and the data to the shell."""
    done = python("-m", "genai_guide", "--version")
    assert (done.returncode, done.stdout) == (0, f"genai-guide {__version__}\n")
    pack = ["--pack", str(boat_dir)]
    words = ["assess", str(answers), "--json", "--fail-on", "approval", *pack]
    done = python("-m", "genai_guide", *words)
    assert done.returncode == 1
    assert json.loads(done.stdout)["level"] == "approval"


def test_a_poor_character_set_does_not_stop_the_output(
    answers: Path, boat_dir: Path
) -> None:
    """Under the C locale in ASCII every command still prints."""
    environment = {
        **os.environ,
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
        "LC_ALL": "C",
    }
    words = ["show", str(answers), "--pack", str(boat_dir)]
    done = python("-m", "genai_guide", *words, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u201c" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="a folder in use cannot be removed there")
def test_a_working_folder_that_is_gone(
    answers: Path, boat_dir: Path, tmp_path: Path
) -> None:
    """What needs no working folder goes on; the rest says what is wrong."""
    gone = tmp_path / "gone"
    script = (
        "import os, sys; os.rmdir(os.getcwd()); from genai_guide.cli import main;"
        " sys.exit(main(sys.argv[1:]))"
    )
    for words, code, said in (
        (["questions"], 0, ""),
        (["assess", "a.toml"], 1, "a.toml: there is no such file"),
        (["assess", str(answers)], 0, ""),
        (["diff", "a", "b"], 1, ""),
    ):
        gone.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", script, *words, "--pack", str(boat_dir)],
            cwd=gone,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert (done.returncode, "an error in genai-guide" in done.stderr) == (
            code,
            False,
        )
        assert said in done.stderr


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="needs /dev/stdin")
def test_a_file_can_be_piped_in(answers: Path, boat_dir: Path) -> None:
    """A pipe on /dev/stdin is read to its end, as a redirection is."""
    words = [sys.executable, "-m", "genai_guide", "show", "/dev/stdin"]
    done = subprocess.run(
        [*words, "--pack", str(boat_dir)],
        input=answers.read_bytes(),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Round the island" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="needs a pipe of Unix")
def test_a_reader_that_goes_away_is_no_traceback(boat_dir: Path) -> None:
    """`questions | head -1` does not complain, and always ends with one code."""
    words = [sys.executable, "-m", "genai_guide", "questions"]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        said = started.stderr.read()
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said
    assert started.returncode == 141
