"""The commands that can be typed at any question, and what each of them does."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.plain.dialogue import Back, Command, Dialogue, Leave
from genai_guide.plain.input import InputError, parse_text
from genai_guide.plain.questions import describe_same_element, format_options
from genai_guide.plain.signing import sign
from genai_guide.plain.wording import (
    format_level,
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
    redo,
    reopen_task,
    set_note,
    set_same_element,
    undo,
)
from genai_guide.record.explanation import explain_effects, format_answered
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
from genai_guide.rules.pack import Task
from genai_guide.signing.verification import one_line
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import parse_evidence
from genai_guide.storage.reading import parse_path
from genai_guide.storage.summaries import propose_message_path, write_message
from genai_guide.text import LONG_LIMIT
from genai_guide.workflows.register import find_other_uses

_BACK = " back"
"""The choice that `back` names too; with the space it is the id of no task."""
_OPEN_AGAIN = "This task is done. Open it again? Its evidence is forgotten."
_OPEN_OR_LEAVE = {"open": "Open it again", "leave": "Leave it done"}


def _require_place(dialogue: Dialogue) -> Place:
    if dialogue.place is None:
        msg = "This belongs to a question, and none is asked here."
        raise InputError(msg)
    return dialogue.place


def _help(dialogue: Dialogue, _: str) -> None:
    start = "What can be typed at any question; the beginning of a command will do:"
    dialogue.say("", start)
    for command in dialogue.commands:
        takes = f" {command.takes}" if command.takes else ""
        short = f" or /{command.short}" if command.short else ""
        dialogue.say(f"- /{command.name}{takes}{short}: {command.words}")
    dialogue.say(
        "? alone says why a question is asked.",
        "An option is chosen by its number, or by the beginning of its words.",
        "An empty line answers nothing. Every answer is saved at once.",
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
        msg = "This belongs to the name of a tool."
        raise InputError(msg)
    draft = dialogue.controller.with_tool_chosen(place.tool, chosen=False)
    if dialogue.returning:
        dialogue.change_and_continue(draft)
    else:
        after = after_unchosen_tool(dialogue.pack, draft, place.tool, one_by_one=True)
        dialogue.change(after)


def _missing(dialogue: Dialogue, _: str) -> None:
    left = dialogue.controller.left
    if not left:
        msg = "Nothing is left to be answered. /review looks it through."
        raise InputError(msg)
    dialogue.go_to(str(left[0]))


def _tools(dialogue: Dialogue, _: str) -> None:
    steps = list_steps(dialogue.pack, dialogue.assessment.status, one_by_one=True)
    if TOOLS not in {step.id for step in steps}:
        msg = "No tool is asked about, by your answers so far."
        raise InputError(msg)
    dialogue.go_to(TOOLS)


def _clear(dialogue: Dialogue, _: str) -> None:
    place = _require_place(dialogue)
    if dialogue.draft.unfinished:
        dialogue.apply(replace(dialogue.draft, unfinished=""))
        dialogue.say("The text that was half typed is dropped.")
        return
    if dialogue.draft.answers.at(dialogue.pack, place) is None:
        msg = "There is no answer to be taken away."
        raise InputError(msg)
    dialogue.change(dialogue.controller.with_answers({place: None}))
    dialogue.say("The answer is taken away; /undo brings it back.")


def _keep(dialogue: Dialogue, _: str) -> None:
    place, unfinished = _require_place(dialogue), dialogue.draft.unfinished
    if not unfinished:
        msg = "Nothing was half typed here."
        raise InputError(msg)
    dialogue.answer(place, unfinished)


def _note(dialogue: Dialogue, rest: str) -> None:
    place = _require_place(dialogue)
    typed = parse_text(rest)
    if not rest:
        before = dialogue.draft.note(place)
        dialogue.say(f"The note is: {before}" if before else "There is no note yet.")
        prompt = "Note (/next takes it away)" if before else "Note"
        typed = dialogue.ask_text(prompt, limit=LONG_LIMIT, skip=bool(before))
    note = dialogue.sanitize(typed, long=True)
    pack, now = dialogue.pack, dialogue.controller.now()
    dialogue.apply(set_note(pack, dialogue.draft, place, note, now))


def _revise(dialogue: Dialogue, _: str) -> None:
    signed = dialogue.draft.signed
    if signed is None or not dialogue.controller.is_signed:
        msg = "Nothing is signed here, so everything can be changed."
        raise InputError(msg)
    dialogue.controller.revise()
    dialogue.say(f"This is revision {signed.revision + 1} now. Nothing is signed yet.")


def _undo(dialogue: Dialogue, _: str) -> None:
    draft = undo(dialogue.pack, dialogue.draft, dialogue.controller.now())
    _change_back(dialogue, draft, "Taken back", "There is nothing to take back.")


def _redo(dialogue: Dialogue, _: str) -> None:
    draft = redo(dialogue.pack, dialogue.draft, dialogue.controller.now())
    _change_back(dialogue, draft, "Done again", "There is nothing to do again.")


def _change_back(dialogue: Dialogue, draft: Draft, done: str, nothing: str) -> None:
    entries = draft.log[len(dialogue.draft.log) :]
    if not entries:
        raise InputError(nothing)
    dialogue.change(draft)
    for entry in entries:
        if entry.what == "tool":
            text = f"tool {entry.tool} of all that were named is {entry.after} now."
        elif entry.what == "element":
            text = describe_same_element(dialogue)
        else:
            question = dialogue.pack.by_id[entry.question]
            note = "the note on " if entry.what == "note" else ""
            value = entry.after if entry.what == "answer" else str(entry.after or "")
            answer = format_answer(question, value) if value else "nothing"
            text = f"{note}“{question.text}” now: {answer}"
        dialogue.say(f"{done}: {text}")


def _why(dialogue: Dialogue, rest: str) -> None:
    draft, assessment = dialogue.draft, dialogue.assessment
    if draft.position == REVIEW and not rest:
        dialogue.say("", *format_quotations(assessment))
        return
    if not rest and dialogue.place is None:
        _help(dialogue, "")
        return
    place = dialogue.find_numbered_place(rest) if rest else _require_place(dialogue)
    question = dialogue.pack.by_id[place.question]
    lines = [question.help] if question.help else []
    if question.who_knows:
        lines.append(f"Who would know: {question.who_knows}.")
    for clause_id in question.clauses:
        clause = dialogue.pack.clause[clause_id]
        lines.append(f"- {clause.title} ({clause.id}): “{clause.quote}”")
    effects = explain_effects(assessment, place, format_level)
    lines += list_items("What another answer would do:", effects)
    if note := draft.note(place):
        lines.append(f"Note: {one_line(note)}")
    dialogue.say("", *lines, "/help lists what can be typed.")


def _options(dialogue: Dialogue, _: str) -> None:
    question = dialogue.pack.by_id[_require_place(dialogue).question]
    if not question.is_choice:
        msg = "This question has no options: type the answer."
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
            text += " left empty" if optional else " not answered yet"
        note = draft.note(asked)
        note = f" Note: {one_line(note)}" if note else ""
        dialogue.say(f"{number}. {one_line(text)}{note}")
    inactive = [
        one_line(format_answered(pack, answers, asked)) for asked in status.inactive
    ]
    heading = "Not asked now, by your other answers, and kept:"
    dialogue.say(*list_items(heading, inactive))


def _verdict(dialogue: Dialogue, rest: str) -> None:
    today, every = dialogue.today, rest.lower() == "all"
    lines = format_verdict(dialogue.assessment, dialogue.draft, today, every=every)
    dialogue.say("", *lines)


def _message(dialogue: Dialogue, _: str) -> None:
    message = format_contact_message(dialogue.assessment, dialogue.today)
    dialogue.say("", *message.rstrip().split("\n"))
    choices = {
        _BACK: "Go back",
        "write": "Write it to a file",
        "email": "Write it as an e-mail, to open with your mail program",
    }
    about = f"This is the message to {dialogue.pack.contact}."
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
    dialogue.say(f"The message is written to {path}")


def _quit(_: Dialogue, __: str) -> None:
    raise Leave


def _save(dialogue: Dialogue, rest: str) -> None:
    controller = dialogue.controller
    if rest:
        try:
            message = controller.save_elsewhere(parse_path(rest.strip()))
        except FileError as error:
            raise InputError(str(error)) from None
        dialogue.say(
            f"Saved. This goes on in {controller.path}", *filter(None, [message])
        )
        return
    controller.save()
    if controller.problem:
        raise InputError(dialogue.format_saved())
    path = f"Saved in {controller.path}"
    dialogue.say(path if controller.begun else "Nothing is answered yet.")


def _same(dialogue: Dialogue, _: str) -> None:
    """Ask which other use has the same element."""
    controller = dialogue.controller
    try:
        uses = find_other_uses(controller, dialogue.folder)
    except FileError as error:
        raise InputError(str(error)) from None
    signed = {row.use_id: row for row in uses if not row.is_draft}
    if not signed and not dialogue.draft.same_element_as:
        raise InputError(NO_OTHER_USES)
    choices = {use_id: row.use for use_id, row in signed.items()}
    chosen = dialogue.pick(WHICH_USE, {"": "None of them", **choices})
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
        question = "To do. Choose a task to say that it is done:"
        chosen = dialogue.pick(question, {**choices, _BACK: "Go back"})
        if chosen == _BACK:
            return
        try:
            if chosen not in closed:
                done = _ask_what_was_done(dialogue, tasks[chosen])
                draft = close_task(dialogue.draft, chosen, done)
            elif dialogue.pick(_OPEN_AGAIN, _OPEN_OR_LEAVE) == "open":
                draft = reopen_task(dialogue.draft, chosen)
            else:
                continue
        except Back:
            dialogue.say("Left as it was.")
            continue
        dialogue.apply(draft)
        dialogue.say(dialogue.format_saved())
    dialogue.say("There is nothing to do.")


def _ask_what_was_done(dialogue: Dialogue, task: Task) -> ClosedTask:
    dialogue.say(task.text, "On which day was it done? Such as today, or 31 Mar 2026.")
    day = dialogue.ask_date("Done on")
    hint = " This task asks for evidence." if task.evidence else " /next goes without."
    dialogue.say(f"What shows it? Say it in words, or give a link or a file.{hint}")
    while True:
        typed = dialogue.ask_text("Evidence", skip=not task.evidence, path=True)
        if not typed:
            return ClosedTask(day)
        try:
            return ClosedTask(day, parse_evidence(typed))
        except FileError as error:
            dialogue.say(str(error))


COMMANDS = (
    Command("help", "what can be typed", _help, short="h"),
    Command("why", "why this is asked, in the words of the text", _why, "N", "w"),
    Command("options", "every option of this question, by number", _options),
    Command("back", "the question before", _back, short="b", leads_away=True),
    Command(
        "next",
        "go on; the answer stays, or the question open",
        lambda dialogue, _: dialogue.change_and_continue(dialogue.draft),
        short="n",
        leads_away=True,
    ),
    Command("later", "the tool is not chosen yet: name it later", _later),
    Command("clear", "take the answer away, or a text half typed", _clear),
    Command("keep", "take the text that was half typed as the answer", _keep),
    Command("note", "put a remark on this answer", _note, "TEXT"),
    Command("list", "every question with its answer, by number", _list, short="l"),
    Command(
        "change",
        "change the answer to question N of the list",
        Dialogue.go_to_number,
        "N",
        leads_away=True,
    ),
    Command(
        "missing",
        "go to the first open question; optional ones are left out",
        _missing,
        leads_away=True,
    ),
    Command("tools", "add or remove a tool", _tools, leads_away=True),
    Command("undo", "take back the last change", _undo, leads_away=True),
    Command("redo", "do it again", _redo, leads_away=True),
    Command(
        "verdict",
        "what the guidance asks for, why, and what would lower it",
        _verdict,
        "all",
    ),
    Command("same", "say which other use has the same element", _same),
    Command("tasks", "what is to be done, and what is done already", _tasks),
    Command("message", "the message to send about this use", _message),
    Command(
        "review",
        "where everything is looked through before signing",
        lambda dialogue, _: dialogue.go_to(REVIEW),
        leads_away=True,
    ),
    Command("revise", "start the next revision of a use that is signed", _revise),
    Command("sign", "sign off, and write the summary", sign, leads_away=True),
    Command("save", "save again, and say where; or in another file", _save, "PATH"),
    Command("quit", "save and leave", _quit, short="q"),
)
