"""Session files of another version: the old one stays, the new one loads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record import draft as record
from genai_guide.rules.pack import OnSaved, Pack, Rename, VersionChange
from genai_guide.storage.drafts import load_or_migrate, write_migrated
from genai_guide.storage.errors import FileError, PackError
from genai_guide.storage.packs import default_dir, find_pack, load_pack
from tests.helpers.boat_pack import FILES, SAFE, write_pack
from tests.helpers.drafts import AT, load_draft, save_draft

CHANGES = """\
[[change]]
version = "1.3.0"
kind = "renamed"
question = { from = "trip.weather", to = "trip.sky" }
option = { from = "calm", to = "fair" }

[[change]]
version = "1.3.0"
kind = "wording"
question = "boat.engine"
on_saved = "confirm"
"""


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """Give the boat pack of the next version, with a rename and no `nothing`."""
    questions = FILES["questions.toml"].replace("trip.weather", "trip.sky")
    questions = questions.replace('"calm"', '"fair"')
    gone = questions.index('  [[question.option]]\n  id = "nothing"')
    after = questions.index('  [[question.option]]\n  id = "animals"')
    rules = FILES["rules.toml"].replace("trip.weather", "trip.sky")
    folder = write_pack(
        tmp_path_factory.mktemp("newer") / "boat",
        **{
            "pack.toml": FILES["pack.toml"].replace("1.2.3", "1.3.0"),
            "questions.toml": questions[:gone] + questions[after:],
            "rules.toml": rules.replace('["nothing"]', '["glass"]'),
        },
    )
    (folder / "CHANGES.toml").write_text(CHANGES, encoding="utf-8")
    return load_pack(folder)


@pytest.fixture
def path(boat: Pack, tmp_path: Path) -> Path:
    """Save a complete session under the first version."""
    path = tmp_path / "use-1.2.3.toml"
    save_draft(path, boat, record.draft_from_answers(boat, SAFE), AT)
    return path


def test_the_shipped_pack_is_at_hand_beside_any_other(boat: Pack) -> None:
    """Whatever `--pack` names, records of the shipped questions are replayed."""
    shipped = load_pack()
    found = find_pack(boat, shipped.id, shipped.digest)
    assert found == shipped
    assert found.folder == str(default_dir())


def test_changes_become_part_of_the_pack(newer: Pack) -> None:
    """An entry comes with its names of before and after."""
    weather = Rename("trip.weather", "trip.sky")
    engine = Rename("boat.engine", "boat.engine")
    assert newer.changes == (
        VersionChange("1.3.0", "renamed", weather, Rename("calm", "fair")),
        VersionChange("1.3.0", "wording", engine, None, OnSaved.CONFIRM),
    )


def test_a_changed_option_names_its_question(tmp_path: Path) -> None:
    """Options have their ids only within a question."""
    folder = write_pack(tmp_path / "pack")
    entry = '[[change]]\nversion = "1.2.3"\nkind = "removed"\noption = "a"\n'
    (folder / "CHANGES.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(PackError, match="the option's question"):
        load_pack(folder)


def test_the_same_version_is_opened_as_before(boat: Pack, path: Path) -> None:
    """With the same digest there is nothing to do."""
    found = load_or_migrate(path, boat)
    assert not found.moved
    assert found.draft == load_draft(path, boat)


def test_the_new_file_loads_and_the_old_one_stays(newer: Pack, path: Path) -> None:
    """Each going on writes one more file, byte for byte beside the first."""
    before = path.read_bytes()
    found = load_or_migrate(path, newer)
    assert [one.question for one in found.of(OnSaved.AGAIN)] == ["trip.cargo"]
    assert [one.question for one in found.of(OnSaved.CONFIRM)] == ["boat.engine"]
    new = write_migrated(path, newer, found, AT)
    assert new == path.with_name("use-1.3.0.toml")
    assert load_draft(new, newer) == found.draft
    assert found.draft.use["trip.sky"] == ("fair",)
    assert found.draft.notes == {("boat.engine", 1): "Answered before: Sails"}
    again = write_migrated(path, newer, found, AT)
    assert again == path.with_name("use-1.3.0-2.toml")
    assert path.read_bytes() == before
    assert not load_or_migrate(new, newer).moved


def test_only_another_version_is_read_leniently(
    boat: Pack, newer: Pack, path: Path
) -> None:
    """With the same digest an unknown question is refused as before."""
    path.write_text(path.read_text().replace("trip.weather", "trip.sky"))
    with pytest.raises(FileError, match="a question of the pack"):
        load_or_migrate(path, boat)
    assert load_or_migrate(path, newer).draft.use["trip.title"] == "Round the island"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('question = "trip.date"', "question = 3", "answer 2, question"),
        ('answered = "2026-03-31"', 'answered = "\\u202e"', "U+202E"),
        ('answered = "2026-03-31"', "answered = 3", "a text in quotes"),
        ('asked = "When does it begin?"', "asked = 3", "a text in quotes"),
        ("tool = 1", "tool = 9", "the number of a listed tool"),
        ('options = ["sail"]', 'options = "sail"', "a list of options"),
        ('options = ["sail"]', "options = [1]", "a text in quotes"),
        ('question = "trip.date"', 'question = "a"\nmore = 1', "“more”"),
        ('id = "boat-trip"', 'id = "train"', "not “boat-trip”"),
    ],
)
def test_what_is_no_answer_at_all_is_refused(
    newer: Pack, path: Path, old: str, new: str, said: str
) -> None:
    """Lenient is what is asked, not how an answer is written."""
    text = path.read_text().replace('[\n    "sail",\n]', '["sail"]')
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(FileError) as raised:
        load_or_migrate(path, newer)
    assert said in str(raised.value)


def test_released_versions_are_found_by_their_digest(
    boat: Pack, newer: Pack, path: Path, tmp_path: Path
) -> None:
    """Where the old questions are at hand, they say what was worded differently."""
    released = tmp_path / "questions" / "released"
    newer = replace(newer, folder=str(tmp_path / "questions" / "boat"))
    assert find_pack(newer, boat.id, boat.digest) is None
    write_pack(released / "boat-trip-1.2.3")
    (released / "boat-trip-0.0.1").mkdir()
    (released / "other-1.0.0").mkdir()
    assert find_pack(newer, boat.id, boat.digest) == boat
    assert find_pack(newer, boat.id, "0" * 64) is None
    questions = [
        replace(one, options=(*one.options[:1], replace(one.options[1], label="X")))
        if one.id == "boat.engine"
        else one
        for one in newer.questions
    ]
    other = replace(newer, questions=tuple(questions), changes=(newer.changes[0],))
    found = load_or_migrate(path, other)
    assert [one.why for one in found.of(OnSaved.CONFIRM)] == [
        "An option is worded differently now."
    ]


def test_of_a_draft_of_the_first_format_the_answers_are_read(
    boat: Pack, path: Path
) -> None:
    """They are read by the ids of the questions, and go on in a new file."""
    text = path.read_text(encoding="utf-8").replace("draft/2", "session/1")
    text = text.replace('title = "Round', 'verdict = "notify"\ntitle = "Round', 1)
    path.write_text(text.replace("inactive = true", "parked = true"), encoding="utf-8")
    migration = load_or_migrate(path, boat)
    assert migration.moved
    assert migration.draft.answers.use == SAFE.use
