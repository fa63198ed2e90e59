"""Session files: what is saved is what is resumed, whatever stands in it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.record import draft as record
from genai_guide.record.draft import ClosedTask, Draft, close_task
from genai_guide.record.steps import go_to
from genai_guide.rules.answers import Answers, Place
from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_list import list_drafts
from genai_guide.storage.drafts import DraftSerializer, serialize_draft
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import measure_evidence
from genai_guide.storage.paths import new_draft_path
from genai_guide.storage.reading import DRAFT_BYTES
from genai_guide.storage.toml import format_toml, parse_toml
from genai_guide.workflows.sign import write_summary
from tests.helpers.boat_pack import SAFE
from tests.helpers.drafts import (
    AT,
    a_session,
    histories,
    load_draft,
    parse_draft,
    save_draft,
    session_document,
)
from tests.helpers.levels import NOTIFY
from tests.helpers.signing import PRODUCER, SIGNER
from tests.helpers.strategies import clean_texts


def reread(pack: Pack, session: Draft) -> Draft:
    """Write a session as text, and read it back."""
    text = format_toml(session_document(pack, session, AT))
    path = Path("a.toml")
    return parse_draft(path, parse_toml(path, text.encode()), pack)


@given(st.data())
def test_every_session_comes_back_as_it_was(boat: Pack, data: st.DataObject) -> None:
    """Answers, parked ones, notes, removed tools, the draft and the log survive."""
    session = data.draw(histories(boat))[-1].session
    place = data.draw(st.sampled_from(["", "review", "tools", "boat.name#2"]))
    session = go_to(session, place)
    if data.draw(st.booleans()):
        session = replace(session, unfinished=data.draw(clean_texts(long=True)))
    assert reread(boat, session) == session


def test_a_session_on_disk_comes_back_as_it_was(boat: Pack, tmp_path: Path) -> None:
    """Saving and loading through a real file gives the same session."""
    path = tmp_path / "s.toml"
    save_draft(path, boat, a_session(boat), AT)
    assert load_draft(path, boat) == a_session(boat)


def test_a_signed_session_remembers_how_long_its_log_was(
    boat: Pack, tmp_path: Path
) -> None:
    """What is signed tells it, and it survives saving; before there was none."""
    path = tmp_path / "s.toml"
    draft = record.draft_from_answers(boat, SAFE)
    draft = record.set_note(boat, draft, Place("trip.weather"), "seen", AT)
    draft = write_summary(tmp_path / "out.toml", boat, draft, SIGNER, PRODUCER)
    assert draft.signed
    assert draft.signed.steps == 1
    save_draft(path, boat, draft, AT)
    assert load_draft(path, boat) == draft
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("steps = 1\n", ""), encoding="utf-8")
    before = load_draft(path, boat).signed
    assert before
    assert before.steps is None
    path.write_text(text.replace("steps = 1\n", "steps = -1\n"), encoding="utf-8")
    with pytest.raises(FileError, match="signed: expected the number of steps"):
        load_draft(path, boat)


def test_a_session_file_begins_with_the_verdict(boat: Pack) -> None:
    """A person who opens the file reads the state first, and the log last."""
    document = tomllib.loads(format_toml(session_document(boat, a_session(boat), AT)))
    tables = ["format", "session", "tool", "answer", "task", "change", "end"]
    assert list(document) == tables
    head = document["session"]
    assert list(head)[:2] == ["title", "use"]
    assert head["lowest"]["label"] == "Ask the contact first"
    assert head["title"] == "Round the island"
    assert head["saved"] == AT
    assert head["pack"]["digest"] == boat.digest


def test_a_parked_answer_is_marked(boat: Pack) -> None:
    """Who reads the file sees which answers do not count now."""
    stormy = {**SAFE.use, "trip.weather": ("storm",)}
    session = record.draft_from_answers(boat, Answers(stormy, SAFE.tools))
    entries = session_document(boat, session, AT)["answer"]
    parked = [one["question"] for one in entries if one.get("inactive")]
    assert parked == ["trip.cargo"]


def test_an_answer_with_a_leader_of_dots_comes_back(boat: Pack) -> None:
    """No answer that may be given makes the session unreadable."""
    said = 'He said "' + "." * 70 + '" and left'
    session = record.set_answers(
        boat, record.new_draft(boat), {Place("trip.story"): said}, AT
    )
    assert reread(boat, session) == session


def test_evidence_in_any_folder_can_be_read_back(
    boat: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file named from within a folder whose own name is not NFC closes a task."""
    folder = tmp_path / "Cafe\u0301"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("mail.txt").write_text("approved", encoding="utf-8")
    closed = ClosedTask("2026-03-01", measure_evidence(Path("mail.txt")))
    session = close_task(record.new_draft(boat), "declare", closed)
    assert reread(boat, session) == session


def test_a_session_beyond_the_limit_is_not_saved(boat: Pack, tmp_path: Path) -> None:
    """A session that could not be read again is not written over the good one."""
    path = tmp_path / "s.toml"
    save_draft(path, boat, record.new_draft(boat), AT)
    before = path.read_bytes()
    story = {"trip.story": "x" * (DRAFT_BYTES + 1)}
    session = replace(record.new_draft(boat), use=story)
    with pytest.raises(FileError, match="beyond 4 MB"):
        save_draft(path, boat, session, AT)
    assert path.read_bytes() == before


def test_sessions_are_listed_the_newest_first_and_bad_ones_too(
    boat: Pack, tmp_path: Path
) -> None:
    """The start screen lists every session; one that cannot be read says why."""
    save_draft(tmp_path / "old.toml", boat, record.draft_from_answers(boat, SAFE), AT)
    newer = AT.replace("2026", "2027")
    save_draft(tmp_path / "new.toml", boat, record.new_draft(boat), newer)
    (tmp_path / "bad.toml").write_text("a = ", encoding="utf-8")
    (tmp_path / "other.toml").write_text('format = "else"', encoding="utf-8")
    (tmp_path / ".new.toml.1.tmp").write_text("", encoding="utf-8")
    (tmp_path / ".hidden.toml").write_text("a = ", encoding="utf-8")
    found = list_drafts(tmp_path)
    assert [one.path.name for one in found] == ["new.toml", "old.toml", "bad.toml"]
    old, bad = found[1], found[2]
    assert (old.title, old.lowest, old.least) == ("Round the island", NOTIFY, 0)
    assert "not valid TOML" in bad.problem
    assert list_drafts(tmp_path / "none") == []


def test_a_listed_head_is_clean_whatever_stands_in_the_file(tmp_path: Path) -> None:
    """Heads changed by hand show nothing that a terminal would act on."""
    head = 'title = "\\u001b]0;x"\nleast = "x"'
    text = f'format = "genai-guide/draft/2"\n[session]\n{head}\n[end]\nwhole = true'
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    (one,) = list_drafts(tmp_path)
    assert (one.title, one.least) == ("]0;x", 0)


def test_new_sessions_have_names_of_their_own(tmp_path: Path) -> None:
    """Two sessions begun in the same second have two files."""
    from datetime import UTC, datetime

    now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    names = {new_draft_path(tmp_path, now).name for _ in range(20)}
    assert new_draft_path(tmp_path / ("x" * 300), now)  # saving says why not
    assert len(names) == 20
    assert all(name.startswith("2026-03-01-090000-") for name in names)


@given(st.data())
def test_a_session_written_again_and_again_is_written_as_if_once(
    boat: Pack, data: st.DataObject
) -> None:
    """What is kept of earlier saves only saves work, in another session too."""
    text, path = DraftSerializer(), Path("s.toml")
    for history in data.draw(st.tuples(histories(boat), histories(boat))):
        for did in history:
            afresh = serialize_draft(path, boat, did.session, AT)
            assert serialize_draft(path, boat, did.session, AT, text=text) == afresh


def test_another_log_of_the_same_length_is_written_anew(boat: Pack) -> None:
    """What is kept is the text of these very changes."""
    text, path, place = DraftSerializer(), Path("s.toml"), Place("trip.title")
    for title in ("first", "second"):
        session = record.set_answers(boat, record.new_draft(boat), {place: title}, AT)
        content = serialize_draft(path, boat, session, AT, text=text)
        assert content == serialize_draft(path, boat, session, AT)


def test_true_is_written_as_true_where_one_was_written_before() -> None:
    """Tables that python takes for equal are not the same in TOML."""
    texts = [format_toml({"a": [{"b": value}]}) for value in (1, True)]
    assert texts == ["[[a]]\nb = 1\n", "[[a]]\nb = true\n"]
