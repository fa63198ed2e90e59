"""Signing off: what is stated, who states it, and the file it goes to."""

from __future__ import annotations

import os
from pathlib import Path

from genai_guide.plain.dialogue import Back, Dialogue, as_sentence
from genai_guide.plain.input import InputError, MenuItem
from genai_guide.plain.wording import format_level, format_task
from genai_guide.record.statement import SignOff
from genai_guide.record.steps import go_to
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import find_evidence_problems
from genai_guide.storage.reading import parse_path
from genai_guide.storage.summaries import propose_summary_path, write_summary

_ENDING = ".toml"
_WHICH = f"Type 1 for this name, or another name that ends in {_ENDING}."
_ANSWERS = frozenset({"y", "yes", "n", "no", "ok"})
"""What a person types who takes the name for a question."""
_PERSON = {
    "name": "Name",
    "role": "Role",
    "organisation": "Organisation",
    "email": "E-mail",
}


def sign(talk: Dialogue) -> None:
    """Sign and write the summary, or go to what is missing."""
    left = talk.assessment.status.open
    if left:
        what = "1 question is" if len(left) == 1 else f"{len(left)} questions are"
        talk.say(f"Not yet: {what} still to be answered. This is the first.")
        talk.controller.apply(go_to(talk.session, str(left[0])))
        return
    _state(talk)
    signoff = _signer(talk)
    while talk.summary is None:
        path, over = _file(talk)
        choices = [
            MenuItem("sign", "Sign, and write the summary"),
            MenuItem("no", "No"),
        ]
        if talk.pick(f"The summary goes into {path}. Sign now?", choices) == "no":
            raise Back
        signoff = signoff._replace(at=talk.controller.clock())
        try:
            key = talk.key()
            signed = write_summary(
                path, talk.pack, talk.session, signoff, key, overwrite=over
            )
        except FileError as problem:
            talk.say(str(problem))
        else:
            talk.controller.apply(signed)
            talk.summary = path
            _done(talk, key.fingerprint)


def _state(talk: Dialogue) -> None:
    """Read out what is signed, and what is left to be done."""
    talk.say("", "By signing you state:", talk.pack.attestation)
    if before := talk.session.signed:
        said = f"This is revision {before.revision + 1}; it takes the place of the one"
        talk.say(f"{said} signed on {before.at[:10]}.")
    closed = talk.session.closed
    tasks = [task for task, _ in talk.assessment.tasks if task.id not in closed]
    if tasks:
        talk.say("Still to be done; signing does not wait for it:")
        talk.say(*(f"- {format_task(task, None)}" for task in tasks))
    if wrong := find_evidence_problems(talk.session):
        talk.say("Evidence that is not as it was:", *(f"- {one}" for one in wrong))
    talk.say("/back leaves this unsigned.")


def _signer(talk: Dialogue) -> SignOff:
    """Ask who signs, one part after the other, until each can be taken."""
    # Each part is judged by itself, beside parts that can be taken.
    found = dict.fromkeys(_PERSON, "x") | {"email": "x@x.x"}
    for key, label in _PERSON.items():
        wrong: str | None = label
        while wrong:
            found[key] = talk.text(label)
            wrong = SignOff(**found, at=talk.controller.clock()).problem()
            if wrong:
                talk.say(as_sentence(wrong))
    return SignOff(**found, at=talk.controller.clock())


def _file(talk: Dialogue) -> tuple[Path, bool]:
    """Ask for the file, and whether one that is there is written over."""
    proposed = propose_summary_path(talk.pack, talk.session, talk.folder)
    talk.say(
        f"The summary is written to the folder {talk.folder}",
        f"1. {proposed.name}",
        _WHICH,
    )
    while True:
        typed = talk.path("File")
        try:
            path = proposed if typed == "1" else _named(talk, typed)
        except FileError as problem:
            talk.say(problem.sentence)
        except InputError as refused:
            talk.say(str(refused))
        else:
            if not os.path.lexists(path):
                return path, False
            if _over(talk, path):
                return path, True


def _named(talk: Dialogue, typed: str) -> Path:
    """Take a name for the summary; what is meant as an answer is none.

    Raises:
        FileProblem: if no file can have that name.
        Refused: if it is not clear that a file is named.
    """
    if typed.isdecimal() or typed.lower() in _ANSWERS:
        msg = f"“{typed}” is not taken for a name. {_WHICH}"
        raise InputError(msg)
    path = talk.folder / parse_path(typed)
    if not path.is_dir():
        path = _with_ending(talk, path)
    if path.is_dir():
        msg = "This is a folder; add the name of a file."
        raise InputError(msg)
    return path


def _with_ending(talk: Dialogue, path: Path) -> Path:
    if path.name.lower().endswith(_ENDING):
        return path
    if path.suffix:
        msg = f"A summary's name ends in {_ENDING}. {_WHICH}"
        raise InputError(msg)
    talk.say(f"The name gets the ending {_ENDING}: {path.name}{_ENDING}")
    return path.with_name(f"{path.name}{_ENDING}")


def _over(talk: Dialogue, path: Path) -> bool:
    choices = [
        MenuItem("keep", "Keep it, and name another"),
        MenuItem("over", "Write over it"),
    ]
    return talk.pick(f"There is a file already: {path}.", choices) == "over"


def _done(talk: Dialogue, fingerprint: str) -> None:
    level = talk.assessment.lowest
    talk.say("", f"Signed. {format_level(level)}.", level.sentence)
    talk.say(f"The key's fingerprint, for legal to compare, is {fingerprint}")
    talk.say("Send the file to legal and to your contact; any editor opens it.")
    talk.say(f"The summary is in {talk.summary}")
    if talk.controller.problem:
        talk.say(f"That it is signed is not saved: {talk.controller.problem}.")
