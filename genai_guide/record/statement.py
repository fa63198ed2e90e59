"""The statement of a summary: what was answered, what follows from it, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from textwrap import shorten
from typing import Any, NamedTuple

from genai_guide.record.draft import ClosedTask, Draft
from genai_guide.rules.alternatives import Alternative, find_alternatives, plan_lines
from genai_guide.rules.answers import Place, format_answer
from genai_guide.rules.evaluate import Assessment, RuleResult, RuleState, assess
from genai_guide.rules.explain import deciding_places
from genai_guide.rules.levels import Obligation
from genai_guide.rules.pack import Pack
from genai_guide.text import text_error

Table = dict[str, Any]


def field_values(assessment: Assessment, table: str, tool: int | None = None) -> Table:
    """Collect the answers that fill one table of the record, by the key there."""
    found: Table = {}
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        if not question.field or place.tool != tool:
            continue
        name, _, key = question.field.partition(".")
        answer = assessment.answers.at(assessment.pack, place)
        if name == table and answer is not None:
            found[key] = format_answer(question, answer)
    return found


MOST_REVISIONS = 1_000_000
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Tell whether a text is a digest as records name each other by."""
    return _DIGEST.fullmatch(text) is not None


class SignOff(NamedTuple):
    """What a person types to sign off a record."""

    name: str
    role: str
    organisation: str
    email: str
    at: datetime
    """When, with the offset from UTC."""

    def problem(self) -> str | None:
        """Say which part is missing or cannot be taken, or `None`."""
        for name in self._fields:
            if name == "at":
                continue
            value = getattr(self, name)
            said = "e-mail" if name == "email" else name
            if not value.strip():
                return f"{said}: this is needed to sign"
            if wrong := text_error(value):
                return f"{said}: {wrong}"
        before, _, after = self.email.partition("@")
        if not before or "." not in after or " " in self.email:
            return "e-mail: expected an address such as name@studio.com"
        return None


_TITLE_LIMIT = 120


def build_statement(
    assessment: Assessment,
    notes: Mapping[Place, str] | None = None,
    closed: Mapping[str, ClosedTask] | None = None,
) -> Table:
    """Put an assessment as tables: the verdict, who and what, answers, reasons.

    While answers are missing there is no `level`, but `lowest`, `highest` and
    the questions left `open`.
    """
    return {
        **_verdict(assessment),
        **_explained(assessment),
        **_followed(assessment, notes or {}, closed or {}),
        "evidence": list(_evidence(assessment, closed or {})),
        "would_change": [
            _proposal(assessment, one) for one in find_alternatives(assessment)
        ],
        "not_fired": [
            {
                "rule": one.rule.id,
                "because": one.rule.because,
                "kept_off_by": format_ruled_out(assessment, one),
            }
            for one in assessment.results
            if one.state in (RuleState.RULED_OUT, RuleState.NOT_ASKED)
        ],
        "pack": _pack(assessment.pack),
    }


def build_determined(assessment: Assessment) -> Table:
    """Put what questions, rules and answers determine, without explanations.

    Explaining takes longer than all the rest, and verifying has no need of it.
    """
    return {
        **_verdict(assessment),
        **_followed(assessment, {}, {}),
        "pack": _pack(assessment.pack),
    }


def build_draft_statement(session: Draft, assessment: Assessment) -> Table:
    """Make the body of a session's record, with its notes and closed tasks."""
    asked = assessment.status.asked
    notes = {place: note for place in asked if (note := session.note(place))}
    return build_statement(assessment, notes, session.closed)


def format_answered_question(assessment: Assessment, place: Place) -> str:
    """Put a question, what was answered to it, and its place in one line."""
    question = assessment.pack.by_id[place.question]
    given = assessment.answers.at(assessment.pack, place)
    return f"{question.text} {format_answer(question, given)} [{place}]"


def format_ruled_out(assessment: Assessment, finding: RuleResult) -> list[str]:
    """Say which answers kept a rule off, or that none of its questions was asked."""
    if finding.state is RuleState.NOT_ASKED:
        return ["not asked"]
    lines = [format_answered_question(assessment, place) for place in finding.places]
    if finding.by_exception and finding.rule.unless:
        return [f"unless: {finding.rule.unless.because}", *lines]
    return lines


def _verdict(assessment: Assessment) -> Table:
    level = assessment.level
    verdict: Table = {"title": format_title(assessment)}
    if level is None:
        verdict["lowest"] = assessment.lowest.id
        verdict["highest"] = assessment.highest.id
        verdict["open"] = [str(place) for place in assessment.status.open]
    else:
        verdict["level"] = level.id
        verdict["needs_approval"] = level.needs_approval
        verdict["sentence"] = level.sentence
    verdict["obligations"] = [str(flag) for flag in assessment.obligations]
    verdict["headlines"] = list(assessment.headlines)
    return verdict


def _explained(assessment: Assessment) -> Table:
    """Say what decided the verdict, and that the text may have changed since."""
    return {
        "decided_by": [
            format_answered_question(assessment, place)
            for place in deciding_places(assessment)
        ],
        "newer_text": (
            f"This follows {assessment.pack.policy}. A newer text may exist:"
            " look at the source, and ask the contact."
        ),
    }


def _followed(
    assessment: Assessment, notes: Mapping[Place, str], closed: Mapping[str, ClosedTask]
) -> Table:
    return {
        "production": field_values(assessment, "production"),
        "use": field_values(assessment, "use"),
        "tool": list(_tools(assessment)),
        "answer": list(_answers(assessment, notes)),
        "left_empty": list(_left_empty(assessment)),
        "reason": [_reason(assessment, finding) for finding in assessment.applied],
        "task": list(_tasks(assessment, closed)),
    }


def format_title(assessment: Assessment) -> str:
    """Name a record by its production and the first line of its use."""
    production = field_values(assessment, "production").get("title", "")
    use = field_values(assessment, "use").get("description", "").split("\n")[0]
    use = shorten(use, _TITLE_LIMIT, placeholder="…")
    return ": ".join(part for part in (production, use) if part)


def _tools(assessment: Assessment) -> Iterator[Table]:
    asked = {place.tool for place in assessment.status.asked if place.tool}
    for number in sorted(asked):
        name = assessment.answers.tools[number - 1].name
        named = {"name": name} if name else {}
        yield {"number": number, **named, **field_values(assessment, "tool", number)}


def _answers(assessment: Assessment, notes: Mapping[Place, str]) -> Iterator[Table]:
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        answer = assessment.answers.at(assessment.pack, place)
        if answer is None:
            continue
        entry: Table = {"question": question.id}
        if place.tool:
            entry["tool"] = place.tool
        entry["text"] = question.text
        entry["answered"] = format_answer(question, answer)
        if not isinstance(answer, str):
            entry["options"] = list(answer)
        if note := notes.get(place):
            entry["note"] = note
        entry["clauses"] = list(question.clauses)
        yield entry


def _left_empty(assessment: Assessment) -> Iterator[Table]:
    """List the questions that may be skipped and were."""
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        if question.optional and assessment.answers.at(assessment.pack, place) is None:
            about = {"tool": place.tool} if place.tool else {}
            yield {"question": question.id, **about, "text": question.text}


def _reason(assessment: Assessment, finding: RuleResult) -> Table:
    rule = finding.rule
    entry: Table = {"rule": rule.id}
    if finding.tools:
        entry["tools"] = list(finding.tools)
    if rule.level is not None:
        entry["level"] = rule.level.id
    entry["obligations"] = [
        str(flag) for flag in Obligation if flag in rule.obligations
    ]
    entry["because"] = rule.because
    entry["from"] = [
        format_answered_question(assessment, place) for place in finding.places
    ]
    entry["clause"] = [_clause(assessment.pack, clause) for clause in rule.clauses]
    return entry


def _clause(pack: Pack, clause_id: str) -> Table:
    clause = pack.clause[clause_id]
    return {"id": clause.id, "title": clause.title, "quote": clause.quote}


def _proposal(assessment: Assessment, proposal: Alternative) -> Table:
    """Word a proposal as a plan, with the answers behind it and what stays to do."""
    then = assess(assessment.pack, proposal.answers)
    return {
        "plan": plan_lines(assessment, proposal),
        "changes": [
            format_answered_question(then, place) for place, _ in proposal.changes
        ],
        "provided": [
            format_answered_question(then, place) for place, _ in proposal.opened
        ],
        "gives": proposal.gives.id,
        "tasks": [task.text for task, _ in then.tasks],
    }


def _tasks(assessment: Assessment, closed: Mapping[str, ClosedTask]) -> Iterator[Table]:
    for task, finding in assessment.tasks:
        entry: Table = {"id": task.id, "text": task.text, "owner": task.owner}
        entry["due"] = str(task.due)
        entry["clauses"] = list(finding.rule.clauses)
        done = closed.get(task.id)
        entry["status"] = "done" if done else "open"
        if done:
            entry["closed_on"] = done.on
        if task.evidence:
            entry["evidence_wanted"] = task.evidence
        yield entry


def _evidence(
    assessment: Assessment, closed: Mapping[str, ClosedTask]
) -> Iterator[Table]:
    """List what shows that tasks are done; of a file only what identifies it."""
    for task, _ in assessment.tasks:
        done = closed.get(task.id)
        if done is None or done.evidence is None:
            continue
        shown = done.evidence
        entry: Table = {"label": task.text, "task": task.id, "on": done.on}
        if shown.link:
            entry["link"] = shown.link
        else:
            entry |= {"file": shown.name, "size": shown.size, "sha256": shown.sha256}
        yield entry


def _pack(pack: Pack) -> Table:
    return {
        "id": pack.id,
        "version": pack.version,
        "digest": pack.digest,
        "policy": pack.policy,
        "source": pack.source,
    }
