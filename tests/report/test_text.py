"""A record as plain text: everything is said, nothing acts on the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from genai_guide.record.entries import Outcome
from genai_guide.record.standing import Closing, TrustedEntry, find_standing
from genai_guide.report.brief import build_brief
from genai_guide.report.html import render_html
from genai_guide.report.markdown import render_markdown
from genai_guide.report.source import source_of_summary
from genai_guide.report.text import render_text
from genai_guide.rules.answers import Answers
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import (
    Replay,
    SignatureCheck,
    SignatureState,
    Verification,
)
from genai_guide.storage.draft_parser import SUMMARY_FORMAT
from genai_guide.storage.errors import FileError
from genai_guide.storage.summaries import to_table
from genai_guide.storage.toml import format_toml
from tests.helpers.boat_pack import SAFE
from tests.helpers.drafts import histories
from tests.helpers.summaries import legal
from tests.report.records import (
    NOON,
    draft_documents,
    summary,
    summary_documents,
    verified,
)

FORMS = (render_text, render_markdown, render_html)


def flat(said: str) -> str:
    """Undo the wrapping."""
    return " ".join(said.split())


@given(st.data())
def test_any_record_is_shown_without_controls(boat: Pack, data: st.DataObject) -> None:
    """Whatever was answered, the document holds no control but the line feed."""
    session = data.draw(histories(boat))[-1].session
    documents = draft_documents(boat, session.answers)
    for written in (form(*documents) for form in FORMS):
        assert written.endswith("\n")
        assert not [one for one in written if one < " " and one != "\n"]
        assert not set(written) & set("\x7f\x9b\u202e\u2066")


def test_a_statement_of_another_origin_is_shown_without_controls(boat: Pack) -> None:
    """Even a statement that was never judged does not act on the terminal."""
    said = replace(summary(boat), title="\x1b]0;x\x07\u202ea")
    documents = summary_documents(verified(said))
    for form in FORMS:
        assert not set(form(*documents)) & set("\x1b\x07\u202e")


def test_the_annex_says_what_the_statement_says(boat: Pack) -> None:
    """Answers, notes, reasons with quotations, tasks, evidence and source."""
    statement = summary(boat)
    _, annex = summary_documents(verified(statement, boat))
    shown = flat(render_text(annex))
    for said in (
        "- [Ask the contact first] There is cargo on board.",
        "Cargo [cargo]: “cargo is declared”",
        "closed on: 2 March 2026",
        "file: a.pdf bytes: 7 sha256: 000",
        "link: https://a.example",
        "The trip - What is the trip called? Round the island",
        "The boat, tool 1: Gull - What is the boat called? Gull",
        "What is on board? Glass note: a mirror",
        (
            "Weather - [does not apply] There is a storm. Does not apply, because"
            " you answered: How is"
            " the weather? Calm"
        ),
        "digest: " + boat.digest,
        "name: A. Producer role: Producer organisation: Studio e-mail: a@studio.com",
        "I have answered truthfully.",
        "condition “no-storm”: “No storm.” (by “captain”, due before delivery)",
    ):
        assert said in shown, said


def test_the_brief_is_read_from_the_verdict_to_the_signature(boat: Pack) -> None:
    """The parts stand in the order in which legal reads them, before the annex."""
    statement = summary(boat)
    shown = render_text(*summary_documents(verified(statement, boat)))
    headings = [one for one in shown.splitlines() if one and one[0].isalpha()]
    brief = headings[: headings.index("Annex: Round the island: To see the seals.")]
    assert [one for one in brief if not one.endswith((".", "”"))] == [
        "Why",
        "To do",
        "What would lower the verdict",
        "Tools",
        "Signature",
    ]


def test_a_verdict_that_does_not_hold_says_so_where_it_stands(boat: Pack) -> None:
    """Who reads no further than the verdict has read that it does not hold."""
    found = verified(summary(boat))
    known = SignatureCheck(SignatureState.KNOWN, b"key", "a@studio.com")
    holds = replace(found, replay=Replay.FOLLOWS, signed=known)
    for verification, said in ((found, True), (holds, False)):
        brief, _ = summary_documents(verification)
        assert brief.verdict
        first = brief.verdict.paragraphs[0]
        assert ("(verdict wrong)" in brief.verdict.heading) is said
        assert first.startswith("VERDICT WRONG. This is not verified") is said


def test_what_was_closed_is_not_listed_as_still_to_do(boat: Pack) -> None:
    """Of the tasks the brief counts the done ones, before and after signing."""
    statement = summary(boat)
    found = replace(verified(statement, boat), differences=())
    assert "2 of 2 are done." in render_text(build_brief(source_of_summary(found)))
    reopened = tuple(
        replace(each, done_on="", evidence=None) for each in statement.tasks
    )
    found = verified(replace(statement, tasks=reopened), boat)
    entry = found.entries[0].signed.entry
    standing = replace(
        found.standing,
        closings={"declare": Closing("declare", "2026-03-02", entry)},
    )
    after = render_text(
        build_brief(source_of_summary(replace(found, standing=standing)))
    )
    assert "1 of 2 are done." in after
    assert "Declare the cargo" not in after


def test_no_decision_is_said_to_be_none(boat: Pack) -> None:
    """Who looks for the decision finds that there is none."""
    found = verified(summary(boat), boat, decided=False)
    brief, annex = summary_documents(found)
    shown = flat(render_text(brief))
    assert "No decision yet. The use is not in force: " in shown
    assert "Decision and updates" not in render_text(annex)
    assert "No decision" not in render_text(*draft_documents(boat, SAFE))


def test_the_verification_ends_the_annex(boat: Pack) -> None:
    """The result in one line, every detail, and the digest in groups."""
    found = verified(summary(boat))
    _, annex = summary_documents(found)
    end = flat(render_text(annex).split("\nVerification\n")[1])
    assert end.startswith(found.first_line)
    assert "digest: " + " ".join(["abababab"] * 8) in end
    for line in found.lines:
        assert flat(line) in end


def test_an_incomplete_record_says_between_what_it_is(boat: Pack) -> None:
    """While answers are missing the bounds and what is open are said."""
    brief, _ = draft_documents(boat, Answers())
    shown = flat(render_text(brief))
    assert "Incomplete. No verdict yet" in shown
    assert "5 questions are open." in shown
    brief, _ = draft_documents(boat, Answers({"trip.weather": ("calm",)}))
    shown = flat(render_text(brief))
    assert "Incomplete. Tell the contact" in shown
    assert "questions are open. Could become:" in shown
    assert "Still to be answered - What is the trip called?" in shown
    assert "Not signed: nothing proves who wrote this" in shown


def test_lines_fit_a_terminal(boat: Pack) -> None:
    """Prose is wrapped at 78 columns; only what cannot be broken is longer."""
    use = {**SAFE.use, "trip.story": "word " * 300 + "https://a.example/" + "x" * 90}
    said = render_text(*draft_documents(boat, replace(SAFE, use=use)))
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
                read = summary_documents(verification)
                assert all(form(*read) for form in (render_text, render_markdown))
            except FileError:
                continue
            except Exception as error:  # noqa: BLE001 - all of them are collected
                raised[f"{line} -> {new}"] = repr(error)
    assert not raised


def test_what_a_file_says_cannot_pose_as_the_program(boat: Pack) -> None:
    """Under other questions the words of the verdict are quoted, and no sign stands."""
    pose = "GENUINE. The use is in force."
    statement = replace(
        summary(boat),
        sentence=pose,
        headlines=(pose,),
        sign=pose,
        production={"title": "A", "preparer": pose},
        use={"description": f"A\n{pose}"},
    )
    brief, _ = summary_documents(verified(statement))
    assert brief.verdict
    assert brief.verdict.heading == "“Ask the contact first” (verdict wrong)"
    for text in (*brief.about, *brief.verdict.paragraphs):
        assert pose not in re.sub("“[^”]*”", "", text)


def test_a_refusal_is_said_once(boat: Pack) -> None:
    """What is against the use is the decision itself."""
    found = verified(summary(boat), boat)
    (checked,) = found.entries
    refused = replace(
        checked.signed.entry,
        outcome=Outcome.REFUSED,
        conditions=(),
        valid_until="",
    )
    signed = replace(checked.signed, entry=refused)
    trusted = [TrustedEntry(signed, b"key")]
    known = SignatureCheck(SignatureState.KNOWN, b"key", "a@studio.com")
    standing = find_standing(summary(boat), trusted, NOON)
    genuine = replace(
        found, signed=known, replay=Replay.FOLLOWS, standing=standing, warnings=()
    )
    shown = flat(render_text(build_brief(source_of_summary(genuine))))
    assert "Refused on 2 March 2026. The use is not in force. Reasons given:" in shown
