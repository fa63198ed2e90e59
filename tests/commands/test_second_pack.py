"""A second pack, of other questions, goes through every command."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from genai_guide.rules.check.findings import Property
from genai_guide.storage.packs import load_pack
from tests.helpers.signing import SIGN_WORDS

SMALL = Path(__file__).parents[1] / "packs" / "small"
ANSWERS = """\
[answers]
"plan.title" = "The lodge"
"plan.what" = "A dinner"
"plan.where" = "yes"
"plan.hazards" = ["candles", "animals"]

[[tool]]
name = "Crane"

[tool.answers]
"gear.heavy" = "no"
"""


@pytest.fixture
def small(run, shipped):
    """Run a command with the second pack; nothing it prints is of the shipped one."""
    own = {
        *(one.id for one in shipped.questions if "." in one.id),
        *(one.text for one in shipped.questions),
        *(one.id for one in shipped.rules if "-" in one.id),
        *(one.reason for one in shipped.rules),
        *(one.quote for one in shipped.clauses),
        shipped.id,
        shipped.title,
        shipped.source,
        shipped.attestation,
    }
    second = load_pack(SMALL)
    own -= {one.id for one in (*second.questions, *second.rules)}
    own -= {one.field for one in second.questions}

    def command(*words, named: bool = True):
        folder = ("--pack", SMALL) if named else ()
        done = run(*words, *folder, pack=False)
        said = done.out + done.err
        assert not [one for one in own if re.search(rf"\b{re.escape(one)}\b", said)]
        return done

    return command


@pytest.fixture
def lodge(tmp_path: Path) -> Path:
    """Give answers to all of the second pack's questions."""
    path = tmp_path / "lodge.toml"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


def test_its_questions_are_listed(small) -> None:
    """Each is there, in order, with its options and its condition."""
    done = small("questions", "--json")
    listed = json.loads(done.out)
    pack = load_pack(SMALL)
    assert done.code == 0
    assert [one["id"] for one in listed] == [one.id for one in pack.questions]
    hazards = next(one for one in listed if one["id"] == "plan.hazards")
    assert [one["id"] for one in hazards["options"]] == [
        *("nothing", "candles", "animals", "unsure")
    ]
    assert hazards["when"]
    assert pack.attestation in small("questions").out


def test_its_answers_are_assessed(small, lodge: Path) -> None:
    """Its rules give the verdict, and its tasks what is to be done."""
    done = small("assess", lodge, "--json")
    found = json.loads(done.out)
    assert (done.code, found["level"]) == (0, "approval")
    assert found["obligations"] == ["clearance"]
    assert "Heavy gear needs boards on the floor." in small("assess", lodge).out
    assert small("assess", lodge, "--fail-on", "approval").code == 1


def test_what_is_left_open_is_named_by_its_ids(small, tmp_path: Path) -> None:
    """An incomplete file is told its own questions."""
    path = tmp_path / "open.toml"
    path.write_text('[answers]\n"plan.where" = "unsure"\n', encoding="utf-8")
    done = small("assess", path)
    assert done.code == 3
    assert "plan.hazards" in done.out + done.err


def test_it_is_signed_and_shown(small, lodge: Path) -> None:
    """The summary carries its version and its clauses, and is read again with it."""
    assert small("sign", lodge, *SIGN_WORDS, "-o", "sum.toml").code == 0
    statement = tomllib.loads(Path("sum.toml").read_text("utf-8"))["statement"]
    assert statement["level"] == "approval"
    pack = load_pack(SMALL)
    assert statement["pack"]["id"] == pack.id
    assert statement["pack"]["digest"] == pack.digest
    shown = small("show", "sum.toml", "--full")
    assert shown.code == 0
    for words in (
        "Crane",
        "do not light fires indoors",
        "The owner hears of animals beforehand.",
        "Ask the owner.",
    ):
        assert words in shown.out
    as_json = json.loads(small("show", "sum.toml", "--format", "json").out)
    assert as_json["level"] == "approval"


def test_the_other_pack_does_not_take_its_records(run, small, lodge: Path) -> None:
    """With the shipped pack both are refused: their questions are not its own."""
    small("sign", lodge, *SIGN_WORDS, "-o", "sum.toml")
    other = "made with the questions “small”, not “netflix-genai”"
    for words, said in (
        (("assess", lodge), "expected a question of the pack"),
        (("assess", "sum.toml"), other),
        (("show", lodge), "expected a question of the pack"),
    ):
        done = run(*words, pack=False)
        assert (done.code, done.out) == (1, "")
        assert said in done.err


@pytest.mark.parametrize("words", [(SMALL,), ("--pack", SMALL)])
def test_it_is_proved(small, words: tuple[str | Path, ...]) -> None:
    """All that is proved of a pack is proved of it; only helps are missing."""
    done = small("pack", "check", *words, named=False)
    assert (done.code, "0 errors" in done.out) == (0, True)
    proved = sum(one.state == "proved" for one in Property)
    assert done.out.count("  proved ") == proved
    assert done.out.count("  checked ") == len(Property) - proved - 2
    assert "for all 72 combinations of answers" in done.out


@pytest.mark.parametrize("words", [(SMALL,), ("--pack", SMALL)])
def test_it_is_laid_out(small, words: tuple[str | Path, ...]) -> None:
    """Its rules are the rows of the table, its sections the drawings."""
    pack = load_pack(SMALL)
    table = small("pack", "table", *words, "--format", "tsv", named=False)
    rows = table.out.splitlines()
    assert [one.split("\t")[0] for one in rows[2:]] == [one.id for one in pack.rules]
    graph = small("pack", "graph", *words, named=False)
    assert (table.code, graph.code) == (0, 0)
    assert re.findall(r"^## (.*)$", graph.out, re.MULTILINE) == ["The plan", "Gear"]
    for question in pack.questions:
        assert (f"<br/>{question.id}" in graph.out) is question.is_choice
