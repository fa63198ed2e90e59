"""From answers to the lines that a person types."""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.rules.answers import Answer, Answers, is_chosen_question
from genai_guide.rules.pack import Pack, Question, Stage
from genai_guide.rules.status import question_status

ALL, ADD, DETAILS = "1", "2", "y"
SIGN = ["/sign", "A. Producer", "Producer", "Studio", "a@studio.com", "", "1"]
"""Sign, by whom, into the file that is proposed."""
START = ["Round the island", "/next", "To see the seals.", ""]
LOADED = [*START, "calm", "2, 3", "no"]
"""The first answers of the small pack, without and with a cargo."""


def lines_of(pack: Pack, answers: Answers) -> Iterator[str]:
    """Give the lines that answer every question, up to the review."""
    places = [
        place
        for place in question_status(pack, answers).asked
        if not is_chosen_question(pack, place)
    ]
    deciding = [at for at in places if pack.by_id[at.question].stage is Stage.DECIDE]
    for place in places:
        before = places[places.index(place) - 1]
        is_deciding = place in deciding
        if not is_deciding and before in deciding:
            yield DETAILS
        if is_deciding and (place.tool or 1) > 1 and before.tool != place.tool:
            yield ADD
        answer = answers.at(pack, place)
        yield from answer_lines(pack.by_id[place.question], answer)
        if place == deciding[-1] and place.tool:
            yield ALL


def answer_lines(question: Question, answer: Answer | None) -> Iterator[str]:
    """Give the lines that answer one question; several options by their numbers."""
    if answer is None:
        yield "/next"
    elif isinstance(answer, str):
        for line in answer.split("\n"):
            yield f"/{line}" if line.startswith("/") else line
        if question.long:
            yield ""
    else:
        ids = [option.id for option in question.options]
        yield ", ".join(str(ids.index(one) + 1) for one in answer)
