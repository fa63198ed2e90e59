"""The whole conversation, from the first question to the summary or the leaving."""

from __future__ import annotations

from shlex import quote

from genai_guide.exit_codes import ExitCode
from genai_guide.plain.actions import run_command
from genai_guide.plain.answering import show_question, take_answer
from genai_guide.plain.dialogue import Dialogue, Leave, find_place
from genai_guide.plain.input import InputError, parse_command
from genai_guide.plain.review import go_to_number, show_review
from genai_guide.plain.tool_list import show_tools, take_tools
from genai_guide.plain.wording import format_signed, is_signed
from genai_guide.record.steps import TOOLS, go_to
from genai_guide.storage.packs import default_dir


def run_dialogue(talk: Dialogue) -> ExitCode:
    """Ask until the summary is written, or until the person leaves."""
    try:
        while talk.summary is None:
            _turn(talk)
    except (Leave, EOFError):
        return _left(talk)
    except KeyboardInterrupt:
        _left(talk)
        return ExitCode.INTERRUPTED
    return ExitCode.DONE


def _turn(talk: Dialogue) -> None:
    """Ask one thing, and do what the line says."""
    stop = talk.stop
    if talk.session.position != stop:
        talk.controller.apply(go_to(talk.session, stop))
    place = find_place(talk.assessment.status, stop)
    if place:
        show_question(talk, place)
    elif stop == TOOLS:
        show_tools(talk)
    else:
        show_review(talk)
    line = talk.console.ask("Answer: ")
    try:
        if command := parse_command(line):
            run_command(talk, *command)
        elif place:
            take_answer(talk, place, line)
        elif stop == TOOLS:
            take_tools(talk, line)
        else:
            go_to_number(talk, line)
    except InputError as refused:
        talk.say(str(refused))


def _left(talk: Dialogue) -> ExitCode:
    """Say where everything is, and how to go on."""
    controller = talk.controller
    if not controller.begun:
        talk.say("", "Left. Nothing was answered, and nothing is saved.")
        return ExitCode.DONE
    if not controller.saved:
        controller.save()
    signed = is_signed(talk.session)
    left = f"Left{'' if signed else ' unsigned'}. {format_signed(talk.session)}".strip()
    if controller.problem:
        talk.say("", f"{left} The last answers are not saved: {controller.problem}")
    else:
        talk.say("", f"{left} Everything is saved in {controller.path}")
        if talk.session.unfinished:
            talk.say("The text that is half typed is kept too, and no answer yet.")
        talk.say("To go on, type:")
        talk.console.whole(_again(talk))
    return ExitCode.DONE if signed else ExitCode.INCOMPLETE


def _again(talk: Dialogue) -> str:
    """Put what goes on with this use, with these questions."""
    line = f"genai-guide ask {quote(str(talk.controller.path))}"
    own = talk.pack.folder
    if own in ("", str(default_dir())):
        return line
    return f"{line} --pack {quote(own)}"
