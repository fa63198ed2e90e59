"""Damaged session files: what cannot be read is said, not raised."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from genai_guide.record import draft as record
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_list import list_drafts
from genai_guide.storage.errors import FaultsError, FileError
from genai_guide.storage.toml import format_toml, parse_toml
from tests.helpers.boat_pack import SAFE
from tests.helpers.drafts import (
    AT,
    WEATHER,
    a_session,
    load_draft,
    parse_draft,
    save_draft,
    session_document,
)


def test_every_truncation_loads_or_is_refused(boat: Pack) -> None:
    """However much of the file's end is lost, it loads or says what is wrong."""
    content = format_toml(session_document(boat, a_session(boat), AT)).encode()
    path = Path("s.toml")
    loaded = 0
    for end in range(len(content)):
        try:
            parse_draft(path, parse_toml(path, content[:end]), boat)
        except FileError:
            continue
        loaded += 1
    assert 0 < loaded < len(content) / 10


def test_sampled_bit_flips_load_or_are_refused(boat: Pack) -> None:
    """A bit that fell over is read as another text, or refused, never a traceback."""
    content = format_toml(session_document(boat, a_session(boat), AT)).encode()
    path = Path("s.toml")
    random = Random(1)
    refused = 0
    for _ in range(1_500):
        flipped = bytearray(content)
        flipped[random.randrange(len(content))] ^= 1 << random.randrange(8)
        try:
            session = parse_draft(path, parse_toml(path, bytes(flipped)), boat)
            session_document(boat, session, AT)
        except FileError:
            refused += 1
    assert refused > 100


VALUES = ["0", "-1", "99", '"x"', "true", "[]", "[1]", '["x"]', "{}", "{a = 1}", '""']
VALUES += ["2026-01-01", '"\\u001b"', "[{}]", '["calm", "calm"]']


def test_every_value_put_in_another_kind_loads_or_is_refused(boat: Pack) -> None:
    """Whatever stands at any key, the file loads and can be saved, or is refused."""
    lines = format_toml(session_document(boat, a_session(boat), AT)).splitlines()
    path = Path("s.toml")
    refused = 0
    for number, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        for value in VALUES if equals else []:
            changed = [*lines[:number], f"{key} = {value}", *lines[number + 1 :]]
            try:
                content = parse_toml(path, "\n".join(changed).encode())
                session = parse_draft(path, content, boat)
                session_document(boat, session, AT)
            except FileError:
                refused += 1
    assert refused > 100


def test_a_file_whose_tools_are_all_removed_can_be_worked_with(boat: Pack) -> None:
    """Where a hand removed every tool, notes and places still can be looked up."""
    content = session_document(boat, record.draft_from_answers(boat, SAFE), AT)
    content["tool"][0]["removed"] = True
    try:
        session = parse_draft(Path("s.toml"), content, boat)
    except FileError:
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
    session = record.set_answers(boat, record.new_draft(boat), {WEATHER: ("calm",)}, AT)
    content = session_document(boat, session, AT)
    content["change"][0]["step"] = number
    try:
        session = parse_draft(Path("s.toml"), content, boat)
    except FileError:
        return
    session = record.set_answers(boat, session, {WEATHER: ("storm",)}, AT)
    assert format_toml(session_document(boat, session, AT))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "genai-guide/draft/3"}, "newer format “3”, not 2. Update"),
        ({"format": "other"}, "not a file of the format"),
        ({"pack": {}}, "did you mean|expected one of the keys"),
        ({"session": {"pack": {"id": "other-pack"}}}, "“other-pack”, not “boat-trip”"),
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
    content = {**session_document(boat, record.new_draft(boat), AT), **change}
    with pytest.raises(FileError, match=said):
        parse_draft(Path("s.toml"), content, boat)


@pytest.mark.parametrize("kept", ["", "[end]\nwhole = false\n", "[end]\n"])
def test_a_session_without_its_end_is_cut_short(
    tmp_path: Path, boat: Pack, kept: str
) -> None:
    """It is refused, and listed as what cannot be read, and nothing is taken of it."""
    path = tmp_path / "s.toml"
    save_draft(path, boat, a_session(boat), AT)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[end]\nwhole = true\n", kept), encoding="utf-8")
    with pytest.raises(FileError, match="the end of this file is missing"):
        load_draft(path, boat)
    (listed,) = list_drafts(tmp_path)
    assert "the end of this file is missing" in listed.problem
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
    save_draft(path, boat, record.new_draft(boat), AT)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[end]", twins * 2 + "[end]"), encoding="utf-8")
    one = said.replace("2", "1")
    with pytest.raises(FileError, match=f"{said}: the same as {one}. Keep one"):
        load_draft(path, boat)


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
    save_draft(path, boat, record.new_draft(boat), AT)
    text = path.read_text(encoding="utf-8")
    damaged = text.replace("[end]", f"[[answer]]\n{entry}\n\n[end]")
    path.write_text(damaged, encoding="utf-8")
    with pytest.raises(FileError, match=f"answer 1, .*: {said}"):
        load_draft(path, boat)


def test_every_fault_of_a_draft_is_said_with_its_line(
    boat: Pack, tmp_path: Path
) -> None:
    """Of its tools, answers, log and tasks; a short form names the first one."""
    content = session_document(boat, a_session(boat), AT)
    content["session"]["at"] = 7
    content["tool"][0]["name"] = 1
    content["answer"][0]["question"] = "trip.titel"
    content["answer"][1]["note"] = 3
    content["change"][0]["what"] = "nothing"
    content["task"] = [{"id": "x", "closed_on": "soon"}]
    content["end"] = content.pop("end")
    path = tmp_path / "draft.toml"
    path.write_text(format_toml(content), encoding="utf-8")
    with pytest.raises(FaultsError) as caught:
        load_draft(path, boat)
    lines = path.read_text(encoding="utf-8").splitlines()
    headers = [lines[fault.line - 1] for fault in caught.value.faults]
    tables = ["[session]", "[[tool]]", "[[answer]]", "[[answer]]"]
    assert sorted(headers) == sorted([*tables, "[[change]]", "[[task]]"])
    assert "did you mean “trip.title”?" in str(caught.value)
    assert caught.value.reason.endswith("(the first of 6 errors)")
