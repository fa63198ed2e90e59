"""The list of accepted packs, their copies, and the questions that a record names."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.rules.pack import Pack
from genai_guide.signing.trust import PackTrust, TrustedPack, TrustState
from genai_guide.storage import packs
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import default_dir, find_pack, kept_pack_dir, load_pack
from genai_guide.storage.trust import (
    accept_pack,
    find_questions,
    load_accepted_packs,
    load_pack_trust,
    trusted_packs_path,
)
from tests.helpers.boat_pack import FILES, write_pack

GOOD = f'[[pack]]\nid = "boat-trip"\nversion = "1.2.3"\nsha256 = "{"a" * 64}"\n'


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is accepted in folders of the test."""
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))


@pytest.fixture
def lowered(tmp_path: Path) -> Pack:
    """Give a copy of the shipped pack in which no rule gives more than the floor."""
    folder = Path(shutil.copytree(default_dir(), tmp_path / "from the producer"))
    rules = folder / "rules.toml"
    text = rules.read_text(encoding="utf-8")
    for level in ("escalate", "approval", "hold"):
        text = text.replace(f'level = "{level}"', 'level = "notify"')
    rules.write_text(text, encoding="utf-8")
    return load_pack(folder)


def write_next(folder: Path, version: str) -> Pack:
    head = FILES["pack.toml"].replace("1.2.3", version)
    return load_pack(write_pack(folder, **{"pack.toml": head}))


def write_list(text: str) -> None:
    path = trusted_packs_path()
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_copy_with_lowered_levels_is_altered(shipped: Pack, lowered: Pack) -> None:
    """Whatever the command line names, the trusted questions are found beside it."""
    assert (lowered.id, lowered.version) == (shipped.id, shipped.version)
    found = find_questions(lowered, lowered, load_pack_trust())
    assert found.trust is TrustState.ALTERED
    assert found.pack == lowered
    assert found.trusted == shipped


def test_the_shipped_pack_is_trusted(shipped: Pack, boat: Pack) -> None:
    found = find_questions(shipped, boat, load_pack_trust())
    assert found.trust is TrustState.TRUSTED
    assert found.pack == found.trusted == shipped


def test_what_is_released_with_the_program_is_trusted(
    tmp_path: Path, boat: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer one beside a pack that only the command line names is not."""
    current = write_next(tmp_path / "program" / "boat-trip", "1.3.0")
    write_pack(tmp_path / "program" / "released" / "boat-trip-1.2.3")
    monkeypatch.setattr(packs, "default_dir", lambda: Path(current.folder))
    named = write_next(tmp_path / "producer" / "boat", "1.4.0")
    newest = write_next(tmp_path / "producer" / "released" / "boat-trip-1.5.0", "1.5.0")
    trust = load_pack_trust()
    found = find_questions(boat, named, trust)
    assert (found.trust, found.pack) == (TrustState.TRUSTED, boat)
    assert found.trusted == current
    found = find_questions(newest, named, trust)
    assert (found.trust, found.pack) == (TrustState.UNKNOWN, newest)
    assert found.trusted == current


def test_a_pack_that_is_named_is_at_hand_and_not_trusted(boat: Pack) -> None:
    found = find_questions(boat, boat, load_pack_trust())
    assert (found.trust, found.pack) == (TrustState.UNKNOWN, boat)
    assert found.trusted is None


def test_a_version_that_the_questions_do_not_have_is_not_theirs(boat: Pack) -> None:
    """The digest covers the version, so a statement that names another is wrong."""
    named = TrustedPack(boat.id, "9.9.9", boat.digest)
    assert find_questions(named, boat, load_pack_trust()).pack is None


def test_an_accepted_pack_is_trusted_and_stays_at_hand(
    tmp_path: Path, shipped: Pack
) -> None:
    """Its folder may go; the copy is found by the digest."""
    boat = load_pack(write_pack(tmp_path / "boat"))
    accept_pack(boat)
    shutil.rmtree(tmp_path / "boat")
    found = find_questions(boat, shipped, load_pack_trust())
    assert found.trust is TrustState.TRUSTED
    assert found.pack == found.trusted == boat


def test_accepting_twice_lists_a_pack_once(tmp_path: Path, boat: Pack) -> None:
    newer = write_next(tmp_path / "boat", "1.3.0")
    for pack in (boat, newer, boat):
        accept_pack(pack)
    assert [pack.version for pack in load_accepted_packs()] == ["1.2.3", "1.3.0"]
    assert find_questions(boat, boat, load_pack_trust()).trusted == newer


def test_the_list_can_be_read_by_people(boat: Pack) -> None:
    accept_pack(boat)
    assert trusted_packs_path().read_text(encoding="utf-8") == (
        "# The packs of questions that you accepted with `genai-guide pack trust`.\n"
        "# To stop trusting one, remove its [[pack]] with the three lines below it.\n"
        "\n"
        '[[pack]]\nid = "boat-trip"\nversion = "1.2.3"\n'
        f'sha256 = "{boat.digest}"\n'
    )


def test_a_copy_that_was_edited_is_not_used(boat: Pack, shipped: Pack) -> None:
    """It stays trusted by its digest, and is no longer at hand."""
    accept_pack(boat)
    rules = kept_pack_dir(boat.digest) / "rules.toml"
    rules.write_text(rules.read_text().replace('"approval"', '"notify"'))
    found = find_questions(boat, shipped, load_pack_trust())
    assert (found.trust, found.pack) == (TrustState.TRUSTED, None)


def test_questions_that_change_while_they_are_shown_are_not_accepted(
    tmp_path: Path, boat: Pack
) -> None:
    folder = write_pack(tmp_path / "boat", **{"rules.toml": FILES["rules.toml"] + "\n"})
    pack = load_pack(folder)
    text = (folder / "rules.toml").read_text()
    (folder / "rules.toml").write_text(text.replace('"approval"', '"notify"'))
    with pytest.raises(FileError, match="changed in the meantime"):
        accept_pack(pack)
    assert load_accepted_packs() == ()


def test_the_shipped_pack_wins_over_an_accepted_one(lowered: Pack) -> None:
    """As when a version was accepted before the program brought its own."""
    accept_pack(lowered)
    assert load_pack_trust().state(lowered) is TrustState.ALTERED


def test_a_digest_of_a_record_leads_to_no_other_folder(
    tmp_path: Path, boat: Pack, shipped: Pack
) -> None:
    write_pack(tmp_path / "data" / "elsewhere")
    for digest in (
        "../elsewhere",
        str(tmp_path / "data" / "elsewhere"),
        "",
        "a" * 5000,
    ):
        assert find_pack(shipped, boat.id, digest) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[pack]\n", "not valid TOML"),
        (GOOD + "[x]\n", "line 5: “x” is not known"),
        (GOOD.replace("[[pack]]", "[pack]"), "line 1: expected [[pack]]"),
        ("pack = [1]\n", "line 1: expected [[pack]]"),
        (GOOD + "more = 1\n", "line 5: “more” is not known"),
        (GOOD.replace('"boat-trip"', "3"), "line 2: “id” is missing or is not"),
        (GOOD.replace('"1.2.3"', '""'), "line 3: “version” is missing or is not"),
        (GOOD.replace("sha256", "digest"), "line 4: “digest” is not known"),
        (GOOD.replace("aa", "AA"), "line 4: “sha256” is not 64 digits"),
        (
            f"# mine\n{GOOD}\n{GOOD.replace('a' * 64, 'b' * 64)}",
            "line 7: boat-trip 1.2.3 is listed twice with different content",
        ),
    ],
)
def test_a_fault_of_the_list_says_file_and_line(text: str, sentence: str) -> None:
    write_list(text)
    with pytest.raises(FileError) as raised:
        load_pack_trust()
    assert sentence in str(raised.value)
    assert str(trusted_packs_path()) in str(raised.value)


def test_a_faulty_list_is_never_written_over(boat: Pack) -> None:
    write_list("[[pack]\n")
    with pytest.raises(FileError):
        accept_pack(boat)
    assert trusted_packs_path().read_text() == "[[pack]\n"


def test_nothing_is_trusted_from_an_empty_list(boat: Pack) -> None:
    write_list("")
    assert load_accepted_packs() == ()
    assert PackTrust().state(boat) is TrustState.UNKNOWN


def test_without_room_for_the_list_a_pack_is_not_trusted(
    boat: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A config folder that cannot be written, as a folder below a file cannot."""
    path = trusted_packs_path().parent
    path.write_text("", encoding="utf-8")
    with pytest.raises(FileError, match="not saved"):
        accept_pack(boat)
    path.unlink()
    assert load_pack_trust().state(boat) is TrustState.UNKNOWN


def test_a_pack_of_another_name_is_not_taken_for_the_kept_one(boat: Pack) -> None:
    accept_pack(boat)
    assert find_pack(replace(boat, digest="0" * 64), "train", boat.digest) is None
