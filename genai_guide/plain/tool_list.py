"""The list of tools: add one, remove one, or that is all."""

from __future__ import annotations

from genai_guide.plain.answering import apply, apply_and_continue
from genai_guide.plain.dialogue import Back, Dialogue, number_choices
from genai_guide.plain.input import MenuItem, parse_choices
from genai_guide.record import draft as sessions
from genai_guide.record.draft import MOST_TOOLS
from genai_guide.record.steps import go_to
from genai_guide.rules.evaluate import question_status

_ALL, _ADD, _REMOVE = "all", "add", "remove-"


def show_tools(talk: Dialogue) -> None:
    """Name the tools, and ask whether these are all."""
    names = enumerate(_names(talk), start=1)
    said = talk.format_saved()
    talk.say("", f"{said} List of tools.".strip())
    talk.say(*(f"- Tool {number}: {name}" for number, name in names))
    talk.say("Are these all the tools of this use?", *number_choices(_choices(talk)))


def take_tools(talk: Dialogue, line: str) -> None:
    """Do what was chosen.

    Raises:
        Refused: if nothing that there is was chosen.
    """
    chosen = parse_choices(line, _choices(talk), several=False)[0]
    if chosen == _ALL:
        apply_and_continue(talk, talk.session)
    elif chosen == _ADD:
        _add(talk)
    else:
        _remove(talk, int(chosen.removeprefix(_REMOVE)))


def _names(talk: Dialogue) -> list[str]:
    return [one.name or "not named yet" for one in talk.session.answers.tools]


def _choices(talk: Dialogue) -> list[MenuItem]:
    names = _names(talk)
    found = [MenuItem(_ALL, "That is all: go on"), MenuItem(_ADD, "Add a tool")]
    if len(names) > 1:
        found += [
            MenuItem(f"{_REMOVE}{number}", f"Remove tool {number}: {name}")
            for number, name in enumerate(names, start=1)
        ]
    return found


def _add(talk: Dialogue) -> None:
    if len(talk.session.tools) >= MOST_TOOLS:
        talk.say(f"At most {MOST_TOOLS} tools can be listed, removed ones too.")
        return
    now = sessions.add_tool(talk.pack, talk.session, talk.controller.now())
    count = len(now.answers.tools)
    asked = question_status(talk.pack, now.answers).asked
    apply(talk, go_to(now, str(next(one for one in asked if one.tool == count))))


def _remove(talk: Dialogue, number: int) -> None:
    name = _names(talk)[number - 1]
    question = f"Remove tool {number}: {name}? Its answers are kept; /undo brings it."
    choices = [MenuItem("remove", "Remove it"), MenuItem("keep", "Keep it")]
    try:
        agreed = talk.pick(question, choices) == "remove"
    except Back:
        return
    if agreed:
        now = talk.controller.now()
        apply(talk, sessions.remove_tool(talk.pack, talk.session, number, now))
