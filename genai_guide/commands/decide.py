"""`genai-guide decide`: record legal's decision on a summary, and what follows it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from genai_guide.commands.output import (
    ask_line,
    print_data,
    print_message,
    sanitize_option,
)
from genai_guide.commands.profile import read_claims
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode
from genai_guide.record.entries import (
    BEFORE_DELIVERY,
    BEFORE_USE,
    Author,
    Condition,
    Entry,
    EntryKind,
    Outcome,
)
from genai_guide.rules.dates import DateError, parse_clear_date
from genai_guide.signing.verification import Result, TrialCheck, Verification, one_line
from genai_guide.storage.packs import load_pack
from genai_guide.text import escape
from genai_guide.workflows.entries import (
    append_entry,
    decision_problem,
    entry_on,
    preview_entry,
)
from genai_guide.workflows.signing_key import signing_key
from genai_guide.workflows.verify import Verifier


def run(options: Namespace) -> int:
    """Verify, show what will be signed, and append it."""
    try:
        kind, said = _decision(options)
    except DateError as error:
        print_message(str(error))
        return ExitCode.USAGE
    return add_entry(options, kind, said)


def _decision(options: Namespace) -> tuple[EntryKind, dict[str, Any]]:
    """Return what is decided; a part that does not belong to it is refused later."""
    said: dict[str, Any] = {
        "reasons": sanitize_option("reasons", options.reasons, long=True),
        "valid_until": _day("--valid-until", options.valid_until or ""),
        "although_blocked": options.although_blocked,
        "in_place_of_other": options.in_place_of,
        "conditions": tuple(
            Condition(
                id=f"condition-{number}",
                text=sanitize_option("condition", text, long=True),
                owner=sanitize_option("owner", details.get("owner", "production")),
                due=_due(details.get("due", BEFORE_USE)),
                covers=_listed(details.get("covers", "")),
            )
            for number, (text, details) in enumerate(options.condition, start=1)
        ),
    }
    if options.withdraw:
        return EntryKind.WITHDRAWAL, said
    if options.extend_to is not None:
        return EntryKind.EXTENSION, said | {
            "valid_until": _day("--extend-to", options.extend_to)
        }
    if options.accept is not None:
        return EntryKind.ACCEPTANCE, said | {"condition": options.accept}
    return EntryKind.DECISION, said | {"outcome": Outcome(options.outcome)}


def _day(option: str, typed: str) -> str:
    """Return a typed date as `YYYY-MM-DD`; nothing if nothing was typed.

    Raises:
        DateError: if there is no such date, or it is unclear which is the month.
    """
    if not typed:
        return ""
    try:
        return parse_clear_date(typed, local_now().date()).isoformat()
    except DateError as error:
        msg = f"{option}: {error}"
        raise DateError(msg) from None


def _due(typed: str) -> str:
    return typed if typed in (BEFORE_USE, BEFORE_DELIVERY) else _day("--due", typed)


def _listed(typed: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in typed.split(","))))


def add_entry(options: Namespace, kind: EntryKind, said: dict[str, Any]) -> int:
    """Verify a summary, show an entry, and append it once that is confirmed."""
    path, now = options.file, local_now()
    verifier = Verifier(load_pack(options.pack), now)
    verification = verifier.verify(path)
    print_message(verification.first_line)
    if isinstance(verification, TrialCheck):
        return verification.result.code
    result = verification.result
    can_wait = result in (Result.GENUINE, Result.ENTRY_NOT_TRUSTED)
    if kind.is_decisive and not can_wait and not options.although_unverified:
        print_message(
            "not decided, because the summary is not genuine. See `genai-guide verify`."
            " To decide anyway, add --although-unverified. The record will say so"
        )
        return result.code
    if not kind.is_decisive and (result.is_broken or result is Result.UNSIGNED):
        print_message("nothing was added. See `genai-guide verify` for the reason")
        return result.code
    try:
        _check_covers(verification, said.get("conditions", ()))
        by = Author(**read_claims(options))
        entry = entry_on(verification, kind, by, now, verifier.own, **said)
    except ValueError as error:
        print_message(str(error))
        return ExitCode.USAGE
    if options.key is None:
        # Said before anything is typed. A key that is still to be made is nobody's; of
        # one that is named, the same is said once it is unlocked.
        own = verifier.own or b""
        if problem := decision_problem(verification, entry, own):
            print_message(f"{path}: {problem}.")
            return ExitCode.FAILED
    if not is_confirmed(verification, entry):
        print_message("nothing was added")
        return ExitCode.FAILED
    key = signing_key(options.key, print_message)
    if problem := append_entry(path, entry, verification, key):
        print_message(problem)
    _tell(path, entry, key.fingerprint)
    return ExitCode.DONE


def _check_covers(verification: Verification, conditions: Iterable[Condition]) -> None:
    """Raise `ValueError` if a condition covers what this use does not need."""
    known = verification.summary.statement.obligations
    for condition in conditions:
        for covered in condition.covers:
            if covered not in known:
                needed = ", ".join(known) or "nothing"
                msg = (
                    f"--covers: this use does not need “{covered}”. It needs: {needed}"
                )
                raise ValueError(msg)


def is_confirmed(verification: Verification, entry: Entry) -> bool:
    """Show what will be signed; at a terminal, wait for a yes."""
    lines = preview_entry(verification, entry)
    print(escape("\n".join(map(one_line, lines))), file=sys.stderr)
    if not sys.stdin.isatty():
        return True
    return ask_line("Type yes to sign this: ").strip().lower() == "yes"


def _tell(path: Path, entry: Entry, fingerprint: str) -> None:
    what = entry.outcome.label if entry.outcome else str(entry.kind)
    print_message(
        f"{what.lower()}. Signed with your key {fingerprint}. Others compare it with"
        " you once, over the phone"
    )
    print_message("send this file to the others. It is in")
    print_data(path)
