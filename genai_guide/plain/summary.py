"""A signed summary, line by line: what it is worth, and what can be done with it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from genai_guide.plain.dialogue import Back, Dialogue, Leave
from genai_guide.plain.opening import show_migration
from genai_guide.plain.signing import ask_author
from genai_guide.record.entries import (
    BEFORE_DELIVERY,
    BEFORE_USE,
    Condition,
    Entry,
    Outcome,
)
from genai_guide.report.brief import build_brief
from genai_guide.report.source import source_of_summary
from genai_guide.report.text import render_text
from genai_guide.signing.verification import Result, Verification, one_line
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import own_public_key
from genai_guide.storage.records import RecordFile, load_file
from genai_guide.text import LONG_LIMIT, as_sentence
from genai_guide.workflows.entries import (
    append_entry,
    decision_problem,
    entry_on,
    preview_entry,
)
from genai_guide.workflows.possible_entries import (
    EVIDENCE,
    VALID_UNTIL,
    PossibleEntry,
    possible_decisions,
    possible_updates,
    why_no_decision,
    why_no_update,
)
from genai_guide.workflows.revise import describe_revision, start_revision
from genai_guide.workflows.verify import Verifier

_LEAVE, _READ, _DETAILS = "leave", "read", "details"
_REVISE, _UPDATE, _DECIDE = "revise", "update", "decide"
_HOW_TO_TRUST = (
    "If you know whose key this is, compare its fingerprint with the owner. To trust"
    " it, leave this and type:"
)
_ON_A_DATE = "on-a-date"
_DUE = {
    BEFORE_USE: "Before the use begins",
    BEFORE_DELIVERY: "Before delivery",
    _ON_A_DATE: "On a date",
}


def open_summary(dialogue: Dialogue, file: RecordFile) -> None:
    """Say what a summary is worth, and do with it what is chosen.

    Returns once its next revision is begun.

    Raises:
        Leave: if the person is done with it.
        FileError: if it cannot be read, or not be revised.
    """
    path = file.path
    dialogue.say(f"{path.name} is a signed summary.")
    while True:
        verification = _verify(dialogue, file)
        dialogue.say(verification.first_line)
        if verification.result is Result.SIGNER_NOT_TRUSTED:
            dialogue.say(_HOW_TO_TRUST)
            command = f"genai-guide trust {shlex.quote(str(path))}"
            dialogue.console.say_unwrapped(command)
        chosen = _ask_what_to_do(dialogue, verification)
        if chosen == _LEAVE:
            raise Leave
        try:
            if chosen == _READ:
                brief = render_text(build_brief(source_of_summary(verification)))
                dialogue.say("", *brief.rstrip().split("\n"))
            elif chosen == _DETAILS:
                dialogue.say("", *(f"- {line}" for line in verification.lines))
            elif chosen == _REVISE:
                if _revise(dialogue, path, verification):
                    return
            else:
                _add(dialogue, path, verification, chosen)
        except Back:
            dialogue.say("Nothing was changed.")
        file = load_file(path)


def _verify(dialogue: Dialogue, file: RecordFile) -> Verification:
    verifier = Verifier(dialogue.pack, dialogue.controller.clock())
    return verifier.verify_summary(file.path, file.summary())


def _ask_what_to_do(dialogue: Dialogue, verification: Verification) -> str:
    number = verification.summary.statement.revision + 1
    choices = {
        _LEAVE: "Leave it as it is",
        _READ: "Read it",
        _DETAILS: "Read how it was checked",
        _REVISE: f"Start revision {number} to change answers",
        _UPDATE: "Update it: close a task, answer legal or add a note",
        _DECIDE: "Decide for legal: decide, withdraw, extend or accept a condition",
    }
    try:
        return dialogue.pick("What do you want to do with it?", choices)
    except Back:
        raise Leave from None


def _revise(dialogue: Dialogue, path: Path, verification: Verification) -> bool:
    """Begin the next revision; return whether that was done.

    Raises:
        Back: if the person leaves it.
    """
    controller = dialogue.controller
    dialogue.say("", describe_revision(verification))
    try:
        migration = start_revision(path, verification, dialogue.pack)
        if migration.moved:
            show_migration(dialogue, path, migration)
            choices = {_LEAVE: "Leave it as it is", _REVISE: "Continue"}
            if dialogue.pick("Continue in a new file?", choices) == _LEAVE:
                raise Back
        message = controller.work_on_revision(migration)
    except FileError as error:
        dialogue.say(as_sentence(str(error)))
        return False
    dialogue.say(f"Your answers are now in {controller.path}", *filter(None, [message]))
    return True


def _add(
    dialogue: Dialogue, path: Path, verification: Verification, chosen: str
) -> None:
    """Ask for an entry, show it, sign it, and append it; or say why not.

    Raises:
        Back: if the person leaves it.
    """
    own = own_public_key()
    is_decision = chosen == _DECIDE
    if is_decision:
        refused = why_no_decision(verification, own)
        possible = list(possible_decisions(verification, own))
    else:
        refused = why_no_update(verification)
        possible = list(possible_updates(verification))
    if refused:
        dialogue.say(refused)
        return
    try:
        entry = _ask_entry(dialogue, verification, _pick(dialogue, possible), own)
        if problem := decision_problem(verification, entry, own or b""):
            dialogue.say(as_sentence(problem))
            return
        lines = map(one_line, preview_entry(verification, entry))
        dialogue.say("", "This will be signed:", *(f"- {line}" for line in lines))
        choices = {"no": "Do not sign", "sign": "Sign it, and add it to the file"}
        if dialogue.pick("Sign this?", choices) == "no":
            raise Back
        problem = append_entry(path, entry, verification, dialogue.key())
    except (FileError, ValueError) as error:
        dialogue.say(as_sentence(str(error)))
        return
    if problem:
        dialogue.say(as_sentence(problem))
    dialogue.remember_signer(vars(entry.by), None)
    to = "the producer" if is_decision else "legal"
    dialogue.say(f"Signed and added to the file. Now send the file to {to}: {path}")


def _pick(dialogue: Dialogue, possible: list[PossibleEntry]) -> PossibleEntry:
    if len(possible) == 1:
        return possible[0]
    choices = {str(at): each.label for at, each in enumerate(possible)}
    return possible[int(dialogue.pick("What do you want to add?", choices))]


def _ask_entry(
    dialogue: Dialogue,
    verification: Verification,
    possible: PossibleEntry,
    own: bytes | None,
) -> Entry:
    """Ask for all that an entry says, and who says it.

    Raises:
        ValueError: if a part cannot be taken.
        FileError: if a file cannot be read as evidence.
    """
    said = _ask_decision(dialogue, verification) if not possible.prompts else {}
    texts = {}
    for prompt in possible.prompts:
        if prompt.key == VALID_UNTIL:
            texts[prompt.key] = dialogue.ask_date(prompt.label)
        else:
            is_path = prompt.key == EVIDENCE
            texts[prompt.key] = dialogue.ask_text(
                prompt.label, limit=LONG_LIMIT, skip=prompt.optional, path=is_path
            )
    if possible.is_on_others:
        about = f"Somebody else decided: {verification.standing.summary}."
        choices = {"no": "Keep that decision", "yes": "Replace it with yours"}
        said["in_place_of_other"] = dialogue.pick(about, choices) == "yes"
    said = possible.said(texts) | said
    author = ask_author(dialogue)
    now = dialogue.controller.clock()
    return entry_on(verification, possible.kind, author, now, own, **said)


def _ask_decision(dialogue: Dialogue, verification: Verification) -> dict[str, Any]:
    statement = verification.summary.statement
    outcomes = {outcome.value: outcome.label for outcome in Outcome}
    outcome = Outcome(dialogue.pick("What do you decide?", outcomes))
    said: dict[str, Any] = {"outcome": outcome}
    if outcome is Outcome.WITH_CONDITIONS:
        said["conditions"] = tuple(_ask_conditions(dialogue, verification))
    is_blocked = statement.needs_approval in ("blocked", "forbidden")
    if is_blocked and outcome.lets_proceed:
        choices = {"no": "No", "yes": "Yes, and I will give reasons"}
        question = f"The verdict is “{statement.label}”. Approve it anyway?"
        said["although_blocked"] = dialogue.pick(question, choices) == "yes"
    needs_reasons = not outcome.lets_proceed or said.get("although_blocked", False)
    is_request = outcome is Outcome.MORE_INFORMATION
    label = "What do you need to know" if is_request else "Reasons"
    said["reasons"] = dialogue.ask_text(label, limit=LONG_LIMIT, skip=not needs_reasons)
    if outcome.lets_proceed:
        said["valid_until"] = dialogue.ask_date("Valid until", skip=True)
    return said


def _ask_conditions(dialogue: Dialogue, verification: Verification) -> list[Condition]:
    """Ask for conditions until there are no more."""
    conditions: list[Condition] = []
    while True:
        text = dialogue.ask_text("What has to be done", limit=LONG_LIMIT)
        owner = dialogue.ask_text("By whom")
        due = dialogue.pick("Until when?", _DUE)
        if due == _ON_A_DATE:
            due = dialogue.ask_date("Date")
        covers = []
        for obligation in verification.summary.statement.named_obligations:
            question = f"Does this condition take care of {obligation.label}?"
            if dialogue.pick(question, {"no": "No", "yes": "Yes"}) == "yes":
                covers.append(obligation.id)
        number = len(conditions) + 1
        conditions.append(
            Condition(
                id=f"condition-{number}",
                text=text,
                owner=owner,
                due=due,
                covers=tuple(covers),
            )
        )
        choices = {"no": "No", "yes": "Yes"}
        if dialogue.pick("Is there another condition?", choices) == "no":
            return conditions
