"""Ask one thing at a time: a question, the list of tools, or the review."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from genai_guide.plain.dialogue import Back, Dialogue, parse_command
from genai_guide.plain.input import (
    InputError,
    is_long,
    parse_choices,
    parse_text,
    sanitize_typed,
)
from genai_guide.plain.wording import (
    format_conflicts,
    format_standing,
    number_choices,
)
from genai_guide.record.draft import MOST_TOOLS, add_tool, remove_tool
from genai_guide.record.explanation import explain_conflicts
from genai_guide.record.register import format_same_element
from genai_guide.record.steps import REVIEW, count_progress, go_to, go_to_tool
from genai_guide.rules.answers import (
    Place,
    format_answer,
    format_listed_tool,
    format_tool_name,
    is_name_question,
)
from genai_guide.rules.dates import DATE_LENGTH
from genai_guide.rules.pack import Kind, Question, Stage
from genai_guide.signing.verification import one_line
from genai_guide.storage.errors import FileError
from genai_guide.text import end_sentence
from genai_guide.workflows.register import find_other_uses

_ALL, _ADD, _REMOVE = "all", "add", "remove-"
_CHOOSE, _UNCHOOSE = "choose-", "unchoose-"


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
        dialogue.go_to(REVIEW)
    elif typed not in ("y", "yes"):
        msg = "Type y to fill them in, or n to go to the review."
        raise InputError(msg)


def show_question(dialogue: Dialogue, place: Place) -> None:
    """Read a question out, after whether the answer before it is saved."""
    pack, draft, status = dialogue.pack, dialogue.draft, dialogue.assessment.status
    question = pack.by_id[place.question]
    number = dialogue.asked.index(place) + 1
    progress = count_progress(pack, draft, status)
    left = str(progress.least or "none")
    if progress.most > progress.least:
        left = f"{progress.least} to {progress.most}"
    tool = f"{_format_tool(dialogue, place.tool)}. " if place.tool else ""
    section = pack.section[question.section].title
    heading = f"Question {number}, {left} left. {tool}{section}."
    dialogue.say("", f"{dialogue.format_saved()} {heading}".strip(), question.text)
    if question.kind is Kind.MULTI:
        dialogue.say("Type all that apply, as 1, 2.")
        alone = [option.label for option in question.options if option.exclusive]
        if alone:
            dialogue.say(f"By itself alone: {'; '.join(alone)}.")
    if question.kind is Kind.DATE:
        dialogue.say("A date, such as 31 March 2026.")
    if question.long:
        dialogue.say("Several lines; an empty line ends the text.")
    if question.optional:
        dialogue.say("It may be left empty: /next.")
    if is_name_question(pack, place):
        dialogue.say("If it is not chosen yet: /later.")
    options = format_options(question)
    if is_long(options):
        dialogue.say(
            f"There are {len(options)} options. Type a part of a word to hear"
            " those that have it; /options reads them all."
        )
    else:
        dialogue.say(*number_choices(options))
    answer = draft.answers.at(pack, place)
    unfinished = draft.unfinished if draft.position == str(place) else ""
    if answer is not None:
        text = end_sentence(f"Answered: {one_line(format_answer(question, answer))}")
        dialogue.say(text if unfinished else f"{text} /next keeps it.")
    if unfinished:
        dialogue.say(
            f"Typed before, and not given as an answer yet: “{one_line(unfinished)}”.",
            "/keep takes it as the answer, /clear drops it; or type the text anew.",
        )
    if note := draft.note(place):
        dialogue.say(f"Note: {one_line(note)}")


def answer_question(dialogue: Dialogue, place: Place, line: str) -> None:
    """Take a line as the answer and continue; refuse what is no answer."""
    question = dialogue.pack.by_id[place.question]
    if question.optional and not line.strip():
        dialogue.change_and_continue(dialogue.draft)
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
        skip = "/next leaves it empty" if question.optional else "/next leaves it open"
        msg = f"Nothing was typed. Type the answer, or a command: {skip}."
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
        dialogue.apply(replace(draft, unfinished=unfinished))
        line = dialogue.console.ask("More: ")
        if not line.strip():
            return "\n".join(lines)
        try:
            if parse_command(line, dialogue.commands) is None:
                lines.append(parse_text(line))
            else:
                dialogue.say(
                    "First end the text with an empty line; then type the command."
                )
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
    dialogue.say("", f"{dialogue.format_saved()} List of tools.".strip())
    for number, tool in enumerate(dialogue.draft.answers.tools, start=1):
        dialogue.say(f"- {format_listed_tool(dialogue.pack, number, tool)}")
    choices = number_choices(_tool_choices(dialogue))
    dialogue.say("Are these all the tools of this use?", *choices)


def answer_tools(dialogue: Dialogue, line: str) -> None:
    """Add a tool, remove one, or continue."""
    pack, draft, now = dialogue.pack, dialogue.draft, dialogue.controller.now
    chosen = parse_choices(line, _tool_choices(dialogue))[0]
    if chosen == _ALL:
        dialogue.change_and_continue(draft)
    elif chosen.startswith(_CHOOSE):
        number = int(chosen.removeprefix(_CHOOSE))
        changed = dialogue.controller.with_tool_chosen(number, chosen=True)
        dialogue.change(go_to_tool(pack, changed, number))
    elif chosen.startswith(_UNCHOOSE):
        number = int(chosen.removeprefix(_UNCHOOSE))
        dialogue.change(dialogue.controller.with_tool_chosen(number, chosen=False))
    elif chosen != _ADD:
        number = int(chosen.removeprefix(_REMOVE))
        label = _tool_choices(dialogue)[chosen]
        question = f"{label}? Its answers are kept; /undo brings it."
        try:
            sure = dialogue.pick(question, {"remove": "Remove it", "keep": "Keep it"})
        except Back:
            return
        if sure == "remove":
            dialogue.change(remove_tool(pack, draft, number, now()))
    elif len(draft.tools) >= MOST_TOOLS:
        dialogue.say(f"At most {MOST_TOOLS} tools can be listed, removed ones too.")
    else:
        draft = add_tool(pack, draft, now())
        dialogue.change(go_to_tool(pack, draft, len(draft.answers.tools)))


def _tool_names(dialogue: Dialogue) -> list[str]:
    tools = dialogue.draft.answers.tools
    return [format_tool_name(dialogue.pack, tool) for tool in tools]


def _tool_choices(dialogue: Dialogue) -> dict[str, str]:
    choices = {_ALL: "That is all: go on", _ADD: "Add a tool"}
    names = _tool_names(dialogue)
    if len(names) > 1:
        for number, name in enumerate(names, start=1):
            choices[f"{_REMOVE}{number}"] = f"Remove tool {number}: {name}"
    if dialogue.pack.tool_chosen:
        for number, tool in enumerate(dialogue.draft.answers.tools, start=1):
            if tool.is_chosen(dialogue.pack):
                choices[f"{_UNCHOOSE}{number}"] = (
                    f"Mark tool {number} as not chosen yet"
                )
            else:
                choices[f"{_CHOOSE}{number}"] = f"Name tool {number}"
    return choices


def describe_same_element(dialogue: Dialogue) -> str:
    """Return which other use has the same element, by its title."""
    use_id, names = dialogue.draft.same_element_as, dialogue.use_names
    if use_id and use_id not in names:
        names[use_id] = ""
        with suppress(FileError):
            others = find_other_uses(dialogue.controller, dialogue.folder)
            names |= {row.use_id: row.use for row in others}
    return format_same_element(names[use_id] if use_id else None)


def show_review(dialogue: Dialogue) -> None:
    """Say what is missing, what the verdict is, and what can be done."""
    status = dialogue.assessment.status
    left = len(status.open)
    count = "1 question is still open:" if left == 1 else f"{left} are still open:"
    if status.complete:
        count = f"All {len(dialogue.asked)} questions are dealt with."
    dialogue.say("", f"{dialogue.format_saved()} Review. {count}".strip())
    for number, place in enumerate(dialogue.asked, start=1):
        if place in status.open:
            tool = f"{_format_tool(dialogue, place.tool)}: " if place.tool else ""
            text = dialogue.pack.by_id[place.question].text
            dialogue.say(f"{number}. {tool}{text}")
    conflicts = explain_conflicts(dialogue.assessment, dialogue.today)
    same = [describe_same_element(dialogue)] if dialogue.draft.same_element_as else []
    dialogue.say(
        *format_conflicts(conflicts),
        *same,
        format_standing(dialogue.assessment),
        "Type the number of a question to answer it anew, or a command:",
        "/list reads every answer, /verdict the reasons, /why the quotations,"
        " /tasks what still has to be done, /message the message to"
        f" {dialogue.pack.contact}.",
        "/sign signs off. /quit saves and leaves.",
    )
