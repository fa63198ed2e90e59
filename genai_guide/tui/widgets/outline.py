"""The sections of the interview, to see where one is and to go elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from genai_guide.record.steps import REVIEW, TOOLS, Step, list_steps
from genai_guide.rules.answers import Answers, Place
from genai_guide.rules.pack import Pack
from genai_guide.rules.status import QuestionStatus
from genai_guide.tui.commands import bind
from genai_guide.tui.display import wrap_hanging
from genai_guide.tui.widgets.cursor_list import CursorList

_WIDTH = 25


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
    """List the sections with how many of their questions are left."""
    left = set(status.open)
    parts: list[Part] = []
    steps = list_steps(pack, status)
    # A form of details may take in several sections.
    rows = [
        (_section(pack, place), step, place)
        for step in steps
        for place in step.places or (None,)
    ]
    for (section, tool), group in groupby(rows, key=lambda row: row[0]):
        inside = list(group)
        places = [place for _, _, place in inside if place]
        at = any(step == here for _, step, _ in inside)
        if not places:
            parts.append(Part(TOOLS, "List of tools", at))
            continue
        title = pack.section[section].title
        name = f"{title} {tool}" if tool and len(answers.tools) > 1 else title
        missing = sum(place in left for place in places)
        done = f"{missing} left" if missing else "done"
        parts.append(Part(str(places[0]), f"{name}  {done}", at))
    return [*parts, Part(REVIEW, "Review")]


def _section(pack: Pack, place: Place | None) -> tuple[str, int | None]:
    return (pack.by_id[place.question].section, place.tool) if place else ("", None)
