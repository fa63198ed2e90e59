"""The verdict in words: as it forms, why, what would lower it, what is to be done."""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.plain.wording import answered, clause_lines, ended
from genai_guide.policy.answers import words
from genai_guide.policy.assessment import Assessment, Finding, State
from genai_guide.policy.changes import MOST_CHANGES, Proposal, plan_lines, proposals
from genai_guide.policy.pack import Task
from genai_guide.policy.reasons import decided_by
from genai_guide.policy.verdict import Level
from genai_guide.record.session import Closed, Session


def level_words(level: Level) -> str:
    """Name a level as a sentence begins, as capitals may be read letter by letter."""
    return level.title.capitalize()


def standing_words(found: Assessment) -> str:
    """Say in a line where the verdict stands."""
    if found.complete:
        return f"Verdict: {level_words(found.lowest)}."
    so_far = f"So far: {level_words(found.lowest)}."
    if found.highest > found.lowest:
        return f"{so_far} It can still rise to: {level_words(found.highest)}."
    return f"{so_far} The level will not change any more."


def changed_lines(before: Assessment, after: Assessment) -> Iterator[str]:
    """Say what an answer did to the verdict; nothing if it did nothing."""
    said = standing_words(after)
    if said == standing_words(before):
        return
    yield said
    if after.lowest is before.lowest or after.lowest is Level.NOTIFY:
        return
    for finding in after.fired:
        if finding.rule.level is after.lowest:
            yield f"Because: {finding.rule.because}"


def verdict_lines(found: Assessment, session: Session, *, every: bool) -> Iterator[str]:
    """Explain the verdict, without quotations.

    Args:
        found: What follows from the answers.
        session: The session, for what is done of the tasks.
        every: Whether each rule is listed that did not apply.
    """
    yield standing_words(found)
    yield from found.headlines
    yield found.lowest.sentence
    if left := len(found.asking.open):
        count = "1 question" if left == 1 else f"{left} questions"
        yield f"Still open: {count}."
    if found.obligations:
        flags = ", ".join(one.label for one in found.obligations)
        yield f"Beside the level: {flags}."
    yield from _listed("These answers alone decide the level:", _deciding(found))
    yield from _listed("Why:", [_reason(one) for one in found.fired])
    yield from _lower(found)
    yield from _listed("What did not apply:", _silent(found, every=every))
    yield from task_lines(found, session)
    yield "This reports what the published text asks for. It is no approval."


def quoted_lines(found: Assessment) -> Iterator[str]:
    """Give each reason with the answers that brought it up, and its quotations."""
    for finding in found.fired:
        yield _reason(finding)
        yield from (f"- You answered: {answered(found, one)}" for one in finding.by)
        for clause in finding.rule.clauses:
            yield from clause_lines(found.pack, clause)


def task_lines(found: Assessment, session: Session) -> Iterator[str]:
    """List what is to be done, by number, and what is done."""
    tasks = [task for task, _ in found.tasks]
    if tasks:
        yield "What is to be done:"
    for number, task in enumerate(tasks, start=1):
        yield f"{number}. {task_words(task, session.closed.get(task.id))}"


def task_words(task: Task, closed: Closed | None) -> str:
    """Say what is to be done, by whom, until when, and whether it is."""
    said = f"{task.text} ({task.owner}, {task.due.words})"
    if closed is None:
        return f"{said} Open."
    shown = closed.evidence
    by = f", shown by {shown.link or shown.name}" if shown else ""
    return f"{said} Done on {closed.on}{by}."


def _listed(heading: str, items: list[str]) -> list[str]:
    return [heading, *(f"- {item}" for item in items)] if items else []


def _deciding(found: Assessment) -> list[str]:
    return [answered(found, place) for place in decided_by(found)]


def _reason(finding: Finding) -> str:
    level = finding.rule.level
    start = "Note" if level is None else level_words(level)
    tools = ", ".join(map(str, finding.tools))
    return f"{start}: {finding.rule.because}{f' (tool {tools})' if tools else ''}"


def _lower(found: Assessment) -> Iterator[str]:
    if found.lowest is Level.NOTIFY:
        return
    plans = proposals(found)
    if not plans:
        yield f"No change of up to {MOST_CHANGES} answers lowers it."
    yield from _listed("What would lower it:", [_plan(found, one) for one in plans])


def _plan(found: Assessment, plan: Proposal) -> str:
    said = "; ".join(plan_lines(found, plan))
    said = f"{said[:1].upper()}{said[1:]}: then {level_words(plan.gives)}."
    provided = "; ".join(
        f"{found.pack.by_id[place.question].text}"
        f" {words(found.pack.by_id[place.question], chosen)}"
        for place, chosen in plan.opened
    )
    return f"{said} Provided that: {provided}." if provided else said


def _silent(found: Assessment, *, every: bool) -> list[str]:
    """List the rules that did not apply; unasked only those that nearly did."""
    kept = [one for one in found.findings if one.state is State.KEPT_OFF]
    listed = [one for one in kept if every or one.by_unless]
    lines = [_not_so(found, one) for one in listed]
    unasked = sum(one.state is State.NOT_REACHED for one in found.findings)
    if every and unasked:
        lines.append(f"{unasked} more, as nothing was asked that bears on them.")
    rest = len(kept) - len(listed) + unasked
    if not every and rest:
        lines.append(f"{rest} other rules; /verdict all reads them.")
    return lines


def _not_so(found: Assessment, finding: Finding) -> str:
    """Say of a rule what kept it off: its carve-out, and the answers that did."""
    unless = finding.rule.unless if finding.by_unless else None
    said = f"{finding.rule.because} Does not apply"
    said += f": {unless.because} By" if unless else ", by"
    by = "; ".join(answered(found, place) for place in finding.by)
    return ended(f"{said} your answer: {by}")
