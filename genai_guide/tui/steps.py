"""From a step of the interview to what its widgets show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from genai_guide.record.steps import Step
from genai_guide.rules.answers import Place, chosen_options
from genai_guide.rules.pack import Kind, Pack
from genai_guide.text import LINE_LIMIT
from genai_guide.tui.display import literal
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.fields import Field

if TYPE_CHECKING:
    from genai_guide.tui.app import GuideApp

_DATE_LENGTH = 10
ALL, ADD, REMOVE = "all", "add", "remove "


def rows_of(guide: GuideApp, step: Step) -> tuple[bool, list[Row]]:
    """List what can be chosen at a step, and whether several at once."""
    if not step.places:
        return False, list(_tool_rows(guide))
    place = step.places[0]
    question = guide.pack.by_id[place.question]
    now = {
        one.id
        for one in chosen_options(question, guide.session.answers.at(guide.pack, place))
    }
    rows = [Row(one.id, one.label, one.id in now) for one in question.options]
    return question.kind is Kind.MULTI, rows


def _tool_rows(guide: GuideApp) -> list[Row]:
    names = tool_names(guide)
    rows = [Row(ALL, "That is all: go to the review"), Row(ADD, "Add a tool")]
    if len(names) > 1:
        rows += [
            Row(f"{REMOVE}{number}", f"Remove tool {number}: {name}")
            for number, name in enumerate(names, start=1)
        ]
    return rows


def tool_names(guide: GuideApp) -> list[str]:
    """Name the tools that are listed."""
    return [one.name or "not named yet" for one in guide.session.answers.tools]


def fields_of(guide: GuideApp, step: Step) -> list[Field]:
    """List the fields of a form, the half-typed text in its place."""
    fields = []
    for place in step.places:
        question = guide.pack.by_id[place.question]
        answer = guide.session.answers.at(guide.pack, place)
        date = question.kind is Kind.DATE
        extra = ("YYYY-MM-DD",) * date + ("optional",) * question.optional
        fields.append(
            Field(
                key=str(place),
                label=question.text + (f" ({', '.join(extra)})" if extra else ""),
                value=answer if isinstance(answer, str) else "",
                draft=guide.session.unfinished
                if guide.session.position == str(place)
                else "",
                long=question.long,
                limit=_DATE_LENGTH if date else LINE_LIMIT,
            )
        )
    return fields


def path_to(guide: GuideApp, step: Step) -> Content:
    """Say which section this is, and for which tool."""
    words = "List of tools"
    if step.places:
        words = section_of(guide.pack, step.places[0])
    if step.tool:
        names = tool_names(guide)
        words = (
            f"Tool {step.tool} of {len(names)}: {names[step.tool - 1]} \u203a {words}"
        )
    if guide.returning:
        words += f"  (the {guide.returning} comes after)"
    return literal(words)


def section_of(pack: Pack, place: Place) -> str:
    """Name the section that a place is in."""
    return pack.section[pack.by_id[place.question].section].title
