"""The annex: every answer, every reason, and the history of tasks and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from genai_guide.record.entries import EvidenceEntry
from genai_guide.record.explanation import (
    ALTERNATIVES,
    DECIDED_BY,
    INACTIVE,
    NOT_APPLIED,
    NOT_RELEVANT,
    REASONS,
    STILL_OPEN,
    TO_DO,
    Explanation,
)
from genai_guide.record.state_words import DONE, ITEM_STATES, OPEN
from genai_guide.record.statement import AnswerEntry, Statement
from genai_guide.report.brief import MOST_PLANS, format_plan
from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.report.source import Source
from genai_guide.rules.dates import format_date
from genai_guide.rules.pack import ChecklistKind, ItemState
from genai_guide.signing.verification import (
    LATER,
    EntryCheck,
    Verification,
    format_condition,
    format_entry,
)


def build_annex(source: Source) -> Document:
    """Return all that the brief leaves out, for whoever checks it."""
    statement, explanation = source.statement, source.explanation
    sections = (
        Section("Answers", sections=_answers(source)),
        Section(
            DECIDED_BY.rstrip(":"),
            items=[Item(answer.text) for answer in explanation.decided_by],
        ),
        Section(f"{REASONS}: all reasons and notes", items=_reasons(source)),
        *_situations(explanation),
        Section(
            STILL_OPEN,
            items=[
                Item(f"{answer.text} [{answer.place}]")
                for answer in explanation.unanswered
            ],
        ),
        Section(NOT_APPLIED, sections=_silent(explanation)),
        Section(NOT_RELEVANT, items=list(map(Item, explanation.not_asked))),
        Section(INACTIVE, items=[Item(answer.text) for answer in explanation.inactive]),
        Section(f"{TO_DO}: all tasks", items=_tasks(source)),
        Section(
            f"{ALTERNATIVES}: further plans",
            items=list(map(format_plan, explanation.alternatives[MOST_PLANS:])),
        ),
        _entries(source.verification),
        _signoff(statement),
        _pack(statement),
        _verification(source.verification),
    )
    return Document(
        title=f"Annex: {statement.title or 'a use without a title'}",
        about=[],
        verdict=None,
        sections=[section for section in sections if section],
    )


def _answers(source: Source) -> list[Section]:
    """List the answers in the order of asking, as they were shown."""
    statement, titles = source.statement, {}
    if source.assessment:
        pack = source.assessment.pack
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

    return [
        Section(title or "The use", items=[_answer(entry) for entry in group])
        for title, group in groupby(statement.answers, heading)
    ]


def _answer(entry: AnswerEntry) -> Item:
    answered = format_date(entry.answered)
    return Item(entry.text, details=[Detail(answered), *_named(note=entry.note)])


def _named(**texts: str) -> list[Detail]:
    """Return the texts that are not empty, each after its name."""
    return [
        Detail(text, name.replace("_", " ")) for name, text in texts.items() if text
    ]


def _reasons(source: Source) -> list[Item]:
    """List the rules that applied, by which answers, with their clauses quoted."""
    items = []
    reasons = zip(source.statement.reasons, source.explanation.reasons, strict=True)
    for entry, reason in reasons:
        tools = ", ".join(map(str, entry.tools))
        text = f"{reason.text} (tool {tools})" if tools else reason.text
        details = [Detail(answer.text, "answered") for answer in reason.answers]
        details += [
            Detail(clause.quote, f"{clause.title} [{clause.id}]", quoted=True)
            for clause in reason.quotations
        ]
        items.append(Item(text, reason.level, details))
    return items


def _situations(explanation: Explanation) -> Iterator[Section]:
    for checklist in explanation.checklists:
        if checklist.kind is ChecklistKind.SITUATION:
            yield Section(
                checklist.title,
                items=[
                    Item(row.text, row.words, [Detail(row.said)] if row.said else [])
                    for row in checklist.rows
                ],
            )


def _silent(explanation: Explanation) -> list[Section]:
    """Group what did not apply by its topic, a line for each rule."""
    by_topic = defaultdict(list)
    # What the rule says is not so here, and must not be read as if it were.
    state = ITEM_STATES[ItemState.DOES_NOT_APPLY]
    for rule in explanation.not_applied:
        by_topic[rule.topic].append(Item(" ".join((rule.text, *rule.why)), state))
    return [Section(topic, items=items) for topic, items in by_topic.items()]


def _tasks(source: Source) -> list[Item]:
    """List every task, and how it was closed before or after signing."""
    verification = source.verification
    closings = verification.standing.closings if verification else {}
    items = []
    for entry, task in zip(
        source.statement.tasks, source.explanation.to_do, strict=True
    ):
        details = _named(
            closed_on=format_date(entry.done_on),
            evidence_wanted=entry.evidence_wanted.replace("-", " "),
        )
        details += _evidence(entry.evidence) if entry.evidence else []
        if closing := closings.get(task.id):
            said = closing.entry
            details += _named(
                closed_after_signing_on=format_date(closing.on),
                by=said.by.name,
                remark=said.reasons,
            )
            details += _shown_by(said.evidence)
        is_done = entry.done_on or closing
        items.append(Item(task.text, DONE if is_done else OPEN, details))
    return items


def _evidence(entry: EvidenceEntry) -> list[Detail]:
    return _named(
        in_words=entry.text,
        link=entry.link,
        file=entry.file,
        bytes=str(entry.size) if entry.file else "",
        sha256=entry.sha256,
        at_signing=entry.state,
    )


def _shown_by(entry: EvidenceEntry | None) -> list[Detail]:
    """Return what shows that something was done after signing."""
    if entry is None:
        return []
    return _named(
        in_words=entry.text, link=entry.link, file=entry.file, sha256=entry.sha256
    )


def _entries(verification: Verification | None) -> Section:
    """List the decisions and updates, with what their signatures are worth."""
    if verification is None or not (verification.entries or verification.earlier):
        return Section("")
    items = [_entry(entry, verification) for entry in verification.entries]
    items += [
        _entry(entry, verification)._replace(mark="on an earlier revision")
        for entry in verification.earlier
    ]
    as_of = f"As of {verification.standing.as_of:%Y-%m-%d %H:%M} UTC. {LATER}"
    return Section("Decision and updates", [as_of], items=items)


def _entry(entry: EntryCheck, verification: Verification) -> Item:
    signed = entry.signed.entry
    names = {
        each.id: each.label for each in verification.summary.statement.named_obligations
    }
    details = [
        Detail(
            format_condition(condition)
            + "".join(f"; covers {names.get(each, each)}" for each in condition.covers),
            f"condition “{condition.id}”",
        )
        for condition in signed.conditions
    ]
    details += _shown_by(signed.evidence)
    details += _named(fingerprint=entry.check.fingerprint)
    return Item(format_entry(entry), details=details)


def _signoff(statement: Statement) -> Section:
    signoff = statement.signoff
    if not signoff:
        return Section("")
    facts = [
        ("name", signoff.name),
        ("role", signoff.role),
        ("organisation", signoff.organisation),
        ("e-mail", signoff.email),
        ("time, as claimed", f"{signoff.at:%Y-%m-%d %H:%M:%S} UTC"),
        ("use", statement.id),
        ("revision", str(statement.revision)),
    ]
    if statement.supersedes:
        facts.append(("replaces", statement.supersedes[0]))
    return Section("Sign-off", [signoff.attestation], facts)


def _pack(statement: Statement) -> Section:
    pack = statement.pack
    facts = [
        ("policy", pack.policy),
        ("source", pack.source),
        ("questions", f"{pack.id} {pack.version}"),
        ("digest", pack.digest),
    ]
    if pack.engine:
        facts.append(("made with", f"genai-guide {pack.engine}"))
    return Section("Questions and source", facts=facts)


def _verification(verification: Verification | None) -> Section:
    if verification is None:
        return Section("")
    return Section(
        "Verification",
        [verification.first_line],
        items=[Item(line) for line in verification.lines],
    )
