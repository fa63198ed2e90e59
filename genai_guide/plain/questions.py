"""Ask one thing at a time: a question, the list of tools, or the review."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from genai_guide.plain.dialogue import Dialogue, parse_command
from genai_guide.plain.input import (
    InputError,
    is_long,
    parse_choices,
    parse_text,
    sanitize_typed,
)
from genai_guide.plain.wording import (
    format_conflicts,
    format_signed,
    format_standing,
    number_choices,
)
from genai_guide.record.draft import MOST_TOOLS, add_tool, remove_tool
from genai_guide.record.explanation import explain_conflicts
from genai_guide.record.register import format_same_element
from genai_guide.record.steps import REVIEW, Step, go_to, go_to_tool, number_of_section
from genai_guide.record.tool_list import (
    ADD,
    ALL,
    CHOOSE,
    PICK,
    REMOVE,
    TOO_MANY_TOOLS,
    UNCHOOSE,
    WHICH_TOOLS,
    list_tool_choices,
)
from genai_guide.rules.answers import (
    Place,
    format_answer,
    format_listed_tool,
    format_tool_name,
    is_name_question,
)
from genai_guide.rules.dates import DATE_LENGTH, format_date
from genai_guide.rules.pack import Kind, Pack, Question, Stage
from genai_guide.signing.verification import one_line
from genai_guide.storage.errors import FileError
from genai_guide.text import end_sentence
from genai_guide.workflows.register import name_signed_uses

_ANSWERED = {
    None: "Your answer",
    "copy": "Copied answer",
    "production": "Answer from the production",
}
HALF_TYPED = (
    "You typed a text here and did not finish it. /keep uses it as the answer, /clear"
    " deletes it, and /quit leaves and keeps it for later."
)


def show_offer(dialogue: Dialogue) -> None:
    """Offer the questions that go into the record alone, all at once."""
    stages = [dialogue.pack.by_id[place.question].stage for place in dialogue.asked]
    count = stages.count(Stage.RECORD)
    details = "1 optional detail" if count == 1 else f"{count} optional details"
    them = "it" if count == 1 else "them"
    offer = f"{details}. Fill {them} in now? y/N"
    dialogue.say("", f"{dialogue.format_saved()} {offer}".strip())


def answer_offer(dialogue: Dialogue, line: str) -> None:
    """Ask for the details now, or go to the review."""
    typed = line.strip().lower()
    if typed in ("", "n", "no"):
        dialogue.offers_details = False
        dialogue.go_to(REVIEW)
    elif typed in ("y", "yes"):
        dialogue.offers_details = False
        dialogue.say("Enter skips one detail, and /review skips the rest.")
    else:
        msg = "Type y to fill them in, or n to go to the review."
        raise InputError(msg)


def show_question(dialogue: Dialogue, place: Place) -> None:
    """Read a question out, its help too unless that was read out just before."""
    pack, draft = dialogue.pack, dialogue.draft
    question = pack.by_id[place.question]
    heading = _format_heading(dialogue, place)
    dialogue.say("", f"{dialogue.format_saved()} {heading}".strip(), question.text)
    if dialogue.explained != place and question.help:
        dialogue.say(question.help)
    dialogue.explained = place
    dialogue.say(*_how_to_answer(dialogue, place))
    answer = draft.answers.at(pack, place)
    unfinished = draft.unfinished if draft.position == str(place) else ""
    if answer is not None:
        origin = draft.carried.get((place.question, draft.key_of(place.tool)))
        start = _ANSWERED[origin]
        said = format_date(one_line(format_answer(question, answer)))
        text = end_sentence(f"{start}: {said}")
        dialogue.say(text if unfinished else f"{text} Press Enter to keep it.")
    if unfinished:
        dialogue.say(
            f"You began to type: “{one_line(unfinished)}”.",
            "/keep uses it as the answer and /clear deletes it. Or type the whole text"
            " again.",
        )
    if note := draft.note(place):
        dialogue.say(f"Note: {one_line(note)}")


def _format_heading(dialogue: Dialogue, place: Place) -> str:
    """Say in which section one is, or at which of the optional details."""
    pack, step = dialogue.pack, dialogue.step
    tool = f"{_format_tool(dialogue, place.tool)}. " if place.tool else ""
    title = pack.section[pack.by_id[place.question].section].title
    numbers = number_of_section(pack, step) if step else None
    if numbers:
        return f"Section {numbers[0]} of {numbers[1]}: {title}. {tool}".strip()
    details = [at for at in dialogue.asked if _is_detail(pack, at)]
    number = details.index(place) + 1
    return f"Detail {number} of {len(details)}: {title}. {tool}".strip()


def _is_detail(pack: Pack, place: Place) -> bool:
    return pack.by_id[place.question].stage is Stage.RECORD


def _how_to_answer(dialogue: Dialogue, place: Place) -> Iterator[str]:
    """Say what can be typed as the answer to a question, and read its options out."""
    question = dialogue.pack.by_id[place.question]
    if question.kind is Kind.DATE:
        yield "Type a date, such as 31 March 2026."
    if question.long:
        yield "You can type several lines. An empty line ends the text."
    if is_name_question(dialogue.pack, place):
        yield "If the tool is not chosen yet, type /later."
    is_new = dialogue.draft.answers.at(dialogue.pack, place) is None
    if is_new and (place.tool or 1) > 1 and _is_first_of_tool(dialogue, place):
        yield "/copy 1 uses your answers about tool 1 for this tool."
    options = format_options(question)
    if is_long(options):
        yield (
            f"There are {len(options)} options. Type part of a word to list those that"
            " contain it, or /options to list them all."
        )
    else:
        yield from number_choices(options)
    if question.kind is Kind.MULTI:
        yield _how_to_choose(question)
    if question.optional and is_new:
        yield "Optional. Press Enter to skip it."


def _how_to_choose(question: Question) -> str:
    """Say that several numbers can be typed, and which have to stand alone."""
    numbered = list(enumerate(question.options, start=1))
    several = [str(number) for number, option in numbered if not option.exclusive]
    alone = [str(number) for number, option in numbered if option.exclusive]
    start = f"Type all that apply, such as {', '.join(several[:2])}."
    last = f"{', '.join(alone[:-1])} or {alone[-1]}" if alone[1:] else "".join(alone)
    return f"{start} Type {last} by itself." if alone else start


def _is_first_of_tool(dialogue: Dialogue, place: Place) -> bool:
    """Return whether a question comes right after the name of its tool."""
    about = [at for at in dialogue.asked if at.tool == place.tool]
    named = [at for at in about if not is_name_question(dialogue.pack, at)]
    return bool(named) and named[0] == place


def show_signed(dialogue: Dialogue) -> None:
    """Say that a use is signed, and what can be done with it."""
    following = dialogue.draft.next_revision
    dialogue.say(
        "",
        f"{format_signed(dialogue.draft)} /revise starts revision {following}.",
        format_standing(dialogue.assessment),
        "/list reads every answer, /verdict the reasons, and /message the message to"
        f" {dialogue.pack.contact}. /quit leaves.",
    )


def answer_question(dialogue: Dialogue, place: Place, line: str) -> None:
    """Take a line as the answer and continue; refuse what is no answer."""
    pack, draft = dialogue.pack, dialogue.draft
    question = pack.by_id[place.question]
    is_answered = draft.answers.at(pack, place) is not None and not draft.unfinished
    if not line.strip() and (question.optional or is_answered):
        if draft.unfinished:
            raise InputError(HALF_TYPED)
        dialogue.change_and_continue(draft)
        return
    if question.is_choice:
        several = question.kind is Kind.MULTI
        chosen = parse_choices(line, format_options(question), several=several)
        dialogue.answer(place, tuple(chosen))
        return
    typed = parse_text(line)
    if question.long and typed.strip():
        typed = _read_long(dialogue, place, typed)
    limit = DATE_LENGTH if question.kind is Kind.DATE else question.limit
    if question.long:
        limit = 0
    text = dialogue.sanitize(typed, long=question.long, limit=limit)
    if not text:
        msg = "Nothing was typed. Type the answer, or /next to leave it for later."
        raise InputError(msg)
    if question.kind is Kind.DATE:
        text = dialogue.read_date(text)
    dialogue.answer(place, text)


def format_options(question: Question) -> dict[str, str]:
    """Return the labels of a question's options, by their ids."""
    return {option.id: option.label for option in question.options}


def _read_long(dialogue: Dialogue, place: Place, first: str) -> str:
    """Read lines until an empty one; what is typed so far is saved as unfinished."""
    lines = [first]
    while True:
        unfinished, _ = sanitize_typed("\n".join(lines), long=True)
        draft = go_to(dialogue.draft, str(place))
        dialogue.controller.apply(replace(draft, unfinished=unfinished))
        line = dialogue.console.ask("More: ")
        if not line.strip():
            return "\n".join(lines)
        try:
            if parse_command(line, dialogue.commands) is None:
                lines.append(parse_text(line))
            else:
                dialogue.say("End the text with an empty line first.")
        except InputError as refusal:
            dialogue.say(str(refusal))


def _format_tool(dialogue: Dialogue, number: int) -> str:
    tools = dialogue.draft.answers.tools
    tool = tools[number - 1]
    name = format_tool_name(dialogue.pack, tool)
    is_known = tool.name or not tool.is_chosen(dialogue.pack)
    return f"Tool {number} of {len(tools)}{f', {name}' if is_known else ''}"


def show_tools(dialogue: Dialogue) -> None:
    """Name the tools, and ask whether these are all."""
    numbers = number_of_section(dialogue.pack, Step(()))
    section = f"Section {numbers[0]} of {numbers[1]}: " if numbers else ""
    dialogue.say("", f"{dialogue.format_saved()} {section}List of tools.".strip())
    for number, tool in enumerate(dialogue.draft.answers.tools, start=1):
        dialogue.say(f"- {format_listed_tool(dialogue.pack, number, tool)}")
    choices = number_choices(_tool_choices(dialogue))
    dialogue.say(WHICH_TOOLS, *choices)


def answer_tools(dialogue: Dialogue, line: str) -> None:
    """Add a tool, remove one, or continue."""
    pack, draft, now = dialogue.pack, dialogue.draft, dialogue.controller.now
    chosen = parse_choices(line, _tool_choices(dialogue))[0]
    if chosen == ALL:
        dialogue.change_and_continue(draft)
    elif chosen.startswith(CHOOSE):
        number = int(chosen.removeprefix(CHOOSE))
        changed = dialogue.controller.with_tool_chosen(number, chosen=True)
        dialogue.change(go_to_tool(pack, changed, number))
    elif chosen.startswith(UNCHOOSE):
        number = int(chosen.removeprefix(UNCHOOSE))
        dialogue.change(dialogue.controller.with_tool_chosen(number, chosen=False))
    elif chosen.startswith(REMOVE):
        number = int(chosen.removeprefix(REMOVE))
        label = _tool_choices(dialogue)[chosen]
        question = f"{label}? /undo brings it back with its answers."
        sure = dialogue.pick(question, {"remove": "Remove it", "keep": "Keep it"})
        if sure == "remove":
            dialogue.change(remove_tool(pack, draft, number, now()))
    elif len(draft.tools) >= MOST_TOOLS:
        dialogue.say(TOO_MANY_TOOLS)
    elif chosen == ADD:
        draft = add_tool(pack, draft, now())
        dialogue.change(go_to_tool(pack, draft, len(draft.answers.tools)))
    else:
        tool = chosen.removeprefix(PICK)
        dialogue.change(dialogue.controller.with_library_tool(tool))


def _tool_choices(dialogue: Dialogue) -> dict[str, str]:
    production = dialogue.controller.production
    return list_tool_choices(dialogue.pack, dialogue.draft, production)


def describe_same_element(dialogue: Dialogue) -> str:
    """Return which other use has the same element, by its title."""
    use_id, names = dialogue.draft.same_element_as, dialogue.use_names
    if use_id and use_id not in names:
        names[use_id] = ""
        with suppress(FileError):
            names |= name_signed_uses(dialogue.controller, dialogue.folder)
    return format_same_element(names[use_id] if use_id else None)


def show_review(dialogue: Dialogue) -> None:
    """Say what is missing, what the verdict is, and what can be done."""
    status = dialogue.assessment.status
    left, unseen = dialogue.controller.left, len(dialogue.controller.left)
    unseen -= len(status.open)
    count = "Nothing is missing."
    if left:
        needs = "1 question needs" if len(left) == 1 else f"{len(left)} questions need"
        copied = " A copied answer counts once you have looked at it." if unseen else ""
        count = f"{needs} an answer. /missing goes to the first.{copied}"
    dialogue.say("", f"{dialogue.format_saved()} Review. {count}".strip())
    for number, place in enumerate(dialogue.asked, start=1):
        if place in left:
            tool = f"{_format_tool(dialogue, place.tool)}: " if place.tool else ""
            text = dialogue.pack.by_id[place.question].text
            dialogue.say(f"{number}. {tool}{text}")
    conflicts = explain_conflicts(dialogue.assessment, dialogue.today)
    same = [describe_same_element(dialogue)] if dialogue.draft.same_element_as else []
    dialogue.say(
        *format_conflicts(conflicts),
        *same,
        format_standing(dialogue.assessment),
        "Type the number of a question to change its answer, or a command:",
        "/list reads every answer, /verdict the reasons, /why the quotations, /tasks"
        f" what to do, and /message the message to {dialogue.pack.contact}.",
        "/sign signs the use. /quit saves and leaves.",
    )
