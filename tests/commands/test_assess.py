"""`assess`: verdicts for scripts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from genai_guide.commands import assess
from genai_guide.rules.pack import Pack
from tests.helpers.boat_pack import FILES, write_pack

OBJECT = {
    *("file", "level", "needs_approval", "obligations", "lowest", "highest"),
    *("headlines", "checklists", "reasons", "tasks", "alternatives", "not_applied"),
    *("conflicts", "asked", "open", "inactive", "complete"),
}


def test_a_complete_file_gives_its_verdict(run, answers: Path) -> None:
    """The object has the documented keys, and says what the rules say."""
    done = run("assess", answers, "--json")
    found = json.loads(done.out)
    assert done.code == 0
    assert set(found) == OBJECT
    assert found["file"] == str(answers)
    assert (found["level"], found["needs_approval"]) == ("approval", "yes")
    assert (found["lowest"], found["highest"]) == ("approval", "approval")
    assert found["obligations"] == ["consent", "clearance", "terms"]
    assert found["complete"] is True
    assert (found["open"], found["inactive"]) == ([], [])
    assert [one["rule"] for one in found["reasons"]] == [
        "uninsured",
        "cargo-on-board",
        "tell-always",
    ]
    reason = found["reasons"][0]
    assert set(reason) == {"rule", "level", "tool", "text", "clauses"}
    assert (reason["level"], reason["clauses"]) == ("approval", ["engine"])
    assert {one["rule"] for one in found["not_applied"]} == {
        "storm",
        "weather-unsure",
        "empty-hold",
    }
    assert all(set(one) == {"rule", "text", "why"} for one in found["not_applied"])
    assert [one["id"] for one in found["tasks"]] == ["tell-harbour", "declare"]


def test_asked_and_open_are_in_the_order_of_asking(run, answers: Path) -> None:
    """Questions of the second tool are named `id#2`; optional ones are never open."""
    text = answers.read_text().replace('"trip.date" = "2026-03-31"\n', "")
    answers.write_text(text.replace('"boat.insured" = "no"\n', ""))
    done = run("assess", answers, "--json")
    found = json.loads(done.out)
    assert done.code == 3
    assert found["asked"] == [
        *("trip.title", "trip.date", "trip.story", "trip.weather", "trip.cargo"),
        *("trip.permit", "boat.name", "boat.engine", "boat.owner", "boat.name#2"),
        *("boat.engine#2", "boat.insured#2", "boat.owner#2"),
    ]
    assert found["open"] == ["boat.insured#2"]
    assert (found["level"], found["needs_approval"]) == (None, None)
    assert (found["lowest"], found["highest"]) == ("escalate", "approval")
    assert found["complete"] is False
    assert found["headlines"] == ["No date was given."]


def test_inactive_answers_are_listed(run, answers: Path) -> None:
    """Answers that do not count are named, and the verdict ignores them."""
    answers.write_text(answers.read_text().replace('"calm"', '"storm"'))
    found = json.loads(run("assess", answers, "--json").out)
    assert found["inactive"] == ["trip.cargo", "trip.permit"]
    assert found["headlines"] == ["Stay in the harbour."]


def test_a_folder_goes_in_name_order_past_a_bad_file(
    run, answers: Path, incomplete: Path, bad: Path, tmp_path: Path
) -> None:
    """One object a line; a bad file gets its error, and the rest still comes."""
    (tmp_path / ".hidden.toml").write_text("a = ")
    (tmp_path / "notes.txt").write_text("a = ")
    done = run("assess", tmp_path, "--json")
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [Path(one["file"]).name for one in found] == [
        "answers.toml",
        "bad.toml",
        "incomplete.toml",
    ]
    assert set(found[1]) == {"file", "error"}
    assert "not valid TOML" in found[1]["error"]
    assert found[2]["level"] is None
    assert done.code == 1
    assert str(bad) in done.err


def test_the_first_of_the_codes_counts(run, answers: Path, incomplete: Path) -> None:
    """Incomplete among complete ones is 3, and a missing file is 1."""
    assert run("assess", answers, incomplete).code == 3
    assert run("assess", incomplete, answers).code == 3
    assert run("assess", incomplete, "none.toml").code == 1


@pytest.mark.parametrize(
    ("level", "code"), [("notify", 1), ("escalate", 1), ("approval", 1), ("hold", 0)]
)
def test_a_verdict_is_an_error_only_if_asked_for(
    run, answers: Path, level: str, code: int
) -> None:
    """`--fail-on` gives 1 at the level or above, and without it a verdict is 0."""
    assert run("assess", answers, "--fail-on", level).code == code


def test_fail_on_goes_by_the_highest_while_incomplete(run, incomplete: Path) -> None:
    """What may still rise to the level fails, what cannot is merely incomplete."""
    assert run("assess", incomplete, "--fail-on", "approval").code == 1
    assert run("assess", incomplete, "--fail-on", "hold").code == 3


def test_an_unknown_level_is_a_mistake_of_usage(run, answers: Path) -> None:
    """A level that is none ends with 2."""
    assert run("assess", answers, "--fail-on", "never").code == 2
    assert run("assess").code == 2


def test_data_goes_to_stdout_and_narration_to_stderr(
    run, answers: Path, bad: Path
) -> None:
    """Stdout holds verdicts alone, so that a script can read it."""
    good, failed = run("assess", answers), run("assess", bad)
    assert good.out.startswith(f"{answers}:\n  Verdict: Written approval needed.\n")
    assert good.err == ""
    assert failed.out == ""
    assert failed.err.startswith("genai-guide: ")


def test_the_pack_may_be_named_before_or_after_the_command(
    run, answers: Path, boat_dir: Path
) -> None:
    """`--pack` works at both places; with another pack the answers are refused."""
    assert run("--pack", boat_dir, "assess", answers, pack=False).code == 0
    assert run("assess", answers, pack=True).code == 0
    assert run("assess", answers, pack=False).code == 1


def test_a_broken_pack_is_said_and_ends_with_1(
    run, answers: Path, tmp_path: Path
) -> None:
    """Without questions nothing can be assessed."""
    done = run("assess", answers, "--pack", tmp_path / "none", pack=False)
    assert (done.code, done.out) == (1, "")
    assert "this folder of questions does not exist" in done.err


@pytest.mark.parametrize(
    "name",
    [
        "a\x00b",
        pytest.param(
            "x" * 300,
        ),
    ],
)
def test_an_impossible_name_is_no_internal_error(run, name: str) -> None:
    """A name that no file can have is a file that cannot be read."""
    assert run("assess", name).code == 1


def test_a_folder_without_any_file_is_not_done(run, tmp_path: Path) -> None:
    """A folder named by mistake does not pass a check in a script."""
    (tmp_path / "empty").mkdir()
    assert run("assess", tmp_path / "empty", "--fail-on", "hold").code == 1


def test_what_is_printed_shows_no_control_characters(run, tmp_path: Path) -> None:
    """The name of a file does not act on the terminal."""
    path = tmp_path / "a\x1b]0;x\x07.toml"
    path.write_text("a = ")
    done = run("assess", path)
    assert "\x1b" not in done.out + done.err


def test_the_same_verdict_as_the_pack_s_own_functions(
    run, answers: Path, boat: Pack
) -> None:
    """Every rule is either among the reasons or among those not fired."""
    found = json.loads(run("assess", answers, "--json").out)
    named = [one["rule"] for one in found["reasons"] + found["not_applied"]]
    assert sorted(named) == sorted(rule.id for rule in boat.rules)


@pytest.mark.parametrize("words", [[], ["--json", "--fail-on", "approval"]])
def test_many_files_are_assessed_on_all_cores(  # noqa: PLR0913, PLR0917 - fixtures
    run,
    answers: Path,
    incomplete: Path,
    bad: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
) -> None:
    """The same is said in the same order as by one process, with the same code."""
    folder = Path("many")
    folder.mkdir()
    for number in range(120):
        source = (answers, incomplete, bad)[number % 3]
        shutil.copy(source, folder / f"{number:03}.toml")
    alone = run("assess", folder, *words)
    monkeypatch.setattr(assess, "_FEW", 100)
    # Other processes do the work: what reads a file here does not work any more.
    monkeypatch.setattr(assess, "read_record", None)
    many = run("assess", folder, *words)
    assert many == alone
    assert alone.code == 1
    assert (alone.out.count("120.toml"), alone.out.count("001.toml")) == (0, 1)


def test_each_mistake_in_a_file_has_its_own_line(run, tmp_path: Path) -> None:
    """With the number of the line where it stands."""
    bad = tmp_path / "bad.toml"
    bad.write_text('[answers]\n"trip.weather" = "fog"\n"nobody" = "x"\n', "utf-8")
    done = run("assess", bad)
    first, *others = done.err.splitlines()
    assert (done.code, first.endswith("bad.toml: 2 errors")) == (1, True)
    assert [line[:9] for line in others] == ["  line 2:", "  line 3:"]


def test_a_bad_pack_is_said_once_for_many_files(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where others do the work, they do not fail one by one."""
    monkeypatch.setattr(assess, "_FEW", 1)
    for number in range(2):
        (tmp_path / f"{number}.toml").touch()
    done = run("assess", tmp_path, "--pack", tmp_path, pack=False)
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1


def test_checklists_and_conflicts_are_said(run, answers: Path, tmp_path: Path) -> None:
    """As JSON with their ids and states, and in the text with the answers behind."""
    added = """
[[conflict]]
id = "calm-with-glass"
text = "Glass is on board of a calm trip."
when = [ { "trip.weather" = ["calm"], "trip.cargo" = ["glass"] } ]

[[checklist]]
id = "known"
title = "Known by heart"
kind = "principle"

[[checklist.item]]
clause = "cargo"
met = [ { "trip.cargo" = ["nothing"] } ]
not_met = [ { loaded = true } ]
"""
    rules = FILES["rules.toml"] + added
    pack = write_pack(tmp_path / "second", **{"rules.toml": rules})
    done = run("--pack", pack, "assess", answers, "--json", pack=False)
    found = json.loads(done.out)
    assert found["conflicts"] == [
        {
            "id": "calm-with-glass",
            "text": "Glass is on board of a calm trip.",
            "answers": ["trip.weather", "trip.cargo"],
            "note": "",
        }
    ]
    assert found["checklists"] == [
        {
            "id": "known",
            "title": "Known by heart",
            "kind": "principle",
            "items": [{"clause": "cargo", "title": "Cargo", "state": "not_met"}],
        }
    ]
    text = run("--pack", pack, "assess", answers, pack=False).out
    assert (
        "  Known by heart:\n  - Cargo: not met (What is on board? Animals; Glass).\n"
        in text
    )
    assert "  Conflicting answers: Glass is on board of a calm trip.\n" in text
