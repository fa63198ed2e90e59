"""A record as a document, in the order in which legal reads it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from genai_guide.record.explanation import (
    ALTERNATIVES,
    CONFLICTS,
    DECIDED_BY,
    NOT_APPLIED,
    REASONS,
    TO_DO,
    Explanation,
    explain_statement,
)
from genai_guide.record.statement import AnswerEntry, Statement
from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.rules.levels import Approval, Level
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import Result, SignatureState, Verification

_A_COPY = (
    "This is a copy for reading, and whoever has it can change it. What counts is the"
    " summary file: “genai-guide verify” checks it."
)
_UNCHECKED = "Not verified: nothing proves who wrote this, or that it is as it was."


def build_record_document(
    statement: Statement,
    pack: Pack | None = None,
    verification: Verification | None = None,
) -> Document:
    """Return a statement, of a draft too, as a document.

    Args:
        statement: What the record says.
        pack: The very pack that it was made with, where that is at hand: the
            questions' sections, and the words of open questions, stand only there.
        verification: What verifying a summary found.
    """
    explanation = explain_statement(statement, format_level)
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
                heading=f"{verification.result.word.upper()}. {verdict.heading}",
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
        Section("Still to be answered", items=_open(statement, pack)),
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
        Section("The path through the questions", sections=_path(statement, pack)),
        Section(
            "Left empty",
            items=[
                Item(f"{entry.text} (tool {entry.tool})" if entry.tool else entry.text)
                for entry in statement.left_empty
            ],
        ),
        Section(REASONS, items=_reasons(statement, explanation)),
        Section(TO_DO, items=_tasks(statement, explanation)),
        Section("Evidence", items=_evidence(statement)),
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
        level=statement.bounds[0] if statement.level else None,
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
    level = explanation.verdict
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
    return Section(
        level if statement.level else f"INCOMPLETE. {level}",
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


def _open(statement: Statement, pack: Pack | None) -> list[Item]:
    """List the questions still to be answered."""
    texts = {question.id: question.text for question in pack.questions} if pack else {}
    items = []
    for place in statement.open or ():
        text = texts.get(place.split("#")[0])
        items.append(Item(place if text is None else f"{text} [{place}]"))
    return items


def _path(statement: Statement, pack: Pack | None) -> list[Section]:
    """List the answers in the order of asking, each with the rules that it led to."""
    titles = {}
    if pack:
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

    reasons = list(zip(_marks(statement), statement.reasons, strict=True))

    def item(entry: AnswerEntry) -> Item:
        line = f"{entry.text} {entry.answered} [{entry.place}]"
        marks = [mark for mark, reason in reasons if line in reason.answers]
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
    """List the tasks, with what asks for them and since when they are done."""
    items = []
    for task, to_do in zip(statement.tasks, explanation.to_do, strict=True):
        details = _details(
            ("closed on", task.closed_on),
            ("evidence wanted", task.evidence_wanted.replace("-", " ")),
            ("asked for by", ", ".join(task.clauses)),
        )
        items.append(Item(to_do.text, task.status, details))
    return items


def _evidence(statement: Statement) -> list[Item]:
    items = []
    for entry in statement.evidence:
        details = _details(
            ("link", entry.link),
            ("file", entry.file),
            ("bytes", "" if entry.size is None else str(entry.size)),
            ("SHA-256", entry.sha256),
            ("dated", entry.on),
        )
        items.append(Item(entry.label, details=details))
    return items


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
    return Section("Questions and source", [statement.newer_text], facts)


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
        facts.append(("supersedes", statement.supersedes))
    return Section("Sign-off", [signoff.attestation], facts)


def _decision(verification: Verification | None) -> Section:
    """Return legal's decision, and what it is worth if its signer is not known."""
    if verification is None:
        return Section("Decision")
    decision, check = verification.summary.decision, verification.decided
    if decision is None:
        return Section("Decision", ["No decision yet."])
    lines = []
    if check and check.state is not SignatureState.KNOWN:
        worth = "This decision DOES NOT COUNT" if check.state.is_void else ""
        lines.append(f"{worth or 'Not vouched for'}: {check.why}.")
    facts = [("outcome", decision.outcome.label)]
    facts += [("condition", condition) for condition in decision.conditions]
    if decision.valid_until:
        facts.append(("last day", decision.valid_until))
    facts += [
        ("name", decision.name),
        ("role", decision.role),
        ("time, as claimed", decision.at.isoformat(" ")),
    ]
    return Section("Decision", lines, facts)
