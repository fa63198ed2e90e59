"""A record as a document, in the order in which legal reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from genai_guide.record.explanation import (
    ALTERNATIVES,
    DECIDED_BY,
    NOT_APPLIED,
    REASONS,
    TO_DO,
    Explanation,
    Reason,
    ToDo,
    explain_statement,
)
from genai_guide.record.statement import (
    AnswerEntry,
    EvidenceEntry,
    ReasonEntry,
    Statement,
    TaskEntry,
)
from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.rules.levels import LEVELS, Level
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import (
    Result,
    SignatureCheck,
    SignatureState,
    Verification,
)

_A_COPY = (
    "This is a copy for reading, and whoever has it can change it. What counts is the"
    " summary file: “genai-guide verify” checks it."
)
_UNCHECKED = "Not verified: nothing proves who wrote this, or that it is as it was."
_NO_ANSWER = "Nothing is answered in it."


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
    sections = (
        _signature(verification),
        _decision(verification),
        _who_and_what(statement),
        _open(statement, pack),
        _path(statement, _titles(pack) if pack else {}),
        _left_empty(statement),
        _why(statement, explanation),
        _to_do(statement, explanation),
        Section("Evidence", items=tuple(map(_evidence, statement.evidence))),
        _alternatives(explanation),
        _not_applied(explanation),
        _source(statement),
        _signoff(statement),
    )
    return Document(
        title=statement.title or "A use without a title",
        level=LEVELS[statement.level] if statement.level else None,
        verdict=_verdict(statement, explanation, verification),
        sections=tuple(section for section in sections if section),
        foot=_foot(verification),
    )


def format_level(level: Level) -> str:
    """Name a level for people, and as it stands in the file."""
    return f"{level.title} ({level.id})"


def _titles(pack: Pack) -> dict[str, str]:
    titles = {section.id: section.title for section in pack.sections}
    return {question.id: titles[question.section] for question in pack.questions}


def _verdict(
    statement: Statement, explanation: Explanation, verification: Verification | None
) -> Section:
    level = format_level(statement.bounds[0])
    heading = level if statement.level else f"INCOMPLETE. {level}"
    lines = [*explanation.headlines, explanation.sentence, explanation.still_open]
    if statement.needs_approval:
        lines.append(f"Needs approval: {statement.needs_approval}")
    if not statement.answers:
        lines.insert(0, _NO_ANSWER)
    if verification and _is_loud(verification):
        # Nobody is to read a verdict that does not hold without being told.
        heading = f"{verification.result.word.upper()}. {heading}"
        lines.insert(0, verification.first_line)
    lines.append(explanation.also_needed)
    if explanation.decided_by:
        lines.append(DECIDED_BY)
    return Section(
        heading,
        tuple(filter(None, lines)),
        items=tuple(Item(answer.text) for answer in explanation.decided_by),
    )


def _who_and_what(statement: Statement) -> Section:
    parts = (
        Section("Production", facts=_facts(statement.production)),
        Section("Use", facts=_facts(statement.use)),
        *(
            Section(
                f"Tool {tool.number}",
                facts=_facts({"name": tool.name} if tool.name else {}, tool.facts),
            )
            for tool in statement.tools
        ),
    )
    return Section("Who and what", sections=tuple(part for part in parts if part))


def _facts(*tables: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (key.replace("_", " "), value)
        for table in tables
        for key, value in table.items()
    )


def _open(statement: Statement, pack: Pack | None) -> Section:
    """List the questions still to be answered."""
    texts = {question.id: question.text for question in pack.questions} if pack else {}
    lines = [
        f"{texts[question]} [{place}]"
        if (question := place.split("#")[0]) in texts
        else place
        for place in statement.open or ()
    ]
    return Section("Still to be answered", items=tuple(map(Item, lines)))


def _path(statement: Statement, titles: Mapping[str, str]) -> Section:
    """List the answers in the order of asking, each with the rules that it led to."""
    names = {tool.number: tool.name for tool in statement.tools}

    def heading(entry: AnswerEntry) -> str:
        about = f"tool {entry.tool}" if entry.tool else ""
        if entry.tool and names.get(entry.tool):
            about += f": {names[entry.tool]}"
        return ", ".join(filter(None, (titles.get(entry.question, ""), about)))

    reasons = [(mark, reason.answers) for mark, reason in _marked(statement)]
    return Section(
        "The path through the questions",
        sections=tuple(
            Section(
                title or "Answers",
                items=tuple(_answer(entry, reasons) for entry in group),
            )
            for title, group in groupby(statement.answers, heading)
        ),
    )


def _answer(entry: AnswerEntry, reasons: Iterable[tuple[str, tuple[str, ...]]]) -> Item:
    line = f"{entry.text} {entry.answered} [{entry.place}]"
    details = [Detail(entry.answered)]
    if entry.note:
        details.append(Detail(entry.note, "note"))
    if marks := [mark for mark, answers in reasons if line in answers]:
        details.append(Detail("; ".join(marks), "led to"))
    return Item(entry.text, details=tuple(details))


def _left_empty(statement: Statement) -> Section:
    """List the questions that may be left empty, and were."""
    items = (
        Item(f"{entry.text} (tool {entry.tool})" if entry.tool else entry.text)
        for entry in statement.left_empty
    )
    return Section("Left empty", items=tuple(items))


def _marked(statement: Statement) -> Iterator[tuple[str, ReasonEntry]]:
    """Yield each reason with the number and level by which answers refer to it."""
    for number, reason in enumerate(statement.reasons, 1):
        yield f"reason {number}, {reason.level or 'note'}", reason


def _why(statement: Statement, explanation: Explanation) -> Section:
    """List the rules that applied, by which answers, with their clauses quoted."""
    reasons = zip(_marked(statement), explanation.reasons, strict=True)
    items = (_reason(mark, entry, reason) for (mark, entry), reason in reasons)
    return Section(REASONS, items=tuple(items))


def _reason(mark: str, entry: ReasonEntry, reason: Reason) -> Item:
    tools = ", ".join(map(str, entry.tools or ()))
    about = f" (tool {tools})" if tools else ""
    answers = (Detail(answer.text, "answered") for answer in reason.answers)
    quotations = (
        Detail(clause.quote, f"{clause.title}, {clause.id}", quoted=True)
        for clause in reason.quotations
    )
    return Item(f"{reason.text}{about}", mark, (*answers, *quotations))


def _to_do(statement: Statement, explanation: Explanation) -> Section:
    """List the tasks, with what asks for them and since when they are done."""
    tasks = zip(statement.tasks, explanation.to_do, strict=True)
    return Section(TO_DO, items=tuple(_task(task, to_do) for task, to_do in tasks))


def _task(task: TaskEntry, to_do: ToDo) -> Item:
    details = [
        Detail(task.closed_on, "closed on"),
        Detail(task.evidence_wanted.replace("-", " "), "evidence wanted"),
        Detail(", ".join(task.clauses), "asked for by"),
    ]
    shown = tuple(detail for detail in details if detail.text)
    return Item(to_do.text, task.status, shown)


def _evidence(entry: EvidenceEntry) -> Item:
    size = "" if entry.size is None else str(entry.size)
    details = (
        Detail(entry.link, "link"),
        Detail(entry.file, "file"),
        Detail(size, "bytes"),
        Detail(entry.sha256, "SHA-256"),
        Detail(entry.on, "dated"),
    )
    return Item(entry.label, details=tuple(one for one in details if one.text))


def _alternatives(explanation: Explanation) -> Section:
    """List the plans that lower the verdict, or say that there is none."""
    none = (explanation.no_alternatives,) if explanation.no_alternatives else ()
    return Section(
        ALTERNATIVES,
        none,
        items=tuple(
            Item(plan.text, details=tuple(map(Detail, plan.provided)))
            for plan in explanation.alternatives
        ),
    )


def _not_applied(explanation: Explanation) -> Section:
    """List the rules that did not apply, each with the reason."""
    items = (
        Item(silence.text, details=tuple(map(Detail, silence.why)))
        for silence in explanation.not_applied
    )
    return Section(NOT_APPLIED, items=tuple(items))


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
    return Section("Questions and source", (statement.newer_text,), tuple(facts))


def _signoff(statement: Statement) -> Section:
    signoff = statement.signoff
    if not signoff:
        return Section("Sign-off", ("Not signed off.",))
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
    return Section("Sign-off", (signoff.attestation,), tuple(facts))


def _is_loud(verification: Verification) -> bool:
    result = verification.result
    return result.is_broken or result is Result.UNSIGNED


def _signature(verification: Verification | None) -> Section:
    """Say whether it verifies, unless that stands above the verdict."""
    if verification is None or _is_loud(verification):
        return Section("Signature")
    return Section("Signature", (verification.first_line,))


def _decision(verification: Verification | None) -> Section:
    heading = "Decision"
    if verification is None:
        return Section(heading)
    decision = verification.summary.decision
    if decision is None:
        return Section(heading, ("No decision yet.",))
    facts = [
        ("outcome", decision.outcome.label),
        *(("condition", condition) for condition in decision.conditions),
        *([("last day", decision.valid_until)] if decision.valid_until else []),
        ("name", decision.name),
        ("role", decision.role),
        ("time, as claimed", decision.at.isoformat(" ")),
    ]
    return Section(heading, _worth(verification.decided), tuple(facts))


def _worth(check: SignatureCheck | None) -> tuple[str, ...]:
    """Say what a decision is worth, where it is not known whose it is."""
    if check is None or check.state is SignatureState.KNOWN:
        return ()
    if check.state.is_void:
        return (f"This decision DOES NOT COUNT: {check.why}.",)
    return (f"Not vouched for: {check.why}.",)


def _foot(verification: Verification | None) -> Section:
    heading = "Verification"
    if verification is None:
        return Section(heading, (_UNCHECKED,))
    lines = tuple(Item(line.strip()) for line in verification.lines)
    return Section(heading, (verification.first_line, _A_COPY), items=lines)
