"""One conversation: what is worked on, and how the person is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from genai_guide.plain.console import Console
from genai_guide.plain.input import (
    COMMANDS,
    InputError,
    MenuItem,
    parse_choices,
    parse_command,
    parse_text,
    sanitize_typed,
)
from genai_guide.record.draft import Draft
from genai_guide.record.steps import REVIEW, TOOLS, go_to
from genai_guide.rules.answers import Place
from genai_guide.rules.evaluate import Assessment, QuestionStatus, question_status
from genai_guide.rules.pack import Pack
from genai_guide.storage.keys import SigningKey
from genai_guide.text import LONG_LIMIT
from genai_guide.workflows.controller import Controller


def list_positions(asked: QuestionStatus) -> tuple[str, ...]:
    """List them in order: each question, the list of tools, the review."""
    tools = [TOOLS] if any(place.tool for place in asked.asked) else []
    return (*map(str, asked.asked), *tools, REVIEW)


def current_position(session: Draft, asked: QuestionStatus) -> str:
    """Say where the session stands.

    A new one stands at the first question; one whose place is not asked any more
    at the first that is open, or in the review.
    """
    listed = list_positions(asked)
    if session.position in listed:
        return session.position
    if not session.position and not session.log and not session.use:
        return listed[0]
    return str(asked.open[0]) if asked.open else REVIEW


def step_by(pack: Pack, session: Draft, by: int) -> Draft:
    """Go on or back; the first and the last stay."""
    asked = question_status(pack, session.answers)
    listed = list_positions(asked)
    index = listed.index(current_position(session, asked)) + by
    return go_to(session, listed[min(max(index, 0), len(listed) - 1)])


def find_place(asked: QuestionStatus, stop: str) -> Place | None:
    """Find the question of a stop, if it is one."""
    return next((one for one in asked.asked if str(one) == stop), None)


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
    """Gives the key to sign with; may ask for its passphrase."""
    returning: str = ""
    """Where to come back to after the next answer."""
    summary: Path | None = None
    """The summary, once it is written."""
    _saves_told: int = 0

    @property
    def pack(self) -> Pack:
        """The questions and rules."""
        return self.controller.pack

    @property
    def session(self) -> Draft:
        """The use being worked on."""
        return self.controller.draft

    @property
    def assessment(self) -> Assessment:
        """What follows from its answers."""
        return self.controller.assessment

    @property
    def stop(self) -> str:
        """Where the session stands: a question, the list of tools, the review."""
        return current_position(self.session, self.assessment.status)

    def format_saved(self) -> str:
        """Say whether all is on the disk; that it is, once for each save."""
        if self.controller.problem:
            return f"Not saved: {self.controller.problem}. /save tries again."
        new = self.controller.saves > self._saves_told
        self._saves_told = self.controller.saves
        return "Saved." if new else ""

    def say(self, *texts: str) -> None:
        """Say something."""
        self.console.say(*texts)

    def pick(self, asked: str, choices: Sequence[MenuItem]) -> str:
        """Ask for one of a few things, until one is chosen; gives its id."""
        return choose(self.console, asked, choices)

    def text(self, asked: str, *, limit: int = 0, skip: bool = False) -> str:
        """Ask for a line of text until there is one; `/next` skips an optional one."""
        return self._text(asked, limit, skip=skip, path=False)

    def path(self, asked: str, *, skip: bool = False) -> str:
        """Ask for a path or a link, which may begin with a stroke."""
        return self._text(asked, LONG_LIMIT, skip=skip, path=True)

    def _text(self, asked: str, limit: int, *, skip: bool, path: bool) -> str:
        while True:
            line = _heard(self.console, f"{asked}: ", skip=skip, path=path)
            if line is None:
                continue
            if skip and line == _SKIPPED:
                return ""
            text, said = sanitize_typed(line if path else parse_text(line), limit=limit)
            self.say(*filter(None, [said]))
            if text:
                return text
            other = "/next goes on without" if skip else "/back leaves this"
            self.say(f"Nothing was typed. This is asked for; {other}.")


_SKIPPED = "/next"
_BESIDE = "/back or /quit"


def choose(console: Console, asked: str, choices: Sequence[MenuItem]) -> str:
    """Ask for one of a few things, until one is chosen; gives its id."""
    while True:
        console.say("", asked)
        console.say(*number_choices(choices))
        line = _heard(console, "Answer: ")
        if line is None:
            continue
        try:
            return parse_choices(line, choices, several=False, or_else=_BESIDE)[0]
        except InputError as refused:
            console.say(str(refused))


def number_choices(choices: Sequence[MenuItem]) -> list[str]:
    """List choices, a line each."""
    return [f"{at}. {one.label}" for at, one in enumerate(choices, start=1)]


def as_sentence(fault: str) -> str:
    """Make a sentence of what is wrong with something."""
    return f"{fault[:1].upper()}{fault[1:]}."


def list_commands() -> list[str]:
    """Say what can be typed."""
    lines = ["What can be typed at any question; the beginning of a command will do:"]
    for one in COMMANDS:
        takes = f" {one.takes}" if one.takes else ""
        short = f" or /{one.short}" if one.short else ""
        lines.append(f"- /{one.name}{takes}{short}: {one.words}")
    return [
        *lines,
        "An option is chosen by its number, or by the beginning of its words.",
        "An empty line answers nothing. Every answer is saved at once.",
    ]


def _heard(
    console: Console, prompt: str, *, skip: bool = False, path: bool = False
) -> str | None:
    """Read a line beside the questions; of the commands only a few make sense here.

    Gives `None` if nothing is left to be done with the line.
    """
    line = console.ask(prompt)
    if path and line.strip().lower() not in ("/back", "/next", "/quit"):
        return line
    try:
        command = parse_command(line)
    except InputError as refused:
        console.say(str(refused))
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
