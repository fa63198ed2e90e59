"""The way through the questions: one choice, or one form, at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from genai_guide.record.draft import Draft, look_at, unseen_places
from genai_guide.rules.answers import Place, is_chosen_question
from genai_guide.rules.pack import Pack, Stage
from genai_guide.rules.status import QuestionStatus, question_status

TOOLS, REVIEW = "tools", "review"


@dataclass(frozen=True)
class Step:
    """What stands on one screen: a choice, a form, or the list of tools."""

    places: tuple[Place, ...]
    """One place for a choice, several for a form, none for the list of tools."""

    @property
    def id(self) -> str:
        """How a draft remembers that it stands here."""
        return str(self.places[0]) if self.places else TOOLS

    @property
    def tool(self) -> int | None:
        """The number of the tool that the step is about."""
        return self.places[0].tool if self.places else None


@dataclass(frozen=True)
class Progress:
    """How much is answered, and how much is left at least and at most."""

    answered: int
    least: int
    most: int


def list_steps(
    pack: Pack, asked: QuestionStatus, *, one_by_one: bool = False
) -> tuple[Step, ...]:
    """List the screens of the interview in order: a choice, or a form, each.

    After the questions about the tools that decide comes the list of tools.

    Args:
        pack: The questions.
        asked: What is asked.
        one_by_one: Whether each question of a form is a step of its own.
    """
    places = [place for place in asked.asked if not is_chosen_question(pack, place)]
    if one_by_one:
        steps = [Step((place,)) for place in places]
    else:
        in_forms = groupby(places, lambda place: (_form(pack, place), place.tool))
        steps = [Step(tuple(places)) for _, places in in_forms]
    about_tools = [number for number, step in enumerate(steps) if step.tool]
    deciding = [
        number
        for number in about_tools
        if pack.by_id[steps[number].places[0].question].stage is Stage.DECIDE
    ]
    if about_tools:
        steps.insert((deciding or about_tools)[-1] + 1, Step(()))
    elif len(places) < len(asked.asked):
        # No tool is chosen yet, and so nothing more is asked about any.
        recorded = (
            number
            for number, step in enumerate(steps)
            if pack.by_id[step.places[0].question].stage is Stage.RECORD
        )
        steps.insert(next(recorded, len(steps)), Step(()))
    return tuple(steps)


def _form(pack: Pack, place: Place) -> str:
    """Name the form of a question; texts for the record share one across sections."""
    question = pack.by_id[place.question]
    is_shared = question.stage is Stage.RECORD and not question.is_choice
    return Stage.RECORD if is_shared else pack.forms[place.question]


def is_detail(pack: Pack, step: Step | None) -> bool:
    """Return whether a step asks for the record alone."""
    if step is None or not step.places:
        return False
    return pack.by_id[step.places[0].question].stage is Stage.RECORD


def skip_details(pack: Pack, draft: Draft) -> Draft:
    """Move past the questions for the record about the same subject."""
    asked = question_status(pack, draft.answers)
    steps = list_steps(pack, asked)
    step = current_step(pack, draft, asked)
    if step is None:
        return draft
    rest = steps[steps.index(step) :]
    following = next((each for each in rest if each.tool != step.tool), None)
    return go_to(draft, following.id if following else REVIEW)


def go_to_tool(pack: Pack, draft: Draft, number: int) -> Draft:
    """Move to the first question about a tool, or to the list of tools."""
    steps = list_steps(pack, question_status(pack, draft.answers))
    first = next((step for step in steps if step.tool == number), Step(()))
    return go_to(draft, first.id)


def after_unchosen_tool(
    pack: Pack, draft: Draft, number: int, *, one_by_one: bool = False
) -> Draft:
    """Move on from a tool that is not chosen yet: to the next one, or their list."""
    asked = question_status(pack, draft.answers)
    steps = list_steps(pack, asked, one_by_one=one_by_one)
    if any(_stands_at(draft, step) for step in steps):
        return next_step(pack, draft, one_by_one=one_by_one)
    later = (
        step
        for step in steps
        if (step.tool or 0) > number and not is_detail(pack, step)
    )
    return go_to(draft, next(later, Step(())).id)


def current_step(
    pack: Pack,
    draft: Draft,
    asked: QuestionStatus | None = None,
    *,
    one_by_one: bool = False,
) -> Step | None:
    """Return the step where the interview stands; `None` in the review.

    A place that is not asked any more gives way to the first step left open, and
    to the review if none is. One by one, a new use starts at the first question,
    even where that may be left empty.

    Args:
        pack: The questions.
        draft: The answers, and where it stands.
        asked: What is asked with these answers, if that is known already.
        one_by_one: Whether each question of a form is a step of its own.
    """
    if draft.position == REVIEW:
        return None
    asked = asked or question_status(pack, draft.answers)
    steps = list_steps(pack, asked, one_by_one=one_by_one)
    for step in steps:
        if _stands_at(draft, step):
            return step
    if one_by_one and not (draft.position or draft.log or draft.use):
        return steps[0]
    return first_open_step(steps, asked)


def _stands_at(draft: Draft, step: Step) -> bool:
    return draft.position in (step.id, *map(str, step.places))


def first_open_step(steps: tuple[Step, ...], asked: QuestionStatus) -> Step | None:
    """Return the first step with something still to be answered."""
    left = set(asked.open)
    return next((step for step in steps if left.intersection(step.places)), None)


def go_to(draft: Draft, place: str) -> Draft:
    """Move to a place, to `tools` or to `review`, and drop the unfinished text."""
    if draft.position == place:
        return draft
    return replace(draft, position=place, unfinished="")


def normalize_position(pack: Pack, draft: Draft) -> Draft:
    """Move to the current step by its id, so that answering it does not lead away."""
    step = current_step(pack, draft)
    if step is None or _stands_at(draft, step):
        return draft
    return go_to(draft, step.id)


def next_step(pack: Pack, draft: Draft, *, one_by_one: bool = False) -> Draft:
    """Move to the step after this one; after the last one to the review."""
    return _move(pack, draft, 1, one_by_one=one_by_one)


def previous_step(pack: Pack, draft: Draft, *, one_by_one: bool = False) -> Draft:
    """Move to the step before this one; the first one stays."""
    return _move(pack, draft, -1, one_by_one=one_by_one)


def _move(pack: Pack, draft: Draft, by: int, *, one_by_one: bool) -> Draft:
    asked = question_status(pack, draft.answers)
    steps = list_steps(pack, asked, one_by_one=one_by_one)
    step = current_step(pack, draft, asked, one_by_one=one_by_one)
    index = len(steps) if step is None else steps.index(step)
    target = max(0, index + by)
    if step is not None and by > 0:
        draft = look_at(draft, step.places)
    return go_to(draft, steps[target].id if target < len(steps) else REVIEW)


def number_of_section(pack: Pack, step: Step) -> tuple[int, int] | None:
    """Return the number of a step's section, and how many there are.

    Every section that decides is counted, asked or not, so that answers do not change
    the numbers. What is for the record alone has none.
    """
    deciding = [each for each in pack.questions if each.stage is not Stage.RECORD]
    sections = list(dict.fromkeys(each.section for each in deciding))
    if step.places:
        here = pack.by_id[step.places[0].question]
        section = None if here.stage is Stage.RECORD else here.section
    else:  # the list of tools ends what is asked about them
        about_tools = (each.section for each in reversed(deciding) if each.per_tool)
        section = next(about_tools, None)
    return (sections.index(section) + 1, len(sections)) if section else None


def left_before_signing(draft: Draft, asked: QuestionStatus) -> tuple[Place, ...]:
    """Return what has to be answered, or looked at, before a use can be signed."""
    return (*asked.open, *unseen_places(draft, asked.asked))


def format_left(draft: Draft, asked: QuestionStatus) -> str:
    """Say how many answers are missing, or were taken over; empty if none are."""
    if left := len(asked.open):
        what = "1 question needs" if left == 1 else f"{left} questions need"
        return f"You cannot sign yet: {what} an answer. This is the first."
    if left := len(unseen_places(draft, asked.asked)):
        what = "1 answer comes" if left == 1 else f"{left} answers come"
        return (
            f"You cannot sign yet: {what} from the production or from another use. Look"
            " at each once, or confirm them in the review. This is the first."
        )
    return ""


def count_progress(pack: Pack, draft: Draft, asked: QuestionStatus) -> Progress:
    """Count the answers given, and those left at least and at most."""
    answers = draft.answers
    answered = sum(
        answers.at(pack, place) is not None
        for place in asked.asked
        if not is_chosen_question(pack, place)
    )
    least = len(asked.open)
    return Progress(answered, least, least + len(asked.possible))
