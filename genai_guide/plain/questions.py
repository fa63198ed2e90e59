"""Ask one thing at a time: a question, the list of tools, or the review."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.plain.dialogue import Back, Dialogue
from genai_guide.plain.input import (
    InputError,
    MenuItem,
    parse_choices,
    parse_command,
    parse_text,
    sanitize_typed,
)
from genai_guide.plain.wording import (
    as_sentence,
    format_question,
    format_standing,
    format_tool,
    menu_of,
    number_choices,
)
from genai_guide.record.draft import MOST_TOOLS, add_tool, remove_tool
from genai_guide.record.steps import go_to
from genai_guide.rules.answers import Answer, Place, answer_error
from genai_guide.rules.pack import Kind, Question
from genai_guide.rules.status import question_status
from genai_guide.text import LONG_LIMIT

_DATE_LENGTH = 10
_ALL, _ADD, _REMOVE = "all", "add", "remove-"


# A question


def show_question(dialogue: Dialogue, place: Place) -> None:
    """Read a question out, after whether the answer before it is saved."""
    saved = dialogue.format_saved()
    first, *rest = format_question(dialogue.draft, dialogue.assessment, place)
    dialogue.say("", f"{saved} {first}".strip(), *rest)


def answer_question(dialogue: Dialogue, place: Place, line: str) -> None:
    """Take a line as the answer and continue.

    Raises:
        InputError: if it is no answer; the text says why.
    """
    question = dialogue.pack.by_id[place.question]
    answer = _read_answer(dialogue, place, question, line)
    if fault := answer_error(question, answer):
        raise InputError(as_sentence(fault))
    dialogue.change_and_continue(dialogue.controller.with_answers({place: answer}))


def _read_answer(
    dialogue: Dialogue, place: Place, question: Question, line: str
) -> Answer:
    if question.is_choice:
        several = question.kind is Kind.MULTI
        return tuple(parse_choices(line, menu_of(question), several=several))
    typed = parse_text(line)
    if question.long:
        typed = _read_long(dialogue, place, typed)
    limit = _DATE_LENGTH if question.kind is Kind.DATE else 0
    text, message = sanitize_typed(typed, long=question.long, limit=limit)
    if message:
        dialogue.say(message)
    if not text:
        skip = "/next leaves it empty" if question.optional else "/next leaves it open"
        msg = f"Nothing was typed. Type the answer, or a command: {skip}."
        raise InputError(msg)
    return text


def _read_long(dialogue: Dialogue, place: Place, first: str) -> str:
    """Read lines until an empty one; what is typed so far is saved as unfinished."""
    if not first.strip():
        return ""
    lines = [first]
    while True:
        unfinished, _ = sanitize_typed("\n".join(lines), long=True, limit=LONG_LIMIT)
        draft = go_to(dialogue.draft, str(place))
        dialogue.controller.apply(replace(draft, unfinished=unfinished))
        line = dialogue.console.ask("More: ")
        if not line.strip():
            return "\n".join(lines)
        if not line.lstrip().startswith("/") or _is_text(dialogue, line):
            lines.append(parse_text(line))


def _is_text(dialogue: Dialogue, line: str) -> bool:
    """Return whether a line belongs to the text; a command has to wait."""
    try:
        if parse_command(line) is None:
            return True
        dialogue.say("First end the text with an empty line; then type the command.")
    except InputError as refusal:
        dialogue.say(str(refusal))
    return False


# The list of tools


def show_tools(dialogue: Dialogue) -> None:
    """Name the tools, and ask whether these are all."""
    dialogue.say("", f"{dialogue.format_saved()} List of tools.".strip())
    for number, name in enumerate(_tool_names(dialogue), start=1):
        dialogue.say(f"- Tool {number}: {name}")
    choices = number_choices(_tool_choices(dialogue))
    dialogue.say("Are these all the tools of this use?", *choices)


def answer_tools(dialogue: Dialogue, line: str) -> None:
    """Add a tool, remove one, or continue.

    Raises:
        InputError: if nothing of that was chosen.
    """
    chosen = parse_choices(line, _tool_choices(dialogue), several=False)[0]
    if chosen == _ALL:
        dialogue.change_and_continue(dialogue.draft)
    elif chosen == _ADD:
        _add_tool(dialogue)
    else:
        _remove_tool(dialogue, int(chosen.removeprefix(_REMOVE)))


def _tool_names(dialogue: Dialogue) -> list[str]:
    return [tool.name or "not named yet" for tool in dialogue.draft.answers.tools]


def _tool_choices(dialogue: Dialogue) -> list[MenuItem]:
    choices = [MenuItem(_ALL, "That is all: go on"), MenuItem(_ADD, "Add a tool")]
    names = _tool_names(dialogue)
    if len(names) > 1:
        for number, name in enumerate(names, start=1):
            label = f"Remove tool {number}: {name}"
            choices.append(MenuItem(f"{_REMOVE}{number}", label))
    return choices


def _add_tool(dialogue: Dialogue) -> None:
    if len(dialogue.draft.tools) >= MOST_TOOLS:
        dialogue.say(f"At most {MOST_TOOLS} tools can be listed, removed ones too.")
        return
    pack, now = dialogue.pack, dialogue.controller.now()
    draft = add_tool(pack, dialogue.draft, now)
    added = len(draft.answers.tools)
    asked = question_status(pack, draft.answers).asked
    first = next(place for place in asked if place.tool == added)
    dialogue.change(go_to(draft, str(first)))


def _remove_tool(dialogue: Dialogue, number: int) -> None:
    name = _tool_names(dialogue)[number - 1]
    question = f"Remove tool {number}: {name}? Its answers are kept; /undo brings it."
    choices = [MenuItem("remove", "Remove it"), MenuItem("keep", "Keep it")]
    try:
        if dialogue.pick(question, choices) == "keep":
            return
    except Back:
        return
    pack, now = dialogue.pack, dialogue.controller.now()
    dialogue.change(remove_tool(pack, dialogue.draft, number, now))


# The review


def show_review(dialogue: Dialogue) -> None:
    """Say what is missing, what the verdict is, and what can be done."""
    assessment, status = dialogue.assessment, dialogue.assessment.status
    left = len(status.open)
    count = "1 question is still open:" if left == 1 else f"{left} are still open:"
    if status.complete:
        count = f"All {len(status.asked)} questions are dealt with."
    dialogue.say("", f"{dialogue.format_saved()} Review. {count}".strip())
    for number, place in enumerate(status.asked, start=1):
        if place in status.open:
            tool = f"{format_tool(assessment, place.tool)}: " if place.tool else ""
            text = dialogue.pack.by_id[place.question].text
            dialogue.say(f"{number}. {tool}{text}")
    dialogue.say(
        format_standing(assessment),
        "Type the number of a question to answer it anew, or a command:",
        "/list reads every answer, /verdict the reasons, /why the quotations,"
        " /tasks what is to be done, /message the message to the contact.",
        "/sign signs off. /quit saves and leaves.",
    )
