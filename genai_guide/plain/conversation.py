"""The whole conversation, from the first question to the summary or the leaving."""

from __future__ import annotations

from shlex import quote

from genai_guide.exit_codes import ExitCode
from genai_guide.plain.dialogue import Back, Dialogue, Leave, parse_command
from genai_guide.plain.input import InputError
from genai_guide.plain.questions import (
    answer_offer,
    answer_question,
    answer_tools,
    show_offer,
    show_question,
    show_review,
    show_tools,
)
from genai_guide.plain.wording import format_signed, is_signed
from genai_guide.record.steps import REVIEW, go_to
from genai_guide.storage.packs import default_dir

_HALF_TYPED = (
    "First say what becomes of the text that was half typed here: /keep takes"
    " it as the answer, /clear drops it, /quit leaves and keeps it for later."
)


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
    step, place = dialogue.step, dialogue.place
    dialogue.controller.apply(go_to(dialogue.draft, step.id if step else REVIEW))
    is_offer, dialogue.offers_details = dialogue.offers_details, False
    if is_offer:
        show_offer(dialogue)
    elif place:
        show_question(dialogue, place)
    elif step:
        show_tools(dialogue)
    else:
        show_review(dialogue)
    line = dialogue.console.ask("Answer: ")
    try:
        if parsed := parse_command(line, dialogue.commands):
            command, rest = parsed
            if dialogue.draft.unfinished and command.leads_away:
                dialogue.say(_HALF_TYPED)
            else:
                command.run(dialogue, rest)
        elif is_offer:
            answer_offer(dialogue, line)
        elif place:
            answer_question(dialogue, place, line)
        elif step:
            answer_tools(dialogue, line)
        else:
            dialogue.go_to_number(line)
    except InputError as refusal:
        dialogue.say(str(refusal))
        dialogue.offers_details = is_offer
    except Back:
        dialogue.say("Left as it was.")


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
        left += f" The last answers are not saved: {controller.problem}"
        dialogue.say("", left)
    else:
        dialogue.say("", f"{left} Everything is saved in {controller.path}")
        if draft.unfinished:
            dialogue.say("The text that is half typed is kept too, and no answer yet.")
        dialogue.say("To go on, type:")
        resume = f"genai-guide ask {quote(str(controller.path))}"
        if dialogue.pack.folder not in ("", str(default_dir())):
            resume += f" --pack {quote(dialogue.pack.folder)}"
        dialogue.console.say_unwrapped(resume)
    return ExitCode.DONE if signed else ExitCode.INCOMPLETE
