"""The brief: what is planned, the verdict, why, and what to do, on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from genai_guide.record.explanation import (
    ALTERNATIVES,
    CONFLICTS,
    NOT_KNOWN,
    REASONS,
    STILL_OPEN,
    TO_DO,
    Explanation,
    Plan,
    Reason,
)
from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.report.source import Source
from genai_guide.rules.dates import format_date, format_day
from genai_guide.rules.pack import ChecklistKind
from genai_guide.signing.verification import (
    LATER,
    Result,
    Verification,
    find_revision_notes,
    format_claims,
    format_condition,
    quote_lines,
)
from genai_guide.text import end_sentence, quote

NOT_SIGNED = "Not signed: nothing proves who wrote this, or that it is as it was."
A_COPY = (
    "This is a copy for reading, and whoever has it can change it. What counts is the"
    " summary file: “genai-guide verify” checks it."
)
MOST_PLANS = 3
_MOST_REASONS, _MOST_TASKS, _MOST_OPEN = 5, 8, 8
_SIGNATURE = "Signature"
_MOST_CHARACTERS = 500
"""The most of the description that is printed."""
TOOL_FACTS = {
    "vendor": "From",
    "version": "Version",
    "licence_tier": "Plan",
    "agreement": "Covered by an agreement",
    "goes_in": "What goes in",
}
"""What is said of a tool, by the keys of its table in the record."""


def build_brief(source: Source) -> Document:
    """Return what counsel has to know before deciding, most important first."""
    statement, explanation = source.statement, source.explanation
    sections = (
        *_principles(source),
        _reasons(explanation.reasons),
        _tasks(source),
        _alternatives(explanation),
        Section(
            CONFLICTS,
            items=[
                Item(
                    conflict.text,
                    details=[
                        *(Detail(answer.text) for answer in conflict.answers),
                        *map(Detail, conflict.notes),
                    ],
                )
                for conflict in explanation.conflicts
            ],
        ),
        _listed(NOT_KNOWN, [answer.text for answer in explanation.not_known]),
        _listed(STILL_OPEN, [answer.text for answer in explanation.unanswered]),
        Section("Tools", facts=list(_tools(source))),
        _signature(source),
    )
    return Document(
        title=statement.title or "A use without a title",
        about=list(_about(source)),
        verdict=_verdict(source),
        sections=[section for section in sections if section],
        level=statement.level_by_id.get(statement.level),
    )


def format_rest(count: int, one: str, many: str) -> str:
    """Say how many more there are than are listed; empty if there are none."""
    if count <= 0:
        return ""
    return f"And {count} {one if count == 1 else many}: see the annex."


def _about(source: Source) -> Iterator[str]:
    """Yield the revision, who prepared it, and what is planned from when on."""
    statement = source.statement
    production, use = statement.production, statement.use
    signoff = statement.signoff
    words = "Not signed"
    if signoff:
        signed = f"signed on {format_day(signoff.at)}"
        if not _is_signed(source.verification):
            signed = "not signed"
        words = f"Revision {statement.revision}, {signed}"
    who = [production.get(key, "") for key in ("preparer", "preparer_role")]
    # What people wrote stands in quotes, so that it cannot pose as our own words.
    prepared = ", ".join(quote(each) for each in who if each)
    yield f"{words}. Prepared by {prepared}." if prepared else f"{words}."
    if description := use.get("description"):
        short = shorten(description, _MOST_CHARACTERS, placeholder=" …")
        yield f"What is planned: {quote_lines(short)}"
    dates = {
        "The work starts on": use.get("intended_start"),
        "Delivery is on": use.get("delivery"),
    }
    known = [f"{start} {format_date(day)}." for start, day in dates.items() if day]
    if known:
        yield " ".join(known)


def _is_signed(verification: Verification | None) -> bool:
    return verification is not None and verification.result is not Result.UNSIGNED


def _verdict(source: Source) -> Section:
    statement, explanation = source.statement, source.explanation
    verification = source.verification
    verdict, lines, sign = explanation.verdict, [], statement.sign
    said = [*explanation.headlines, explanation.sentence, explanation.also_needed]
    said = [end_sentence(each) for each in said if each]
    if verification:
        verdict = verification.verdict
        if verdict != statement.label:
            # These words are the file's own: no trusted questions have them.
            said, sign = list(map(quote_lines, said)), ""
        # Nobody must read a verdict that may not hold without being told.
        if verification.result not in (Result.GENUINE, Result.ENTRY_NOT_TRUSTED):
            title = verification.result.title
            lines.append(f"{title}. This is not verified: see “{_SIGNATURE}”.")
            verdict = f"{verdict} ({verification.result.words})"
    lines += [
        "" if statement.answers else "Nothing is answered in it.",
        *said,
        explanation.still_open,
    ]
    if not statement.level:
        verdict = f"Incomplete. {verdict}"
    conditions: list[Item] = []
    if verification:
        lines += _decision(verification)
        conditions += [
            Item(
                f"{format_condition(each.condition)} [{each.condition.id}]", each.words
            )
            for each in verification.standing.conditions
        ]
    heading = f"{sign} {verdict}".strip()
    return Section(heading, list(filter(None, lines)), items=conditions)


def _decision(verification: Verification) -> Iterator[str]:
    """Yield the decision that stands, and whether it is in force."""
    standing, decision = verification.standing, verification.standing.decision
    yield format_standing(verification)
    if decision:
        if decision.reasons:
            yield f"Reasons given: {quote_lines(decision.reasons)}"
        yield f"Decided by, in their own words: {format_claims(decision.by)}."
    for note in _about_revisions(verification):
        yield _sentence(note)
    for warning in verification.warnings:
        yield f"Warning: {warning}."
    if verification.entries:
        yield f"As of {format_day(standing.as_of)}. {LATER}"


def _about_revisions(verification: Verification) -> list[str]:
    """Return what was decided on earlier revisions."""
    return list(find_revision_notes(verification.summary, verification.earlier))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def format_standing(verification: Verification) -> str:
    """Say what was decided, and whether the use is in force and if not, why."""
    summary = verification.standing.summary
    if verification.in_force:
        return f"{summary}. The use is in force."
    decision, obstacles = verification.standing.decision, verification.obstacles
    # Where there is no decision, or it is against the use, that says why already.
    lets_proceed = bool(decision and decision.outcome and decision.outcome.lets_proceed)
    is_told = not lets_proceed and obstacles == verification.standing.obstacles[:1]
    why = "" if is_told else f": {'; '.join(obstacles)}"
    return f"{summary}. The use is not in force{why}."


def _principles(source: Source) -> Iterator[Section]:
    for checklist in source.explanation.checklists:
        if checklist.kind is ChecklistKind.PRINCIPLE:
            yield Section(
                checklist.title,
                list(filter(None, [checklist.not_relevant, checklist.all_met])),
                items=[
                    Item(row.text, row.words, [Detail(row.said)] if row.said else [])
                    for row in checklist.rows
                ],
            )


def _reasons(reasons: Sequence[Reason]) -> Section:
    """List the reasons that give the verdict, with the clause that comes first."""
    deciding = [reason for reason in reasons if reason.gives_verdict][:_MOST_REASONS]
    items = [
        Item(
            reason.text,
            details=[
                Detail(clause.quote, clause.title, quoted=True)
                for clause in reason.quotations[:1]
            ],
        )
        for reason in deciding
    ]
    rest = len(reasons) - len(deciding)
    more = format_rest(rest, "further reason or note", "further reasons and notes")
    return Section(REASONS, items=items, more=more)


def _tasks(source: Source) -> Section:
    """List what is still to do: what was closed after signing is done, too."""
    verification = source.verification
    closed = verification.standing.closings if verification else {}
    tasks = source.explanation.to_do
    left = [task for task in tasks if not task.done and task.id not in closed]
    items = [Item(task.text) for task in left[:_MOST_TASKS]]
    more = format_rest(len(left) - len(items), "more", "more")
    done = len(tasks) - len(left)
    lines = [f"{done} of {len(tasks)} are done."] if done else []
    return Section(TO_DO, lines, items=items, more=more)


def _alternatives(explanation: Explanation) -> Section:
    plans = explanation.alternatives
    lines = [explanation.no_alternatives] if explanation.no_alternatives else []
    items = [format_plan(plan) for plan in plans[:MOST_PLANS]]
    more = format_rest(len(plans) - len(items), "more", "more")
    return Section(ALTERNATIVES, lines, items=items, more=more)


def format_plan(plan: Plan) -> Item:
    """Return a plan, with what else it takes."""
    return Item(plan.text, details=list(map(Detail, plan.provided)))


def _listed(heading: str, texts: Sequence[str]) -> Section:
    items = [Item(text) for text in texts[:_MOST_OPEN]]
    more = format_rest(len(texts) - len(items), "more", "more")
    return Section(heading, items=items, more=more)


def _tools(source: Source) -> Iterator[tuple[str, str]]:
    for tool in source.statement.tools:
        known = [
            f"{name}: {tool.facts[key]}"
            for key, name in TOOL_FACTS.items()
            if tool.facts.get(key)
        ]
        yield (
            tool.name or f"Tool {tool.number}",
            "\n".join(known) or "Nothing more was entered",
        )


def _signature(source: Source) -> Section:
    verification, pack = source.verification, source.statement.pack
    lines, facts = [NOT_SIGNED], [("policy text", pack.policy)]
    if verification:
        words = verification.result.title
        lines = [f"{words}. {' '.join(verification.signed_by)}"]
        about_revisions = _about_revisions(verification)
        notes = [each for each in verification.notes if each not in about_revisions]
        if verification.result is Result.VERDICT_WRONG:
            notes = [*verification.differences, *notes]
        lines += map(_sentence, notes)
        lines.append(A_COPY)
        facts.insert(0, ("fingerprint", verification.signed.fingerprint or "none"))
    return Section("Signature", lines, facts, more=source.explanation.disclaimer)
