"""The sections of the interview, to see where one is and to go elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from genai_guide.record.steps import REVIEW, TOOLS, Step, list_steps
from genai_guide.rules.answers import Answers, Place
from genai_guide.rules.pack import Pack, Stage
from genai_guide.rules.status import QuestionStatus
from genai_guide.tui.commands import bind
from genai_guide.tui.display import literal, wrap_hanging
from genai_guide.tui.widgets.cursor_list import CursorList

_WIDTH = 25
_Section = tuple[str, int | None]
"""The title of a section, and the number of the tool that it is about."""
_TOOL_LIST = "List of tools", None
_DETAILS = "Details for the record", None


@dataclass(frozen=True)
class Part:
    """A section, or a section for one tool."""

    target: str
    """Where it begins, as a draft writes it."""
    label: str
    here: bool = False
    done: bool = False
    count: str = ""
    """How much of it is answered, where that is not a matter of all or nothing."""

    @property
    def sign(self) -> str:
        """Where it stands: here, done, or to come."""
        if self.here:
            return "●"
        return "✓" if self.done else "·"


class Outline(CursorList):
    """The sections: where one is, what is done, and what is to come."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("app.previous"), bind("app.onward")]

    _shown: list[Part] | None = None

    @dataclass
    class Visited(Message):
        """A section was chosen."""

        target: str

    def show(self, parts: list[Part]) -> None:
        """Show the sections."""
        if parts == self._shown:
            return
        self._shown = parts
        kept = self.highlighted if self.has_focus else None
        self.set_options(_option(part) for part in parts)
        here = next((n for n, part in enumerate(parts) if part.here), None)
        self.highlighted = here if kept is None else kept

    @on(OptionList.OptionSelected)
    def _visit(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(self.Visited(event.option_id))


def _option(part: Part) -> Option:
    """Lay out a section; one that is not asked yet leads nowhere."""
    words = f"{part.label}  {part.count}" if part.count else part.label
    row = Content.assemble(literal(f"{part.sign} "), wrap_hanging(words, _WIDTH, 2))
    return Option(row, part.target or None, disabled=not part.target)


def outline_parts(
    pack: Pack, status: QuestionStatus, answers: Answers, here: Step
) -> list[Part]:
    """List the sections that are or may be asked, each once, and where they stand.

    What is for the record alone stands under one heading, whatever its sections.
    """
    groups: dict[_Section, list[Place]] = {}
    for step in list_steps(pack, status):
        for place in step.places:
            groups.setdefault(_section(pack, place), []).append(place)
        if not step.places:
            groups[_TOOL_LIST] = []
    to_come: dict[_Section, list[Place]] = {
        _section(pack, place): [] for place in status.possible
    }
    titles = [section.title for section in pack.section.values()]
    tools = [title for title, tool in (*groups, *to_come) if tool]
    last_tool = max(map(titles.index, tools), default=len(titles))
    order: dict[_Section, int] = {_TOOL_LIST: last_tool, _DETAILS: len(titles)}
    parts: list[Part] = []
    for section, places in sorted(
        (to_come | groups).items(),
        key=lambda item: order.get(item[0]) or titles.index(item[0][0]),
    ):
        title, tool = section
        at = any(place in here.places for place in places)
        name = f"{title} {tool}" if tool and len(answers.tools) > 1 else title
        given = sum(answers.at(pack, place) is not None for place in places)
        is_details = section == _DETAILS
        target, done = "", False
        if section == _TOOL_LIST:
            target, at, done = TOOLS, not here.places, not status.open
        elif places:
            target = str(places[0])
            done = not set(places).intersection(status.open)
            if is_details:
                done = given == len(places)
        count = f"{given} of {len(places)}" if is_details and places else ""
        parts.append(Part(target, name, at, done, count))
    return [*parts, Part(REVIEW, "Review")]


def _section(pack: Pack, place: Place) -> _Section:
    """Return the title of the part that a place is in, and its tool's number."""
    question = pack.by_id[place.question]
    if question.stage is Stage.RECORD:
        return _DETAILS
    return pack.section[question.section].title, place.tool
