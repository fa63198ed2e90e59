"""Summaries: one body for the same answers, read back to the same verdict."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide import __version__
from genai_guide.files.answers_files import answers_from
from genai_guide.files.errors import FileProblem
from genai_guide.files.reading import parse_toml
from genai_guide.files.records import RecordKind, read_record
from genai_guide.files.session_files import save_session
from genai_guide.files.summary_files import (
    answers_of,
    proposed_path,
    statement_from,
    summary_document,
    write_summary,
)
from genai_guide.files.toml_text import toml_text
from genai_guide.policy.answers import Answers, Place, Tool
from genai_guide.policy.assessment import assess
from genai_guide.policy.pack import Pack
from genai_guide.record import session as record
from genai_guide.record.session import Closed, Evidence, Session
from genai_guide.record.tasks import close_task
from tests.helpers.boat_pack import ANSWERS_FILE, SAFE
from tests.helpers.building import all_places
from tests.helpers.oracle import completion
from tests.helpers.sessions import AT, histories
from tests.helpers.signing import SIGNER
from tests.helpers.strategies import answers_to, clean_texts

OUTSIDE = ("id", "revision", "supersedes", "signoff")


def body(pack: Pack, session: Session) -> str:
    """Write the body of a session's summary as text."""
    statement = summary_document(pack, session, SIGNER, "id")["statement"]
    kept = {key: one for key, one in statement.items() if key not in OUTSIDE}
    del kept["pack"]["engine"]
    return toml_text(kept)


def complete_session(data: st.DataObject, boat: Pack) -> Session:
    """Draw a session, with a history, that is complete."""
    session = data.draw(histories(boat, most=6))[-1].session
    answers = completion(boat, session.answers, Random(data.draw(st.integers(0, 99))))
    given_now = {
        place: value
        for place in all_places(boat, answers)
        if (value := answers.at(boat, place)) is not None
    }
    return record.answer(boat, session, given_now, AT)


@given(st.data())
def test_answers_read_back_from_a_summary_give_the_same_verdict(
    boat: Pack, data: st.DataObject
) -> None:
    """A summary holds every answer that counts, and those assess to what it says."""
    session = complete_session(data, boat)
    text = toml_text(summary_document(boat, session, SIGNER, "id"))
    path = Path("a.toml")
    statement = statement_from(path, parse_toml(path, text.encode()))
    found = assess(boat, answers_of(path, statement, boat))
    before = assess(boat, session.answers)
    assert found.complete
    assert found.level == before.level
    assert found.findings == before.findings
    assert statement["level"] == found.lowest.id
    assert statement["obligations"] == list(map(str, found.obligations))
    for place in before.asking.asked:
        assert found.answers.at(boat, place) == session.answers.at(boat, place)


@given(st.data())
def test_the_body_is_the_same_whichever_way_the_answers_came(
    boat: Pack, data: st.DataObject
) -> None:
    """Given in any order, changed on the way or read from a file: one body."""
    answers = completion(boat, Answers(), Random(data.draw(st.integers(0, 999))))
    plain = record.from_answers(boat, answers)
    places = [one for one in all_places(boat, answers) if answers.at(boat, one)]
    session = record.new(boat)
    for place in data.draw(st.permutations(places)):
        wrong = data.draw(answers_to(boat.by_id[place.question]))
        session = record.answer(boat, session, {place: wrong}, AT)
        session = record.answer(
            boat, session, {place: answers.at(boat, place)}, "2027-01-01T00:00:00Z"
        )
    document = {
        "answers": {key: _value(one) for key, one in answers.use.items()},
        "tool": [
            {
                "name": tool.name,
                "answers": {key: _value(one) for key, one in tool.answers.items()},
            }
            for tool in answers.tools
        ],
    }
    path = Path("a.toml")
    content = parse_toml(path, toml_text(document).encode())
    from_file = record.from_answers(boat, answers_from(path, content, boat))
    assert body(boat, plain) == body(boat, session) == body(boat, from_file)


def _value(answer: tuple[str, ...] | str) -> object:
    return answer if isinstance(answer, str) else list(reversed(answer))


def test_parked_answers_and_removed_tools_are_not_in_the_summary(boat: Pack) -> None:
    """Only what counts is signed: the body is that of a session without the rest."""
    parked = {**SAFE.use, "trip.permit": ("no",)}
    session = record.from_answers(boat, replace(SAFE, use=parked))
    session = record.add_tool(boat, session, AT)
    session = record.answer(boat, session, {Place("boat.name", 2): "Tern"}, AT)
    session = record.remove_tool(boat, session, 2, AT)
    assert body(boat, session) == body(boat, record.from_answers(boat, SAFE))


def test_the_summary_is_in_reading_order(boat: Pack, tmp_path: Path) -> None:
    """The verdict comes first in words, then who and what, answers, reasons, rest."""
    path = tmp_path / "a.toml"
    content = tomllib.loads(ANSWERS_FILE)
    session = record.from_answers(boat, answers_from(path, content, boat))
    session = record.annotate(boat, session, Place("trip.cargo"), "two goats", AT)
    session = close_task(
        session,
        "declare",
        Closed(
            "2026-03-01", Evidence(path="/x/a.pdf", name="a.pdf", size=3, sha256="0")
        ),
    )
    write_summary(path, boat, session, SIGNER)
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    statement = document["statement"]
    assert list(document) == ["format", "statement"]
    assert list(statement) == [
        *("id", "revision", "title", "level", "needs_approval", "sentence"),
        *(
            "obligations",
            "headlines",
            "decided_by",
            "newer_text",
            "production",
            "use",
            "tool",
        ),
        *("answer", "left_empty", "reason", "task", "evidence"),
        *(["would_change"] if "would_change" in statement else []),
        *("not_fired", "pack", "signoff"),
    ]
    assert (statement["level"], statement["needs_approval"]) == ("approval", "yes")
    assert statement["obligations"] == ["consent", "clearance", "terms"]
    assert statement["production"] == {"title": "Round the island"}
    assert [tool["name"] for tool in statement["tool"]] == ["Gull", "Tern"]
    assert statement["pack"]["engine"] == __version__
    cargo = next(one for one in statement["answer"] if one["question"] == "trip.cargo")
    assert cargo == {
        "question": "trip.cargo",
        "text": "What is on board?",
        "answered": "Animals; Glass",
        "options": ["animals", "glass"],
        "note": "two goats",
        "clauses": ["cargo"],
    }
    reason = statement["reason"][0]
    assert (reason["rule"], reason["tools"], reason["level"]) == (
        "uninsured",
        [2],
        "approval",
    )
    assert reason["clause"][0]["quote"] == "engines are insured"
    done = next(one for one in statement["task"] if one["id"] == "declare")
    assert (done["status"], done["closed_on"]) == ("done", "2026-03-01")
    assert "/x/" not in path.read_text(encoding="utf-8")
    assert statement["signoff"]["attestation"] == boat.attestation


def test_what_did_not_fire_says_why(boat: Pack) -> None:
    """Each rule that did not fire names the answers, the carve-out, or “not asked”."""
    permitted = {**SAFE.use, "trip.cargo": ("glass",), "trip.permit": ("yes",)}
    session = record.from_answers(boat, replace(SAFE, use=permitted))
    statement = summary_document(boat, session, SIGNER, "id")["statement"]
    off = {one["rule"]: one["kept_off_by"] for one in statement["not_fired"]}
    assert off["cargo-on-board"][0] == "unless: A permit covers the cargo."
    assert "trip.permit" in off["cargo-on-board"][1]
    assert "boat.engine" in off["uninsured"][0]
    assert all(off.values())
    fired = {one["rule"] for one in statement["reason"]}
    assert fired | set(off) == {rule.id for rule in boat.rules}


def test_a_rule_whose_questions_were_not_asked_says_so(boat: Pack) -> None:
    """Where nothing that a rule names was asked, that is why it did not fire."""
    stormy = {**SAFE.use, "trip.weather": ("storm",)}
    session = record.from_answers(boat, replace(SAFE, use=stormy))
    statement = summary_document(boat, session, SIGNER, "id")["statement"]
    off = {one["rule"]: one["kept_off_by"] for one in statement["not_fired"]}
    assert off["cargo-on-board"] == ["not asked"]
    assert off["empty-hold"] == ["not asked"]


def test_a_summary_of_an_incomplete_session_is_never_made(boat: Pack) -> None:
    """Without every answer, or without a signer, there is no summary."""
    with pytest.raises(ValueError, match="answers are missing"):
        summary_document(boat, record.new(boat), SIGNER, "id")
    whole = record.from_answers(boat, SAFE)
    with pytest.raises(ValueError, match="role"):
        summary_document(boat, whole, replace(SIGNER, role=" "), "id")


def test_a_summary_is_never_overwritten_unasked(boat: Pack, tmp_path: Path) -> None:
    """A file that is there stays, unless overwriting was agreed to."""
    path = tmp_path / "a.toml"
    path.write_text("old")
    session = record.from_answers(boat, SAFE)
    with pytest.raises(FileProblem, match="such a file already"):
        write_summary(path, boat, session, SIGNER)
    assert path.read_text() == "old"
    write_summary(path, boat, session, SIGNER, overwrite=True)
    assert read_record(path, boat).kind is RecordKind.SUMMARY


HOSTILE_TITLES = [
    "../../x",
    "/etc/passwd",
    "CON",
    "con.toml",
    "nul",
    "x" * 300,
    "...",
    "\U0001f469\u200d\u2696\ufe0f",
    "\u65e5\u672c\u8a9e",
    "a\\b:c*d?e",
    "-rf",
    "~",
    "%s",
    "\uff0e\uff0e\uff0f",
]


def titled(pack: Pack, title: str) -> Session:
    """Make a session of a production with a title."""
    use = {**SAFE.use, "trip.title": title}
    return record.from_answers(pack, replace(SAFE, use=use))


@given(st.one_of(st.sampled_from(HOSTILE_TITLES), clean_texts()))
def test_a_proposed_path_is_harmless(boat: Pack, title: str) -> None:
    """Whatever the title, the proposed name is short, plain and in the folder."""
    folder = Path("folder")
    path = proposed_path(boat, titled(boat, title), folder)
    assert path.parent == folder
    assert path.suffix == ".toml"
    assert len(path.name) <= 80
    assert path.stem.startswith("genai-")
    assert set(path.stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_proposed_path_is_never_an_existing_file(boat: Pack, tmp_path: Path) -> None:
    """Each proposal for the same title is another file, as long as they are there."""
    names = []
    for _ in range(3):
        path = proposed_path(boat, titled(boat, "\u65e5"), tmp_path)
        names.append(path.name)
        path.write_text("")
    assert len(set(names)) == 3


LONGEST = "x" * 4_000


def test_the_longest_texts_give_a_summary_that_can_be_read(
    boat: Pack, tmp_path: Path
) -> None:
    """Texts at their limits are signed and read back."""
    use = {**SAFE.use, "trip.title": "t" * 300, "trip.story": LONGEST}
    session = record.from_answers(boat, replace(SAFE, use=use))
    path = tmp_path / "a.toml"
    write_summary(path, boat, session, SIGNER)
    assert read_record(path, boat).assessment.complete


def a_summary(pack: Pack, tmp_path: Path) -> Path:
    """Write a good summary."""
    path = tmp_path / "a.toml"
    answers = answers_from(path, tomllib.loads(ANSWERS_FILE), pack)
    write_summary(path, pack, record.from_answers(pack, answers), SIGNER)
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"genai-guide/summary/1"', '"genai-guide/summary/2"', "newer than 1"),
        ('"genai-guide/summary/1"', '"genai-guide/x/1"', "found the format"),
        ("[statement]", "[other]\n[statement]", "found “other”"),
        ("[statement]", "[statemnt]", "did you mean “statement”"),
        ('question = "trip.cargo"', 'question = "trip.carg"', "“trip.cargo”"),
        ('"glass",', '"grass",', "did you mean “glass”"),
        ('answered = "2026-03-31"', 'answered = "soon"', "expected a date"),
        ("tool = 2", "tool = 3", "expected the number of a tool"),
        ("Round the island", "Round\\u001bisland", "U+001B"),
        ("Round the island", "Round\u202eisland", "U+202E"),
    ],
)
def test_a_summary_changed_by_hand_is_refused_with_the_place(
    boat: Pack, tmp_path: Path, old: str, new: str, said: str
) -> None:
    """What cannot be read of a changed summary is said in words."""
    path = a_summary(boat, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileProblem, match=said.replace("+", r"\+")):
        read_record(path, boat)


def test_bytes_of_a_summary_changed_at_random_are_read_or_refused(
    boat: Pack, tmp_path: Path
) -> None:
    """Any flipped bit or lost end of a summary is a file or a sentence."""
    path = a_summary(boat, tmp_path)
    content = path.read_bytes()
    random = Random(3)
    refused = 0
    for _ in range(600):
        changed = bytearray(content)
        changed[random.randrange(len(content))] ^= 1 << random.randrange(8)
        end = len(changed) if random.random() < 0.5 else random.randrange(len(changed))
        path.write_bytes(bytes(changed[:end]))
        try:
            read_record(path, boat)
        except FileProblem:
            refused += 1
    assert refused > 100


def test_each_kind_of_record_is_told_apart(boat: Pack, tmp_path: Path) -> None:
    """A session, a summary, an answers file and a case are read as what they are."""
    session = record.from_answers(boat, SAFE)
    save_session(tmp_path / "s.toml", boat, session, AT)
    write_summary(tmp_path / "m.toml", boat, session, SIGNER)
    (tmp_path / "a.toml").write_text(ANSWERS_FILE, encoding="utf-8")
    case = f'[case]\ntitle = "x"\n{ANSWERS_FILE}'
    (tmp_path / "c.toml").write_text(case, encoding="utf-8")
    kinds = {name: read_record(tmp_path / f"{name}.toml", boat).kind for name in "smac"}
    assert kinds == {
        "s": RecordKind.SESSION,
        "m": RecordKind.SUMMARY,
        "a": RecordKind.ANSWERS,
        "c": RecordKind.ANSWERS,
    }
    assert read_record(tmp_path / "m.toml", boat).statement["level"] == "notify"
    assert read_record(tmp_path / "s.toml", boat).statement["level"] == "notify"


def test_tools_of_a_summary_keep_their_answers_apart(
    boat: Pack, tmp_path: Path
) -> None:
    """The second tool's answers are read back for the second tool."""
    found = read_record(a_summary(boat, tmp_path), boat).session.answers
    assert found.tools == (
        Tool("Gull", {"boat.engine": ("sail",)}),
        Tool("Tern", {"boat.engine": ("motor",), "boat.insured": ("no",)}),
    )
