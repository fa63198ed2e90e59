"""What the widgets show at a step of the interview."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from genai_guide.record.draft import Draft
from genai_guide.record.production import Production
from genai_guide.record.state_words import ORIGINS
from genai_guide.record.steps import Step, number_of_section
from genai_guide.record.tool_list import list_tool_choices, tool_names
from genai_guide.rules.answers import Answer, Place, chosen_options, format_listed_tool
from genai_guide.rules.dates import DATE_LENGTH, format_date
from genai_guide.rules.pack import Kind, Pack, Question
from genai_guide.tui.display import literal
from genai_guide.tui.guide import Guide
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.fields import Field


def choice_rows(
    pack: Pack, draft: Draft, step: Step, production: Production | None
) -> tuple[bool, list[Row]]:
    """List what can be chosen at a step, and whether several at once."""
    if not step.places:
        choices = list_tool_choices(pack, draft, production)
        return False, [Row(key, label) for key, label in choices.items()]
    question = pack.by_id[step.places[0].question]
    answer = draft.answers.at(pack, step.places[0])
    chosen = {option.id for option in chosen_options(question, answer)}
    rows = [
        Row(option.id, option.label, option.id in chosen) for option in question.options
    ]
    return question.kind is Kind.MULTI, rows


def listed_tools(pack: Pack, draft: Draft) -> list[str]:
    """Return a line for each tool, with its number."""
    return [
        format_listed_tool(pack, number, tool)
        for number, tool in enumerate(draft.answers.tools, start=1)
    ]


def form_fields(pack: Pack, draft: Draft, step: Step, today: date) -> list[Field]:
    """List the fields of a form, the unfinished text in its place."""
    fields = []
    for place in step.places:
        question = pack.by_id[place.question]
        answer = draft.answers.at(pack, place)
        is_date = question.kind is Kind.DATE
        extra = ("like 3 Nov 2026",) * is_date + ("optional",) * question.optional
        if origin := draft.origin(place):
            extra += (ORIGINS[origin],)
        fields.append(
            Field(
                key=str(place),
                label=question.text + (f" ({', '.join(extra)})" if extra else ""),
                value=_field_value(question, answer),
                unfinished=draft.unfinished if draft.position == str(place) else "",
                long=question.long,
                limit=DATE_LENGTH if is_date else question.limit,
                today=today if is_date else None,
            )
        )
    return fields


def _field_value(question: Question, answer: Answer | None) -> str:
    text = answer if isinstance(answer, str) else ""
    return format_date(text) if question.kind is Kind.DATE else text


def step_path(guide: Guide, step: Step) -> Content:
    """Format which tool this is about, and where one comes from; else nothing."""
    controller, words = guide.controller, list[str]()
    if step.tool:
        names = tool_names(controller.pack, controller.draft)
        words.append(f"Tool {step.tool} of {len(names)}: {names[step.tool - 1]}")
    if len(step.places) == 1 and (origin := controller.draft.origin(step.places[0])):
        words.append(f"({ORIGINS[origin]})")
    if guide.returning:
        words.append(f"(then back to the {guide.returning})")
    return literal("  ".join(words))


def section_words(pack: Pack, step: Step) -> tuple[str, ...]:
    """Format which section a step is in, the longest words first."""
    number = number_of_section(pack, step)
    if number is None:
        return ("Details for the record", "Details")
    here, count = number
    title = section_title(pack, step.places[0]) if step.places else "List of tools"
    short = f"Section {here} of {count}"
    numbers = f"{here} of {count}"
    return f"{short} · {title}", f"{numbers} · {title}", short, numbers


def section_title(pack: Pack, place: Place) -> str:
    """Name the section that a place is in."""
    return pack.section[pack.by_id[place.question].section].title
