"""Read folders of summaries into the rows of the register."""

from __future__ import annotations

from pathlib import Path

from genai_guide.record.register import DueItem, RegisterRow, UsedTool, due_day
from genai_guide.record.statement import SignedStatement
from genai_guide.rules.answers import format_answer
from genai_guide.signing.verification import TrialCheck, Verification
from genai_guide.storage.errors import FileError
from genai_guide.workflows.verify import Verifier


def read_row(verifier: Verifier, path: Path) -> RegisterRow:
    """Verify a file, and return what the register says of it."""
    try:
        verification = verifier.verify(path)
    except FileError as error:
        return RegisterRow(str(path), error=error.sentence)
    if isinstance(verification, TrialCheck):
        return RegisterRow(
            str(path), verification.result.word, error=verification.first_line
        )
    return build_row(str(path), verification)


def build_row(file: str, verification: Verification) -> RegisterRow:
    """Return what the register says of a summary that was verified."""
    summary, standing = verification.summary, verification.standing
    statement, decision = summary.statement, standing.decision
    signed = verification.signed
    by = next(
        (
            entry.check.address
            for entry in verification.entries
            if entry.signed.link == standing.link
        ),
        "",
    )
    return RegisterRow(
        file,
        verification.result.word,
        production=statement.production.get("title", ""),
        use=statement.use.get("title") or statement.title,
        use_id=statement.id,
        revision=statement.revision,
        digest=summary.digest,
        supersedes=statement.supersedes,
        level=statement.level,
        label=verification.verdict,
        sign=statement.sign,
        needs_approval=statement.needs_approval,
        obligations=statement.obligations,
        decision=str(decision.outcome or decision.kind) if decision else "",
        decided=standing.summary,
        by=by,
        valid_until=standing.valid_until,
        in_force=verification.in_force,
        obstacles=verification.obstacles,
        due=tuple(_due(statement, verification)),
        warnings=verification.warnings,
        signer=signed.address or signed.fingerprint,
        key=signed.fingerprint,
        is_trusted=signed.is_known,
        entries=tuple(entry.link for entry in summary.entries),
        decisions=tuple(
            entry.signed.link
            for entry in verification.entries
            if entry.check.is_known and entry.signed.entry.kind.is_decisive
        ),
        cues=_cues(verification),
        same_element_as=statement.use.get("same_element_as", ""),
        tools=tuple(
            UsedTool(
                tool.name,
                tool.facts.get("library_id", ""),
                {
                    entry.question: entry.answered
                    for entry in statement.answers
                    if entry.tool == tool.number
                },
            )
            for tool in statement.tools
        ),
    )


def _cues(verification: Verification) -> dict[str, str] | None:
    """Return the columns of the cue list; none if the use does not belong in it.

    What belongs in it is data of the questions; without them nothing is known.
    """
    assessment = verification.assessment
    if assessment is None:
        return None
    pack, columns, belongs = assessment.pack, dict[str, str](), False
    for place in assessment.status.asked:
        question = pack.by_id[place.question]
        answer = assessment.answers.at(pack, place)
        if answer is None:
            continue
        belongs = belongs or not {*question.cued}.isdisjoint(answer)
        if question.cue:
            columns[question.cue] = format_answer(question, answer)
    return columns if belongs else {}


def _due(statement: SignedStatement, verification: Verification) -> list[DueItem]:
    """Return the open tasks and conditions with their days."""
    standing = verification.standing
    start = statement.use.get("intended_start", "")
    delivery = statement.use.get("delivery", "")
    tasks = [
        DueItem(task.text, task.owner, due_day(task.due, start, delivery))
        for task in statement.tasks
        if not task.done_on and task.id not in standing.closings
    ]
    conditions = [
        DueItem(
            each.condition.text,
            each.condition.owner,
            due_day(each.condition.due, start, delivery),
        )
        for each in standing.conditions
        if not each.is_met
    ]
    return [*conditions, *tasks]
