"""Questions, answers and the verdict in words."""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.plain.dialogue import current_position, find_place, number_choices
from genai_guide.plain.input import MenuItem
from genai_guide.record.draft import ClosedTask, Draft, changed_since_signing
from genai_guide.record.steps import count_progress
from genai_guide.rules.alternatives import (
    MOST_CHANGES,
    Alternative,
    find_alternatives,
    plan_lines,
)
from genai_guide.rules.answers import Place, format_answer
from genai_guide.rules.evaluate import Assessment, RuleResult, RuleState
from genai_guide.rules.explain import Effect, answer_effects, deciding_places
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Kind, Pack, Question, Task
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


_MOST_EFFECTS = 3


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
    draft = session.draft if session.at == str(place) else ""
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
    """Say what counts, who knows, and why this is asked, with the quotations."""
    pack = assessment.pack
    question = pack.by_id[place.question]
    if question.help:
        yield question.help
    if question.who_knows:
        yield f"Who knows: {question.who_knows}."
    for clause in question.clauses:
        yield from format_clause(pack, clause)
    yield from _effect_lines(assessment, place)
    if note := session.note(place):
        yield f"Note: {one_line(note)}"


def format_clause(pack: Pack, clause_id: str) -> Iterator[str]:
    """Quote a clause."""
    clause = pack.clause[clause_id]
    yield f"- {clause.title} ({clause.id}): “{clause.quote}”"


def _effect_lines(assessment: Assessment, place: Place) -> Iterator[str]:
    """Say which other answers would change the level."""
    if assessment.answers.at(assessment.pack, place) is None:
        return
    now = assessment.lowest, assessment.highest
    found = [
        one
        for one in answer_effects(assessment, place)
        if (one.lowest, one.highest) != now
    ]
    if found:
        yield "What another answer would do:"
    yield from map(_effect_line, found[:_MOST_EFFECTS])
    if len(found) > _MOST_EFFECTS:
        yield f"- and {len(found) - _MOST_EFFECTS} more that would change the level"


def _effect_line(effect: Effect) -> str:
    start = "without" if effect.dropped else "if it were"
    said = f"- {start} “{effect.option.label}”: {effect.lowest.title.capitalize()}"
    if effect.highest > effect.lowest:
        said += f", or up to {effect.highest.title.capitalize()}"
    return said


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
    """Put a question and its answer in a line."""
    question = assessment.pack.by_id[place.question]
    given = assessment.answers.at(assessment.pack, place)
    about = f"Tool {place.tool}: " if place.tool else ""
    empty = "left empty" if question.optional and reached else "not answered yet"
    said = one_line(format_answer(question, given)) if given is not None else empty
    return f"{about}{question.text} {said}"


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


def format_verdict(found: Assessment, session: Draft, *, every: bool) -> Iterator[str]:
    """Explain the verdict, without quotations.

    Args:
        found: What follows from the answers.
        session: The session, for what is done of the tasks.
        every: Whether each rule is listed that did not apply.
    """
    yield format_standing(found)
    yield from found.headlines
    yield found.lowest.sentence
    if left := len(found.status.open):
        count = "1 question" if left == 1 else f"{left} questions"
        yield f"Still open: {count}."
    if found.obligations:
        flags = ", ".join(one.label for one in found.obligations)
        yield f"Beside the level: {flags}."
    yield from _listed("These answers alone decide the level:", _deciding(found))
    yield from _listed("Why:", [_reason(one) for one in found.fired])
    yield from _lower(found)
    yield from _listed("What did not apply:", _silent(found, every=every))
    yield from format_tasks(found, session)
    yield "This reports what the published text asks for. It is no approval."


def format_quotations(found: Assessment) -> Iterator[str]:
    """Give each reason with the answers that brought it up, and its quotations."""
    for finding in found.fired:
        yield _reason(finding)
        yield from (
            f"- You answered: {format_answered(found, one)}" for one in finding.by
        )
        for clause in finding.rule.clauses:
            yield from format_clause(found.pack, clause)


def format_tasks(found: Assessment, session: Draft) -> Iterator[str]:
    """List what is to be done, by number, and what is done."""
    tasks = [task for task, _ in found.tasks]
    if tasks:
        yield "What is to be done:"
    for number, task in enumerate(tasks, start=1):
        yield f"{number}. {format_task(task, session.closed.get(task.id))}"


def format_task(task: Task, closed: ClosedTask | None) -> str:
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
    return [format_answered(found, place) for place in deciding_places(found)]


def _reason(finding: RuleResult) -> str:
    level = finding.rule.level
    start = "Note" if level is None else format_level(level)
    tools = ", ".join(map(str, finding.tools))
    return f"{start}: {finding.rule.because}{f' (tool {tools})' if tools else ''}"


def _lower(found: Assessment) -> Iterator[str]:
    if found.lowest is Level.NOTIFY:
        return
    plans = find_alternatives(found)
    if not plans:
        yield f"No change of up to {MOST_CHANGES} answers lowers it."
    yield from _listed("What would lower it:", [_plan(found, one) for one in plans])


def _plan(found: Assessment, plan: Alternative) -> str:
    said = "; ".join(plan_lines(found, plan))
    said = f"{said[:1].upper()}{said[1:]}: then {format_level(plan.gives)}."
    provided = "; ".join(
        f"{found.pack.by_id[place.question].text}"
        f" {format_answer(found.pack.by_id[place.question], chosen)}"
        for place, chosen in plan.opened
    )
    return f"{said} Provided that: {provided}." if provided else said


def _silent(found: Assessment, *, every: bool) -> list[str]:
    """List the rules that did not apply; unasked only those that nearly did."""
    kept = [one for one in found.results if one.state is RuleState.KEPT_OFF]
    listed = [one for one in kept if every or one.by_exception]
    lines = [_not_so(found, one) for one in listed]
    unasked = sum(one.state is RuleState.NOT_REACHED for one in found.results)
    if every and unasked:
        lines.append(f"{unasked} more, as nothing was asked that bears on them.")
    rest = len(kept) - len(listed) + unasked
    if not every and rest:
        lines.append(f"{rest} other rules; /verdict all reads them.")
    return lines


def _not_so(found: Assessment, finding: RuleResult) -> str:
    """Say of a rule what kept it off: its carve-out, and the answers that did."""
    unless = finding.rule.unless if finding.by_exception else None
    said = f"{finding.rule.because} Does not apply"
    said += f": {unless.because} By" if unless else ", by"
    by = "; ".join(format_answered(found, place) for place in finding.by)
    return end_sentence(f"{said} your answer: {by}")
