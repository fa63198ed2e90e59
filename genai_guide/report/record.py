"""A record as a document, in the order in which legal reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from genai_guide.record.explanation import (
    ALTERNATIVES,
    CONFLICTS,
    DECIDED_BY,
    NOT_APPLIED,
    REASONS,
    TO_DO,
    Explanation,
    explain,
    explain_statement,
)
from genai_guide.record.statement import (
    AnswerEntry,
    EvidenceEntry,
    Statement,
)
from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.rules.answers import Place
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import Approval, Level
from genai_guide.signing.verification import (
    LATER,
    Result,
    Verification,
    format_claims,
    format_due,
    format_entry,
)

_A_COPY = (
    "This is a copy for reading, and whoever has it can change it. What counts is the"
    " summary file: “genai-guide verify” checks it."
)
_UNCHECKED = "Not verified: nothing proves who wrote this, or that it is as it was."


def build_draft_document(
    statement: Statement, assessment: Assessment, today: date
) -> Document:
    """Return what follows from answers that are not signed as a document.

    Args:
        statement: What the record says.
        assessment: What follows from its answers.
        today: The day on which dates are judged.
    """
    return _document(statement, _explain(statement, assessment, today), assessment)


def build_summary_document(verification: Verification) -> Document:
    """Return a signed summary as a document, with what verifying it found."""
    statement, assessment = verification.summary.statement, verification.assessment
    if assessment is None:
        explanation = explain_statement(statement, format_level)
    else:
        day = statement.signoff.at.date()
        explanation = _explain(statement, assessment, day)
    return _document(statement, explanation, assessment, verification)


def _explain(statement: Statement, assessment: Assessment, today: date) -> Explanation:
    """Explain a record by its own questions, with its notes."""
    notes = {entry.place: entry.note for entry in statement.answers}

    def note(place: Place) -> str:
        return notes.get(place, "")

    return explain(assessment, {}, format_level, today, note)


def _document(
    statement: Statement,
    explanation: Explanation,
    assessment: Assessment | None,
    verification: Verification | None = None,
) -> Document:
    # Nobody must read a verdict that does not hold without being told.
    warned = verification is not None and (
        verification.result.is_broken or verification.result is Result.UNSIGNED
    )
    verdict = _verdict(statement, explanation)
    signature: list[str] = []
    foot = Section("Verification", [_UNCHECKED])
    if verification:
        first_line = verification.first_line
        if warned:
            verdict = verdict._replace(
                heading=f"{verification.result.title}. {verdict.heading}",
                paragraphs=[first_line, *verdict.paragraphs],
            )
        else:
            signature = [first_line]
        items = [Item(line.strip()) for line in verification.lines]
        foot = Section("Verification", [first_line, _A_COPY], items=items)
    sections = (
        Section("Signature", signature),
        _decision(verification),
        Section("Who and what", sections=_who_and_what(statement)),
        Section("Still to be answered", items=_open(assessment)),
        *(
            Section(
                checklist.title,
                list(filter(None, [checklist.not_relevant, checklist.all_met])),
                items=[
                    Item(row.text, row.words, _details(("answered", row.said)))
                    for row in checklist.rows
                ],
            )
            for checklist in explanation.checklists
        ),
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
        Section(
            "The path through the questions",
            sections=_path(statement, explanation, assessment),
        ),
        Section(REASONS, items=_reasons(statement, explanation)),
        Section(TO_DO, items=_tasks(statement, explanation)),
        Section(
            ALTERNATIVES,
            list(filter(None, [explanation.no_alternatives])),
            items=[
                Item(plan.text, details=list(map(Detail, plan.provided)))
                for plan in explanation.alternatives
            ],
        ),
        Section(
            NOT_APPLIED,
            list(filter(None, [explanation.not_relevant])),
            items=[
                Item(rule.text, details=list(map(Detail, rule.why)))
                for rule in explanation.not_applied
            ],
        ),
        _source(statement),
        _signoff(statement),
    )
    return Document(
        title=statement.title or "A use without a title",
        level=statement.level_by_id.get(statement.level),
        verdict=verdict,
        sections=[section for section in sections if section],
        foot=foot,
    )


_APPROVALS: dict[Approval, str] = {
    "no": "Needs approval: no",
    "ask": "Needs approval: ask",
    "yes": "Needs approval: yes",
    "blocked": "Needs approval: yes, but it is not enough while something is missing",
    "forbidden": "Cannot be approved",
}


def format_level(level: Level) -> str:
    """Format a level for people, and as it stands in the file."""
    return f"{level.title} ({level.id})"


def _verdict(statement: Statement, explanation: Explanation) -> Section:
    lines = [
        "" if statement.answers else "Nothing is answered in it.",
        *explanation.headlines,
        explanation.sentence,
        explanation.still_open,
    ]
    if statement.needs_approval:
        lines.append(_APPROVALS[statement.needs_approval])
    lines.append(explanation.also_needed)
    if explanation.decided_by:
        lines.append(DECIDED_BY)
    verdict = explanation.verdict
    return Section(
        verdict if statement.level else f"INCOMPLETE. {verdict}",
        list(filter(None, lines)),
        items=[Item(answer.text) for answer in explanation.decided_by],
    )


def _who_and_what(statement: Statement) -> list[Section]:
    tables = [("Production", statement.production), ("Use", statement.use)]
    for tool in statement.tools:
        name = {"name": tool.name} if tool.name else {}
        tables.append((f"Tool {tool.number}", {**name, **tool.facts}))
    return [Section(heading, facts=_facts(table)) for heading, table in tables if table]


def _facts(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key.replace("_", " "), value) for key, value in table.items()]


def _open(assessment: Assessment | None) -> list[Item]:
    """List the questions still to be answered."""
    if assessment is None:
        return []
    questions = assessment.pack.by_id
    return [
        Item(f"{questions[place.question].text} [{place}]")
        for place in assessment.status.open
    ]


def _path(
    statement: Statement, explanation: Explanation, assessment: Assessment | None
) -> list[Section]:
    """List the answers in the order of asking, each with the rules that it led to."""
    titles = {}
    if assessment:
        pack = assessment.pack
        sections = {section.id: section.title for section in pack.sections}
        titles = {
            question.id: sections[question.section] for question in pack.questions
        }
    names = {tool.number: tool.name for tool in statement.tools}

    def heading(entry: AnswerEntry) -> str:
        about = f"tool {entry.tool}" if entry.tool else ""
        if entry.tool and names.get(entry.tool):
            about += f": {names[entry.tool]}"
        return ", ".join(filter(None, (titles.get(entry.question, ""), about)))

    reasons = list(zip(_marks(statement), explanation.reasons, strict=True))

    def item(entry: AnswerEntry) -> Item:
        marks = [
            mark
            for mark, reason in reasons
            if any(answer.place == entry.place for answer in reason.answers)
        ]
        more = _details(("note", entry.note), ("led to", "; ".join(marks)))
        return Item(entry.text, details=[Detail(entry.answered), *more])

    return [
        Section(title or "Answers", items=list(map(item, group)))
        for title, group in groupby(statement.answers, heading)
    ]


def _marks(statement: Statement) -> list[str]:
    """Return the number and level of each reason, by which answers refer to it."""
    return [
        f"reason {number}, {reason.level or 'note'}"
        for number, reason in enumerate(statement.reasons, 1)
    ]


def _details(*named: tuple[str, str]) -> list[Detail]:
    return [Detail(text, name) for name, text in named if text]


def _reasons(statement: Statement, explanation: Explanation) -> list[Item]:
    """List the rules that applied, by which answers, with their clauses quoted."""
    items = []
    for mark, entry, reason in zip(
        _marks(statement), statement.reasons, explanation.reasons, strict=True
    ):
        tools = ", ".join(map(str, entry.tools or ()))
        text = f"{reason.text} (tool {tools})" if tools else reason.text
        details = [Detail(answer.text, "answered") for answer in reason.answers]
        details += [
            Detail(clause.quote, f"{clause.title}, {clause.id}", quoted=True)
            for clause in reason.quotations
        ]
        items.append(Item(text, mark, details))
    return items


def _tasks(statement: Statement, explanation: Explanation) -> list[Item]:
    """List the tasks, with what shows that they are done."""
    items = []
    for task, to_do in zip(statement.tasks, explanation.to_do, strict=True):
        details = _details(
            ("closed on", task.done_on),
            ("evidence wanted", task.evidence_wanted.replace("-", " ")),
            *(_evidence(task.evidence) if task.evidence else ()),
        )
        items.append(Item(to_do.text, "done" if task.done_on else "open", details))
    return items


def _evidence(entry: EvidenceEntry) -> list[tuple[str, str]]:
    return [
        ("link", entry.link),
        ("file", entry.file),
        ("bytes", str(entry.size) if entry.file else ""),
        ("SHA-256", entry.sha256),
        ("at signing", entry.state),
    ]


def _source(statement: Statement) -> Section:
    pack = statement.pack
    facts = [
        ("policy", pack.policy),
        ("source", pack.source),
        ("questions", f"{pack.id} {pack.version}"),
        ("digest", pack.digest),
    ]
    if pack.engine:
        facts.append(("put together by", f"genai-guide {pack.engine}"))
    return Section("Questions and source", facts=facts)


def _signoff(statement: Statement) -> Section:
    signoff = statement.signoff
    if not signoff:
        return Section("Sign-off", ["Not signed off."])
    facts = [
        ("name", signoff.name),
        ("role", signoff.role),
        ("organisation", signoff.organisation),
        ("e-mail", signoff.email),
        ("time, as claimed", signoff.at.isoformat(" ")),
        ("record", statement.id),
        ("revision", str(statement.revision)),
    ]
    if statement.supersedes:
        facts.append(("supersedes", statement.supersedes[0]))
    return Section("Sign-off", [signoff.attestation], facts)


def _decision(verification: Verification | None) -> Section:
    """Return the decision that stands, and all entries with what they are worth."""
    if verification is None:
        return Section("Decision")
    standing = verification.standing
    force = "In force" if verification.in_force else "Not in force"
    lines = [f"{standing.summary}. {force}."]
    if verification.obstacles:
        lines += [f"Not in force: {each}." for each in verification.obstacles]
    facts = [
        (
            f"condition “{each.condition.id}”, {each.words}",
            (
                f"{each.condition.text} ({each.condition.owner},"
                f" {format_due(each.condition.due)})"
            ),
        )
        for each in standing.conditions
    ]
    if decision := standing.decision:
        facts += [("reasons", decision.reasons)] if decision.reasons else []
        facts.append(("decided by, in their own words", format_claims(decision.by)))
    entries = [Item(format_entry(entry)) for entry in verification.entries]
    entries += [
        Item(format_entry(entry), "on an earlier revision")
        for entry in verification.earlier
    ]
    if entries:
        lines.append(f"As of {standing.as_of:%Y-%m-%d %H:%M} UTC. {LATER}")
    return Section("Decision", lines, facts, entries)
