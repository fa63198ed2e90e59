"""A question in words: how far one is, what is asked, what was answered."""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.plain.stops import place_at, standing
from genai_guide.plain.talk import numbered
from genai_guide.plain.typed import Choice
from genai_guide.policy.answers import Place, words
from genai_guide.policy.assessment import Assessment
from genai_guide.policy.effects import Effect, effects
from genai_guide.policy.pack import Kind, Pack, Question
from genai_guide.record.interview import progress
from genai_guide.record.session import Session
from genai_guide.record.verification import one_line

_MOST_EFFECTS = 3


def options_of(question: Question) -> list[Choice]:
    """List what can be chosen."""
    return [Choice(one.id, one.label) for one in question.options]


def question_lines(
    session: Session, assessment: Assessment, place: Place
) -> Iterator[str]:
    """Put a question so that it can be answered by ear."""
    question = assessment.pack.by_id[place.question]
    answer = assessment.answers.at(assessment.pack, place)
    yield heading(session, assessment, place)
    yield question.text
    yield from _how(question)
    yield from numbered(options_of(question))
    draft = session.draft if session.at == str(place) else ""
    if answer is not None:
        said = ended(f"Answered: {one_line(words(question, answer))}")
        yield said if draft else f"{said} /next keeps it."
    if draft:
        yield f"Typed before, and not given as an answer yet: “{one_line(draft)}”."
        yield "/keep takes it as the answer, /clear drops it; or type the text anew."
    if note := session.note(place):
        yield f"Note: {one_line(note)}"


def ended(text: str) -> str:
    """End a sentence, unless it ends in a stop already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def heading(session: Session, assessment: Assessment, place: Place) -> str:
    """Say which question this is, how much is left, and in which part."""
    pack = assessment.pack
    number = assessment.asking.asked.index(place) + 1
    done = progress(pack, session, assessment.asking)
    left = f"{done.least} to {done.most}" if done.most > done.least else f"{done.least}"
    section = pack.section[pack.by_id[place.question].section].title
    about = f"{tool_words(assessment, place.tool)}. " if place.tool else ""
    return f"Question {number}, {left if done.most else 'none'} left. {about}{section}."


def tool_words(assessment: Assessment, number: int) -> str:
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


def why_lines(session: Session, assessment: Assessment, place: Place) -> Iterator[str]:
    """Say what counts, who knows, and why this is asked, with the quotations."""
    pack = assessment.pack
    question = pack.by_id[place.question]
    if question.help:
        yield question.help
    if question.who_knows:
        yield f"Who knows: {question.who_knows}."
    for clause in question.clauses:
        yield from clause_lines(pack, clause)
    yield from _effect_lines(assessment, place)
    if note := session.note(place):
        yield f"Note: {one_line(note)}"


def clause_lines(pack: Pack, clause_id: str) -> Iterator[str]:
    """Quote a clause."""
    clause = pack.clause[clause_id]
    yield f"- {clause.title} ({clause.id}): “{clause.quote}”"


def _effect_lines(assessment: Assessment, place: Place) -> Iterator[str]:
    """Say which other answers would change the level."""
    if assessment.answers.at(assessment.pack, place) is None:
        return
    now = assessment.lowest, assessment.highest
    found = [
        one for one in effects(assessment, place) if (one.lowest, one.highest) != now
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


def list_lines(session: Session, assessment: Assessment) -> Iterator[str]:
    """List every question asked, by number, and then what is kept aside."""
    asked = assessment.asking
    reached = _reached(session, assessment)
    for number, place in enumerate(asked.asked, start=1):
        said = answered(assessment, place, reached=number <= reached)
        note = session.note(place)
        yield f"{number}. {said}{f' Note: {one_line(note)}' if note else ''}"
    if asked.parked:
        yield "Not asked now, by your other answers, and kept:"
        yield from (f"- {answered(assessment, place)}" for place in asked.parked)


def _reached(session: Session, assessment: Assessment) -> int:
    """Count the questions up to the last one that was answered or gone past."""
    asked, answers = assessment.asking, assessment.answers
    given = [answers.at(assessment.pack, place) is not None for place in asked.asked]
    last = max((at for at, one in enumerate(given, start=1) if one), default=0)
    here = place_at(asked, standing(session, asked))
    if here is None and asked.complete:
        return len(given)
    return max(last, asked.asked.index(here) if here else 0)


def answered(assessment: Assessment, place: Place, *, reached: bool = True) -> str:
    """Put a question and its answer in a line."""
    question = assessment.pack.by_id[place.question]
    given = assessment.answers.at(assessment.pack, place)
    about = f"Tool {place.tool}: " if place.tool else ""
    empty = "left empty" if question.optional and reached else "not answered yet"
    said = one_line(words(question, given)) if given is not None else empty
    return f"{about}{question.text} {said}"
