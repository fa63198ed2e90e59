"""`genai-guide decide`: record legal's decision on a summary, and what follows it."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from genai_guide.commands.output import print_data, print_message, sanitize_option
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode
from genai_guide.record.entries import Author, Condition, Entry, EntryKind, Outcome
from genai_guide.signing.verification import Result, TrialCheck, Verification, one_line
from genai_guide.storage.packs import load_pack
from genai_guide.text import escape
from genai_guide.workflows.entries import (
    append_entry,
    decision_problem,
    new_entry,
    preview_entry,
)
from genai_guide.workflows.signing_key import signing_key
from genai_guide.workflows.verify import Verifier


def run(options: Namespace) -> int:
    """Verify, show what will be signed, and append it."""
    kind, said = _decision(options)
    return add_entry(options, kind, said)


def _decision(options: Namespace) -> tuple[EntryKind, dict[str, Any]]:
    said: dict[str, Any] = {
        "reasons": sanitize_option("reasons", options.reasons, long=True)
    }
    if options.withdraw:
        return EntryKind.WITHDRAWAL, said
    if options.extend_to:
        said["valid_until"] = options.extend_to
        said["in_place_of_other"] = options.in_place_of
        return EntryKind.EXTENSION, said
    if options.accept:
        said["condition"] = options.accept
        return EntryKind.ACCEPTANCE, said
    said["outcome"] = Outcome(options.outcome)
    said["valid_until"] = options.valid_until or ""
    said["although_blocked"] = options.although_blocked
    said["in_place_of_other"] = options.in_place_of
    said["conditions"] = tuple(
        Condition(
            id=f"condition-{number}",
            text=sanitize_option("condition", text, long=True),
            owner=sanitize_option("owner", details.get("owner", "production")),
            due=details.get("due", "before-use"),
            covers=tuple(filter(None, details.get("covers", "").split(","))),
        )
        for number, (text, details) in enumerate(options.condition, start=1)
    )
    return EntryKind.DECISION, said


def author(options: Namespace) -> Author:
    """Return who adds an entry, as the command line says."""
    return Author(
        name=sanitize_option("name", options.name),
        role=sanitize_option("role", options.role),
        organisation=sanitize_option("organisation", options.organisation),
        email=sanitize_option("e-mail", options.email),
    )


def add_entry(options: Namespace, kind: EntryKind, said: dict[str, Any]) -> int:
    """Verify a summary, show an entry, and append it once that is confirmed."""
    path, now = options.file, local_now()
    verification = Verifier(load_pack(options.pack), now).verify(path)
    print_message(verification.first_line)
    if isinstance(verification, TrialCheck):
        return verification.result.code
    result = verification.result
    can_wait = result in (Result.GENUINE, Result.ENTRY_NOT_TRUSTED)
    if kind.is_decisive and not can_wait and not options.although_unverified:
        print_message(
            "not decided. Read `genai-guide verify` of it; to decide all the same,"
            " add --although-unverified, and the record will say so"
        )
        return result.code
    if kind is EntryKind.DECISION:
        said["found"] = result.word
    try:
        said |= _about(verification, kind, said)
        entry = new_entry(verification.summary, kind, author(options), now, **said)
    except ValueError as error:
        print_message(str(error))
        return ExitCode.USAGE
    key = signing_key(options.key, print_message)
    if problem := decision_problem(verification, entry, key.public):
        print_message(f"{path}: {problem}.")
        return ExitCode.FAILED
    if not _is_confirmed(verification, entry):
        print_message("nothing was added")
        return ExitCode.FAILED
    append_entry(path, entry, verification, key)
    _tell(path, entry, key.fingerprint)
    return ExitCode.DONE


def _about(
    verification: Verification, kind: EntryKind, said: dict[str, Any]
) -> dict[str, str]:
    """Return which decision an entry speaks of: the one that stands.

    Raises:
        ValueError: if there is none, or it has no such condition.
    """
    standing = verification.standing
    condition = said.get("condition")
    if condition and condition not in [
        each.condition.id for each in standing.conditions
    ]:
        known = ", ".join(each.condition.id for each in standing.conditions)
        msg = f"no condition “{condition}” in the decision; it has: {known or 'none'}"
        raise ValueError(msg)
    needs_decision = kind in (
        EntryKind.WITHDRAWAL,
        EntryKind.EXTENSION,
        EntryKind.ACCEPTANCE,
        EntryKind.ANSWER,
    )
    if needs_decision and not standing.link:
        msg = f"there is no decision yet that {_ARTICLE[kind]} {kind} could be about"
        raise ValueError(msg)
    is_about = needs_decision or condition or said.get("in_place_of_other")
    return {"about": standing.link} if is_about and standing.link else {}


_ARTICLE = {
    EntryKind.WITHDRAWAL: "a",
    EntryKind.EXTENSION: "an",
    EntryKind.ACCEPTANCE: "an",
    EntryKind.ANSWER: "an",
}


def _is_confirmed(verification: Verification, entry: Entry) -> bool:
    """Show what will be signed; at a terminal, wait for a yes."""
    lines = preview_entry(verification, entry)
    print(escape("\n".join(map(one_line, lines))), file=sys.stderr)
    if not sys.stdin.isatty():
        return True
    print("Type yes to sign this: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == "yes"


def _tell(path: Path, entry: Entry, fingerprint: str) -> None:
    what = entry.outcome.label if entry.outcome else str(entry.kind)
    print_message(
        f"{what.lower()}; signed with your key {fingerprint}, which others compare"
        " with you once, over the phone"
    )
    print_message("send this file to the others; it is in")
    print_data(path)
