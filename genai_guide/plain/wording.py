"""Questions, answers and the verdict in words."""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.plain.dialogue import current_position, find_place, number_choices
from genai_guide.plain.input import MenuItem
from genai_guide.record import explanation
from genai_guide.record.draft import ClosedTask, Draft, changed_since_signing
from genai_guide.record.explanation import (
    ALTERNATIVES,
    DECIDED_BY,
    NOT_APPLIED,
    REASONS,
    TO_DO,
    Explanation,
    Reason,
    explain,
    explain_effects,
    format_still_open,
)
from genai_guide.record.steps import count_progress
from genai_guide.rules.answers import Place, format_answer
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Kind, Question, Task
from genai_guide.signing.verification import one_line

_DATE_LENGTH = 10


def is_signed(session: Draft) -> bool:
    """Tell whether it is signed, and nothing was changed since."""
    return bool(session.signed) and not changed_since_signing(session)


def format_signed(session: Draft) -> str:
    """Say which revision is signed, and whether it still is; else nothing."""
    signed = session.signed
    if not signed:
        return ""
    said = f"Revision {signed.revision} was signed on {signed.at[:_DATE_LENGTH]}"
    if is_signed(session):
        return f"{said}, and nothing was changed since."
    return f"{said}; what was changed since is not signed."


def menu_of(question: Question) -> list[MenuItem]:
    """List what can be chosen."""
    return [MenuItem(one.id, one.label) for one in question.options]


def format_question(
    session: Draft, assessment: Assessment, place: Place
) -> Iterator[str]:
    """Put a question so that it can be answered by ear."""
    question = assessment.pack.by_id[place.question]
    answer = assessment.answers.at(assessment.pack, place)
    yield format_heading(session, assessment, place)
    yield question.text
    yield from _how(question)
    yield from number_choices(menu_of(question))
    draft = session.unfinished if session.position == str(place) else ""
    if answer is not None:
        said = end_sentence(f"Answered: {one_line(format_answer(question, answer))}")
        yield said if draft else f"{said} /next keeps it."
    if draft:
        yield f"Typed before, and not given as an answer yet: “{one_line(draft)}”."
        yield "/keep takes it as the answer, /clear drops it; or type the text anew."
    if note := session.note(place):
        yield f"Note: {one_line(note)}"


def end_sentence(text: str) -> str:
    """End a sentence, unless it ends in a stop already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def format_heading(session: Draft, assessment: Assessment, place: Place) -> str:
    """Say which question this is, how much is left, and in which part."""
    pack = assessment.pack
    number = assessment.status.asked.index(place) + 1
    done = count_progress(pack, session, assessment.status)
    left = f"{done.least} to {done.most}" if done.most > done.least else f"{done.least}"
    section = pack.section[pack.by_id[place.question].section].title
    about = f"{format_tool(assessment, place.tool)}. " if place.tool else ""
    return f"Question {number}, {left if done.most else 'none'} left. {about}{section}."


def format_tool(assessment: Assessment, number: int) -> str:
    """Name a tool by its number and its name."""
    tools = assessment.answers.tools
    name = f", {tools[number - 1].name}" if tools[number - 1].name else ""
    return f"Tool {number} of {len(tools)}{name}"


def _how(question: Question) -> Iterator[str]:
    """Say how it is answered, where that does not go without saying."""
    if question.kind is Kind.MULTI:
        yield "Type all that apply, as 1, 2."
        alone = [one.label for one in question.options if one.exclusive]
        if alone:
            yield f"By itself alone: {'; '.join(alone)}."
    if question.kind is Kind.DATE:
        yield "A date, as 2026-03-31."
    if question.long:
        yield "Several lines; an empty line ends the text."
    if question.optional:
        yield "It may be left empty: /next."


def format_help(session: Draft, assessment: Assessment, place: Place) -> Iterator[str]:
    """Yield what counts, who knows, and why this is asked, with the quotations."""
    pack = assessment.pack
    question = pack.by_id[place.question]
    if question.help:
        yield question.help
    if question.who_knows:
        yield f"Who knows: {question.who_knows}."
    clauses = (pack.clause[clause_id] for clause_id in question.clauses)
    yield from (format_quotation(one.title, one.id, one.quote) for one in clauses)
    effects = explain_effects(assessment, place, format_level)
    yield from _listed("What another answer would do:", effects)
    if note := session.note(place):
        yield f"Note: {one_line(note)}"


def format_quotation(title: str, clause_id: str, quote: str) -> str:
    """Format a clause of the policy as an item of a list."""
    return f"- {title} ({clause_id}): “{quote}”"


def format_list(session: Draft, assessment: Assessment) -> Iterator[str]:
    """List every question asked, by number, and then what is kept aside."""
    asked = assessment.status
    reached = _reached(session, assessment)
    for number, place in enumerate(asked.asked, start=1):
        said = format_answered(assessment, place, reached=number <= reached)
        note = session.note(place)
        yield f"{number}. {said}{f' Note: {one_line(note)}' if note else ''}"
    if asked.inactive:
        yield "Not asked now, by your other answers, and kept:"
        yield from (
            f"- {format_answered(assessment, place)}" for place in asked.inactive
        )


def _reached(session: Draft, assessment: Assessment) -> int:
    """Count the questions up to the last one that was answered or gone past."""
    asked, answers = assessment.status, assessment.answers
    given = [answers.at(assessment.pack, place) is not None for place in asked.asked]
    last = max((at for at, one in enumerate(given, start=1) if one), default=0)
    here = find_place(asked, current_position(session, asked))
    if here is None and asked.complete:
        return len(given)
    return max(last, asked.asked.index(here) if here else 0)


def format_answered(
    assessment: Assessment, place: Place, *, reached: bool = True
) -> str:
    """Format a question and its answer, or that there is none, in a line."""
    pack, answers = assessment.pack, assessment.answers
    text = explanation.format_answered(pack, answers, place)
    if answers.at(pack, place) is None:
        optional = pack.by_id[place.question].optional
        text += "left empty" if optional and reached else "not answered yet"
    return one_line(text)


def format_level(level: Level) -> str:
    """Name a level as a sentence begins, as capitals may be read letter by letter."""
    return level.title.capitalize()


def format_standing(found: Assessment) -> str:
    """Say in a line where the verdict stands."""
    if found.complete:
        return f"Verdict: {format_level(found.lowest)}."
    so_far = f"So far: {format_level(found.lowest)}."
    if found.highest > found.lowest:
        return f"{so_far} It can still rise to: {format_level(found.highest)}."
    return f"{so_far} The level will not change any more."


def format_changes(before: Assessment, after: Assessment) -> Iterator[str]:
    """Say what an answer did to the verdict; nothing if it did nothing."""
    said = format_standing(after)
    if said == format_standing(before):
        return
    yield said
    if after.lowest is before.lowest or after.lowest is Level.NOTIFY:
        return
    for finding in after.fired:
        if finding.rule.level is after.lowest:
            yield f"Because: {finding.rule.because}"


def format_verdict(
    assessment: Assessment, session: Draft, *, every: bool
) -> Iterator[str]:
    """Explain the verdict, without quotations.

    Args:
        assessment: What follows from the answers.
        session: The session, for what is done of the tasks.
        every: Whether each rule is listed that did not apply.
    """
    explained = explain(assessment, session.closed, format_level)
    start = "Verdict" if assessment.complete else "So far"
    yield f"{start}: {format_level(assessment.lowest)}."
    yield from explained.headlines
    yield explained.sentence
    if not assessment.complete:
        yield format_still_open(assessment, format_level)
    if explained.also_needed:
        yield explained.also_needed
    yield from _listed(DECIDED_BY, [one.text for one in explained.decided_by])
    yield from format_tasks(assessment, session)
    plans = ["; ".join((one.text, *one.provided)) for one in explained.alternatives]
    yield from _listed(f"{ALTERNATIVES}:", [end_sentence(plan) for plan in plans])
    if explained.no_alternatives:
        yield explained.no_alternatives
    yield from _listed(f"{REASONS}:", [_reason(one) for one in explained.reasons])
    yield from _listed(f"{NOT_APPLIED}:", _silences(explained, every=every))
    yield explained.disclaimer


def format_quotations(assessment: Assessment) -> Iterator[str]:
    """Yield each reason with the answers that led to it, and its quotations."""
    for reason in explain(assessment, {}, format_level).reasons:
        yield _reason(reason)
        yield from (f"- You answered: {one.text}" for one in reason.answers)
        for clause in reason.quotations:
            yield format_quotation(clause.title, clause.id, clause.quote)


def format_tasks(assessment: Assessment, session: Draft) -> Iterator[str]:
    """List what is to be done, by number, and what is done."""
    tasks = [task for task, _ in assessment.tasks]
    if tasks:
        yield f"{TO_DO}:"
    for number, task in enumerate(tasks, start=1):
        yield f"{number}. {format_task(task, session.closed.get(task.id))}"


def format_task(task: Task, closed: ClosedTask | None) -> str:
    """Format a task with the word for what became of it."""
    text = explanation.format_task(task, closed)
    return text if closed else f"{text} Open."


def _listed(heading: str, items: list[str]) -> list[str]:
    return [heading, *(f"- {item}" for item in items)] if items else []


def _reason(reason: Reason) -> str:
    return f"{reason.level}: {reason.text}"


def _silences(explained: Explanation, *, every: bool) -> list[str]:
    """List the rules that did not apply; unasked only those that nearly did."""
    listed = [one for one in explained.not_applied if every or one.by_exception]
    lines = [" ".join((one.text, *map(end_sentence, one.why))) for one in listed]
    rest = len(explained.not_applied) - len(listed)
    return [*lines, f"{rest} other rules; /verdict all reads them."] if rest else lines
