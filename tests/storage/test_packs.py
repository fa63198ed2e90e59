"""Loading packs: a good one whole, a broken one with every fault in words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from genai_guide.rules.conditions import Fact, Literal
from genai_guide.rules.pack import Due, Kind, Pack, Risk
from genai_guide.storage.errors import FileError, PackError
from genai_guide.storage.packs import load_pack
from tests.helpers.boat_pack import FILES, write_pack
from tests.helpers.levels import CLEARANCE, ESCALATE, HOLD
from tests.storage.breaking import C, P, Q, R


def test_a_good_pack_is_loaded_whole(boat: Pack) -> None:
    """Everything that the files say is in the pack, in their order."""
    assert (boat.id, boat.version, boat.attestation) == (
        "boat-trip",
        "1.2.3",
        "I have answered truthfully.",
    )
    assert [one.id for one in boat.use_questions] == [
        f"trip.{name}"
        for name in ("title", "date", "story", "weather", "cargo", "permit")
    ]
    assert [one.id for one in boat.tool_questions] == [
        f"boat.{name}" for name in ("name", "engine", "insured", "owner")
    ]
    date = boat.by_id["trip.date"]
    assert (date.kind, date.optional, date.missing) == (
        Kind.DATE,
        True,
        "No date was given.",
    )
    cargo = boat.by_id["trip.cargo"]
    assert [one.id for one in cargo.options if one.exclusive] == ["nothing"]
    assert cargo.options[1].risk is Risk.RISKY
    assert boat.by_id["trip.permit"].when == ((boat.facts[0],),)
    assert boat.facts == (
        Fact(
            "loaded",
            ((Literal("trip.cargo", frozenset({"animals", "glass", "unsure"})),),),
        ),
    )
    assert boat.clause["flags"].waived
    assert [one.at_least for one in boat.assertions] == [HOLD]
    assert boat.per_tool_rules == {"uninsured"}


def test_the_parts_of_a_rule_are_loaded(boat: Pack) -> None:
    """Level, obligations, carve-out, tasks and headline are as written."""
    rules = {rule.id: rule for rule in boat.rules}
    cargo, uninsured = rules["cargo-on-board"], rules["uninsured"]
    assert (cargo.level, cargo.obligations) == (ESCALATE, {CLEARANCE})
    assert cargo.unless is not None
    assert cargo.unless.reason == "A permit covers the cargo."
    assert cargo.tasks[0].due is Due.BEFORE_DELIVERY
    assert uninsured.tasks == cargo.tasks
    assert uninsured.when == (
        (
            Literal("boat.engine", frozenset({"motor", "unsure"})),
            Literal("boat.insured", none_of=frozenset({"yes"})),
        ),
    )
    assert rules["tell-always"].when is None
    assert rules["storm"].headline == "Stay in the harbour."
    assert rules["empty-hold"].level is None


def test_the_digest_is_of_the_meaning_and_not_of_the_layout(
    boat: Pack, tmp_path: Path
) -> None:
    """Comments, line ends and spaces change nothing; a word changes the digest."""
    files = {
        name: "# x\r\n" + text.replace("\n", "\r\n") for name, text in FILES.items()
    }
    assert load_pack(write_pack(tmp_path / "same", **files)).digest == boat.digest
    changed = FILES["rules.toml"].replace("There is a storm.", "There is the storm.")
    other = load_pack(write_pack(tmp_path / "other", **{"rules.toml": changed}))
    assert other.digest != boat.digest


def test_golden_cases_are_no_part_of_the_digest(boat: Pack, tmp_path: Path) -> None:
    """A case may be added without a new version of the pack."""
    folder = write_pack(tmp_path / "pack")
    (folder / "cases").mkdir()
    (folder / "cases" / "a.toml").write_text("[case]", encoding="utf-8")
    assert load_pack(folder).digest == boat.digest


def test_too_many_questions_are_refused(tmp_path: Path) -> None:
    """A pack that would take a day to answer is refused by its number of questions."""
    one = '[[question]]\nid="q{}"\nsection="trip"\nkind="text"\ntext="x"\n'
    many = FILES[Q].split("[[question]]")[0] + "".join(map(one.format, range(151)))
    with pytest.raises(PackError, match=r"question: found 151 .*at most 150"):
        load_pack(write_pack(tmp_path / "pack", **{Q: many}))


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    """Who mends a pack sees all that is wrong, not the first thing only."""
    rules = FILES[R].replace('clauses = ["weather"]', 'clauses = ["wether"]')
    with pytest.raises(PackError, match="the pack has 3 errors") as caught:
        load_pack(write_pack(tmp_path / "pack", **{R: rules}))
    assert len(caught.value.issues) == 3


def test_a_fault_shows_no_control_characters(tmp_path: Path) -> None:
    """A fault that quotes a hostile text is safe to print."""
    broken = FILES[Q].replace('"risky"', '"\\u001b[2Jrisky"', 1)
    with pytest.raises(PackError) as caught:
        load_pack(write_pack(tmp_path / "pack", **{Q: broken}))
    assert "\x1b" not in str(caught.value)
    table = '["\\u001b]0;x"]\n' + FILES[R]
    with pytest.raises(PackError, match="the table") as caught:
        load_pack(write_pack(tmp_path / "table", **{R: table}))
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("name", [P, Q, R, C])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """Each of the four files must be there."""
    folder = write_pack(tmp_path / "pack")
    (folder / name).unlink()
    with pytest.raises(FileError, match=rf"{name}.*no such file"):
        load_pack(folder)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    """A pack is a folder that is there."""
    with pytest.raises(FileError, match="this folder of questions does not exist"):
        load_pack(tmp_path / "none")
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="this folder of questions does not exist"):
        load_pack(tmp_path / "file")


def test_changes_are_read_and_judged_like_the_rest(tmp_path: Path) -> None:
    """CHANGES.toml may be there, and is as strict as the other files."""
    folder = write_pack(tmp_path / "pack")
    changes = folder / "CHANGES.toml"
    changes.write_text('[[change]]\nversion = "1.2.3"\nkind = "wording"\n')
    load_pack(folder)
    changes.write_text('[[change]]\nversion = "1.2.3"\nkind = "wordin"\n')
    with pytest.raises(PackError, match=r"CHANGES.toml.*did you mean “wording”"):
        load_pack(folder)


def test_the_good_pack_s_text_is_toml() -> None:
    """The helper's files parse: the breakages above start from something whole."""
    for text in FILES.values():
        assert tomllib.loads(text)
