"""`pack check`, as a script starts it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from genai_guide.policy.proof.flaws import Property
from tests.commands.small_pack import SMALL, copied, edit


@pytest.fixture
def pack_dir(tmp_path: Path) -> Path:
    """Give a copy of the small pack to change."""
    return copied(tmp_path / "changed")


def test_the_shipped_pack_has_no_error(run) -> None:
    """It proves all properties of the shipped pack, and says so."""
    done = run("pack", "check", pack=False)
    assert done.code == 0, done.out
    assert "0 errors, 0 warnings" in done.out
    assert done.out.count("  proved ") == len(Property)
    assert re.search(r"for all \d\.\d x 10\^\d+ combinations of answers", done.out)
    assert re.search(r"decided in \d+ ms", done.out)


def test_a_flaw_has_its_place_and_a_witness(run, pack_dir: Path) -> None:
    """Each error is said with its place, and shown by a file that can be assessed."""
    edit(
        pack_dir,
        "rules.toml",
        '"gear.heavy" = ["no", "unsure"]',
        '"gear.heavy" = ["yes", "unsure"]',
    )
    done = run("pack", "check", pack_dir, "--witness", "shown", pack=False)
    assert done.code == 1
    line = next(
        one for one in done.out.splitlines() if "“gear.heavy”, option “no”" in one
    )
    assert line.startswith("error: questions.toml: question “gear.heavy”, option “no”")
    for part, verdict in (("before", "escalate"), ("after", "notify")):
        path = f"shown/monotone-gear.heavy-no-{part}.toml"
        assert path in done.err
        found = run("assess", path, "--json", "--pack", pack_dir, pack=False)
        assert (found.code, json.loads(found.out)["level"]) == (0, verdict)


def test_witnesses_replace_nothing(run, pack_dir: Path) -> None:
    """A second run into the same folder is refused, and changes no file."""
    edit(pack_dir, "rules.toml", '"unsure"]', '"no"]')
    first = run("pack", "check", pack_dir, "--witness", "shown", pack=False)
    before = {path: path.read_bytes() for path in Path("shown").iterdir()}
    again = run("pack", "check", pack_dir, "--witness", "shown", pack=False)
    assert first.code == again.code == 1
    assert before
    assert "there is such a file already" in again.err
    assert {path: path.read_bytes() for path in Path("shown").iterdir()} == before


def test_check_as_json(run, pack_dir: Path) -> None:
    """One object, with the flaws and their witnesses as answers files have them."""
    edit(pack_dir, "rules.toml", '["candles", "unsure"]', '["candles"]')
    done = run("pack", "check", pack_dir, "--json", pack=False)
    found = json.loads(done.out)
    assert done.code == 1
    assert {one["property"] for one in found["properties"]} == set(Property)
    for flaw in found["flaws"]:
        assert flaw["severity"] in {"error", "warning"}
        assert flaw["sentence"]
        for one in flaw["witnesses"]:
            assert {"answers", "tool", "shows", "part"} == set(one)


def test_warnings_do_not_fail(run) -> None:
    """Only errors make the exit code 1."""
    done = run("pack", "check", "--pack", SMALL, pack=False)
    assert "warning: questions.toml: question “plan.what”, help" in done.out
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
