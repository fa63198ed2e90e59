"""A record as plain text: everything is said, nothing acts on the terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from genai_guide.report.html import render_html
from genai_guide.report.markdown import render_markdown
from genai_guide.report.record import build_summary_document
from genai_guide.report.text import render_text
from genai_guide.rules.answers import Answers
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import (
    Replay,
    Verification,
)
from genai_guide.storage.draft_parser import SUMMARY_FORMAT
from genai_guide.storage.errors import FileError
from genai_guide.storage.summaries import to_table
from genai_guide.storage.toml import format_toml
from tests.helpers.boat_pack import SAFE
from tests.helpers.drafts import histories
from tests.helpers.summaries import legal
from tests.report.records import draft_document, summary, verified

FORMS = (render_text, render_markdown, render_html)


def flat(said: str) -> str:
    """Undo the wrapping."""
    return " ".join(said.split())


@given(st.data())
def test_any_record_is_shown_without_controls(boat: Pack, data: st.DataObject) -> None:
    """Whatever was answered, the document holds no control but the line feed."""
    session = data.draw(histories(boat))[-1].session
    document = draft_document(boat, session.answers)
    for written in (form(document) for form in FORMS):
        assert written.endswith("\n")
        assert not [one for one in written if one < " " and one != "\n"]
        assert not set(written) & set("\x7f\x9b\u202e\u2066")


def test_a_statement_of_another_origin_is_shown_without_controls(boat: Pack) -> None:
    """Even a statement that was never judged does not act on the terminal."""
    said = replace(summary(boat), title="\x1b]0;x\x07\u202ea")
    document = build_summary_document(verified(said))
    for form in FORMS:
        assert not set(form(document)) & set("\x1b\x07\u202e")


def test_the_text_says_what_the_statement_says(boat: Pack) -> None:
    """Level, path, reasons with quotations, notes, tasks, evidence and source."""
    statement = summary(boat)
    shown = flat(render_text(build_summary_document(verified(statement, boat))))
    for said in (
        "Round the island: To see the seals.",
        "ASK THE CONTACT FIRST (escalate)",
        "Needs approval: ask",
        "Also needed: rights clearance",
        "[reason 1, escalate] There is cargo on board.",
        "Cargo, cargo: “cargo is declared”",
        "[done] Declare the cargo. (captain, before delivery) closed on: 2026-03-02",
        "file: a.pdf bytes: 7 SHA-256: 000",
        "link: https://a.example",
        "The trip - What is the trip called? Round the island",
        "The boat, tool 1: Gull - What is the boat called? Gull",
        "What is on board? Glass note: a mirror led to: reason 1, escalate",
        (
            "- There is a storm. Does not apply, because you answered:"
            " How is the weather? Calm"
        ),
        "digest: " + boat.digest,
        "name: A. Producer role: Producer organisation: Studio e-mail: a@studio.com",
        "I have answered truthfully.",
        "Approved with 1 condition on 2 March 2026, until 31 December 2026.",
        "condition “no-storm”, open: No storm. (captain, due before delivery)",
    ):
        assert said in shown, said


def test_it_is_read_from_the_verdict_to_the_verification(boat: Pack) -> None:
    """The parts stand in the order in which legal reads them."""
    statement = summary(boat)
    shown = render_text(build_summary_document(verified(statement, boat)))
    headings = [one for one in shown.splitlines() if one and one[0].isalpha()]
    assert headings == [
        "Round the island: To see the seals.",
        "VERDICT WRONG. ASK THE CONTACT FIRST (escalate)",
        "Decision",
        "Who and what",
        "The path through the questions",
        "Why",
        "To do",
        "What would lower the verdict",
        "Did not apply",
        "Questions and source",
        "Sign-off",
        "Verification",
    ]


def test_a_verdict_that_does_not_hold_says_so_where_it_stands(boat: Pack) -> None:
    """Who reads no further than the verdict has read that it does not hold."""
    statement = summary(boat)
    found = verified(statement)
    holds = replace(found, replay=Replay.FOLLOWS)
    for verification, said in ((found, True), (holds, False)):
        verdict = build_summary_document(verification).verdict
        assert (verification.first_line in verdict.paragraphs) is said


def test_no_decision_is_said_to_be_none(boat: Pack) -> None:
    """Who looks for the decision finds that there is none."""
    found = verified(summary(boat), boat, decided=False)
    shown = render_text(build_summary_document(found))
    assert "\nDecision\n  No decision yet. Not in force.\n" in shown
    assert "No decision" not in render_text(draft_document(boat, SAFE))


def test_the_verification_and_the_digest_stand_at_the_foot(boat: Pack) -> None:
    """The result in one line, every detail, and the digest in groups."""
    statement = summary(boat)
    found = verified(statement)
    end = flat(render_text(build_summary_document(found)).split("\nVerification\n")[1])
    assert end.startswith(f"{found.first_line} This is a copy for reading")
    assert "digest: " + " ".join(["abababab"] * 8) in end
    for line in found.lines:
        assert flat(line) in end


def test_an_incomplete_record_says_between_what_it_is(boat: Pack) -> None:
    """While answers are missing the bounds and what is open are said."""
    shown = flat(render_text(draft_document(boat, Answers())))
    assert "INCOMPLETE. No verdict yet" in shown
    assert "5 questions are open." in shown
    begun = Answers({"trip.weather": ("calm",)})
    shown = flat(render_text(draft_document(boat, begun)))
    assert "INCOMPLETE. TELL THE CONTACT (notify)" in shown
    assert "questions are open. Could become:" in shown
    assert "- What is the trip called? [trip.title]" in shown
    assert "Not signed off." in shown
    assert "Not verified: nothing proves who wrote this" in shown


def test_lines_fit_a_terminal(boat: Pack) -> None:
    """Prose is wrapped at 78 columns; only what cannot be broken is longer."""
    use = {**SAFE.use, "trip.story": "word " * 300 + "https://a.example/" + "x" * 90}
    said = render_text(draft_document(boat, replace(SAFE, use=use)))
    for line in said.splitlines():
        assert len(line) <= 78 or " " not in line.strip()
    # A link is to be copied whole.
    assert "https://a.example/" + "x" * 90 in said


def test_a_summary_changed_by_hand_is_shown_or_refused(
    boat: Pack, tmp_path: Path
) -> None:
    """Whatever line of a summary is lost or changed, it is shown or refused."""
    document = {"format": SUMMARY_FORMAT, "statement": to_table(summary(boat))}
    lines = format_toml(document).splitlines()
    path = tmp_path / "changed.toml"
    raised: dict[str, str] = {}
    for number, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        for new in ("", f"{key} = 5", f"{key} = [1]", f'{key} = "x"') if equals else ():
            changed = "\n".join([*lines[:number], new, *lines[number + 1 :]])
            path.write_text(changed, encoding="utf-8")
            try:
                verification = legal(boat).verify(path)
                assert isinstance(verification, Verification)
                read = build_summary_document(verification)
                assert all(form(read) for form in (render_text, render_markdown))
            except FileError:
                continue
            except Exception as error:  # noqa: BLE001 - all of them are collected
                raised[f"{line} -> {new}"] = repr(error)
    assert not raised
