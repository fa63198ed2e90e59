"""A record as a document, in the order in which legal reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from genai_guide.record.statement import (
    AnswerEntry,
    EvidenceEntry,
    ReasonEntry,
    RuledOutEntry,
    Statement,
    TaskEntry,
)
from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.rules.alternatives import MOST_CHANGES
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
    sections = (
        _signature(verification),
        _decision(verification),
        _who_and_what(statement),
        _open(statement, pack),
        _path(statement, _titles(pack) if pack else {}),
        _left_empty(statement),
        _why(statement),
        Section("What to do", items=tuple(map(_task, statement.tasks))),
        Section("Evidence", items=tuple(map(_evidence, statement.evidence))),
        _alternatives(statement),
        _ruled_out(statement),
        _source(statement),
        _signoff(statement),
    )
    return Document(
        title=statement.title or "A use without a title",
        level=LEVELS[statement.level] if statement.level else None,
        verdict=_verdict(statement, verification),
        sections=tuple(section for section in sections if section),
        foot=_foot(verification),
    )


def format_level(level: Level) -> str:
    """Name a level for people, and as it stands in the file."""
    return f"{level.title} ({level.id})"


def _titles(pack: Pack) -> dict[str, str]:
    titles = {section.id: section.title for section in pack.sections}
    return {question.id: titles[question.section] for question in pack.questions}


def _verdict(statement: Statement, verification: Verification | None) -> Section:
    heading, *lines = _level(statement)
    lines = [*statement.headlines, *lines]
    if not statement.answers:
        lines.insert(0, _NO_ANSWER)
    if verification and _is_loud(verification):
        # Nobody is to read a verdict that does not hold without being told.
        heading = f"{verification.result.word.upper()}. {heading}"
        lines.insert(0, verification.first_line)
    labels = [obligation.label for obligation in statement.obligations]
    if labels:
        lines.append(f"Also to be met: {', '.join(labels)}.")
    decided = statement.decided_by
    if decided:
        lines.append("These answers alone decide the level:")
    return Section(heading, tuple(lines), items=tuple(map(Item, decided)))


def _level(statement: Statement) -> list[str]:
    """Return the heading of the verdict, then what it says."""
    low, high = statement.bounds
    if statement.level is not None:
        needed = f"Needs approval: {statement.needs_approval}"
        return [format_level(low), statement.sentence, needed]
    count = len(statement.open or ())
    left = "1 question is" if count == 1 else f"{count} questions are"
    if low is high:
        between = f"Whatever the answers, the verdict is {format_level(low)}."
    else:
        between = f"So far {format_level(low)}; it can rise to {format_level(high)}."
    return [f"INCOMPLETE: {left} open.", between]


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


def _why(statement: Statement) -> Section:
    """List the rules that applied, by which answers, with their clauses quoted."""
    items = (_reason(mark, reason) for mark, reason in _marked(statement))
    return Section("Why", items=tuple(items))


def _reason(mark: str, reason: ReasonEntry) -> Item:
    tools = ", ".join(map(str, reason.tools or ()))
    about = f" (tool {tools})" if tools else ""
    answers = (Detail(line, "answered") for line in reason.answers)
    quotations = (
        Detail(clause.quote, f"{clause.title}, {clause.id}", quoted=True)
        for clause in reason.clauses
    )
    return Item(f"{reason.because}{about}", mark, (*answers, *quotations))


def _task(task: TaskEntry) -> Item:
    details = [Detail(f"{task.owner}, {task.due.words}")]
    if task.closed_on:
        details.append(Detail(task.closed_on, "closed on"))
    if task.evidence_wanted:
        wanted = task.evidence_wanted.replace("-", " ")
        details.append(Detail(wanted, "evidence wanted"))
    if task.clauses:
        details.append(Detail(", ".join(task.clauses), "asked for by"))
    return Item(task.text, task.status, tuple(details))


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


def _alternatives(statement: Statement) -> Section:
    """List the plans that lower the verdict, or say that there is none."""
    heading = "What would lower it"
    if statement.alternatives:
        items = (
            Item(
                f"{'; '.join(entry.plan)}: then {format_level(LEVELS[entry.gives])}",
                details=tuple(Detail(line, "provided that") for line in entry.provided),
            )
            for entry in statement.alternatives
        )
        return Section(heading, items=tuple(items))
    if statement.level is None or statement.bounds[0] is Level.NOTIFY:
        return Section(heading)
    return Section(heading, (f"No change of up to {MOST_CHANGES} answers lowers it.",))


def _ruled_out(statement: Statement) -> Section:
    """List the rules that did not apply, under the answers that ruled them out."""
    by_answers: dict[tuple[str, ...], list[RuledOutEntry]] = {}
    for entry in statement.ruled_out:
        by_answers.setdefault(entry.ruled_out_by, []).append(entry)
    not_asked = by_answers.pop(("not asked",), [])
    rules = ", ".join(entry.rule.replace("-", " ") for entry in not_asked)
    return Section(
        "What did not apply, by these answers",
        (f"Nothing was asked that bears on: {rules}.",) if rules else (),
        items=tuple(
            Item(
                "\n".join(lines),
                details=tuple(Detail(entry.because, "kept off") for entry in entries),
            )
            for lines, entries in by_answers.items()
        ),
    )


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
