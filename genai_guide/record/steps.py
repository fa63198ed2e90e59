"""The way through the questions: one choice, or one form, at a time."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from genai_guide.record.draft import Draft
from genai_guide.rules.answers import Place
from genai_guide.rules.evaluate import QuestionStatus, question_status
from genai_guide.rules.pack import Pack

TOOLS, REVIEW = "tools", "review"


class Step(NamedTuple):
    """What stands on one screen: a choice, a form, or the list of tools."""

    places: tuple[Place, ...]
    """One place for a choice, several for a form, none for the list of tools."""

    @property
    def id(self) -> str:
        """How a session remembers that it stands here."""
        return str(self.places[0]) if self.places else TOOLS

    @property
    def tool(self) -> int | None:
        """The number of the tool that the step is about."""
        return self.places[0].tool if self.places else None


class Progress(NamedTuple):
    """How much is answered, and how much is left at least and at most."""

    answered: int
    least: int
    most: int


def list_steps(pack: Pack, asked: QuestionStatus) -> tuple[Step, ...]:
    """List the screens of the interview in order: a choice, or a form, each.

    After the questions about the tools comes the list of tools.
    """
    in_forms = groupby(asked.asked, lambda one: (pack.forms[one.question], one.tool))
    found = [Step(tuple(places)) for _, places in in_forms]
    if any(step.tool for step in found):
        found.append(Step(()))
    return tuple(found)


def current_step(
    pack: Pack, session: Draft, asked: QuestionStatus | None = None
) -> Step | None:
    """Find the step where the interview stands; `None` in the review.

    A place that is not asked any more gives way to the first step left open, and
    to the review if none is.

    Args:
        pack: The questions.
        session: The answers, and where it stands.
        asked: What is asked, given these answers, where that is known already.
    """
    if session.at == REVIEW:
        return None
    asked = asked or question_status(pack, session.answers)
    listed = list_steps(pack, asked)
    for step in listed:
        if session.at in (step.id, *map(str, step.places)):
            return step
    return first_open_step(listed, asked)


def first_open_step(listed: tuple[Step, ...], asked: QuestionStatus) -> Step | None:
    """Find the first step with something still to be answered."""
    left = set(asked.open)
    return next((step for step in listed if left.intersection(step.places)), None)


def go_to(session: Draft, place: str) -> Draft:
    """Stand at a place, at `tools`, or at `review`; a draft is left behind."""
    return session if session.at == place else session._replace(at=place, draft="")


def normalize_position(pack: Pack, session: Draft) -> Draft:
    """Stand at a step by its name, so that answering it does not lead away from it."""
    step = current_step(pack, session)
    if step is None or session.at in (step.id, *map(str, step.places)):
        return session
    return go_to(session, step.id)


def next_step(pack: Pack, session: Draft) -> Draft:
    """Go to the step after this one; after the last one to the review."""
    return _move(pack, session, 1)


def previous_step(pack: Pack, session: Draft) -> Draft:
    """Go to the step before this one; the first one stays."""
    return _move(pack, session, -1)


def _move(pack: Pack, session: Draft, by: int) -> Draft:
    asked = question_status(pack, session.answers)
    listed, step = list_steps(pack, asked), current_step(pack, session, asked)
    index = len(listed) if step is None else listed.index(step)
    target = max(0, index + by)
    return go_to(session, listed[target].id if target < len(listed) else REVIEW)


def count_progress(pack: Pack, session: Draft, asked: QuestionStatus) -> Progress:
    """Count the answers given, and those left at least and at most."""
    answers = session.answers
    answered = sum(answers.at(pack, place) is not None for place in asked.asked)
    least = len(asked.open)
    return Progress(answered, least, least + len(asked.possible))
