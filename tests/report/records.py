"""A summary in which every part is filled, with any text in every place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import is_dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from genai_guide.record import draft as record
from genai_guide.record.draft import ClosedTask, Evidence
from genai_guide.record.entries import (
    Condition,
    Entry,
    EntryKind,
    Outcome,
    SignedEntry,
)
from genai_guide.record.standing import TrustedEntry, find_standing
from genai_guide.record.statement import (
    SignedStatement,
    Summary,
    build_signed_statement,
)
from genai_guide.report.annex import build_annex
from genai_guide.report.brief import build_brief
from genai_guide.report.document import Document
from genai_guide.report.source import Source, source_of_draft, source_of_summary
from genai_guide.rules.answers import Answers, Place
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.trust import TrustState
from genai_guide.signing.verification import (
    EntryCheck,
    Replay,
    SignatureCheck,
    SignatureState,
    Verification,
)
from tests.helpers.boat_pack import SAFE
from tests.helpers.drafts import AT
from tests.helpers.signing import SIGNER
from tests.helpers.summaries import COUNSEL

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
# These name something of ours, and a file with another word in them is refused.
_NAMES = (
    "id",
    "kind",
    "on",
    "after",
    "about",
    "email",
    "state",
    "supersedes",
    "done_on",
    "sha256",
    "approval",
    "task",
    "condition",
    "valid_until",
    "level",
    "levels",
    "needs_approval",
    "obligations",
    "gives",
    "due",
    "status",
    "outcome",
)

HOSTILE = (
    "[/] [b] [@click=app.quit]x[/] \x1b]0;x\x07 日本語 👩‍⚖️ \u202eabc",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "javascript:alert(1) [x](javascript:alert(1))",
    "</style></title></textarea><img src=x onerror=alert(1)>",
    "<!-- --><![CDATA[ ]]><svg/onload=alert(1)>",
    "{{7*7}} {% raw %} {# x #}",
    "&lt;b&gt; &amp; &#60;i&#62; &copy",
    "https://evil.example www.evil.example <https://evil.example> a@evil.example",
    "[x]: https://evil.example 'x'",
    "![x](https://evil.example/x.png) [x][y] [^1]",
    "# x",
    "1. x",
    "- [ ] x",
    "+ *x* **x** _x_ ~~x~~ `x` ``` $x$ H~2~O \\*",
    "| a | b |\n| --- | --- |\n| c | d |",
    "x\n===\ny\n---\n    z\n\n> q\n\n***",
    "~~~\nx\n```\n: y",
)


ANSWERED = replace(
    SAFE, use={**SAFE.use, "trip.cargo": ("glass",), "trip.permit": ("no",)}
)


def summary(pack: Pack) -> SignedStatement:
    """Give a statement of the boat pack with notes, closed tasks and evidence."""
    session = record.draft_from_answers(pack, ANSWERED)
    session = record.set_note(pack, session, Place("trip.cargo"), "a mirror", AT)
    closed = {
        "tell-harbour": ClosedTask("2026-03-01", Evidence(link="https://a.example")),
        "declare": ClosedTask(
            "2026-03-02", Evidence(name="a.pdf", size=7, sha256="0" * 64)
        ),
    }
    draft = replace(session, closed=closed)
    return build_signed_statement(pack, draft, SIGNER, "0" * 32)


def an_entry(statement: SignedStatement) -> SignedEntry:
    """Give a decision with a condition, on a statement."""
    entry = Entry(
        kind=EntryKind.DECISION,
        on="sha256:" + "ab" * 32,
        after="sha256:" + "cd" * 32,
        by=COUNSEL,
        at=NOON,
        outcome=Outcome.WITH_CONDITIONS,
        reasons="We know the captain.",
        found="genuine",
        conditions=(
            Condition(
                id="no-storm", text="No storm.", owner="captain", due="before-delivery"
            ),
        ),
        valid_until="2026-12-31",
    )
    return SignedEntry(entry, b"", "", "sha256:" + "ef" * 32, {})


def verified(
    statement: SignedStatement, pack: Pack | None = None, *, decided: bool = True
) -> Verification:
    """Give what verifying a summary with a decision found."""
    signed = an_entry(statement)
    known = SignatureCheck(SignatureState.KNOWN, b"key", "c.counsel@platform.example")
    entries = (EntryCheck(signed, known),) if decided else ()
    trusted = [TrustedEntry(signed, b"key")] if decided else []
    digest = "sha256:" + "ab" * 32
    summary = Summary(statement, b"", digest, digest, {}, entries=(signed,) * decided)
    return Verification(
        summary,
        NOON,
        SignatureCheck(SignatureState.UNKNOWN, why="Nobody here trusts the key"),
        TrustState.TRUSTED,
        Replay.DIFFERS,
        entries,
        (),
        find_standing(statement, trusted, NOON),
        assessment=assess(pack, ANSWERED) if pack else None,
        differences=("level: “hold”",),
        warnings=("the clock is wrong",),
        notes=("a note",),
    )


def documents_of(source: Source) -> tuple[Document, Document]:
    """Give the brief and the annex."""
    return build_brief(source), build_annex(source)


def summary_documents(verification: Verification) -> tuple[Document, Document]:
    """Give the brief and the annex of a summary."""
    return documents_of(source_of_summary(verification))


def draft_documents(pack: Pack, answers: Answers) -> tuple[Document, Document]:
    """Give the brief and the annex of answers that are not signed."""
    draft = record.draft_from_answers(pack, answers)
    source = source_of_draft(draft, assess(pack, answers), NOON.date())
    return documents_of(source)


def with_texts(pack: Pack, text: str) -> tuple[tuple[Document, ...], list[str]]:
    """Put a text into every place of a summary, and list what was put where."""
    numbers = count()
    put: list[str] = []

    def other(_: str) -> str:
        # The text comes first: Markdown looks at how a line begins.
        put.append(f"{text} x{next(numbers)}x")
        return put[-1]

    statement = _replaced(summary(pack), other)
    found = verified(statement)
    (checked,) = found.entries
    entry = replace(checked.signed, entry=_replaced(checked.signed.entry, other))
    trusted = [TrustedEntry(entry, b"key")]
    verification = replace(
        found,
        signed=replace(found.signed, why=other("")),
        entries=(replace(checked, signed=entry),),
        standing=find_standing(statement, trusted, NOON),
        **{key: (other(""),) for key in ("differences", "warnings", "notes")},
    )
    return summary_documents(verification), put


def _replaced(value: Any, other: Callable[[str], str]) -> Any:
    if is_dataclass(value):
        # The checks of a record refuse some of it; a document must not rely on that.
        changed = copy(value)
        for key, part in vars(value).items():
            if key not in _NAMES:
                object.__setattr__(changed, key, _replaced(part, other))
        return changed
    if isinstance(value, dict):
        # What a fact is called comes from the file, too.
        facts = {key: _replaced(one, other) for key, one in value.items()}
        return {**facts, other(""): other("")}
    if isinstance(value, tuple):
        return tuple(_replaced(one, other) for one in value)
    return other(value) if isinstance(value, str) else value


def texts(*documents: Document) -> Iterator[str]:
    """List every text of documents."""
    for document in documents:
        yield from (document.title, *document.about)
        for _, section in document.walk():
            yield from (section.heading, *section.paragraphs, section.more)
            for fact in section.facts:
                yield from fact
            for item in section.items:
                yield from (item.text, item.mark)
                for detail in item.details:
                    yield from (detail.text, detail.name)
