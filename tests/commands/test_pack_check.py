"""`pack check`, as a script starts it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from genai_guide.rules.check.findings import Property
from genai_guide.storage.packs import default_dir
from tests.commands.small_pack import SMALL, copied, edit

CHECKED = {"references", "order", "clauses", "case", "coverage"}
CHECKED |= {"reasons", "stages", "wording", "released"}
"""The properties that are looked up or read, not proved over all answers."""


@pytest.fixture
def pack_dir(tmp_path: Path) -> Path:
    """Give a copy of the small pack to change."""
    return copied(tmp_path / "changed")


def test_the_shipped_pack_has_no_error(run) -> None:
    """It says what was proved for all answers, and what was only checked."""
    done = run("pack", "check", pack=False)
    assert done.code == 0, done.out
    assert "0 errors, 0 warnings" in done.out
    for one in Property:
        state = "checked" if one in CHECKED else "proved"
        assert f"  {state:9}  {one.words} (" in done.out
    assert re.search(r"for all \d\.\d x 10\^\d+ combinations of answers", done.out)
    assert re.search(r"checked in \d+ ms", done.out)


def test_a_finding_has_its_place_and_a_counterexample(run, pack_dir: Path) -> None:
    """Each error is said with its place, and shown by a file that can be assessed."""
    edit(
        pack_dir,
        "rules.toml",
        '"gear.heavy" = ["no", "unsure"]',
        '"gear.heavy" = ["yes", "unsure"]',
    )
    done = run("pack", "check", pack_dir, "--examples", "shown", pack=False)
    assert done.code == 1
    line = next(
        one for one in done.out.splitlines() if "“gear.heavy”, option “no”" in one
    )
    place = "questions.toml, line 111: question “gear.heavy”, option “no”"
    assert line.startswith(f"error: {place}")
    for part, verdict in (("before", "escalate"), ("after", "notify")):
        path = f"shown/monotone-gear.heavy-no-{part}.toml"
        assert path in done.err
        found = run("assess", path, "--json", "--pack", pack_dir, pack=False)
        assert (found.code, json.loads(found.out)["level"]) == (0, verdict)


def test_examples_replace_nothing(run, pack_dir: Path) -> None:
    """A second run into the same folder is refused at once, and changes no file."""
    edit(pack_dir, "rules.toml", '"unsure"]', '"no"]')
    first = run("pack", "check", pack_dir, "--examples", "shown", pack=False)
    before = {path: path.read_bytes() for path in Path("shown").iterdir()}
    again = run("pack", "check", pack_dir, "--examples", "shown", pack=False)
    assert first.code == again.code == 1
    assert before
    assert again.out == ""
    assert "shown: this folder is not empty. Name a new one" in again.err
    assert {path: path.read_bytes() for path in Path("shown").iterdir()} == before


def test_an_empty_folder_is_taken_for_examples(run, pack_dir: Path) -> None:
    """Somebody may have made it before; a file of that name is refused."""
    edit(pack_dir, "rules.toml", '"unsure"]', '"no"]')
    Path("shown").mkdir()
    Path("file").write_text("mine", encoding="utf-8")
    run("pack", "check", pack_dir, "--examples", "shown", pack=False)
    assert list(Path("shown").iterdir())
    done = run("pack", "check", pack_dir, "--examples", "file", pack=False)
    assert (done.code, done.out) == (1, "")
    assert "file: no folder to write to" in done.err


def test_the_first_line_says_what_was_checked(run, pack_dir: Path) -> None:
    """An installed program has a copy of its own: the folder tells them apart."""
    for words, said in (
        ((), f"netflix-genai 2.0.0, in {default_dir()}"),
        ((pack_dir,), f"small 1.0.0, in {pack_dir}"),
        (("--pack", pack_dir), f"small 1.0.0, in {pack_dir}"),
    ):
        done = run("pack", "check", *words, pack=False)
        assert done.out.splitlines()[0] == said


def test_a_released_version_may_not_say_something_else(run, pack_dir: Path) -> None:
    """Beside the folder that is checked: the same is fine, another number too."""
    released = copied(pack_dir.parent / "released" / "small-1.0.0")
    assert run("pack", "check", pack_dir, pack=False).code == 0
    edit(pack_dir, "rules.toml", 'level = "escalate"', 'level = "approval"')
    done = run("pack", "check", pack_dir, pack=False)
    assert done.code == 1
    said = f"pack, version: version 1.0.0 was released in {released} with other"
    assert (f"error: pack.toml, line 3: {said} content. Raise the version") in done.out
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    assert run("pack", "check", pack_dir, pack=False).code == 0


def test_the_shipped_version_may_not_say_something_else(run) -> None:
    """A copy of the shipped pack is held against the shipped pack."""
    copy = shutil.copytree(default_dir(), "copy")
    assert run("pack", "check", copy, pack=False).code == 0
    edit(Path(copy), "pack.toml", "language = ", 'language = "de" #')
    done = run("pack", "check", copy, "--json", pack=False)
    found = json.loads(done.out)["findings"]
    assert [one["property"] for one in found] == ["released"]
    assert found[0]["severity"] == "error"
    assert str(default_dir()) in found[0]["sentence"]
    assert done.code == 1


def test_the_counterexample_of_an_assert_is_a_sentence(run, pack_dir: Path) -> None:
    """What the answers are told stands beside what legal wants."""
    with (pack_dir / "rules.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[assert]]\nid = "always"\nat_least = "approval"\n'
            'when = [ { "plan.where" = ["no"] } ]\nclauses = ["gear.floor"]\n'
        )
    done = run("pack", "check", pack_dir, pack=False)
    assert "it wants at least approval" in done.out
    assert "    counterexample: the condition holds, and they give notify" in done.out


def test_curly_quotes_are_said(run, pack_dir: Path) -> None:
    """Word processors write them; the line is named and quoted."""
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', "version = “1.0.0”")
    done = run("pack", "check", pack_dir, pack=False)
    assert done.code == 1
    assert r"version = \u{201c}1.0.0\u{201d}”. The quote “ is curly" in done.err


def test_check_as_json(run, pack_dir: Path) -> None:
    """One object, with the findings and their answers as answers files have them."""
    edit(pack_dir, "rules.toml", '["candles", "unsure"]', '["candles"]')
    done = run("pack", "check", pack_dir, "--json", pack=False)
    found = json.loads(done.out)
    assert done.code == 1
    assert {one["property"] for one in found["properties"]} == set(Property)
    assert [one["line"] for one in found["findings"] if "rule" in one["place"]]
    for flaw in found["findings"]:
        assert flaw["line"] > 0
        assert flaw["severity"] in {"error", "warning"}
        assert flaw["sentence"]
        for one in flaw["counterexamples"]:
            assert {"answers", "tool", "shows", "part"} == set(one)


def test_warnings_do_not_fail(run) -> None:
    """Only errors make the exit code 1."""
    done = run("pack", "check", "--pack", SMALL, pack=False)
    assert re.search(
        r"warning: questions.toml, line \d+: question “plan.what”, help", done.out
    )
    assert (done.code, "0 errors" in done.out) == (0, True)


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ('{ level = "approval" }', "expected approval, found escalate"),
        ('{ level = "escalate", obligations = ["guild"] }', "expected the obligations"),
        (
            '{ level = "escalate", cites = ["gear.floor"] }',
            "no reason cites gear.floor",
        ),
        ('{ level = "aproval" }', "did you mean “approval”"),
        ('{ level = "escalate", cites = ["nothing"] }', "found “nothing”"),
        ("7", "expected a table"),
    ],
)
def test_a_golden_case_that_fails(run, pack_dir: Path, expect: str, said: str) -> None:
    """A case that gives something else, or cannot be read, is an error."""
    (pack_dir / "cases").mkdir()
    (pack_dir / "cases" / "one.toml").write_text(
        f'[case]\ntitle = "One"\nexpect = {expect}\n[answers]\n'
        '"plan.title" = "x"\n"plan.what" = "x"\n"plan.where" = "yes"\n'
        '"plan.hazards" = "nothing"\n[[tool]]\nname = "x"\n'
        '[tool.answers]\n"gear.heavy" = "yes"\n',
        encoding="utf-8",
    )
    done = run("pack", "check", pack_dir, pack=False)
    assert done.code == 1
    line = next(one for one in done.out.splitlines() if "cases/one.toml" in one)
    assert said in line


def test_a_pack_that_does_not_load_tells_its_faults(run, pack_dir: Path) -> None:
    """A misspelt id and a cycle are faults with their place and the nearest id."""
    edit(pack_dir, "rules.toml", '"plan.where" =', '"plan.were" =')
    edit(
        pack_dir,
        "questions.toml",
        'text = "Is it inside the house?"',
        'text = "?"\nwhen = [ { "plan.hazards" = ["candles"] } ]',
    )
    done = run("pack", "check", pack_dir, pack=False)
    assert done.code == 1
    assert "did you mean “plan.where”?" in done.err
    assert "“plan.hazards”, which comes later" in done.err
    found = json.loads(run("pack", "check", pack_dir, "--json", pack=False).out)
    assert {one["nearest"] for one in found["faults"]} >= {"plan.where"}


def test_a_pack_that_does_not_load_tells_what_is_wrong_with_its_cases(
    run, pack_dir: Path
) -> None:
    """It is said beside the faults of the other files, each with its line."""
    edit(pack_dir, "pack.toml", "format = 2", 'format = "2"')
    (pack_dir / "cases").mkdir()
    (pack_dir / "cases" / "odd.toml").write_text("[case]\ntitle = ", encoding="utf-8")
    done = run("pack", "check", pack_dir, "--json", pack=False)
    assert done.code == 1
    assert "the pack has 2 errors" in done.err
    assert (
        "cases/odd.toml, line 2: not valid TOML: Invalid value (at line 2, " in done.err
    )
    assert json.loads(done.out)["faults"][1]["file"] == "cases/odd.toml"
