"""One conversation: the use that is worked on, and how the person is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from genai_guide.plain.console import Console
from genai_guide.plain.input import (
    InputError,
    parse_choices,
    parse_text,
    sanitize_typed,
)
from genai_guide.plain.wording import format_standing, number_choices
from genai_guide.record.draft import Draft, look_at
from genai_guide.record.profile import Profile
from genai_guide.record.steps import (
    REVIEW,
    Step,
    current_step,
    go_to,
    is_detail,
    next_step,
)
from genai_guide.rules.answers import (
    Answer,
    Place,
    answer_error,
    answer_warning,
    is_chosen_question,
)
from genai_guide.rules.conflicts import format_new_conflicts
from genai_guide.rules.dates import DATE_LENGTH, DateError, format_day, parse_date
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.pack import Pack
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.profile import remember_signer
from genai_guide.text import LONG_LIMIT, as_sentence
from genai_guide.workflows.controller import Controller

_MAX_NAME = 40
_QUESTION_MARK = "?"
"""Asks for help wherever something can be typed, and is never an answer."""


class Leave(Exception):  # noqa: N818 - a wish, and no error
    """The person wants to save and leave."""


class Back(Exception):  # noqa: N818 - a wish, and no error
    """The person wants to leave what is being asked, without anything done."""


@dataclass(frozen=True)
class Command:
    """Something that can be done at any question."""

    name: str
    words: str
    """What it does, in the help."""
    run: Callable[[Dialogue, str], None]
    """Does it, with what was typed after the name."""
    takes: str = ""
    """What may be typed after the name."""
    short: str = ""
    """A letter that stands for it."""
    leads_away: bool = False
    """Whether it may leave the question, and so a text that is half typed there."""
    anywhere: bool = False
    """Whether it only shows something, and so works where anything is typed."""
    when_signed: bool = False
    """Whether it works for a signed use before the next revision is started."""


def parse_command(line: str, commands: Sequence[Command]) -> tuple[Command, str] | None:
    """Parse a command and what follows it; return `None` for any other line."""
    line = line.strip()
    if line == _QUESTION_MARK:
        line = "/why"
    if not line.startswith("/") or line.startswith("//"):
        return None
    name, *rest = line[1:].split(maxsplit=1) or [""]
    typed = name.lower()[:_MAX_NAME]
    exact = [command for command in commands if typed in (command.name, command.short)]
    begun = [command for command in commands if command.name.startswith(typed)]
    fitting = (exact or begun) if typed else []
    if len(fitting) == 1:
        return fitting[0], "".join(rest)
    names = ", ".join(f"/{command.name}" for command in fitting)
    msg = f"/{typed} could be {names}. Type more of it."
    if not fitting:
        msg = (
            f"There is no command /{typed}. /help lists them. To begin an answer with"
            " a slash, type two slashes."
        )
    raise InputError(msg)


@dataclass
class Dialogue:
    """What every part of the conversation works with."""

    console: Console
    controller: Controller
    folder: Path
    """Where summaries and messages are written."""
    key: Callable[[], SigningKey]
    """Returns the key to sign with; may ask for its passphrase."""
    commands: Sequence[Command]
    """What can be typed instead of an answer."""
    profile: Profile | None = None
    """What is offered when the person signs, and added to then; `None`: nothing."""
    returning: str = ""
    """Where to come back to after the next answer."""
    use_names: dict[str, str] = field(default_factory=dict)
    """The titles of the other uses of the production, by their ids."""
    offers_details: bool = False
    """Whether to ask first if the questions for the record are to be asked."""
    explained: Place | None = None
    """The question whose help was read out last."""
    _saved: Draft | None = None
    """What was said to be saved, without the place where it stands."""

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
    def today(self) -> date:
        """The day on which dates are judged."""
        return self.controller.clock().date()

    @property
    def place(self) -> Place | None:
        """The question that is asked; `None` in the list of tools and the review."""
        step = self.step
        return step.places[0] if step and step.places else None

    @property
    def asked(self) -> list[Place]:
        """The questions in order, as they are numbered."""
        asked = self.assessment.status.asked
        return [place for place in asked if not is_chosen_question(self.pack, place)]

    def change(self, draft: Draft) -> None:
        """Hold a changed draft, and say what it does to the verdict, if anything."""
        before = self.assessment
        self.controller.apply(draft)
        after = self.assessment
        conflicts = before.conflicts(self.today), after.conflicts(self.today)
        self.say(*format_new_conflicts(*conflicts))
        standing = format_standing(after)
        if standing == format_standing(before):
            return
        self.say(standing)
        if after.lowest not in (before.lowest, after.pack.floor):
            reasons = [
                each for each in after.reasons if each.rule.level == after.lowest
            ]
            self.say(*(f"Because: {reason.text}" for reason in reasons))

    def change_and_continue(self, draft: Draft) -> None:
        """Hold a changed draft at the next question, or back at the place before."""
        step, is_return = self.step, bool(self.returning)
        if is_return:
            draft = go_to(look_at(draft, step.places if step else ()), self.returning)
        else:
            draft = next_step(self.pack, draft, one_by_one=True)
        self.returning = ""
        self.change(draft)
        is_first = is_detail(self.pack, self.step) and not is_detail(self.pack, step)
        self.offers_details = is_first and not is_return

    def answer(self, place: Place, answer: Answer) -> None:
        """Give an answer and continue; refuse what does not answer the question."""
        if fault := answer_error(self.pack.by_id[place.question], answer):
            raise InputError(as_sentence(fault))
        if warning := answer_warning(self.pack.by_id[place.question], answer):
            self.say(warning)
        self.change_and_continue(self.controller.with_answers({place: answer}))

    def go_to(self, position: str) -> None:
        """Go to a question, the list of tools or the review, and stay there."""
        self.returning = ""
        self.controller.apply(go_to(self.draft, position))

    def go_to_number(self, typed: str) -> None:
        """Go to a question by its number, to come back when it is answered."""
        place = self.find_numbered_place(typed)
        self.returning = self.returning or self.draft.position or REVIEW
        self.controller.apply(go_to(self.draft, str(place)))

    def find_numbered_place(self, typed: str) -> Place:
        """Find the question that has a number in the list, or refuse it."""
        asked = self.asked
        for number, place in enumerate(asked, start=1):
            if typed.strip() == str(number):
                return place
        last = len(asked)
        msg = f"Type the number of a question, from 1 to {last}. /list reads them."
        raise InputError(msg)

    def say(self, *texts: str) -> None:
        """Write texts, each in lines of its own."""
        self.console.say(*texts)

    def format_saved(self) -> str:
        """Say that what was changed is on the disk, or why it is not."""
        controller = self.controller
        if controller.problem:
            return (
                f"Not saved: {controller.problem}. /save tries again, and /save PATH"
                " saves it somewhere else."
            )
        before, self._saved = self._saved, replace(self.draft, position="")
        is_new = before is not None and before != self._saved
        return "Saved." if is_new and controller.begun else ""

    def sanitize(self, typed: str, *, long: bool = False, limit: int = 0) -> str:
        """Return a typed text as it may stand in a record; say so if it was changed."""
        text, message = sanitize_typed(typed, long=long, limit=limit)
        if message:
            self.say(message)
        return text

    def pick(self, question: str, choices: Mapping[str, str]) -> str:
        """Ask for one of a few things, until one is chosen; return its id."""
        while True:
            self.say("", question, *number_choices(choices))
            try:
                line = self._read_line("Answer: ")
                return parse_choices(line, choices, or_else="/back or /quit")[0]
            except InputError as refusal:
                self.say(str(refusal))

    def remember_signer(self, claims: Mapping[str, str], summary: Path | None) -> None:
        """Remember who signed, and where the summary went; say so if it is news."""
        if self.profile is not None:
            folder = summary.parent if summary else None
            self.profile, news = remember_signer(self.profile, claims, folder)
            self.say(*filter(None, [news]))

    def ask_text(
        self,
        prompt: str,
        *,
        limit: int = 0,
        skip: bool = False,
        path: bool = False,
        default: str = "",
    ) -> str:
        """Ask for a text, or a path, until there is one.

        Args:
            prompt: What is asked.
            limit: The most characters.
            skip: Whether an empty line goes on without one.
            path: Whether it is a path, which may begin with a slash.
            default: What an empty line stands for.
        """
        offer = f" [{default}]" if default else " (optional)" if skip else ""
        while True:
            try:
                line = self._read_line(f"{prompt}{offer}: ", skip=skip, path=path)
            except InputError as refusal:
                self.say(str(refusal))
                continue
            if not line.strip() and (default or skip):
                return default
            typed = line if path else parse_text(line)
            if text := self.sanitize(typed, limit=LONG_LIMIT if path else limit):
                return text
            self.say("Nothing was typed. Type an answer, or /back to leave this.")

    def ask_date(self, prompt: str, *, skip: bool = False) -> str:
        """Ask for a date until there is one; return it as `YYYY-MM-DD`.

        Args:
            prompt: What is asked.
            skip: Whether an empty line goes on without one.
        """
        while True:
            typed = self.ask_text(prompt, limit=DATE_LENGTH, skip=skip)
            try:
                return self.read_date(typed) if typed else ""
            except InputError as refusal:
                self.say(str(refusal))

    def read_date(self, typed: str) -> str:
        """Return a typed date as `YYYY-MM-DD`, and say what was understood.

        Raises:
            InputError: if there is no such date.
        """
        try:
            days = parse_date(typed, self.today)
        except DateError as error:
            raise InputError(str(error)) from None
        day = days[0].isoformat()
        if len(days) > 1:
            choices = {each.isoformat(): format_day(each) for each in days}
            return self.pick("Which day do you mean?", choices)
        if typed != day:
            self.say(f"{format_day(days[0])}.")
        return day

    def _read_line(self, prompt: str, *, skip: bool = False, path: bool = False) -> str:
        """Read an answer; do a command that works here, and refuse any other."""
        line = self.console.ask(prompt)
        names = [f"/{command.name}" for command in self.commands]
        if path and line.strip().lower() not in (_QUESTION_MARK, *names):
            return line
        parsed = parse_command(line, self.commands)
        if parsed is None:
            return line
        command, rest = parsed
        if command.name == "back":
            raise Back
        if command.name == "quit":
            raise Leave
        if command.name == "next" and skip:
            return ""
        if line.strip() == _QUESTION_MARK:
            raise InputError(self._format_help(skip=skip))
        if not command.anywhere:
            msg = f"/{command.name} does not work here. /back leaves this."
            raise InputError(msg)
        if self.controller.path is None:
            msg = "No use is open yet. Choose one, or type /quit."
            raise InputError(msg)
        command.run(self, rest)
        msg = ""
        raise InputError(msg)

    def _format_help(self, *, skip: bool) -> str:
        """Say what can be typed where something beside the questions is asked."""
        shows = [f"/{command.name}" for command in self.commands if command.anywhere]
        enter = " Press Enter to go on without one." if skip else ""
        return (
            f"Type an answer.{enter} /back leaves this, and /quit saves and leaves."
            f" {', '.join(shows[:-1])} and {shows[-1]} work here too."
        )
