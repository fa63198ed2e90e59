"""The list of tools: add one, remove one, or that is all."""

from __future__ import annotations

from genai_guide.plain.answering import take, take_and_go_on
from genai_guide.plain.dialogue import Back, Talk, numbered
from genai_guide.plain.input import Choice, choices_in
from genai_guide.record import draft as sessions
from genai_guide.record.draft import MOST_TOOLS
from genai_guide.record.steps import go
from genai_guide.rules.evaluate import asking

_ALL, _ADD, _REMOVE = "all", "add", "remove-"


def show_tools(talk: Talk) -> None:
    """Name the tools, and ask whether these are all."""
    names = enumerate(_names(talk), start=1)
    said = talk.keeper.said()
    talk.say("", f"{said} List of tools.".strip())
    talk.say(*(f"- Tool {number}: {name}" for number, name in names))
    talk.say("Are these all the tools of this use?", *numbered(_choices(talk)))


def take_tools(talk: Talk, line: str) -> None:
    """Do what was chosen.

    Raises:
        Refused: if nothing that there is was chosen.
    """
    chosen = choices_in(line, _choices(talk), several=False)[0]
    if chosen == _ALL:
        take_and_go_on(talk, talk.session)
    elif chosen == _ADD:
        _add(talk)
    else:
        _remove(talk, int(chosen.removeprefix(_REMOVE)))


def _names(talk: Talk) -> list[str]:
    return [one.name or "not named yet" for one in talk.session.answers.tools]


def _choices(talk: Talk) -> list[Choice]:
    names = _names(talk)
    found = [Choice(_ALL, "That is all: go on"), Choice(_ADD, "Add a tool")]
    if len(names) > 1:
        found += [
            Choice(f"{_REMOVE}{number}", f"Remove tool {number}: {name}")
            for number, name in enumerate(names, start=1)
        ]
    return found


def _add(talk: Talk) -> None:
    if len(talk.session.tools) >= MOST_TOOLS:
        talk.say(f"At most {MOST_TOOLS} tools can be listed, removed ones too.")
        return
    now = sessions.add_tool(talk.pack, talk.session, talk.keeper.now())
    count = len(now.answers.tools)
    asked = asking(talk.pack, now.answers).asked
    take(talk, go(now, str(next(one for one in asked if one.tool == count))))


def _remove(talk: Talk, number: int) -> None:
    name = _names(talk)[number - 1]
    question = f"Remove tool {number}: {name}? Its answers are kept; /undo brings it."
    choices = [Choice("remove", "Remove it"), Choice("keep", "Keep it")]
    try:
        agreed = talk.pick(question, choices) == "remove"
    except Back:
        return
    if agreed:
        now = talk.keeper.now()
        take(talk, sessions.remove_tool(talk.pack, talk.session, number, now))
