"""What another version of a pack would say of the files under a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record import draft as record
from genai_guide.record.diff import Verdict
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.storage.drafts import load_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import load_pack
from genai_guide.workflows.pack_impact import FileImpact, measure_impact
from genai_guide.workflows.sign import write_summary
from tests.helpers.boat_pack import ANSWERS_FILE, FILES, SAFE, write_pack
from tests.helpers.drafts import AT, save_draft
from tests.helpers.signing import PRODUCER, SIGNER

CHANGES = """\
[[change]]
version = "1.3.0"
kind = "renamed"
question = { from = "trip.weather", to = "trip.sky" }
option = { from = "calm", to = "fair" }
on_saved = "keep"

[[change]]
version = "1.3.0"
kind = "renamed"
question = { from = "boat.engine", to = "boat.drive" }
on_saved = "confirm"
"""


@pytest.fixture
def newer(tmp_path: Path) -> Pack:
    """Give the next version: two questions renamed, the fair sky worth a question."""

    def renamed(text: str) -> str:
        text = text.replace("trip.weather", "trip.sky").replace('"calm"', '"fair"')
        return text.replace("boat.engine", "boat.drive")

    rules = renamed(FILES["rules.toml"]).replace('["unsure"] } ]', '["fair"] } ]', 1)
    folder = write_pack(
        tmp_path / "newer",
        **{
            "pack.toml": FILES["pack.toml"].replace("1.2.3", "1.3.0"),
            "questions.toml": renamed(FILES["questions.toml"]),
            "rules.toml": rules,
        },
    )
    (folder / "CHANGES.toml").write_text(CHANGES, encoding="utf-8")
    return load_pack(folder)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Give a folder for the files."""
    folder = tmp_path / "saved"
    folder.mkdir()
    return folder


def only(folder: Path, old: Pack, new: Pack) -> FileImpact:
    """Judge the one file of a folder."""
    (found,) = measure_impact(folder, old, new)
    return found


def test_a_session_is_carried_over_as_if_it_were_opened(
    boat: Pack, newer: Pack, saved: Path
) -> None:
    """Renames are followed, and what has to be confirmed is open until it is."""
    path = saved / "s.toml"
    save_draft(path, boat, record.draft_from_answers(boat, SAFE), AT)
    before = path.read_bytes()
    found = only(saved, boat, newer)
    assert (found.old, found.new) == ("notify", "open (escalate to approval)")
    assert (found.confirm, found.again) == (("boat.drive",), ())
    opened = load_or_migrate(path, newer)
    assert found.new == str(Verdict.of(assess(newer, opened.draft.answers)))
    assert path.read_bytes() == before


def test_a_summary_is_judged_as_it_was_answered(
    boat: Pack, newer: Pack, saved: Path
) -> None:
    """A summary is never migrated: all its answers are taken by their new names."""
    path = saved / "sum.toml"
    write_summary(path, boat, record.draft_from_answers(boat, SAFE), SIGNER, PRODUCER)
    before = path.read_bytes()
    found = only(saved, boat, newer)
    assert (found.kind, found.old, found.new) == ("summary", "notify", "escalate")
    assert (found.confirm, found.again) == ((), ())
    assert path.read_bytes() == before


def test_an_answers_file_is_followed_too(boat: Pack, newer: Pack, saved: Path) -> None:
    """The options chosen have their new names as well."""
    (saved / "a.toml").write_text(ANSWERS_FILE, encoding="utf-8")
    found = only(saved, boat, newer)
    assert found.old == found.new == "approval, consent, clearance, terms"
    assert not found.differs


def test_an_answer_that_is_not_taken_is_named(
    boat: Pack, newer: Pack, saved: Path
) -> None:
    """Where no rename is told, the question is gone; an option that is gone is open."""
    path = saved / "a.toml"
    path.write_text(ANSWERS_FILE, encoding="utf-8")
    found = only(saved, boat, replace(newer, changes=()))
    assert (found.again, found.gone) == ((), ("trip.weather", "boat.engine"))
    assert found.new.startswith("open (")
    cloudy = replace(
        newer.by_id["trip.sky"], options=newer.by_id["trip.sky"].options[1:]
    )
    questions = [cloudy if one.id == cloudy.id else one for one in newer.questions]
    found = only(saved, boat, replace(newer, questions=tuple(questions)))
    assert (found.again, found.gone) == (("trip.weather",), ())


def test_a_session_of_the_new_version_is_as_it_is(
    boat: Pack, newer: Pack, saved: Path
) -> None:
    """Nothing has to be confirmed where nothing changes."""
    use = {key: one for key, one in SAFE.use.items() if key != "trip.weather"}
    tools = (replace(SAFE.tools[0], answers={"boat.drive": ("sail",)}),)
    answers = replace(SAFE, use={**use, "trip.sky": ("fair",)}, tools=tools)
    path = saved / "s.toml"
    save_draft(path, newer, record.draft_from_answers(newer, answers), AT)
    found = only(saved, boat, newer)
    assert (found.new, found.confirm, found.again) == ("escalate", (), ())


def test_the_old_version_tells_what_was_worded_otherwise(
    boat: Pack, saved: Path, tmp_path: Path
) -> None:
    """An option that was not chosen and reads otherwise now is confirmed too."""
    changed = {
        "pack.toml": FILES["pack.toml"].replace("1.2.3", "1.2.4"),
        "questions.toml": FILES["questions.toml"].replace("A storm", "A gale"),
    }
    gale = load_pack(write_pack(tmp_path / "gale", **changed))
    save_draft(saved / "s.toml", boat, record.draft_from_answers(boat, SAFE), AT)
    assert only(saved, boat, gale).confirm == ("trip.weather",)
    save_draft(saved / "s.toml", gale, record.draft_from_answers(gale, SAFE), AT)
    assert only(saved, boat, gale).confirm == ()


def test_another_pack_than_the_session_s_is_said(boat: Pack, saved: Path) -> None:
    """What could not be opened is not compared, and the sentence says why."""
    save_draft(saved / "s.toml", boat, record.draft_from_answers(boat, SAFE), AT)
    (saved / "t.toml").write_text("a = \n", encoding="utf-8")
    first, second = measure_impact(saved, boat, replace(boat, id="train", digest="1"))
    assert "not “train”" in first.problem
    assert second.problem
    with pytest.raises(FileError, match="no such folder"):
        measure_impact(saved / "none", boat, boat)
