"""The commands that can be typed at any question, and what each of them does."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.plain.dialogue import Back, Command, Dialogue, Leave
from genai_guide.plain.input import InputError, parse_text
from genai_guide.plain.opening import offer_shared_changes, save_elsewhere
from genai_guide.plain.questions import describe_same_element, format_options
from genai_guide.plain.signing import sign
from genai_guide.plain.wording import (
    format_quotations,
    format_task,
    format_verdict,
    list_items,
    number_choices,
)
from genai_guide.record.draft import (
    ClosedTask,
    Draft,
    close_task,
    copy_tool_answers,
    redo,
    reopen_task,
    set_note,
    set_same_element,
    undo,
)
from genai_guide.record.explanation import INACTIVE, explain_effects, format_answered
from genai_guide.record.message import format_contact_message
from genai_guide.record.register import NO_OTHER_USES, WHICH_USE
from genai_guide.record.steps import (
    REVIEW,
    TOOLS,
    after_unchosen_tool,
    list_steps,
    previous_step,
)
from genai_guide.rules.answers import Place, format_answer, is_name_question
from genai_guide.rules.levels import format_label
from genai_guide.rules.pack import Task
from genai_guide.signing.verification import one_line
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import parse_evidence
from genai_guide.storage.summaries import propose_message_path, write_message
from genai_guide.text import LONG_LIMIT
from genai_guide.workflows.register import name_signed_uses

_BACK = " back"
"""The choice that `back` names too; with the space it is the id of no task."""
_REOPEN = "This task is done. Reopen it? That deletes its evidence."
_REOPEN_OR_NOT = {"open": "Reopen it", "leave": "Leave it done"}


_NOTE_CHOICES = {
    _BACK: "Keep it",
    "change": "Write another note",
    "remove": "Remove it",
}


def _require_place(dialogue: Dialogue) -> Place:
    if dialogue.place is None:
        msg = "This works at a question, and no question is asked here."
        raise InputError(msg)
    return dialogue.place


def _help(dialogue: Dialogue, _: str) -> None:
    lines = ["", "Commands. The first letters of one are enough:"]
    for command in dialogue.commands:
        takes = f" {command.takes}" if command.takes else ""
        short = f" or /{command.short}" if command.short else ""
        lines.append(f"- /{command.name}{takes}{short}: {command.words}")
    dialogue.say(
        *lines,
        "? explains the question. Choose an option by its number or its first words.",
        "Enter alone skips an optional question, or keeps the answer you gave."
        " Every answer is saved at once.",
    )


def _back(dialogue: Dialogue, _: str) -> None:
    if dialogue.returning:
        dialogue.go_to(dialogue.returning)
        return
    draft = previous_step(dialogue.pack, dialogue.draft, one_by_one=True)
    if draft.position == dialogue.draft.position:
        dialogue.say("This is the first question.")
    dialogue.controller.apply(draft)


def _later(dialogue: Dialogue, _: str) -> None:
    place = _require_place(dialogue)
    if place.tool is None or not is_name_question(dialogue.pack, place):
        msg = "This works where the name of a tool is asked."
        raise InputError(msg)
    draft = dialogue.controller.with_tool_chosen(place.tool, chosen=False)
    if dialogue.returning:
        dialogue.change_and_continue(draft)
    else:
        after = after_unchosen_tool(dialogue.pack, draft, place.tool, one_by_one=True)
        dialogue.change(after)


def _copy(dialogue: Dialogue, rest: str) -> None:
    """Use the answers about another tool for this one, or for one that is added."""
    tools, place = dialogue.draft.answers.tools, dialogue.place
    target = place.tool if place else None
    if target is None:
        msg = "This works at the questions about a tool."
        raise InputError(msg)
    others = [str(number) for number in range(1, len(tools) + 1) if number != target]
    source = rest.strip() or "".join(others[:1] if len(others) == 1 else [])
    if source not in others:
        msg = (
            f"Type the number of another tool: {', '.join(others) or 'there is none'}."
        )
        raise InputError(msg)
    before, now = dialogue.draft, dialogue.controller.now()
    draft = copy_tool_answers(dialogue.pack, before, int(source), target, now)
    count = len(draft.log) - len(before.log)
    if not count:
        msg = f"Nothing was copied: tool {source} has no answer that is missing here."
        raise InputError(msg)
    dialogue.change(draft)
    answers = "1 answer" if count == 1 else f"{count} answers"
    dialogue.say(
        f"Copied {answers} from tool {source}. Look at each one: press Enter to keep"
        " it, or type another."
    )


def _revise(dialogue: Dialogue, _: str) -> None:
    if not dialogue.controller.is_signed:
        msg = "This works for a signed use. This one can be changed already."
        raise InputError(msg)
    dialogue.controller.revise()
    number = dialogue.draft.next_revision
    dialogue.say(f"This is revision {number} now. Change the answers, then /sign.")
    offer_shared_changes(dialogue)
    dialogue.go_to(REVIEW)


def _missing(dialogue: Dialogue, _: str) -> None:
    left = dialogue.controller.left
    if not left:
        msg = "Nothing is missing. /review goes to the end, where you sign."
        raise InputError(msg)
    dialogue.go_to(str(left[0]))


def _tools(dialogue: Dialogue, _: str) -> None:
    steps = list_steps(dialogue.pack, dialogue.assessment.status, one_by_one=True)
    if TOOLS not in {step.id for step in steps}:
        msg = "Your answers so far need no tool."
        raise InputError(msg)
    dialogue.go_to(TOOLS)


def _clear(dialogue: Dialogue, _: str) -> None:
    place = _require_place(dialogue)
    if dialogue.draft.unfinished:
        dialogue.controller.apply(replace(dialogue.draft, unfinished=""))
        dialogue.say("The unfinished text is deleted.")
        return
    if dialogue.draft.answers.at(dialogue.pack, place) is None:
        msg = "There is no answer to remove."
        raise InputError(msg)
    dialogue.change(dialogue.controller.with_answers({place: None}))
    dialogue.say("The answer is removed. /undo brings it back.")


def _keep(dialogue: Dialogue, _: str) -> None:
    place, unfinished = _require_place(dialogue), dialogue.draft.unfinished
    if not unfinished:
        msg = "There is no unfinished text here."
        raise InputError(msg)
    dialogue.answer(place, unfinished)


def _note(dialogue: Dialogue, rest: str) -> None:
    place = _require_place(dialogue)
    before = dialogue.draft.note(place)
    chosen = "change"
    if before and not rest:
        chosen = dialogue.pick(f"The note is: {before}", _NOTE_CHOICES)
    if chosen == _BACK:
        return
    typed = parse_text(rest)
    if chosen == "change" and not rest:
        typed = dialogue.ask_text("Note", limit=LONG_LIMIT)
    note = dialogue.sanitize(typed, long=True)
    pack, now = dialogue.pack, dialogue.controller.now()
    dialogue.controller.apply(set_note(pack, dialogue.draft, place, note, now))


def _undo(dialogue: Dialogue, _: str) -> None:
    draft = undo(dialogue.pack, dialogue.draft, dialogue.controller.now())
    _change_back(dialogue, draft, "Undone", "There is nothing to undo.")


def _redo(dialogue: Dialogue, _: str) -> None:
    draft = redo(dialogue.pack, dialogue.draft, dialogue.controller.now())
    _change_back(dialogue, draft, "Redone", "There is nothing to redo.")


def _change_back(dialogue: Dialogue, draft: Draft, done: str, nothing: str) -> None:
    entries = draft.log[len(dialogue.draft.log) :]
    if not entries:
        raise InputError(nothing)
    dialogue.change(draft)
    for entry in entries:
        if entry.what == "tool":
            text = f"tool {entry.tool} is {entry.after} again."
        elif entry.what == "element":
            text = describe_same_element(dialogue)
        else:
            question = dialogue.pack.by_id[entry.question]
            note = "the note on " if entry.what == "note" else ""
            value = entry.after if entry.what == "answer" else str(entry.after or "")
            answer = format_answer(question, value) if value else "nothing"
            text = f"{note}“{question.text}” is now: {answer}"
        dialogue.say(f"{done}: {text}")


def _why(dialogue: Dialogue, rest: str) -> None:
    draft, assessment = dialogue.draft, dialogue.assessment
    if draft.position == REVIEW and not rest:
        dialogue.say("", *format_quotations(assessment))
        return
    if not rest and dialogue.offers_details:
        dialogue.say(
            "The details go into the summary for legal. They never change the verdict."
            " You can add them later."
        )
        return
    if not rest and dialogue.place is None:
        dialogue.say("List every tool: each one is asked about by itself.")
        return
    place = dialogue.find_numbered_place(rest) if rest else _require_place(dialogue)
    question = dialogue.pack.by_id[place.question]
    lines = [question.text] if rest else []
    lines += [question.help] if rest and question.help else []
    if question.who_knows:
        lines.append(f"Who would know: {question.who_knows}.")
    for clause_id in question.clauses:
        clause = dialogue.pack.clause[clause_id]
        lines.append(f"- {clause.title}: “{clause.quote}”")
    effects = explain_effects(assessment, place, format_label)
    lines += list_items("What another answer would do:", effects)
    if note := draft.note(place):
        lines.append(f"Note: {one_line(note)}")
    dialogue.say("", *lines, "/help lists the commands.")


def _options(dialogue: Dialogue, _: str) -> None:
    question = dialogue.pack.by_id[_require_place(dialogue).question]
    if not question.is_choice:
        msg = "This question has no options. Type the answer."
        raise InputError(msg)
    dialogue.say("", *number_choices(format_options(question)))


def _list(dialogue: Dialogue, _: str) -> None:
    """List every question that is asked, by number, and then the inactive answers."""
    pack, draft, answers = dialogue.pack, dialogue.draft, dialogue.draft.answers
    place, status = dialogue.place, dialogue.assessment.status
    numbered = list(enumerate(dialogue.asked, start=1))
    given = [number for number, at in numbered if answers.at(pack, at) is not None]
    # An optional question that was answered or gone past is left empty, and the
    # others are still to come.
    reached = max([dialogue.asked.index(place) if place else 0, *given])
    if place is None and status.complete:
        reached = len(dialogue.asked)
    dialogue.say("")
    for number, asked in numbered:
        text = format_answered(pack, answers, asked)
        if number not in given:
            optional = pack.by_id[asked.question].optional and number <= reached
            text += " Skipped." if optional else " Not answered yet."
        note = draft.note(asked)
        note = f" Note: {one_line(note)}" if note else ""
        dialogue.say(f"{number}. {one_line(text)}{note}")
    inactive = [
        one_line(format_answered(pack, answers, asked)) for asked in status.inactive
    ]
    dialogue.say(*list_items(f"{INACTIVE}:", inactive))


def _verdict(dialogue: Dialogue, rest: str) -> None:
    today, every = dialogue.today, rest.lower() == "all"
    lines = format_verdict(dialogue.assessment, dialogue.draft, today, every=every)
    dialogue.say("", *lines)


def _message(dialogue: Dialogue, _: str) -> None:
    message = format_contact_message(dialogue.assessment, dialogue.today)
    dialogue.say("", *message.rstrip().split("\n"))
    choices = {
        _BACK: "Go back",
        "write": "Save it as a text file",
        "email": "Save it as an e-mail that your mail program opens",
    }
    about = f"This is the message to {dialogue.pack.contact}. What do you want to do?"
    choice = dialogue.pick(about, choices)
    if choice == _BACK:
        return
    pack, draft, folder = dialogue.pack, dialogue.draft, dialogue.folder
    try:
        if choice == "email":
            # Imported here: what makes documents is not needed to answer questions.
            from genai_guide.workflows.export import write_email

            path = write_email(folder, pack, draft, dialogue.controller.clock(), None)
        else:
            path = propose_message_path(pack, draft, folder)
            write_message(path, message)
    except FileError as error:
        raise InputError(str(error)) from None
    dialogue.say(f"The message is in {path}")


def _quit(_: Dialogue, __: str) -> None:
    raise Leave


def _save(dialogue: Dialogue, rest: str) -> None:
    controller = dialogue.controller
    if rest:
        try:
            save_elsewhere(dialogue, rest.strip())
        except FileError as error:
            raise InputError(str(error)) from None
        return
    controller.save()
    if controller.problem:
        raise InputError(dialogue.format_saved())
    if not controller.begun:
        msg = "There is nothing to save yet."
        raise InputError(msg)
    dialogue.say(f"Saved in {controller.path}")


def _same(dialogue: Dialogue, _: str) -> None:
    """Ask which other use has the same element."""
    controller = dialogue.controller
    try:
        names = dialogue.use_names = name_signed_uses(controller, dialogue.folder)
    except FileError as error:
        raise InputError(str(error)) from None
    if not names and not dialogue.draft.same_element_as:
        raise InputError(NO_OTHER_USES)
    chosen = dialogue.pick(WHICH_USE, {"": "None of them", **names})
    pack, now = dialogue.pack, controller.now()
    controller.apply(set_same_element(pack, dialogue.draft, chosen, now))
    dialogue.say(describe_same_element(dialogue), dialogue.format_saved())


def _tasks(dialogue: Dialogue, _: str) -> None:
    """List the tasks until none is chosen any more."""
    while tasks := {task.id: task for task, _ in dialogue.assessment.tasks}:
        closed = dialogue.draft.closed
        choices = {
            task.id: format_task(task, closed.get(task.id)) for task in tasks.values()
        }
        question = "To do. Choose a task that is done:"
        chosen = dialogue.pick(question, {**choices, _BACK: "Go back"})
        if chosen == _BACK:
            return
        try:
            if chosen not in closed:
                done = _ask_what_was_done(dialogue, tasks[chosen])
                draft = close_task(dialogue.draft, chosen, done)
            elif dialogue.pick(_REOPEN, _REOPEN_OR_NOT) == "open":
                draft = reopen_task(dialogue.draft, chosen)
            else:
                continue
        except Back:
            dialogue.say("Nothing was changed.")
            continue
        dialogue.controller.apply(draft)
        dialogue.say(dialogue.format_saved())
    dialogue.say("There is nothing to do.")


def _ask_what_was_done(dialogue: Dialogue, task: Task) -> ClosedTask:
    dialogue.say(task.text, "When was it done? For example today, or 31 March 2026.")
    day = dialogue.ask_date("Done on")
    dialogue.say(
        "What shows that it is done? Type words, a link or the path of a file."
    )
    while True:
        typed = dialogue.ask_text("Evidence", skip=not task.evidence, path=True)
        if not typed:
            return ClosedTask(day)
        try:
            return ClosedTask(day, parse_evidence(typed))
        except FileError as error:
            dialogue.say(str(error))


COMMANDS = (
    Command("help", "list the commands", _help, short="h", anywhere=True),
    Command(
        "why",
        "why this is asked, in the guidance's own words",
        _why,
        "N",
        "w",
        when_signed=True,
    ),
    Command("options", "list every option of this question", _options),
    Command("back", "go to the question before", _back, short="b", leads_away=True),
    Command(
        "next",
        "go on, and leave the question as it is",
        lambda dialogue, _: dialogue.change_and_continue(dialogue.draft),
        short="n",
        leads_away=True,
    ),
    Command("later", "the tool is not chosen yet, and is named later", _later),
    Command("copy", "use your answers about tool N for this tool", _copy, "N"),
    Command("clear", "remove the answer, or the text you did not finish", _clear),
    Command("keep", "use the text you did not finish as the answer", _keep),
    Command("note", "add a note to this answer", _note, "TEXT"),
    Command(
        "list",
        "read every question with its answer and number",
        _list,
        short="l",
        anywhere=True,
    ),
    Command(
        "change",
        "change the answer to question N of the list",
        Dialogue.go_to_number,
        "N",
        leads_away=True,
    ),
    Command(
        "missing",
        "go to the first question that needs an answer",
        _missing,
        leads_away=True,
    ),
    Command("tools", "add or remove a tool", _tools, leads_away=True),
    Command("undo", "undo the last change", _undo, leads_away=True),
    Command("redo", "do it again", _redo, leads_away=True),
    Command(
        "verdict",
        "what the guidance asks for, why, and what would lower it",
        _verdict,
        "all",
        anywhere=True,
    ),
    Command("tasks", "list what to do, and mark what is done", _tasks),
    Command(
        "message", "the message to send about this use", _message, when_signed=True
    ),
    Command("same", "say which other use has the same element", _same),
    Command(
        "review",
        "look everything through before you sign",
        lambda dialogue, _: dialogue.go_to(REVIEW),
        leads_away=True,
    ),
    Command("sign", "sign, and write the summary", sign, leads_away=True),
    Command(
        "revise", "start the next revision of a signed use", _revise, when_signed=True
    ),
    Command(
        "save", "save now and say where, or save in PATH", _save, "PATH", anywhere=True
    ),
    Command("quit", "save and leave", _quit, short="q", when_signed=True),
)
