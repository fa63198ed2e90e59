"""A summary in which every part is filled, with any text in every place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from genai_guide.record import draft as record
from genai_guide.record.decision import Decision, Outcome, build_decision_table
from genai_guide.record.draft import ClosedTask, Evidence
from genai_guide.record.statement import Table
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
from genai_guide.storage.summaries import build_signed_statement
from tests.helpers.boat_pack import SAFE
from tests.helpers.sessions import AT
from tests.helpers.signing import SIGNER

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
# These name something of ours, and a file with another word in them is refused.
_NAMES = ("level", "needs_approval", "obligations", "gives", "due", "status", "outcome")

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


def summary(pack: Pack) -> Table:
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


def verified(statement: Table) -> Verification:
    """Give what verifying a summary with a decision found."""
    said = Decision(
        *(Outcome.WITH_CONDITIONS, "C. Counsel", "Counsel", NOON),
        conditions=("no storm",),
        valid_until="2026-12-31",
    )
    return Verification(
        statement,
        "sha256:" + "ab" * 32,
        SignatureCheck(SignatureState.UNKNOWN, why="nobody here knows the key"),
        Replay.DIFFERS,
        differences=("level is hold",),
        decision=build_decision_table(said, "on", "over", "unsigned", "follows"),
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
    # What a fact is called comes from the file, too.
    for table in (statement["production"], statement["use"], *statement["tool"]):
        table[other("")] = other("")
    found = verified(statement)
    wrong = found.signed._replace(why=other("")), found.signed._replace(why=other(""))
    verification = found._replace(
        signed=wrong[0],
        decided=wrong[1],
        decision=_replaced(found.decision, other),
        **{key: (other(""),) for key in ("differences", "warnings")},
        newer=other(""),
    )
    return build_record_document(statement, verification=verification), put


def _replaced(value: Any, other: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {
            key: one if key in _NAMES else _replaced(one, other)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_replaced(one, other) for one in value]
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
