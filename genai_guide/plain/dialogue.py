"""One conversation: the use that is worked on, and how the person is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from genai_guide.plain.console import Console
from genai_guide.plain.input import (
    InputError,
    MenuItem,
    parse_choices,
    parse_command,
    parse_text,
    sanitize_typed,
)
from genai_guide.plain.wording import format_changes, number_choices
from genai_guide.record.draft import Draft
from genai_guide.record.steps import REVIEW, Step, current_step, go_to, next_step
from genai_guide.rules.answers import Place
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.pack import Pack
from genai_guide.storage.keys import SigningKey
from genai_guide.text import LONG_LIMIT
from genai_guide.workflows.controller import Controller


class Leave(Exception):  # noqa: N818 - a wish, and no error
    """The person wants to save and leave."""


class Back(Exception):  # noqa: N818 - a wish, and no error
    """The person wants to leave what is being asked, without anything done."""


@dataclass
class Dialogue:
    """What every part of the conversation works with."""

    console: Console
    controller: Controller
    folder: Path
    """Where summaries and messages are written."""
    key: Callable[[], SigningKey]
    """Returns the key to sign with; may ask for its passphrase."""
    returning: str = ""
    """Where to come back to after the next answer."""
    _saves_reported: int = 0

    @property
    def pack(self) -> Pack:
        """The questions and rules."""
        return self.controller.pack

    @property
    def draft(self) -> Draft:
        """The use being worked on."""
        return self.controller.draft

    @property
    def assessment(self) -> Assessment:
        """What follows from its answers."""
        return self.controller.assessment

    @property
    def step(self) -> Step | None:
        """Where the draft stands, question by question; `None` in the review."""
        status = self.assessment.status
        return current_step(self.pack, self.draft, status, one_by_one=True)

    @property
    def place(self) -> Place | None:
        """The question that is asked; `None` in the list of tools and the review."""
        step = self.step
        return step.places[0] if step and step.places else None

    # Changing the draft

    def change(self, draft: Draft) -> None:
        """Hold a changed draft, and say what it does to the verdict."""
        before = self.assessment
        self.controller.apply(draft)
        self.say(*format_changes(before, self.assessment))

    def change_and_continue(self, draft: Draft) -> None:
        """Hold a changed draft, and go to the next question or back to the last place.

        It is saved once.
        """
        back_to, self.returning = self.returning, ""
        self.change(
            go_to(draft, back_to)
            if back_to
            else next_step(self.pack, draft, one_by_one=True)
        )

    def go_to(self, position: str) -> None:
        """Go to a question, the list of tools or the review, and stay there."""
        self.returning = ""
        self.controller.apply(go_to(self.draft, position))

    def go_to_number(self, typed: str) -> None:
        """Go to a question by its number, to come back when it is answered.

        Raises:
            InputError: if there is no question with that number.
        """
        place = self.find_numbered_place(typed)
        self.returning = self.returning or self.draft.position or REVIEW
        self.controller.apply(go_to(self.draft, str(place)))

    def find_numbered_place(self, typed: str) -> Place:
        """Find the question that has a number in the list.

        Raises:
            InputError: if there is none.
        """
        asked = self.assessment.status.asked
        for number, place in enumerate(asked, start=1):
            if typed.strip() == str(number):
                return place
        last = len(asked)
        msg = f"Type the number of a question, from 1 to {last}. /list reads them."
        raise InputError(msg)

    # Talking

    def say(self, *texts: str) -> None:
        """Write texts, each in lines of its own."""
        self.console.say(*texts)

    def format_saved(self) -> str:
        """Say whether all is on the disk; that it is, once for each save."""
        if self.controller.problem:
            return f"Not saved: {self.controller.problem}. /save tries again."
        new = self.controller.saves > self._saves_reported
        self._saves_reported = self.controller.saves
        return "Saved." if new else ""

    def pick(self, question: str, choices: Sequence[MenuItem]) -> str:
        """Ask for one of a few things, until one is chosen; return its id."""
        return choose(self.console, question, choices)

    def text(self, prompt: str, *, limit: int = 0, skip: bool = False) -> str:
        """Ask for a line of text until there is one; `/next` skips an optional one."""
        return self._ask(prompt, limit, skip=skip, path=False)

    def path(self, prompt: str, *, skip: bool = False) -> str:
        """Ask for a path or a link, which may begin with a slash."""
        return self._ask(prompt, LONG_LIMIT, skip=skip, path=True)

    def _ask(self, prompt: str, limit: int, *, skip: bool, path: bool) -> str:
        while True:
            line = _read_line(self.console, f"{prompt}: ", skip=skip, path=path)
            if line is None:
                continue
            if line == _SKIPPED:
                return ""
            typed = line if path else parse_text(line)
            text, message = sanitize_typed(typed, limit=limit)
            if message:
                self.say(message)
            if text:
                return text
            other = "/next goes on without" if skip else "/back leaves this"
            self.say(f"Nothing was typed. This is asked for; {other}.")


_SKIPPED = "/next"


def choose(console: Console, question: str, choices: Sequence[MenuItem]) -> str:
    """Ask for one of a few things, until one is chosen; return its id.

    Raises:
        Back, Leave: if the person wants that.
    """
    while True:
        console.say("", question, *number_choices(choices))
        line = _read_line(console, "Answer: ")
        if line is None:
            continue
        try:
            return parse_choices(
                line, choices, several=False, or_else="/back or /quit"
            )[0]
        except InputError as refusal:
            console.say(str(refusal))


def _read_line(
    console: Console, prompt: str, *, skip: bool = False, path: bool = False
) -> str | None:
    """Read a line where only a few commands make sense; `None` to ask again."""
    line = console.ask(prompt)
    if path and line.strip().lower() not in ("/back", "/next", "/quit"):
        return line
    try:
        command = parse_command(line)
    except InputError as refusal:
        console.say(str(refusal))
        return None
    match command:
        case None:
            return line
        case ("back", _):
            raise Back
        case ("quit", _):
            raise Leave
        case ("next", _) if skip:
            return _SKIPPED
    also = ", /next" if skip else ""
    console.say(f"Here you can type an answer, /back{also} or /quit.")
    return None
