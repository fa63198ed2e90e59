"""`pack cases`, as a script starts it: answers added to test cases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from genai_guide.storage.cases import load_cases
from genai_guide.storage.packs import default_dir, load_pack
from tests.commands.small_pack import copied

INSIDE = """\
# Kept.
[case]
title = "Inside"
expect = { level = "escalate" }

[answers]
"plan.title" = "x"
"plan.where" = "yes" # Inside.

# The gear.
[[tool]]
name = "x"

[tool.answers]
  "gear.heavy" = "yes"

[[tool]]
name = "y"
"""
OUTSIDE = '[answers]\n"plan.where" = "no"\n[[tool]]\nname = "x"\n'
EXPECT = '[case.expect]\nlevel = "notify"\n'


@pytest.fixture
def pack_dir(tmp_path: Path) -> Path:
    """Give a copy of the small pack with two test cases."""
    folder = copied(tmp_path / "changed")
    (folder / "cases").mkdir()
    for name, text in (("in", INSIDE), ("out", OUTSIDE + EXPECT)):
        (folder / "cases" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_answer_is_written_where_it_is_asked_and_missing(
    run, pack_dir: Path
) -> None:
    """One line each, and everything else stays as it is."""
    words = ("--fill", "plan.hazards=candles,animals", "--fill", "gear.heavy=no")
    done = run("pack", "cases", pack_dir, *words, pack=False)
    assert (done.code, done.err) == (0, "")
    assert "in.toml: plan.hazards, gear.heavy#2\n" in done.out
    assert "out.toml: gear.heavy\n" in done.out
    assert "answers added to 2 of 2 test cases\n" in done.out
    changed = (pack_dir / "cases/in.toml").read_text(encoding="utf-8")
    comment = '"plan.where" = "yes" # Inside.\n'
    assert (
        changed
        == INSIDE.replace(
            comment, f'{comment}"plan.hazards" = ["candles", "animals"]\n'
        )
        + '\n[tool.answers]\n"gear.heavy" = "no"\n'
    )
    outside = (pack_dir / "cases/out.toml").read_text(encoding="utf-8")
    added = '\n[tool.answers]\n"gear.heavy" = "no"\n'
    assert outside == OUTSIDE + added + EXPECT
    again = run("pack", "cases", pack_dir, *words, pack=False)
    assert again.out == "answers added to 0 of 2 test cases\n"


def test_windows_line_ends_are_kept(run, pack_dir: Path) -> None:
    """The file is written as its editor wrote it."""
    path = pack_dir / "cases/in.toml"
    path.write_bytes(INSIDE.replace("\n", "\r\n").encode())
    run("pack", "cases", pack_dir, "--fill", "plan.hazards=nothing", pack=False)
    changed = path.read_bytes()
    assert b'"plan.hazards" = ["nothing"]\r\n' in changed
    assert changed.count(b"\n") == changed.count(b"\r\n") == INSIDE.count("\n") + 1


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        ("plan.where", "expected question=option"),
        ("plan.were=no", "did you mean “plan.where”?"),
        ("plan.where=maybe", "plan.where: "),
        ("gear.name=x", "expected the id of a question"),
    ],
)
def test_what_is_no_answer_is_refused(
    run, pack_dir: Path, fill: str, said: str
) -> None:
    """It is a matter of usage, and no file is touched."""
    done = run("pack", "cases", pack_dir, "--fill", fill, pack=False)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert (pack_dir / "cases/in.toml").read_text(encoding="utf-8") == INSIDE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[answers\n", "line 1"),
        ('answers = { "plan.where" = "yes" }\n', 'add "plan.hazards" = '),
    ],
)
def test_a_case_that_cannot_be_changed_is_named(
    run, pack_dir: Path, text: str, said: str
) -> None:
    """The others are written all the same, and the command fails."""
    path = pack_dir / "cases/odd.toml"
    path.write_text(text, encoding="utf-8")
    done = run("pack", "cases", pack_dir, "--fill", "plan.hazards=nothing", pack=False)
    assert done.code == 1
    assert f"{path}: " in done.err
    assert said in done.err
    assert "answers added to 1 of 3 test cases" in done.out
    assert path.read_text(encoding="utf-8") == text


def test_a_question_that_is_new_is_filled_into_all_shipped_cases(
    run, tmp_path: Path
) -> None:
    """With the answers taken out of each file, writing them gives what it gave."""
    folder = Path(shutil.copytree(default_dir(), tmp_path / "pack"))
    pack = load_pack(folder)
    before = {case.name: case.answers for case in load_cases(folder, pack)[0]}
    question = next(q for q in pack.use_questions if q.is_choice and not q.when)
    option = question.options[0].id
    for path in (folder / "cases").iterdir():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(f'"{question.id}"')]
        path.write_text("".join(kept), encoding="utf-8")
    done = run("pack", "cases", folder, "--fill", f"{question.id}={option}", pack=False)
    assert done.code == 0
    after = {case.name: case.answers for case in load_cases(folder, pack)[0]}
    for name, answers in before.items():
        use = {**answers.use, question.id: (option,)}
        assert after[name].use == use
        assert after[name].tools == answers.tools
