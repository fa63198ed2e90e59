"""`pack diff`, as a script starts it: what changed, and for whom."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from genai_guide.record import draft as session
from genai_guide.rules.answers import Place
from genai_guide.storage.packs import load_pack
from tests.commands.small_pack import SMALL, copied, edit
from tests.helpers.drafts import save_draft


@pytest.fixture
def pack_dir(tmp_path: Path) -> Path:
    """Give a copy of the small pack to change."""
    return copied(tmp_path / "changed")


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
        *("pack", "diff", SMALL, pack_dir, "--against", "saved", "--examples", "shown"),
        pack=False,
    )
    assert done.code == 0
    for line in (
        "changed: rules.toml: rule “inside”, level",
        "changed: questions.toml: question “plan.where”, help",
        "  plan.where: yes or unsure: now at least approval",
        "    for example escalate → approval",
        "files under saved: 1 of 2 change; 1 more was not compared",
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
    """One object, with both examples of each region."""
    edit(pack_dir, "rules.toml", '["candles", "unsure"]', '["unsure"]')
    done = run("pack", "diff", SMALL, pack_dir, "--json", pack=False)
    found = json.loads(done.out)
    assert done.code == 1
    assert found["version_reused"] is True
    (region,) = found["regions"]
    assert region["direction"] == "falls"
    assert region["gives"] == ["approval", "clearance"]
    assert set(region["examples"]) == {"old", "new"}
    assert "Raise the version" in done.err


def test_a_pack_is_the_same_as_itself(run) -> None:
    """No change is found where there is none."""
    done = run("pack", "diff", SMALL, SMALL, pack=False)
    assert (done.code, done.err) == (0, "")
    assert "proved the same for all answers" in done.out
    assert "not compared" not in done.out


def test_an_option_that_is_only_added_is_not_compared(run, pack_dir: Path) -> None:
    """Nothing else changes, and still nobody is told that all is the same."""
    edit(pack_dir, "rules.toml", '["candles", "unsure"]', '["torches", "unsure"]')
    edit(pack_dir, "questions.toml", 'id = "candles"', 'id = "torches"')
    found = json.loads(run("pack", "diff", SMALL, pack_dir, "--json", pack=False).out)[
        "not_compared"
    ]
    assert [(one["taken_by"], one["where"][0]["includes"]) for one in found] == [
        ("old", ["candles"]),
        ("new", ["torches"]),
    ]
    assert found[1]["verdict"] == "approval, clearance"
    assert found[1]["answers"]["plan.hazards"] == "torches"


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
    for pack, option in (("old", "candles"), ("new", "torches")):
        assert f"  plan.hazards: {option}: only the {pack} pack\n" in done.out
    assert "to be answered again: plan.hazards" in done.out
    assert "1 of 1 change\n" in done.out


def test_what_is_no_longer_asked_is_said_to_be_that(run, pack_dir: Path) -> None:
    """Nobody is asked again about a question that is gone."""
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    for name in ("questions.toml", "rules.toml"):
        path = pack_dir / name
        text = path.read_text(encoding="utf-8").replace("plan.where", "plan.inside")
        path.write_text(text, encoding="utf-8")
    Path("saved").mkdir()
    Path("saved/a.toml").write_text('[answers]\n"plan.where" = "yes"\n')
    words = ("pack", "diff", SMALL, pack_dir, "--against", "saved")
    done = run(*words, pack=False)
    assert "    no longer asked: plan.where" in done.out
    assert "answered again" not in done.out
    (found,) = json.loads(run(*words, "--json", pack=False).out)["files"]
    assert found["no_longer_asked"] == ["plan.where"]


def test_a_summary_of_another_pack_is_said_to_be_that(run, summary: Path) -> None:
    """It was never asked these questions, so no spelling comes near."""
    Path("saved").mkdir()
    summary.rename("saved/sum.toml")
    done = run("pack", "diff", SMALL, SMALL, "--against", "saved", pack=False)
    assert "files under saved: 0 of 0 change; 1 more was not compared" in done.out
    assert "made with the questions “boat-trip”, not “small”" in done.out
    assert "did you mean" not in done.out


def test_what_the_list_of_changes_renames_is_renamed(run, pack_dir: Path) -> None:
    """A rename alone changes no verdict; with a new level, only that is seen."""
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    for name in ("questions.toml", "rules.toml"):
        path = pack_dir / name
        text = path.read_text(encoding="utf-8").replace("plan.where", "plan.inside")
        path.write_text(text.replace("candles", "flames"), encoding="utf-8")
    (pack_dir / "CHANGES.toml").write_text(
        '[[change]]\nversion = "1.1.0"\nkind = "renamed"\n'
        'question = { from = "plan.where", to = "plan.inside" }\n'
        '[[change]]\nversion = "1.1.0"\nkind = "renamed"\n'
        'question = "plan.hazards"\noption = { from = "candles", to = "flames" }\n',
        encoding="utf-8",
    )
    done = run("pack", "diff", SMALL, pack_dir, pack=False)
    hazards = "questions.toml: question “plan.hazards”, option"
    assert (
        "renamed: questions.toml: question “plan.where”, now “plan.inside”" in done.out
    )
    assert f"renamed: {hazards} “candles”, now “flames”" in done.out
    assert "added" not in done.out
    assert "removed" not in done.out
    assert (
        "verdicts: proved the same for all answers that both packs accept" in done.out
    )
    edit(pack_dir, "rules.toml", 'level = "escalate"', 'level = "hold"')
    words = ("pack", "diff", SMALL, pack_dir, "--examples", "shown")
    done = run(*words, pack=False)
    assert "  plan.inside: yes or unsure: now at least hold" in done.out
    for part, folder in (("old", SMALL), ("new", pack_dir)):
        path = f"shown/rises-1-{part}.toml"
        found = run("assess", path, "--json", "--pack", folder, pack=False)
        assert (found.code, part == "new") == (0, "hold" in found.out)


def test_diff_writes_into_a_new_folder_only(run) -> None:
    """It is refused before anything is compared."""
    Path("shown").mkdir()
    Path("shown/mine.txt").write_text("x", encoding="utf-8")
    done = run("pack", "diff", SMALL, SMALL, "--examples", "shown", pack=False)
    assert (done.code, done.out) == (1, "")
    assert "Name a new one after --examples" in done.err


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
    assert "saved/sum.toml (summary, stays as signed): escalate → hold" in done.out
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
    inside = session.set_answers(pack, session.new_draft(pack), candles, at)
    outside = session.set_answers(pack, inside, {Place("plan.where"): ("no",)}, at)
    Path("saved/.trash").mkdir(parents=True)
    for name, one in (("inside", inside), ("outside", outside), (".trash/a", inside)):
        save_draft(Path(f"saved/{name}.toml"), pack, one, at)
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


def test_renames_are_followed_for_saved_files(run, pack_dir: Path) -> None:
    """What a version renames is not asked again; what it wants confirmed is named."""
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    for name in ("questions.toml", "rules.toml"):
        path = pack_dir / name
        text = path.read_text(encoding="utf-8").replace("gear.heavy", "gear.weight")
        path.write_text(text.replace("plan.where", "plan.inside"), encoding="utf-8")
    edit(pack_dir, "rules.toml", 'level = "escalate"', 'level = "hold"')
    renames = (("plan.where", "plan.inside", "keep"),)
    renames += (("gear.heavy", "gear.weight", "confirm"),)
    (pack_dir / "CHANGES.toml").write_text(
        "".join(
            f'[[change]]\nversion = "1.1.0"\nkind = "renamed"\n'
            f'question = {{ from = "{old}", to = "{new}" }}\non_saved = "{what}"\n'
            for old, new, what in renames
        ),
        encoding="utf-8",
    )
    pack, at = load_pack(SMALL), "2026-03-01T09:00:00+00:00"
    given = {Place("plan.where"): ("yes",), Place("gear.heavy", 1): ("yes",)}
    Path("saved").mkdir()
    started = session.set_answers(pack, session.new_draft(pack), given, at)
    save_draft(Path("saved/s.toml"), pack, started, at)
    Path("saved/a.toml").write_text('[answers]\n"plan.where" = "yes"\n')
    words = ("pack", "diff", SMALL, pack_dir, "--against", "saved")
    done = run(*words, pack=False)
    assert (
        "saved/s.toml (session): open (escalate to approval) → open (hold to hold)\n"
        "    to be confirmed: gear.weight\n"
    ) in done.out
    assert "again" not in done.out
    files = json.loads(run(*words, "--json", pack=False).out)["files"]
    assert [(one["confirm"], one["answer_again"]) for one in files] == [
        ([], []),
        (["gear.weight"], []),
    ]


def test_what_format_2_adds_is_compared_too(run, pack_dir: Path) -> None:
    """Levels, conflicts and checklists are compared, part by part."""
    edit(pack_dir, "pack.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    extra = """
[[conflict]]
id = "both"
text = "Both at once."
when = [ { "plan.where" = ["yes"], "plan.day" = "past" } ]

[[checklist]]
id = "house"
title = "The house"
kind = "principle"

  [[checklist.item]]
  clause = "house.ask"
  met = [ { "plan.where" = ["no"] } ]
  not_met = [ { "plan.where" = ["yes"] } ]
"""
    with (pack_dir / "rules.toml").open("a", encoding="utf-8") as file:
        file.write(extra)
    again = copied(pack_dir.parent / "again")
    for name in ("rules.toml", "pack.toml"):
        (again / name).write_bytes((pack_dir / name).read_bytes())
    edit(again, "rules.toml", '"plan.day" = "past"', '"plan.day" = "future"')
    edit(
        again,
        "rules.toml",
        'met = [ { "plan.where" = ["no"]',
        'met = [ { "plan.where" = ["no", "unsure"]',
    )
    done = run("pack", "diff", SMALL, pack_dir, pack=False)
    for place in ("conflict “both”", "checklist “house”"):
        assert f"  added: rules.toml: {place}\n" in done.out
    done = run("pack", "diff", pack_dir, again, pack=False)
    assert "    - plan.where = yes and plan.day before the day of signing\n" in done.out
    assert "    + plan.where = yes and plan.day after the day of signing\n" in done.out
    assert "changed: rules.toml: checklist “house”, item “house.ask”, met" in done.out
