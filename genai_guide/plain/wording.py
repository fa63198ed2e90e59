"""Lay out questions, answers and the verdict in lines that can be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from genai_guide.plain.input import COMMANDS, MenuItem
from genai_guide.record import explanation
from genai_guide.record.draft import ClosedTask, Draft, changed_since_signing
from genai_guide.record.explanation import (
    ALTERNATIVES,
    DECIDED_BY,
    NOT_APPLIED,
    REASONS,
    TO_DO,
    Explanation,
    explain,
    explain_effects,
    format_still_open,
)
from genai_guide.record.steps import count_progress, current_step
from genai_guide.rules.answers import Place, format_answer
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Kind, Question, Task
from genai_guide.signing.verification import one_line

_DATE_LENGTH = 10


def as_sentence(fault: str) -> str:
    """Turn what is wrong with something into a sentence."""
    return f"{fault[:1].upper()}{fault[1:]}."


def end_sentence(text: str) -> str:
    """End a sentence with a full stop, unless it has an end already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def list_commands() -> Iterator[str]:
    """List the commands, and how an answer is typed."""
    yield "What can be typed at any question; the beginning of a command will do:"
    for command in COMMANDS:
        takes = f" {command.takes}" if command.takes else ""
        short = f" or /{command.short}" if command.short else ""
        yield f"- /{command.name}{takes}{short}: {command.words}"
    yield "An option is chosen by its number, or by the beginning of its words."
    yield "An empty line answers nothing. Every answer is saved at once."


def menu_of(question: Question) -> list[MenuItem]:
    """List the options of a question as they are chosen from."""
    return [MenuItem(option.id, option.label) for option in question.options]


def number_choices(choices: Iterable[MenuItem]) -> list[str]:
    """List choices by number, a line each."""
    return [f"{number}. {one.label}" for number, one in enumerate(choices, start=1)]


# Questions and answers


def format_question(draft: Draft, assessment: Assessment, place: Place) -> list[str]:
    """Format a question so that it can be answered by ear."""
    question = assessment.pack.by_id[place.question]
    lines = [_format_heading(draft, assessment, place), question.text]
    if question.kind is Kind.MULTI:
        lines.append("Type all that apply, as 1, 2.")
        alone = [option.label for option in question.options if option.exclusive]
        if alone:
            lines.append(f"By itself alone: {'; '.join(alone)}.")
    if question.kind is Kind.DATE:
        lines.append("A date, as 2026-03-31.")
    if question.long:
        lines.append("Several lines; an empty line ends the text.")
    if question.optional:
        lines.append("It may be left empty: /next.")
    lines += number_choices(menu_of(question))
    answer = assessment.answers.at(assessment.pack, place)
    unfinished = draft.unfinished if draft.position == str(place) else ""
    if answer is not None:
        text = end_sentence(f"Answered: {one_line(format_answer(question, answer))}")
        lines.append(text if unfinished else f"{text} /next keeps it.")
    if unfinished:
        lines += [
            f"Typed before, and not given as an answer yet: “{one_line(unfinished)}”.",
            "/keep takes it as the answer, /clear drops it; or type the text anew.",
        ]
    if note := draft.note(place):
        lines.append(f"Note: {one_line(note)}")
    return lines


def _format_heading(draft: Draft, assessment: Assessment, place: Place) -> str:
    """Say which question this is, how much is left, and in which part."""
    pack = assessment.pack
    number = assessment.status.asked.index(place) + 1
    progress = count_progress(pack, draft, assessment.status)
    left = str(progress.least or "none")
    if progress.most > progress.least:
        left = f"{progress.least} to {progress.most}"
    tool = f"{format_tool(assessment, place.tool)}. " if place.tool else ""
    section = pack.section[pack.by_id[place.question].section].title
    return f"Question {number}, {left} left. {tool}{section}."


def format_tool(assessment: Assessment, number: int) -> str:
    """Name a tool by its number and its name."""
    tools = assessment.answers.tools
    name = tools[number - 1].name
    return f"Tool {number} of {len(tools)}{f', {name}' if name else ''}"


def format_help(draft: Draft, assessment: Assessment, place: Place) -> Iterator[str]:
    """Yield what counts, who knows, and why this is asked, with the quotations."""
    pack = assessment.pack
    question = pack.by_id[place.question]
    if question.help:
        yield question.help
    if question.who_knows:
        yield f"Who knows: {question.who_knows}."
    for clause_id in question.clauses:
        clause = pack.clause[clause_id]
        yield f"- {clause.title} ({clause.id}): “{clause.quote}”"
    effects = explain_effects(assessment, place, format_level)
    yield from _list("What another answer would do:", effects)
    if note := draft.note(place):
        yield f"Note: {one_line(note)}"


def format_list(draft: Draft, assessment: Assessment) -> Iterator[str]:
    """List every question that is asked, by number, and then the inactive answers."""
    reached = _count_reached(draft, assessment)
    for number, place in enumerate(assessment.status.asked, start=1):
        line = format_answered(assessment, place, reached=number <= reached)
        note = draft.note(place)
        yield f"{number}. {line}{f' Note: {one_line(note)}' if note else ''}"
    yield from _list(
        "Not asked now, by your other answers, and kept:",
        [format_answered(assessment, place) for place in assessment.status.inactive],
    )


def _count_reached(draft: Draft, assessment: Assessment) -> int:
    """Count the questions up to the last one that was answered or gone past."""
    pack, answers, status = assessment.pack, assessment.answers, assessment.status
    step = current_step(pack, draft, status, one_by_one=True)
    here = step.places[0] if step and step.places else None
    if here is None and status.complete:
        return len(status.asked)
    reached = status.asked.index(here) if here else 0
    for number, place in enumerate(status.asked, start=1):
        if answers.at(pack, place) is not None:
            reached = max(reached, number)
    return reached


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


def is_signed(draft: Draft) -> bool:
    """Return whether it is signed, and nothing was changed since."""
    return bool(draft.signed) and not changed_since_signing(draft)


def format_signed(draft: Draft) -> str:
    """Say which revision is signed, and whether it still is; empty if none is."""
    if not draft.signed:
        return ""
    day = draft.signed.at[:_DATE_LENGTH]
    text = f"Revision {draft.signed.revision} was signed on {day}"
    if is_signed(draft):
        return f"{text}, and nothing was changed since."
    return f"{text}; what was changed since is not signed."


# The verdict


def format_level(level: Level) -> str:
    """Name a level without capitals, which may be read out letter by letter."""
    return level.title.capitalize()


def format_standing(assessment: Assessment) -> str:
    """Say in a line where the verdict stands."""
    lowest, highest = format_level(assessment.lowest), format_level(assessment.highest)
    if assessment.complete:
        return f"Verdict: {lowest}."
    if highest == lowest:
        return f"So far: {lowest}. The level will not change any more."
    return f"So far: {lowest}. It can still rise to: {highest}."


def format_changes(before: Assessment, after: Assessment) -> list[str]:
    """Say what an answer did to the verdict; nothing if it did nothing."""
    standing = format_standing(after)
    if standing == format_standing(before):
        return []
    if after.lowest in (before.lowest, Level.NOTIFY):
        return [standing]
    rules = [result.rule for result in after.applied]
    reasons = [rule.reason for rule in rules if rule.level is after.lowest]
    return [standing, *(f"Because: {reason}" for reason in reasons)]


def format_verdict(
    assessment: Assessment, draft: Draft, *, every: bool
) -> Iterator[str]:
    """Explain the verdict, without quotations.

    Args:
        assessment: What follows from the answers.
        draft: The draft, for what is done of the tasks.
        every: Whether each rule is listed that did not apply.
    """
    explained = explain(assessment, draft.closed, format_level)
    start = "Verdict" if assessment.complete else "So far"
    yield f"{start}: {format_level(assessment.lowest)}."
    yield from explained.headlines
    yield explained.sentence
    if explained.still_open:
        yield format_still_open(assessment, format_level)
    if explained.also_needed:
        yield explained.also_needed
    yield from _list(DECIDED_BY, [answer.text for answer in explained.decided_by])
    if explained.to_do:
        yield f"{TO_DO}:"
    for number, task in enumerate(explained.to_do, start=1):
        yield f"{number}. {task.text}{'' if task.done else ' Open.'}"
    plans = ["; ".join((plan.text, *plan.provided)) for plan in explained.alternatives]
    yield from _list(f"{ALTERNATIVES}:", [end_sentence(plan) for plan in plans])
    if explained.no_alternatives:
        yield explained.no_alternatives
    reasons = [f"{reason.level}: {reason.text}" for reason in explained.reasons]
    yield from _list(f"{REASONS}:", reasons)
    yield from _list(f"{NOT_APPLIED}:", _format_not_applied(explained, every=every))
    yield explained.disclaimer


def _format_not_applied(explained: Explanation, *, every: bool) -> list[str]:
    """List the rules that did not apply, or only those that nearly did."""
    rules = [rule for rule in explained.not_applied if every or rule.by_exception]
    lines = [" ".join((rule.text, *map(end_sentence, rule.why))) for rule in rules]
    rest = len(explained.not_applied) - len(rules)
    return [*lines, f"{rest} other rules; /verdict all reads them."] if rest else lines


def format_quotations(assessment: Assessment) -> Iterator[str]:
    """Yield each reason with the answers that led to it, and its quotations."""
    for reason in explain(assessment, {}, format_level).reasons:
        yield f"{reason.level}: {reason.text}"
        yield from (f"- You answered: {answer.text}" for answer in reason.answers)
        for clause in reason.quotations:
            yield f"- {clause.title} ({clause.id}): “{clause.quote}”"


def format_task(task: Task, closed: ClosedTask | None) -> str:
    """Format a task, with a word where the app shows an empty box."""
    text = explanation.format_task(task, closed)
    return text if closed else f"{text} Open."


def _list(heading: str, items: Sequence[str]) -> list[str]:
    return [heading, *(f"- {item}" for item in items)] if items else []
