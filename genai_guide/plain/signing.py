"""Sign: what is stated, who states it, and the file it goes to."""

from __future__ import annotations

import os
from pathlib import Path

from genai_guide.plain.dialogue import Back, Dialogue
from genai_guide.plain.input import InputError
from genai_guide.plain.wording import (
    format_conflicts,
    format_task,
    list_items,
)
from genai_guide.record.entries import Author
from genai_guide.record.explanation import explain_conflicts
from genai_guide.record.profile import LABELS, Profile
from genai_guide.record.register import USE_CONFLICTS
from genai_guide.record.statement import SignOff
from genai_guide.record.steps import go_to
from genai_guide.rules.dates import format_date
from genai_guide.rules.levels import format_label
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import find_evidence_problems
from genai_guide.storage.reading import parse_path
from genai_guide.storage.summaries import propose_summary_path
from genai_guide.text import as_sentence
from genai_guide.workflows.entries import ClockError
from genai_guide.workflows.register import find_use_conflicts
from genai_guide.workflows.sign import check_summary, write_summary

_SUFFIX = ".toml"
_WHICH_NAME = f"Press Enter for the name in brackets, or type another {_SUFFIX} name."
_NO_NAMES = frozenset({"y", "yes", "n", "no", "ok"})
"""What a person types who takes the name for a yes-or-no question."""


def sign(dialogue: Dialogue, _: str) -> None:
    """Sign and write the summary, or go to what is missing."""
    controller = dialogue.controller
    if left := controller.left:
        dialogue.say(controller.not_yet)
        controller.apply(go_to(dialogue.draft, str(left[0])))
        return
    _show_open_points(dialogue)
    _ask_about_evidence(dialogue)
    dialogue.say("", "By signing you state:", dialogue.pack.attestation)
    author = ask_author(dialogue)
    while controller.summary is None:
        path, overwrite = _ask_file(dialogue)
        dialogue.say("The summary will be in")
        dialogue.console.say_unwrapped(str(path))
        choices = {"sign": "Sign", "no": "Do not sign"}
        if dialogue.pick("Sign it now?", choices) == "no":
            raise Back
        signoff = SignOff(**vars(author), at=controller.clock())
        try:
            check_summary(path, dialogue.pack, dialogue.draft, signoff)
            key = dialogue.key()
            draft = write_summary(
                path, dialogue.pack, dialogue.draft, signoff, key, overwrite=overwrite
            )
        except FileError as error:
            dialogue.say(str(error))
            continue
        except ClockError as error:
            raise InputError(as_sentence(str(error))) from None
        assert draft.signed  # noqa: S101 - it was signed just now
        controller.record_signature(draft.signed, path)
        level = dialogue.assessment.verdict
        dialogue.say(
            "",
            f"Signed. {format_label(level)}.",
            level.sentence,
            f"The fingerprint of your key, for legal to compare, is {key.fingerprint}",
            f"Send the file to legal and to {dialogue.pack.contact}. Any text editor"
            " opens it.",
            "The summary is in",
        )
        dialogue.console.say_unwrapped(str(path))
        dialogue.remember_signer(vars(author), path)
        if controller.problem:
            dialogue.say(f"The draft still says unsigned: {controller.problem}.")


def _show_open_points(dialogue: Dialogue) -> None:
    """Read out what signing does not settle, before what is signed."""
    draft = dialogue.draft
    against = find_use_conflicts(dialogue.controller, dialogue.folder)
    tasks = [task for task, _ in dialogue.assessment.tasks]
    left = [format_task(task, None) for task in tasks if task.id not in draft.closed]
    dialogue.say(
        *format_conflicts(explain_conflicts(dialogue.assessment, dialogue.today)),
        *list_items(f"{USE_CONFLICTS}:", against),
        *list_items("Still to do. You can sign before it is done:", left),
    )
    if before := draft.signed:
        dialogue.say(
            f"This is revision {draft.next_revision}. It replaces the revision"
            f" signed on {format_date(before.at[:10])}."
        )


def _ask_about_evidence(dialogue: Dialogue) -> None:
    """Ask before evidence is signed that changed, or is missing.

    Raises:
        Back: if it is not to be signed so.
    """
    if problems := find_evidence_problems(dialogue.draft):
        dialogue.say(*list_items("This evidence has changed or is missing:", problems))
        choices = {"no": "Do not sign", "sign": "Go on. The summary will say so"}
        if dialogue.pick("Sign with this evidence?", choices) == "no":
            raise Back


def ask_author(dialogue: Dialogue) -> Author:
    """Ask who signs, one part after the other, until each is valid."""
    # Each part is validated alone, beside parts that are valid.
    parts = {"name": "x", "role": "x", "organisation": "x", "email": "x@x.x"}
    known = dialogue.profile or Profile()
    if all(known.claims.values()):
        dialogue.say("Press Enter to keep what is in brackets.")
    for part in parts:
        parts[part] = dialogue.ask_text(LABELS[part], default=known.claims[part])
        while fault := Author(**parts).problem():
            dialogue.say(as_sentence(fault))
            parts[part] = dialogue.ask_text(LABELS[part])
    return Author(**parts)


def _ask_file(dialogue: Dialogue) -> tuple[Path, bool]:
    """Ask for the file, and whether one that is there is written over."""
    proposed = propose_summary_path(dialogue.pack, dialogue.draft, dialogue.folder)
    dialogue.say(
        f"The summary goes into the folder {dialogue.folder}",
        "Press Enter for the name in brackets, or type another name.",
    )
    while True:
        typed = dialogue.ask_text("File", default=proposed.name, path=True)
        try:
            path = _parse_name(dialogue, typed)
        except (FileError, InputError) as error:
            dialogue.say(error.sentence if isinstance(error, FileError) else str(error))
            continue
        if not os.path.lexists(path):
            return path, False
        choices = {"keep": "Keep it, and choose another name", "over": "Overwrite it"}
        if dialogue.pick(f"This file exists already: {path}", choices) == "over":
            return path, True


def _parse_name(dialogue: Dialogue, typed: str) -> Path:
    if typed.isdecimal() or typed.lower() in _NO_NAMES:
        msg = f"“{typed}” is no name for a file. {_WHICH_NAME}"
        raise InputError(msg)
    path = dialogue.folder / parse_path(typed)
    if not path.is_dir() and not path.name.lower().endswith(_SUFFIX):
        if path.suffix:
            msg = f"A summary's name ends in {_SUFFIX}. {_WHICH_NAME}"
            raise InputError(msg)
        dialogue.say(f"{_SUFFIX} is added to the name: {path.name}{_SUFFIX}")
        path = path.with_name(f"{path.name}{_SUFFIX}")
    if path.is_dir():
        msg = "This is a folder. Add the name of a file."
        raise InputError(msg)
    return path
