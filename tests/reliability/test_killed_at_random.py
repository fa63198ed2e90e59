"""The whole app, killed at random moments, goes on with all that it said was saved."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from genai_guide.exit_codes import ExitCode
from genai_guide.record import draft as record
from genai_guide.record.draft import Draft
from genai_guide.rules.answers import (
    Answer,
    Answers,
    Place,
    chosen_options,
    toggle_option,
)
from genai_guide.storage.open_draft import OpenDraft
from tests.helpers.terminal import _ESCAPES, Terminal
from tests.reliability.effort import FULL, tried
from tests.reliability.saver import NOW, SMALL

SEEDS = range(100) if FULL else (5, 6, 16)
"""Each gives a walk and a moment; the three come far enough to tell something."""
SOON = 0.3
"""At most how many seconds after its last keys the app is killed."""
PATIENCE = 60.0
HALF = 0.5
PACK = Path(__file__).parents[1] / "packs" / "small"
ENTER, TAB, BACK = "\r", "\t", "\x02"
SAVED = "saved ✓"
"""What the header says once the newest answer is on the disk."""
WHERE, HAZARDS = Place("plan.where"), Place("plan.hazards")
NAME, HEAVY = Place("gear.name", 1), Place("gear.heavy", 1)
TITLES = ("Dolls", "[b]Dolls[/b]", "人形", "Ünïcødé", "a = 'b' # c")


_acknowledged: list[int] = []
"""How many answers each run had shown as saved."""


@dataclass
class Step:
    """A screen to wait for, keys to press there, and the sessions that follow."""

    wait: str
    keys: str
    after: list[Draft]


class Walk:
    """What a person does, drawn at random, and what the session is after each key."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._now = record.new_draft(SMALL)
        self.steps = [*self._first(), *self._middle(), *self._last()]
        self.sessions = [
            record.new_draft(SMALL),
            *(s for one in self.steps for s in one.after),
        ]

    def _put(self, place: Place, answer: Answer | None) -> Draft:
        self._now = record.set_answers(SMALL, self._now, {place: answer}, NOW)
        return self._now

    def _at(self, place: Place) -> Answer | None:
        return self._now.answers.at(SMALL, place)

    def _first(self) -> Iterator[Step]:
        title = f"{self._random.choice(TITLES)} {self._random.randint(0, 999)}"
        keys = f"{title}{ENTER}A house{TAB}{ENTER}"
        after = [self._put(Place("plan.title"), title)]
        yield Step(
            "the film called", keys, [*after, self._put(Place("plan.what"), "A house")]
        )

    def _middle(self) -> Iterator[Step]:
        """Answer, go back and answer otherwise, some times."""
        for turn in range(self._random.randint(1, 3)):
            if turn:
                yield Step("piece of gear called", BACK, [])
                if self._at(WHERE) != ("no",):
                    yield Step("What of this do you", BACK, [])
            number = self._random.randint(1, 3)
            place = self._put(
                WHERE, (SMALL.by_id[WHERE.question].options[number - 1].id,)
            )
            yield Step("Is it inside the house", str(number), [place])
            if number > 1:
                yield self._hazards()

    def _hazards(self) -> Step:
        question = SMALL.by_id[HAZARDS.question]
        keys, after = "", []
        for number in self._random.sample(range(1, 5), self._random.randint(1, 4)):
            option = question.options[number - 1].id
            keys += str(number)
            after.append(
                self._put(HAZARDS, toggle_option(question, self._at(HAZARDS), option))
            )
        if not chosen_options(question, self._at(HAZARDS)):
            keys += "1"
            after.append(self._put(HAZARDS, (question.options[0].id,)))
        return Step("What of this do you", keys + ENTER, after)

    def _last(self) -> Iterator[Step]:
        yield Step("piece of gear called", f"Crane{ENTER}", [self._put(NAME, "Crane")])
        yield Step("light enough", "2", [self._put(HEAVY, ("no",))])
        yield Step("Yes, go on", "1", [])
        yield Step("left empty", "", [])


def act(terminal: Terminal, steps: list[Step]) -> list[int]:
    """Press keys, screen by screen; return how much was drawn as each came up."""
    looked, end, drawn = 0, time.monotonic() + PATIENCE, []
    for step in steps:
        while step.wait not in _ESCAPES.sub("", terminal._seen[looked:]):
            assert time.monotonic() < end, f"{step.wait!r} did not appear"
            time.sleep(0.003)
        looked = len(terminal._seen)
        drawn.append(looked)
        terminal.press(step.keys)
    return drawn


def await_saved(terminal: Terminal, drawn: int) -> None:
    """Wait, but not for ever, until it is shown that all is saved."""
    end = time.monotonic() + 2
    while time.monotonic() < end:
        if SAVED in _ESCAPES.sub("", terminal._seen[drawn:]):
            return
        time.sleep(0.01)


def shown(seen: str, drawn: list[int], walk: Walk) -> tuple[int, int]:
    """Tell which session was shown at the end, and which one as saved.

    A screen comes up when all before it is answered. What is said to be saved after
    that is at least so much.
    """
    now = saved = 0
    for number, length in enumerate(drawn):
        now = sum(len(step.after) for step in walk.steps[:number])
        if SAVED in _ESCAPES.sub("", seen[length:]):
            saved = now
    return now, saved


def on_disk(path: Path) -> Draft:
    """Open the session as the app does."""
    if not path.exists():
        return record.new_draft(SMALL)
    opened = OpenDraft.resume(path, SMALL, NOW)
    opened.close()
    assert not opened.read_only, opened.read_only
    return opened.migration.draft


def lost(walk: Walk, at_least: int, found: Draft) -> str:
    """Say what is missing on the disk, or `""`."""
    if any(_same(one.answers, found.answers) for one in walk.sessions[at_least:]):
        return ""
    return f"shown was {walk.sessions[at_least].answers}, on disk {found.answers}"


def _same(one: Answers, other: Answers) -> bool:
    return (one.use, one.tools) == (other.use, other.tools)


def kill(folder: Path, seed: int) -> str:
    """Walk, and be killed on the way; resume, and leave; say what was lost."""
    random = Random(seed)
    walk = Walk(random)
    number = random.choice([signal.SIGKILL] * 4 + [signal.SIGTERM, signal.SIGHUP])
    path = folder / "mine.toml"
    with Terminal(folder, "new", str(path), "--pack", str(PACK)) as terminal:
        drawn = act(terminal, walk.steps[: random.randint(1, len(walk.steps))])
        if random.random() < HALF:
            await_saved(terminal, drawn[-1])
        time.sleep(random.uniform(0, SOON))
        terminal.process.send_signal(number)
        code, _ = terminal.end()
        terminal._reader.join(5)
        screen = _ESCAPES.sub("", terminal._seen)
    gentle = number != signal.SIGKILL and code == 128 + number
    if not gentle and code != -number:
        return f"ended with {code}: {screen[-400:]!r}"
    now, saved = shown(terminal._seen, drawn, walk)
    _acknowledged.append(saved)
    found = on_disk(path)
    # Who is asked to end has the time to save all that was answered.
    return lost(walk, now if gentle else saved, found) or _resumed(path)


def _resumed(path: Path) -> str:
    if not path.exists():
        return ""
    with Terminal(path.parent, "open", str(path), "--pack", str(PACK)) as again:
        again.wait_for(SAVED)
        again.press("\x11")
        code, _ = again.end()
    return "" if code == ExitCode.INCOMPLETE else f"leaving gave {code}"


def test_what_was_shown_as_saved_is_there_on_resume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at any moment, with answers given, changed and hidden on the way."""
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    failed = []
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            said = kill(folder, seed)
        except (AssertionError, ValueError) as error:
            said = repr(error)
        if said:
            failed.append(f"seed {seed}: {said}")
    answers = sum(_acknowledged)
    what = f"runs of the whole app, killed at random ({answers} answers shown as saved)"
    tried(what, len(SEEDS), failed)


def test_a_claim_that_is_not_true_would_be_noticed() -> None:
    """A screen that says saved too early is found out."""
    walk = Walk(Random(0))
    screen = f"a question … {SAVED} "
    drawn = [number * len(screen) for number, _ in enumerate(walk.steps)]
    now, saved = shown(screen * len(walk.steps), drawn, walk)
    assert now == saved > 2
    assert not lost(walk, saved, walk.sessions[-1])
    assert lost(walk, saved, walk.sessions[1])
