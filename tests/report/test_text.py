"""A record as plain text: everything is said, nothing acts on the terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from genai_guide.files.errors import FileProblem
from genai_guide.files.records import read_record
from genai_guide.files.summary_files import summary_document
from genai_guide.files.toml_text import toml_text
from genai_guide.policy.answers import Answers, Place
from genai_guide.policy.assessment import assess
from genai_guide.policy.pack import Pack
from genai_guide.record import session as record
from genai_guide.record.statement import statement_body
from genai_guide.report.text import record_text
from tests.helpers.boat_pack import SAFE
from tests.helpers.sessions import AT, histories
from tests.helpers.signing import SIGNER


def flat(text: str) -> str:
    """Undo the wrapping."""
    return " ".join(text.split())


@given(st.data())
def test_any_record_is_shown_without_controls(boat: Pack, data: st.DataObject) -> None:
    """Whatever was answered, the document holds no control but the line feed."""
    session = data.draw(histories(boat))[-1].session
    text = record_text(
        statement_body(assess(boat, session.answers)), signed=data.draw(st.booleans())
    )
    assert text.endswith("\n")
    assert not [one for one in text if one < " " and one != "\n"]
    assert not set(text) & set("\x7f\x9b\u202e\u2066")


def test_a_statement_of_another_origin_is_shown_without_controls(boat: Pack) -> None:
    """Even a statement that was never judged does not act on the terminal."""
    said = statement_body(assess(boat, SAFE))
    text = record_text({**said, "title": "\x1b]0;x\x07\u202ea"}, signed=False)
    assert not set(text) & set("\x1b\x07\u202e")


def test_the_text_says_what_the_statement_says(boat: Pack) -> None:
    """Level, reasons with quotations, answers, notes, tasks and source are there."""
    use = {**SAFE.use, "trip.cargo": ("glass",), "trip.permit": ("no",)}
    session = record.from_answers(boat, replace(SAFE, use=use))
    session = record.annotate(boat, session, Place("trip.cargo"), "a mirror", AT)
    document = summary_document(boat, session, SIGNER, "id")
    text = flat(record_text(document["statement"], signed=False))
    for said in (
        "Round the island: To see the seals.",
        "ASK THE CONTACT FIRST (escalate)",
        "Needs approval: ask",
        "Also to be met: rights clearance.",
        "[escalate] There is cargo on board.",
        "cargo: “cargo is declared”",
        "Declare the cargo. (captain, before delivery; open)",
        "What is on board? Glass",
        "note: a mirror",
        "There is a storm.",
        "digest " + boat.digest,
        "A. Producer, Producer, Studio, a@studio.com",
        "I have answered truthfully.",
        "nothing in this file proves who signed",
    ):
        assert said in text, said


def test_an_incomplete_record_says_between_what_it_is(boat: Pack) -> None:
    """While answers are missing the bounds are said, and that nobody signed."""
    said = statement_body(assess(boat, Answers()))
    text = flat(record_text(said, signed=False))
    assert "INCOMPLETE: 5 questions are open." in text
    assert "So far TELL THE CONTACT (notify); it can rise to ON HOLD (hold)." in text
    assert "Not signed off." in text


def test_a_signed_record_does_not_say_that_nothing_is_proved(boat: Pack) -> None:
    """The warning stands only where there is no signature."""
    document = summary_document(boat, record.from_answers(boat, SAFE), SIGNER, "id")
    assert "No signature" not in record_text(document["statement"], signed=True)


def test_lines_fit_a_terminal(boat: Pack) -> None:
    """Prose is wrapped at 78 columns; only what cannot be broken is longer."""
    use = {**SAFE.use, "trip.story": "word " * 300}
    session = record.from_answers(boat, replace(SAFE, use=use))
    document = summary_document(boat, session, SIGNER, "id")
    for line in record_text(document["statement"], signed=False).splitlines():
        assert len(line) <= 78 or " " not in line.strip()


def test_a_summary_changed_by_hand_is_shown_or_refused(
    boat: Pack, tmp_path: Path
) -> None:
    """Whatever line of a summary is lost or changed, it is shown or refused."""
    use = {**SAFE.use, "trip.cargo": ("glass",), "trip.permit": ("no",)}
    session = record.from_answers(boat, replace(SAFE, use=use))
    lines = toml_text(summary_document(boat, session, SIGNER, "id")).splitlines()
    path = tmp_path / "changed.toml"
    raised: dict[str, str] = {}
    for number, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        for new in ("", f"{key} = 5", f"{key} = [1]", f'{key} = "x"') if equals else ():
            changed = "\n".join([*lines[:number], new, *lines[number + 1 :]])
            path.write_text(changed, encoding="utf-8")
            try:
                shown = record_text(read_record(path, boat).statement, signed=False)
                assert shown
            except FileProblem:
                continue
            except Exception as error:  # noqa: BLE001 - all of them are collected
                raised[f"{line} -> {new}"] = repr(error)
    assert not raised
