"""The app, driven by the keys that a person presses."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from genai_guide.record.steps import Step, current_step
from genai_guide.rules.answers import Answers, Place
from genai_guide.tui.app import GuideApp
from tests.tui.helpers import write

ADD = "2"
_PATIENCE = 200
PERSON = ("A. Producer", "Producer", "Studio", "a@studio.com")


async def press_answers(app: GuideApp, pilot: Pilot[Any], answers: Answers) -> None:
    """Give every answer, step by step, up to the review."""
    for _ in range(_PATIENCE):
        step = current_step(app.controller.pack, app.controller.draft)
        if step is None:
            return
        if not step.places:
            more = len(app.controller.draft.answers.tools) < len(answers.tools)
            await pilot.press(ADD if more else "1")
        elif app.controller.pack.by_id[step.places[0].question].is_choice:
            await _choose(app, pilot, answers, step.places[0])
        else:
            await _fill_in(app, pilot, answers, step)
        await pilot.pause()
    msg = "the review was not reached"
    raise AssertionError(msg)


async def _choose(
    app: GuideApp, pilot: Pilot[Any], answers: Answers, place: Place
) -> None:
    question = app.controller.pack.by_id[place.question]
    ids = [option.id for option in question.options]
    for one in answers.at(app.controller.pack, place) or ():
        await pilot.press(str((ids.index(one) + 1) % 10))
    if question.kind == "multi":
        await pilot.press("enter")


async def _fill_in(
    app: GuideApp, pilot: Pilot[Any], answers: Answers, step: Step
) -> None:
    for place in step.places:
        await write(pilot, str(answers.at(app.controller.pack, place) or ""))
        if place != step.places[-1]:
            await pilot.press("tab")
    await pilot.press("ctrl+n")


async def press_sign_off(app: GuideApp, pilot: Pilot[Any]) -> None:
    """Sign, into the file that is proposed."""
    await pilot.press("s")
    await pilot.pause()
    for part in PERSON:
        await write(pilot, part)
        await pilot.press("enter")
    await pilot.press("ctrl+s")
    for _ in range(_PATIENCE):
        if app.controller.summary:
            return
        await pilot.pause(0.05)
    msg = "the summary was not written"
    raise AssertionError(msg)
