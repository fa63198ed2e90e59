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
from genai_guide.record import draft as record
from genai_guide.record.draft import ClosedTask, Draft, Evidence, close_task
from genai_guide.record.statement import build_signed_statement
from genai_guide.rules.answers import Answers, Place
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import parse_answers
from genai_guide.storage.errors import FileError
from genai_guide.storage.records import RecordKind, read_record
from genai_guide.storage.summaries import load_summary, summary_answers, to_table
from genai_guide.storage.toml import format_toml, parse_toml
from genai_guide.workflows.sign import write_summary
from tests.helpers.boat_pack import ANSWERS_FILE, SAFE
from tests.helpers.building import all_places
from tests.helpers.drafts import AT, histories
from tests.helpers.oracle import completion
from tests.helpers.signing import PRODUCER, SIGNER
from tests.helpers.strategies import answers_to

OUTSIDE = ("id", "revision", "supersedes", "signoff")


def body(pack: Pack, session: Draft) -> str:
    """Write the body of a session's summary as text."""
    statement = build_signed_statement(pack, session, SIGNER, "0" * 32)
    table = to_table(statement)
    kept = {key: one for key, one in table.items() if key not in OUTSIDE}
    del kept["pack"]["engine"]
    return format_toml(kept)


def complete_session(data: st.DataObject, boat: Pack) -> Draft:
    """Draw a session, with a history, that is complete."""
    session = data.draw(histories(boat, most=6))[-1].session
    answers = completion(boat, session.answers, Random(data.draw(st.integers(0, 99))))
    given_now = {
        place: value
        for place in all_places(boat, answers)
        if (value := answers.at(boat, place)) is not None
    }
    return record.set_answers(boat, session, given_now, AT)


@given(st.data())
def test_answers_read_back_from_a_summary_give_the_same_verdict(
    boat: Pack, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A summary holds every answer that counts, and those assess to what it says."""
    session = complete_session(data, boat)
    path = tmp_path_factory.mktemp("summary") / "a.toml"
    write_summary(path, boat, session, SIGNER, PRODUCER)
    statement = load_summary(path).statement
    found = assess(boat, summary_answers(path, statement, boat))
    before = assess(boat, session.answers)
    assert found.complete
    assert found.level == before.level
    assert found.results == before.results
    assert statement.level == found.lowest.id
    assert statement.obligations == tuple(each.id for each in found.obligations)
    for place in before.status.asked:
        assert found.answers.at(boat, place) == session.answers.at(boat, place)


@given(st.data())
def test_the_body_is_the_same_whichever_way_the_answers_came(
    boat: Pack, data: st.DataObject
) -> None:
    """Given in any order, changed on the way or read from a file: one body."""
    answers = completion(boat, Answers(), Random(data.draw(st.integers(0, 999))))
    plain = record.draft_from_answers(boat, answers)
    places = [one for one in all_places(boat, answers) if answers.at(boat, one)]
    session = record.new_draft(boat)
    for place in data.draw(st.permutations(places)):
        wrong = data.draw(answers_to(boat.by_id[place.question]))
        session = record.set_answers(boat, session, {place: wrong}, AT)
        session = record.set_answers(
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
    content = parse_toml(path, format_toml(document).encode())
    from_file = record.draft_from_answers(boat, parse_answers(path, content, boat))
    assert body(boat, plain) == body(boat, session) == body(boat, from_file)


def _value(answer: tuple[str, ...] | str) -> object:
    return answer if isinstance(answer, str) else list(reversed(answer))


def test_parked_answers_and_removed_tools_are_not_in_the_summary(boat: Pack) -> None:
    """Only what counts is signed: the body is that of a session without the rest."""
    parked = {**SAFE.use, "trip.permit": ("no",)}
    session = record.draft_from_answers(boat, replace(SAFE, use=parked))
    session = record.add_tool(boat, session, AT)
    session = record.set_answers(boat, session, {Place("boat.name", 2): "Tern"}, AT)
    session = record.remove_tool(boat, session, 2, AT)
    assert body(boat, session) == body(boat, record.draft_from_answers(boat, SAFE))


def test_the_summary_is_in_reading_order(boat: Pack, tmp_path: Path) -> None:
    """The verdict comes first in words, then who and what, answers, reasons, rest."""
    path = tmp_path / "a.toml"
    content = tomllib.loads(ANSWERS_FILE)
    session = record.draft_from_answers(boat, parse_answers(path, content, boat))
    session = record.set_note(boat, session, Place("trip.cargo"), "two goats", AT)
    session = close_task(
        session,
        "declare",
        ClosedTask(
            "2026-03-01",
            Evidence(path="/x/a.pdf", name="a.pdf", size=3, sha256="0" * 64),
        ),
    )
    write_summary(path, boat, session, SIGNER, PRODUCER)
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    statement = document["statement"]
    assert list(document) == ["format", "statement", "statement_signature"]
    assert list(statement) == [
        *("title", "level", "label", "sign", "needs_approval", "sentence"),
        *("obligations", "also_needed", "id", "revision", "signoff"),
        *("reason", "task", "production", "use", "tool", "answer", "pack"),
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
    }
    reason = statement["reason"][0]
    assert (reason["rule"], reason["tools"], reason["level"]) == (
        "uninsured",
        [2],
        "approval",
    )
    assert reason["clause"][0]["quote"] == "engines are insured"
    done = next(one for one in statement["task"] if one["id"] == "declare")
    assert done["done_on"] == "2026-03-01"
    assert done["evidence"]["state"] == "missing"
    assert "/x/" not in path.read_text(encoding="utf-8")
    assert statement["signoff"]["attestation"] == boat.attestation


def test_a_summary_of_an_incomplete_session_is_never_made(boat: Pack) -> None:
    """Without every answer, or without a signer, there is no summary."""
    with pytest.raises(ValueError, match="answers are missing"):
        build_signed_statement(boat, record.new_draft(boat), SIGNER, "0" * 32)
    whole = record.draft_from_answers(boat, SAFE)
    with pytest.raises(ValueError, match="role"):
        build_signed_statement(boat, whole, replace(SIGNER, role=" "), "id")


def test_a_summary_is_never_overwritten_unasked(boat: Pack, tmp_path: Path) -> None:
    """A file that is there stays, unless overwriting was agreed to."""
    path = tmp_path / "a.toml"
    path.write_text("old")
    session = record.draft_from_answers(boat, SAFE)
    with pytest.raises(FileError, match="this file exists already"):
        write_summary(path, boat, session, SIGNER, PRODUCER)
    assert path.read_text() == "old"
    write_summary(path, boat, session, SIGNER, PRODUCER, overwrite=True)
    assert read_record(path, boat).file.kind is RecordKind.SUMMARY
