"""The sections of the interview, to see where one is and to go elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from genai_guide.record.steps import REVIEW, TOOLS, Step, list_steps
from genai_guide.rules.answers import Answers, Place
from genai_guide.rules.pack import Pack, Stage
from genai_guide.rules.status import QuestionStatus
from genai_guide.tui.commands import bind
from genai_guide.tui.display import wrap_hanging
from genai_guide.tui.widgets.cursor_list import CursorList

_WIDTH = 25
_TOOL_LIST = "List of tools", None
_DETAILS = "Details for the record", None


@dataclass(frozen=True)
class Part:
    """A section, or a section for one tool."""

    target: str
    """Where it begins, as a draft writes it."""
    label: str
    here: bool = False


class Outline(CursorList):
    """The sections that are asked, each with how much is answered."""

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
        self.set_options(
            Option(wrap_hanging(part.label, _WIDTH, 2), part.target) for part in parts
        )
        here = next((n for n, part in enumerate(parts) if part.here), None)
        self.highlighted = here if kept is None else kept

    @on(OptionList.OptionSelected)
    def _visit(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(self.Visited(event.option_id))


def outline_parts(
    pack: Pack, status: QuestionStatus, answers: Answers, here: Step
) -> list[Part]:
    """List the sections, each once, with how many of their questions are left.

    What is for the record alone stands under one heading, whatever its sections.
    """
    groups: dict[tuple[str, int | None], list[Place]] = {}
    for step in list_steps(pack, status):
        for place in step.places:
            groups.setdefault(_section(pack, place), []).append(place)
        if not step.places:
            groups[_TOOL_LIST] = []
    parts: list[Part] = []
    for section, places in groups.items():
        title, tool = section
        at = any(place in here.places for place in places)
        if section == _TOOL_LIST:
            parts.append(Part(TOOLS, title, not here.places))
            continue
        if section == _DETAILS:
            given = sum(answers.at(pack, place) is not None for place in places)
            done = f"{given} of {len(places)}"
        else:
            missing = len(set(places).intersection(status.open))
            done = f"{missing} left" if missing else "done"
        name = f"{title} {tool}" if tool and len(answers.tools) > 1 else title
        parts.append(Part(str(places[0]), f"{name}  {done}", at))
    return [*parts, Part(REVIEW, "Review")]


def _section(pack: Pack, place: Place) -> tuple[str, int | None]:
    """Return the title of the part that a place is in, and its tool's number."""
    question = pack.by_id[place.question]
    if question.stage is Stage.RECORD:
        return _DETAILS
    return pack.section[question.section].title, place.tool
