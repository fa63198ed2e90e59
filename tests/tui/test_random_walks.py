"""Whatever a person presses, the app stays within what was proved of the pack."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from genai_guide.rules.check.cubes import PackCubes
from genai_guide.rules.check.space import find_uncovered
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import load_pack
from genai_guide.tui.app import GuideApp
from genai_guide.tui.screens.interview import InterviewScreen
from tests.helpers.levels import HOLD, LEVELS, NOTIFY
from tests.tui.helpers import fill_plan, running

WALKS, KEYS = 12, 25
SMALL_DIR = Path(__file__).parents[1] / "packs" / "small"
FIRST_OF_TOOL = '[[question]]\nid = "gear.name"'
# A parked answer about hazards must never make these true.
IMPOSSIBLE = '[ { "plan.where" = ["no"], "plan.hazards" = ["candles", "animals"] } ]'
NEVER_ASKED = f"""\
[[question]]
id = "plan.never"
section = "plan"
kind = "single"
text = "Does nobody ever see this?"
clauses = ["house.ask"]
when = {IMPOSSIBLE}

  [[question.option]]
  id = "no"
  label = "No"
  risk = "safe"

  [[question.option]]
  id = "unsure"
  label = "Not sure"
  risk = "unsure"

"""
NEVER_FIRES = f"""
[[rule]]
id = "never"
clauses = ["house.ask"]
when = {IMPOSSIBLE}
level = "hold"
reason = "This never applies."
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """Give the small pack with a question, a rule and a level beyond reach."""
    folder = shutil.copytree(SMALL_DIR, tmp_path_factory.mktemp("walks") / "pack")
    questions, rules = folder / "questions.toml", folder / "rules.toml"
    # The questions about the use come before those about its tools.
    before, first, after = questions.read_text("utf-8").partition(FIRST_OF_TOOL)
    questions.write_text(before + NEVER_ASKED + first + after, encoding="utf-8")
    rules.write_text(rules.read_text("utf-8") + NEVER_FIRES, encoding="utf-8")
    return load_pack(folder)


@dataclass
class Reached:
    """What can be reached, or was."""

    asked: set[str] = field(default_factory=set)
    fired: set[str] = field(default_factory=set)
    levels: set[Level] = field(default_factory=set)


def reachable(cubes: PackCubes) -> Reached:
    """Ask the checker for all that some answers reach."""
    pack = cubes.pack
    at_least = {NOTIFY: [{}], **cubes.outcomes}
    levels = set()
    for level in LEVELS:
        above = at_least.get(LEVELS[level.rank + 1], []) if level < max(LEVELS) else []
        gaps = (find_uncovered(cubes.space, one, above) for one in at_least[level])
        if any(gap is not None for gap in gaps):
            levels.add(level)
    return Reached(
        {one.id for one in pack.questions if cubes.asked(one.id)},
        {one.id for one in pack.rules if cubes.rules[one.id]},
        levels,
    )


def together(cubes: PackCubes, now: Assessment) -> bool:
    """Ask the checker whether all this can be asked and fire at the same time."""
    for tool in range(1, len(now.answers.tools) + 1):
        covers = [
            cubes.asked(place.question)
            for place in now.status.asked
            if place.tool in (None, tool)
        ]
        covers += [
            cubes.rules[one.rule.id]
            for one in now.applied
            if not one.tools or tool in one.tools
        ]
        left = [{}]
        for cover in covers:
            left = cubes.space.product(left, cover)
        if not left:
            return False
    return True


def on_screen(app: GuideApp) -> set[str]:
    """Name the questions that the screen asks."""
    if not isinstance(app.screen, InterviewScreen):
        return set()
    step = app.screen.shown
    return {place.question for place in step.places} if step else set()


async def press(pilot: Pilot[Any], key: str) -> None:
    """Press a key; unlike the pilot's own way it waits for no quiet processor."""
    pilot.app.post_message(events.Key(key, key if key.isdigit() else None))
    await pilot._wait_for_screen()


async def test_walks_reach_only_what_can_be_reached(tmp_path: Path, pack: Pack):
    """Numbers, enter and arrows, forth and back; in the end all that can is reached."""
    cubes = PackCubes(pack)
    can, was = reachable(cubes), Reached()
    assert {one.id for one in pack.questions} - can.asked == {"plan.never"}
    assert {one.id for one in pack.rules} - can.fired == {"never"}
    assert set(LEVELS) - can.levels == {HOLD}
    for seed in range(WALKS):
        random = Random(seed)
        async with running(tmp_path / str(seed), pack=pack) as (app, pilot):
            await fill_plan(pilot)
            pressed: list[str] = []
            for _ in range(KEYS):
                # Back is rarer than on, or most walks stay where they began.
                keys = ["1", "2", "3", "4", "enter", "right", "left", "up", "down"]
                pressed.append(random.choices(keys, [3, 3, 3, 2, 4, 2, 2, 1, 1])[0])
                await press(pilot, pressed[-1])
                now, where = (
                    app.controller.assessment,
                    f"seed {seed}: {' '.join(pressed)}",
                )
                shown = on_screen(app)
                asked = {one.question for one in now.status.asked}
                fired = {one.rule.id for one in now.applied}
                assert shown | asked <= can.asked, where
                assert fired <= can.fired, where
                assert {now.lowest} | ({now.level} - {None}) <= can.levels, where
                assert together(cubes, now), where
                was.asked |= shown
                was.fired |= fired
                was.levels |= {now.level} - {None}
            assert app.controller.wait(5)
            await pilot.pause()
    assert was == can
