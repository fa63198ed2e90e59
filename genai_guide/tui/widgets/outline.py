"""The sections of the interview, to see where one is and to go elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, NamedTuple

from textual import on
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from genai_guide.record.steps import REVIEW, TOOLS, Step
from genai_guide.rules.answers import Answers, Place
from genai_guide.rules.evaluate import QuestionStatus
from genai_guide.rules.pack import Pack
from genai_guide.tui.display import wrap_hanging
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.keys import BACK, NEXT

_WIDTH = 25


class Part(NamedTuple):
    """A section, or a section for one tool."""

    target: str
    """Where it begins, as a session writes it."""
    label: str
    here: bool = False


class Outline(CursorList):
    """The sections that are asked, each with how much is answered."""

    BINDINGS: ClassVar[list[BindingType]] = [BACK, NEXT]

    _shown: list[Part] | None = None

    @dataclass
    class Visited(Message):
        """A section was chosen."""

        target: str

    def show(self, parts: list[Part]) -> None:
        """Take the sections anew."""
        if parts == self._shown:
            return
        self._shown = parts
        kept = self.highlighted if self.has_focus else None
        self.set_options(
            Option(wrap_hanging(one.label, _WIDTH, 2), one.target) for one in parts
        )
        here = next((n for n, one in enumerate(parts) if one.here), None)
        self.highlighted = here if kept is None else kept

    @on(OptionList.OptionSelected)
    def _visit(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(self.Visited(event.option_id))


def parts(
    pack: Pack,
    listed: tuple[Step, ...],
    asked: QuestionStatus,
    answers: Answers,
    here: Step,
) -> list[Part]:
    """List the sections with how many of their questions are done."""
    left = set(asked.open)
    found: list[Part] = []
    for (section, tool), group in groupby(listed, key=lambda one: _part(pack, one)):
        inside = list(group)
        target, at = inside[0].id, here in inside
        if target == TOOLS:
            found.append(Part(TOOLS, "List of tools", at))
            continue
        places = [place for step in inside for place in step.places]
        title = pack.section[section].title
        name = f"{title} {tool}" if tool and len(answers.tools) > 1 else title
        found.append(Part(target, f"{name}  {_done(places, left)}", at))
    return [*found, Part(REVIEW, "Review")]


def _part(pack: Pack, step: Step) -> tuple[str, int | None]:
    if not step.places:
        return "", None
    return pack.by_id[step.places[0].question].section, step.tool


def _done(places: list[Place], left: set[Place]) -> str:
    missing = sum(place in left for place in places)
    return f"{missing} left" if missing else "done"
