"""Session files: what is saved is what is resumed, and damage is said, not raised."""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.files.errors import FileProblem
from genai_guide.files.evidence import measure
from genai_guide.files.paths import new_session_path
from genai_guide.files.reading import SESSION_LIMIT
from genai_guide.files.session_files import (
    SessionText,
    load_session,
    save_session,
    session_bytes,
)
from genai_guide.files.session_list import saved_sessions
from genai_guide.files.session_reading import session_from
from genai_guide.files.toml_reading import parse_toml
from genai_guide.files.toml_text import toml_text
from genai_guide.policy.answers import Answers, Place, Tool
from genai_guide.policy.pack import Pack
from genai_guide.record import session as record
from genai_guide.record.interview import go
from genai_guide.record.session import Closed, Evidence, Session
from genai_guide.record.tasks import close_task
from tests.helpers.boat_pack import SAFE
from tests.helpers.sessions import AT, histories
from tests.helpers.strategies import clean_texts

WEATHER = Place("trip.weather")


def session_document(pack: Pack, session: Session, now: str) -> dict[str, Any]:
    """Give the tables of a session's file."""
    return tomllib.loads(session_bytes(Path("s.toml"), pack, session, now).decode())


def reread(pack: Pack, session: Session) -> Session:
    """Write a session as text, and read it back."""
    text = toml_text(session_document(pack, session, AT))
    path = Path("a.toml")
    return session_from(path, parse_toml(path, text.encode()), pack)


def a_session(pack: Pack) -> Session:
    """Make a session with something of everything in it."""
    tools = (Tool("Gull", {"boat.engine": ("sail",)}), Tool("T", {}))
    session = record.from_answers(pack, Answers(SAFE.use, tools))
    session = record.answer(pack, session, {WEATHER: ("unsure",)}, AT)
    session = record.answer(pack, session, {Place("trip.cargo"): ("glass",)}, AT)
    session = record.annotate(pack, session, WEATHER, "a note\nof two lines", AT)
    session = record.remove_tool(pack, session, 2, AT)
    session = record.undo(pack, record.undo(pack, session, AT), AT)
    session = close_task(session, "tell-harbour", Closed("2026-03-01"))
    session = close_task(
        session, "declare", Closed("2026-03-02", Evidence("https://x.example/a"))
    )
    return session._replace(at="trip.story", draft="half a")


@given(st.data())
def test_every_session_comes_back_as_it_was(boat: Pack, data: st.DataObject) -> None:
    """Answers, parked ones, notes, removed tools, the draft and the log survive."""
    session = data.draw(histories(boat))[-1].session
    place = data.draw(st.sampled_from(["", "review", "tools", "boat.name#2"]))
    session = go(session, place)
    if data.draw(st.booleans()):
        session = session._replace(draft=data.draw(clean_texts(long=True)))
    assert reread(boat, session) == session


def test_a_session_on_disk_comes_back_as_it_was(boat: Pack, tmp_path: Path) -> None:
    """Saving and loading through a real file gives the same session."""
    path = tmp_path / "s.toml"
    save_session(path, boat, a_session(boat), AT)
    assert load_session(path, boat) == a_session(boat)


def test_a_session_file_begins_with_the_verdict(boat: Pack) -> None:
    """A person who opens the file reads the state first, and the log last."""
    document = tomllib.loads(toml_text(session_document(boat, a_session(boat), AT)))
    tables = ["format", "session", "tool", "answer", "task", "change", "end"]
    assert list(document) == tables
    head = document["session"]
    assert list(head)[:3] == ["title", "use", "verdict"]
    assert head["title"] == "Round the island"
    assert head["saved"] == AT
    assert head["pack"]["digest"] == boat.digest


def test_a_parked_answer_is_marked(boat: Pack) -> None:
    """Who reads the file sees which answers do not count now."""
    stormy = {**SAFE.use, "trip.weather": ("storm",)}
    session = record.from_answers(boat, Answers(stormy, SAFE.tools))
    entries = session_document(boat, session, AT)["answer"]
    parked = [one["question"] for one in entries if one.get("parked")]
    assert parked == ["trip.cargo"]


def test_every_truncation_loads_or_is_refused(boat: Pack) -> None:
    """However much of the file's end is lost, it loads or says what is wrong."""
    content = toml_text(session_document(boat, a_session(boat), AT)).encode()
    path = Path("s.toml")
    loaded = 0
    for end in range(len(content)):
        try:
            session_from(path, parse_toml(path, content[:end]), boat)
        except FileProblem:
            continue
        loaded += 1
    assert 0 < loaded < len(content) / 10


def test_sampled_bit_flips_load_or_are_refused(boat: Pack) -> None:
    """A bit that fell over is read as another text, or refused, never a traceback."""
    content = toml_text(session_document(boat, a_session(boat), AT)).encode()
    path = Path("s.toml")
    random = Random(1)
    refused = 0
    for _ in range(1_500):
        flipped = bytearray(content)
        flipped[random.randrange(len(content))] ^= 1 << random.randrange(8)
        try:
            session = session_from(path, parse_toml(path, bytes(flipped)), boat)
            session_document(boat, session, AT)
        except FileProblem:
            refused += 1
    assert refused > 100


VALUES = ["0", "-1", "99", '"x"', "true", "[]", "[1]", '["x"]', "{}", "{a = 1}", '""']
VALUES += ["2026-01-01", '"\\u001b"', "[{}]", '["calm", "calm"]']


def test_every_value_put_in_another_kind_loads_or_is_refused(boat: Pack) -> None:
    """Whatever stands at any key, the file loads and can be saved, or is refused."""
    lines = toml_text(session_document(boat, a_session(boat), AT)).splitlines()
    path = Path("s.toml")
    refused = 0
    for number, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        for value in VALUES if equals else []:
            changed = [*lines[:number], f"{key} = {value}", *lines[number + 1 :]]
            try:
                content = parse_toml(path, "\n".join(changed).encode())
                session = session_from(path, content, boat)
                session_document(boat, session, AT)
            except FileProblem:
                refused += 1
    assert refused > 100


def test_a_file_whose_tools_are_all_removed_can_be_worked_with(boat: Pack) -> None:
    """Where a hand removed every tool, notes and places still can be looked up."""
    content = session_document(boat, record.from_answers(boat, SAFE), AT)
    content["tool"][0]["removed"] = True
    try:
        session = session_from(Path("s.toml"), content, boat)
    except FileProblem:
        return
    assert session.note(Place("boat.engine", 1)) == ""


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(2**53, id="usual"),
        pytest.param(int("9" * 4300), id="decimal"),
        pytest.param(1 << 20_000, id="hex"),
    ],
)
def test_a_great_step_number_is_refused_or_can_be_saved(
    boat: Pack, number: int
) -> None:
    """A number of a step that a hand made great does not stop the next save."""
    session = record.answer(boat, record.new(boat), {WEATHER: ("calm",)}, AT)
    content = session_document(boat, session, AT)
    content["change"][0]["step"] = number
    try:
        session = session_from(Path("s.toml"), content, boat)
    except FileProblem:
        return
    session = record.answer(boat, session, {WEATHER: ("storm",)}, AT)
    assert toml_text(session_document(boat, session, AT))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "genai-guide/session/2"}, "newer than 1; use a newer"),
        ({"format": "other"}, "not a file of the format"),
        ({"pack": {}}, "did you mean|expected one of the keys"),
        ({"session": {"pack": {"id": "other-pack"}}}, "“other-pack”, not with"),
        ({"tool": [{}] * 51}, "51 tools; at most 50"),
        ({"tool": {"name": "x"}}, "expected tables headed"),
        ({"answer": [{"question": "trip.wether"}]}, "did you mean “trip.weather”"),
        ({"answer": [{"question": "boat.engine", "options": ["sail"]}]}, "listed tool"),
        (
            {"answer": [{"question": "trip.weather", "options": ["clam"]}]},
            "did you mean “calm”",
        ),
        ({"change": [{"what": "x", "by": "change", "step": 1}]}, "change 1: no change"),
        ({"task": [{"id": "a", "closed_on": "soon"}]}, "expected a date"),
    ],
)
def test_a_session_that_cannot_go_on_says_why(
    boat: Pack, change: dict[str, object], said: str
) -> None:
    """A session of another pack or format, or changed by hand, is refused in words."""
    content = {**session_document(boat, record.new(boat), AT), **change}
    with pytest.raises(FileProblem, match=said):
        session_from(Path("s.toml"), content, boat)


def test_an_answer_with_a_leader_of_dots_comes_back(boat: Pack) -> None:
    """No answer that may be given makes the session unreadable."""
    said = 'He said "' + "." * 70 + '" and left'
    session = record.answer(boat, record.new(boat), {Place("trip.story"): said}, AT)
    assert reread(boat, session) == session


def test_evidence_in_any_folder_can_be_read_back(
    boat: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file named from within a folder whose own name is not NFC closes a task."""
    folder = tmp_path / "Cafe\u0301"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("mail.txt").write_text("approved", encoding="utf-8")
    closed = Closed("2026-03-01", measure(Path("mail.txt")))
    session = close_task(record.new(boat), "declare", closed)
    assert reread(boat, session) == session


def test_a_session_beyond_the_limit_is_not_saved(boat: Pack, tmp_path: Path) -> None:
    """A session that could not be read again is not written over the good one."""
    path = tmp_path / "s.toml"
    save_session(path, boat, record.new(boat), AT)
    before = path.read_bytes()
    story = {"trip.story": "x" * (SESSION_LIMIT + 1)}
    session = record.new(boat)._replace(use=story)
    with pytest.raises(FileProblem, match="beyond 4 MB"):
        save_session(path, boat, session, AT)
    assert path.read_bytes() == before


def test_sessions_are_listed_the_newest_first_and_bad_ones_too(
    boat: Pack, tmp_path: Path
) -> None:
    """The start screen lists every session; one that cannot be read says why."""
    save_session(tmp_path / "old.toml", boat, record.from_answers(boat, SAFE), AT)
    newer = AT.replace("2026", "2027")
    save_session(tmp_path / "new.toml", boat, record.new(boat), newer)
    (tmp_path / "bad.toml").write_text("a = ", encoding="utf-8")
    (tmp_path / "other.toml").write_text('format = "else"', encoding="utf-8")
    (tmp_path / ".new.toml.1.tmp").write_text("", encoding="utf-8")
    (tmp_path / ".hidden.toml").write_text("a = ", encoding="utf-8")
    found = saved_sessions(tmp_path)
    assert [one.path.name for one in found] == ["new.toml", "old.toml", "bad.toml"]
    old, bad = found[1], found[2]
    assert (old.title, old.verdict, old.least) == ("Round the island", "notify", 0)
    assert "not valid TOML" in bad.problem
    assert saved_sessions(tmp_path / "none") == []


def test_a_listed_head_is_clean_whatever_stands_in_the_file(tmp_path: Path) -> None:
    """Heads changed by hand show nothing that a terminal would act on."""
    head = 'title = "\\u001b]0;x"\nleast = "x"'
    text = f'format = "genai-guide/session/1"\n[session]\n{head}\n[end]\nwhole = true'
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    (one,) = saved_sessions(tmp_path)
    assert (one.title, one.least) == ("]0;x", 0)


def test_new_sessions_have_names_of_their_own(tmp_path: Path) -> None:
    """Two sessions begun in the same second have two files."""
    from datetime import UTC, datetime

    now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    names = {new_session_path(tmp_path, now).name for _ in range(20)}
    assert len(names) == 20
    assert all(name.startswith("2026-03-01-090000-") for name in names)


@given(st.data())
def test_a_session_written_again_and_again_is_written_as_if_once(
    boat: Pack, data: st.DataObject
) -> None:
    """What is kept of earlier saves only saves work, in another session too."""
    text, path = SessionText(), Path("s.toml")
    for history in data.draw(st.tuples(histories(boat), histories(boat))):
        for did in history:
            afresh = session_bytes(path, boat, did.session, AT)
            assert session_bytes(path, boat, did.session, AT, text=text) == afresh


def test_another_log_of_the_same_length_is_written_anew(boat: Pack) -> None:
    """What is kept is the text of these very changes."""
    text, path, place = SessionText(), Path("s.toml"), Place("trip.title")
    for title in ("first", "second"):
        session = record.answer(boat, record.new(boat), {place: title}, AT)
        content = session_bytes(path, boat, session, AT, text=text)
        assert content == session_bytes(path, boat, session, AT)


def test_true_is_written_as_true_where_one_was_written_before() -> None:
    """Tables that python takes for equal are not the same in TOML."""
    texts = [toml_text({"a": [{"b": value}]}) for value in (1, True)]
    assert texts == ["[[a]]\nb = 1\n", "[[a]]\nb = true\n"]


@pytest.mark.parametrize("kept", ["", "[end]\nwhole = false\n", "[end]\n"])
def test_a_session_without_its_end_is_cut_short(
    tmp_path: Path, boat: Pack, kept: str
) -> None:
    """It is refused, and listed as what cannot be read, and nothing is taken of it."""
    path = tmp_path / "s.toml"
    save_session(path, boat, a_session(boat), AT)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[end]\nwhole = true\n", kept), encoding="utf-8")
    with pytest.raises(FileProblem, match="cut short: its last two lines"):
        load_session(path, boat)
    (listed,) = saved_sessions(tmp_path)
    assert "cut short" in listed.problem
    assert listed.previous is None


@pytest.mark.parametrize(
    ("twins", "said"),
    [
        ('[[answer]]\nquestion = "trip.title"\nanswered = "x"\n', "answer 2"),
        ('[[task]]\nid = "declare"\nclosed_on = "2026-03-01"\n', "task 2"),
    ],
)
def test_two_of_what_there_is_one_of_are_refused(
    tmp_path: Path, boat: Pack, twins: str, said: str
) -> None:
    """Which of them was meant, nobody could say."""
    path = tmp_path / "s.toml"
    save_session(path, boat, record.new(boat), AT)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[end]", twins * 2 + "[end]"), encoding="utf-8")
    one = said.replace("2", "1")
    with pytest.raises(FileProblem, match=f"{said}: the same as {one}; keep one"):
        load_session(path, boat)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('question = "trip.weather"\nanswered = "Calm"', "expected the key options"),
        ('question = "trip.title"', "expected the key answered"),
        ('question = "trip.weather"', "expected the key options"),
    ],
)
def test_an_answer_that_is_not_there_is_not_passed_over(
    tmp_path: Path, boat: Pack, entry: str, said: str
) -> None:
    """An entry without what was answered is damage; with a note alone it is not."""
    path = tmp_path / "s.toml"
    save_session(path, boat, record.new(boat), AT)
    text = path.read_text(encoding="utf-8")
    damaged = text.replace("[end]", f"[[answer]]\n{entry}\n\n[end]")
    path.write_text(damaged, encoding="utf-8")
    with pytest.raises(FileProblem, match=f"answer 1, .*: {said}"):
        load_session(path, boat)
