"""The whole conversation, from the first question to the summary or the leaving."""

from __future__ import annotations

from shlex import quote

from genai_guide.exit_codes import ExitCode
from genai_guide.plain.dialogue import Back, Command, Dialogue, Leave, parse_command
from genai_guide.plain.input import InputError
from genai_guide.plain.questions import (
    HALF_TYPED,
    answer_offer,
    answer_question,
    answer_tools,
    show_offer,
    show_question,
    show_review,
    show_signed,
    show_tools,
)
from genai_guide.plain.wording import format_signed
from genai_guide.record.draft import is_signed
from genai_guide.record.steps import REVIEW, Step, go_to
from genai_guide.rules.answers import Place
from genai_guide.storage.packs import default_dir

_SIGNED = "That does not work in a signed use."


def run_dialogue(dialogue: Dialogue) -> ExitCode:
    """Ask until the summary is written, or until the person leaves."""
    try:
        while dialogue.controller.summary is None:
            _ask_once(dialogue)
    except (Leave, EOFError):
        return _leave(dialogue)
    except KeyboardInterrupt:
        _leave(dialogue)
        return ExitCode.INTERRUPTED
    return ExitCode.DONE


def _ask_once(dialogue: Dialogue) -> None:
    """Ask one thing, and do what the typed line says."""
    is_signed = dialogue.controller.is_signed
    step, place = dialogue.step, dialogue.place
    if is_signed:
        show_signed(dialogue)
    else:
        dialogue.controller.apply(go_to(dialogue.draft, step.id if step else REVIEW))
        _show(dialogue, step, place)
    line = dialogue.console.ask("Command: " if is_signed else "Answer: ")
    position = dialogue.draft.position
    try:
        if parsed := parse_command(line, dialogue.commands):
            _run(dialogue, *parsed)
        elif is_signed:
            dialogue.say(_SIGNED)
        elif dialogue.offers_details:
            answer_offer(dialogue, line)
        elif place:
            answer_question(dialogue, place, line)
        elif step:
            answer_tools(dialogue, line)
        else:
            dialogue.go_to_number(line)
    except InputError as refusal:
        dialogue.say(str(refusal))
    except Back:
        dialogue.say("Nothing was changed.")
    if dialogue.draft.position != position:
        dialogue.explained = None


def _show(dialogue: Dialogue, step: Step | None, place: Place | None) -> None:
    if dialogue.offers_details:
        show_offer(dialogue)
    elif place:
        show_question(dialogue, place)
    elif step:
        show_tools(dialogue)
    else:
        show_review(dialogue)


def _run(dialogue: Dialogue, command: Command, rest: str) -> None:
    """Do what a command says, unless it has to wait.

    Raises:
        InputError: if it has to, or cannot be done.
    """
    is_shown = command.anywhere or command.when_signed
    if dialogue.controller.is_signed and not is_shown:
        raise InputError(_SIGNED)
    if dialogue.draft.unfinished and command.leads_away:
        raise InputError(HALF_TYPED)
    if command.leads_away:
        dialogue.offers_details = False
    command.run(dialogue, rest)


def _leave(dialogue: Dialogue) -> ExitCode:
    """Say where everything is, and how to continue."""
    controller, draft = dialogue.controller, dialogue.draft
    if not controller.begun:
        dialogue.say("", "Left. Nothing was answered, and nothing is saved.")
        return ExitCode.DONE
    if not controller.saved:
        controller.save()
    signed = is_signed(draft)
    left = f"Left{'' if signed else ' unsigned'}. {format_signed(draft)}".strip()
    if controller.problem:
        left += f" Your last answers are not saved: {controller.problem}"
        dialogue.say("", left)
    else:
        dialogue.say("", f"{left} Everything is saved in {controller.path}")
        if draft.unfinished:
            dialogue.say("The text that you have not finished is saved too.")
        dialogue.say("To continue, type:")
        resume = f"genai-guide ask {quote(str(controller.path))}"
        if dialogue.pack.folder not in ("", str(default_dir())):
            resume += f" --pack {quote(dialogue.pack.folder)}"
        dialogue.console.say_unwrapped(resume)
    return ExitCode.DONE if signed else ExitCode.INCOMPLETE
