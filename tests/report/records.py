"""A summary in which every part is filled, with any text in every place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import is_dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from genai_guide.record import draft as record
from genai_guide.record.decision import Outcome, RecordedDecision
from genai_guide.record.draft import ClosedTask, Evidence
from genai_guide.record.statement import SignedStatement, build_signed_statement
from genai_guide.record.summary import Summary
from genai_guide.report.document import Document
from genai_guide.report.record import build_record_document
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import (
    Replay,
    SignatureCheck,
    SignatureState,
    Verification,
)
from tests.helpers.boat_pack import SAFE
from tests.helpers.drafts import AT
from tests.helpers.signing import SIGNER

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
# These name something of ours, and a file with another word in them is refused.
_NAMES = (
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


def summary(pack: Pack) -> SignedStatement:
    """Give a statement of the boat pack with notes, closed tasks and evidence."""
    use = {**SAFE.use, "trip.cargo": ("glass",), "trip.permit": ("no",)}
    session = record.draft_from_answers(pack, replace(SAFE, use=use))
    session = record.set_note(pack, session, Place("trip.cargo"), "a mirror", AT)
    closed = {
        "tell-harbour": ClosedTask("2026-03-01", Evidence(link="https://a.example")),
        "declare": ClosedTask(
            "2026-03-02", Evidence(name="a.pdf", size=7, sha256="0" * 64)
        ),
    }
    return build_signed_statement(pack, replace(session, closed=closed), SIGNER, "id")


def verified(statement: SignedStatement) -> Verification:
    """Give what verifying a summary with a decision found."""
    decision = RecordedDecision(
        on="on",
        over="over",
        outcome=Outcome.WITH_CONDITIONS,
        conditions=("no storm",),
        name="C. Counsel",
        role="Counsel",
        at=NOON,
        found="unsigned",
        replay="follows",
        valid_until="2026-12-31",
    )
    return Verification(
        Summary(statement, b"", "sha256:" + "ab" * 32, {}, decision=decision),
        SignatureCheck(SignatureState.UNKNOWN, why="nobody here knows the key"),
        Replay.DIFFERS,
        differences=("level is hold",),
        decided=SignatureCheck(SignatureState.OTHER_KEY, why="another key"),
        warnings=("the clock is wrong",),
        newer="HOLD",
    )


def with_texts(pack: Pack, text: str) -> tuple[Document, list[str]]:
    """Put a text into every place of a summary, and list what was put where."""
    numbers = count()
    put: list[str] = []

    def other(_: str) -> str:
        # The text comes first: Markdown looks at how a line begins.
        put.append(f"{text} x{next(numbers)}x")
        return put[-1]

    statement = _replaced(summary(pack), other)
    found = verified(statement)
    wrong = [replace(found.signed, why=other("")) for _ in range(2)]
    verification = replace(
        found,
        summary=replace(
            found.summary, decision=_replaced(found.summary.decision, other)
        ),
        signed=wrong[0],
        decided=wrong[1],
        **{key: (other(""),) for key in ("differences", "warnings")},
        newer=other(""),
    )
    return build_record_document(statement, verification=verification), put


def _replaced(value: Any, other: Callable[[str], str]) -> Any:
    if is_dataclass(value):
        parts = {
            key: _replaced(one, other)
            for key, one in vars(value).items()
            if key not in _NAMES
        }
        # Past its checks: a document is safe whatever a summary was let in with.
        other_value = copy(value)
        for key, part in parts.items():
            object.__setattr__(other_value, key, part)
        return other_value
    if isinstance(value, dict):
        # What a fact is called comes from the file, too.
        facts = {key: _replaced(one, other) for key, one in value.items()}
        return {**facts, other(""): other("")}
    if isinstance(value, tuple):
        return tuple(_replaced(one, other) for one in value)
    return other(value) if isinstance(value, str) else value


def texts(document: Document) -> Iterator[str]:
    """List every text of a document."""
    yield document.title
    for _, section in document.walk():
        yield from (section.heading, *section.paragraphs)
        for fact in section.facts:
            yield from fact
        for item in section.items:
            yield from (item.text, item.mark)
            for detail in item.details:
                yield from (detail.text, detail.name)
