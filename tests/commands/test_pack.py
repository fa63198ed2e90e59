"""`pack check`, `table`, `graph` and `diff`, as a script starts them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from genai_guide.files.packs import load_pack
from genai_guide.files.session_files import save_session
from genai_guide.policy.answers import Place
from genai_guide.policy.pack import Pack
from genai_guide.policy.proof.flaws import Property
from genai_guide.record import session

SMALL = Path(__file__).parents[1] / "packs" / "small"


@pytest.fixture
def pack_dir(tmp_path: Path) -> Path:
    """Give a copy of the small pack to change."""
    return Path(shutil.copytree(SMALL, tmp_path / "changed"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


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


def test_the_table_has_a_row_for_each_rule(run, shipped: Pack) -> None:
    """A spreadsheet reads as many cells in each row, and finds each condition."""
    done = run("pack", "table", "--format", "tsv", pack=False)
    rows = list(csv.DictReader(io.StringIO(done.out), delimiter="\t"))
    assert [one["rule"] for one in rows[1:]] == [rule.id for rule in shipped.rules]
    assert all(None not in one and None not in one.values() for one in rows)
    by_id = {one["rule"]: one for one in rows}
    outside = by_id["personal-outside"]
    assert outside["tool.agreement"] == "no or unsure"
    assert outside["tool.inputs"] == "personal or likeness"
    assert by_id["proprietary-outside"]["tool.training"] == "(2) title"
    assert by_id["replica-guild"]["unless"] == "talent.guild = none"


HOSTILE = '|a`<b>[x](y)*_\\\\ #\\"]; click q1 -->'


def test_the_text_of_a_pack_is_only_text(run, pack_dir: Path) -> None:
    """No text becomes markup, a cell, a formula or a line of its own."""
    edit(pack_dir, "questions.toml", "Is it inside the house?", HOSTILE)
    edit(pack_dir, "questions.toml", 'title = "Gear"', 'title = "```<script>"')
    edit(pack_dir, "rules.toml", "Candles are open fire.", "=1+1")
    table = run("pack", "table", pack_dir, pack=False).out
    widths = {line.count("|") for line in table.splitlines()}
    assert len(widths) == 1
    assert "<b>" not in table
    graph = run("pack", "graph", pack_dir, pack=False).out
    assert "<script>" not in graph
    assert graph.count("```") == 2 * graph.count("```mermaid")
    for line in graph.splitlines():
        assert not line.strip().startswith("click")
        if line.startswith("  q1["):
            text = line.removeprefix('  q1["').removesuffix('"]').replace("<br/>", "")
            assert not set(text) & set('"`<>[]|\\*')
    tsv = run("pack", "table", pack_dir, "--format", "tsv", pack=False).out
    assert "\t'=1+1\t" in tsv


def test_the_graph_draws_each_section(run, shipped: Pack) -> None:
    """Each section with choices is drawn, small, with all its questions."""
    graph = run("pack", "graph", pack=False).out
    choices = [one for one in shipped.questions if one.is_choice]
    for question in choices:
        assert f"<br/>{question.id}" in graph
    drawings = re.findall(r"```mermaid\n(.*?)```", graph, re.DOTALL)
    assert len(drawings) == len({one.section for one in choices})
    assert max(len(one.splitlines()) for one in drawings) < 60


def test_diff_says_what_changed_and_for_whom(run, pack_dir: Path) -> None:
    """A changed level is named, its answers are described, and the files it changes."""
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    edit(pack_dir, "rules.toml", 'level = "escalate"', 'level = "approval"')
    edit(
        pack_dir, "questions.toml", "The porch counts as inside.", "So does the porch."
    )
    saved = Path("saved/deep")
    saved.mkdir(parents=True)
    for name, where in (("in", "yes"), ("out", "no")):
        (saved / f"{name}.toml").write_text(
            f'[answers]\n"plan.where" = "{where}"\n'
            '"plan.title" = "x"\n"plan.what" = "x"\n'
            '"plan.hazards" = "nothing"\n[[tool]]\nname = "x"\n'
            '[tool.answers]\n"gear.heavy" = "yes"\n'
        )
    (saved / "other.toml").write_text('[answers]\n"else" = "x"\n')
    done = run(
        *("pack", "diff", SMALL, pack_dir, "--against", "saved", "--witness", "shown"),
        pack=False,
    )
    assert done.code == 0
    for line in (
        "changed: rules.toml: rule “inside”, level",
        "changed: questions.toml: question “plan.where”, help",
        "  plan.where: yes or unsure: now at least approval",
        "    for example escalate → approval",
        "1 of 3 change",
        "saved/deep/in.toml (answers file): escalate → approval",
        "saved/deep/other.toml: not compared",
    ):
        assert line in done.out
    for part, level in (("old", "escalate"), ("new", "approval")):
        path = f"shown/rises-1-{part}.toml"
        folder = SMALL if part == "old" else pack_dir
        found = run("assess", path, "--json", "--pack", folder, pack=False)
        assert json.loads(found.out)["level"] == level
        assert tomllib.loads(Path(path).read_text())["answers"]


def test_diff_as_json(run, pack_dir: Path) -> None:
    """One object, with both witnesses of each region."""
    edit(pack_dir, "rules.toml", '["candles", "unsure"]', '["unsure"]')
    done = run("pack", "diff", SMALL, pack_dir, "--json", pack=False)
    found = json.loads(done.out)
    assert done.code == 1
    assert found["version_reused"] is True
    (region,) = found["regions"]
    assert region["direction"] == "falls"
    assert region["gives"] == ["approval", "clearance"]
    assert set(region["witness"]) == {"old", "new"}
    assert "raise the version" in done.err


def test_a_pack_is_the_same_as_itself(run) -> None:
    """No change is found where there is none."""
    done = run("pack", "diff", SMALL, SMALL, pack=False)
    assert (done.code, done.err) == (0, "")
    assert "proved the same for all answers" in done.out


def test_other_options_and_questions_are_compared(run, pack_dir: Path) -> None:
    """What only one pack asks may be anything; what it no longer takes is named."""
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', 'version = "2.0.0"')
    edit(pack_dir, "rules.toml", '["candles", "unsure"]', '["torches", "unsure"]')
    edit(pack_dir, "questions.toml", 'id = "candles"', 'id = "torches"')
    Path("saved").mkdir()
    Path("saved/a.toml").write_text(
        '[answers]\n"plan.where" = "yes"\n"plan.hazards" = "candles"\n'
    )
    done = run("pack", "diff", SMALL, pack_dir, "--against", "saved", pack=False)
    assert done.code == 0
    assert (
        "removed: questions.toml: question “plan.hazards”, option “candles”" in done.out
    )
    assert (
        "added: questions.toml: question “plan.hazards”, option “torches”" in done.out
    )
    assert "to be answered again: plan.hazards" in done.out


def test_pack_needs_to_be_told_what_to_do(run) -> None:
    """`pack` alone is a matter of usage."""
    assert run("pack", pack=False).code == 2
    assert run("pack", "diff", SMALL, pack=False).code == 2


def test_a_signed_summary_is_compared_and_left_alone(run, pack_dir: Path) -> None:
    """Summaries under the folder are judged by both packs, and not touched."""
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    edit(pack_dir, "rules.toml", 'level = "escalate"', 'level = "hold"')
    Path("saved").mkdir()
    Path("answers.toml").write_text(
        '[answers]\n"plan.title" = "x"\n"plan.what" = "x"\n"plan.where" = "yes"\n'
        '"plan.hazards" = "nothing"\n[[tool]]\nname = "x"\n'
        '[tool.answers]\n"gear.heavy" = "yes"\n'
    )
    signer = ("--name", "A", "--role", "P", "--organisation", "S", "--email", "a@s.org")
    words = ("sign", "answers.toml", "--attest", *signer, "-o", "saved/sum.toml")
    assert run(*words, "--pack", SMALL, pack=False).code == 0
    before = Path("saved/sum.toml").read_bytes()
    done = run("pack", "diff", SMALL, pack_dir, "--against", "saved", pack=False)
    assert "saved/sum.toml (summary): escalate → hold" in done.out
    assert Path("saved/sum.toml").read_bytes() == before


def test_a_saved_session_is_compared_and_left_alone(run, pack_dir: Path) -> None:
    """A session is judged as far as it is answered; what is parked counts nowhere."""
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    edit(pack_dir, "rules.toml", 'level = "approval"', 'level = "hold"')
    pack, at = load_pack(SMALL), "2026-03-01T09:00:00+00:00"
    candles = {
        Place("plan.where"): ("yes",),
        Place("plan.hazards"): ("candles", "animals"),
    }
    inside = session.answer(pack, session.new(pack), candles, at)
    outside = session.answer(pack, inside, {Place("plan.where"): ("no",)}, at)
    Path("saved/.trash").mkdir(parents=True)
    for name, one in (("inside", inside), ("outside", outside), (".trash/a", inside)):
        save_session(Path(f"saved/{name}.toml"), pack, one, at)
    before = {path: path.read_bytes() for path in Path("saved").rglob("*.toml")}
    words = ("pack", "diff", SMALL, pack_dir, "--against", "saved")
    done = run(*words, pack=False)
    assert (done.code, done.err) == (0, "")
    assert "files under saved: 1 of 2 change" in done.out
    (line,) = [one for one in done.out.splitlines() if "saved/inside.toml" in one]
    assert "(session): open (approval to approval), clearance → open (hold" in line
    assert "saved/outside.toml" not in done.out
    found = json.loads(run(*words, "--json", pack=False).out)["files"]
    assert [(Path(one["file"]).name, one["kind"], one["differs"]) for one in found] == [
        ("inside.toml", "session", True),
        ("outside.toml", "session", False),
    ]
    assert {path: path.read_bytes() for path in before} == before
