"""The review: what is missing, what the verdict is, and what can be done now."""

from __future__ import annotations

from genai_guide.plain.dialogue import Dialogue
from genai_guide.plain.input import InputError
from genai_guide.plain.wording import format_standing, format_tool
from genai_guide.record.steps import REVIEW, go_to
from genai_guide.rules.answers import Place


def show_review(talk: Dialogue) -> None:
    """Say what is missing, and what can be done."""
    found, asked = talk.assessment, talk.assessment.status
    said = talk.format_saved()
    talk.say("", f"{said} Review. {_counted(talk)}".strip())
    for number, place in enumerate(asked.asked, start=1):
        if place in asked.open:
            about = f"{format_tool(found, place.tool)}: " if place.tool else ""
            talk.say(f"{number}. {about}{talk.pack.by_id[place.question].text}")
    talk.say(
        format_standing(talk.assessment),
        "Type the number of a question to answer it anew, or a command:",
        "/list reads every answer, /verdict the reasons, /why the quotations,"
        " /tasks what is to be done, /message the message to the contact.",
        "/sign signs off. /quit saves and leaves.",
    )


def _counted(talk: Dialogue) -> str:
    asked = talk.assessment.status
    if asked.complete:
        return f"All {len(asked.asked)} questions are dealt with."
    left = len(asked.open)
    return "1 question is still open:" if left == 1 else f"{left} are still open:"


def go_to_number(talk: Dialogue, typed: str) -> None:
    """Go to a question by its number, to come back when it is answered.

    Raises:
        Refused: if there is no question with that number.
    """
    place = find_numbered_place(talk, typed)
    talk.returning = talk.returning or talk.session.position or REVIEW
    talk.controller.apply(go_to(talk.session, str(place)))


def find_numbered_place(talk: Dialogue, typed: str) -> Place:
    """Find the question that has a number in the list.

    Raises:
        Refused: if there is none.
    """
    asked = talk.assessment.status.asked
    for number, place in enumerate(asked, start=1):
        if typed.strip() == str(number):
            return place
    msg = f"Type the number of a question, from 1 to {len(asked)}. /list reads them."
    raise InputError(msg)
