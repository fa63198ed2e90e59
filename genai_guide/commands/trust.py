"""`genai-guide trust`: trust the key that signed a summary, or an entry of it."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import datetime

from genai_guide.commands.output import ask_line, is_terminal, print_message
from genai_guide.exit_codes import ExitCode
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.unknown_signers import (
    CHANGED_KEY,
    UnknownSigner,
    find_unknown_signer,
    fingerprint_error,
)
from genai_guide.signing.verification import SignatureState, TrialCheck
from genai_guide.storage.packs import load_pack
from genai_guide.storage.trust import add_allowed_signer, allowed_signers_path
from genai_guide.text import escape
from genai_guide.workflows.verify import Verifier

_INTACT = (SignatureState.UNKNOWN, SignatureState.OTHER_KEY, SignatureState.KNOWN)
"""What trusting a key can put right, or has."""


def run(options: Namespace) -> int:
    """Show the key and who it is said to belong to, and trust it once confirmed."""
    part = SignedPart.STATEMENT
    if options.decider or options.updates:
        part = SignedPart.DECISION if options.decider else SignedPart.UPDATE
    verifier = Verifier(load_pack(options.pack), datetime.now().astimezone())
    verification = verifier.verify(options.file)
    if isinstance(verification, TrialCheck):
        print_message(f"{options.file}: {verification.first_line}")
        return verification.result.code
    checks = verification.checks(part)
    if not checks:
        what = part.name.lower()
        print_message(f"{options.file}: there is no {what} in this file")
        return ExitCode.FAILED
    if all(check.state not in _INTACT for check in checks):
        print_message(f"{options.file}: not trusted: {checks[0].why}.")
        return verification.result.code
    signer = find_unknown_signer(verification, verifier.allowed, part, verifier.profile)
    public = signer.public if signer else checks[0].public
    if options.fingerprint is not None and public:
        problem = fingerprint_error(public, options.fingerprint, whole=True)
        if problem:
            print_message(f"not trusted: {problem}")
            return ExitCode.FAILED
    if signer is None:
        print_message("you trust this key already")
        return ExitCode.DONE
    print(escape("\n".join(signer.lines)), file=sys.stderr)
    if problem := _ask_to_confirm(signer, is_compared=options.fingerprint is not None):
        print_message(f"not trusted: {problem}")
        return ExitCode.FAILED
    add_allowed_signer(signer.allowed_signer)
    print_message(f"now trusted, in {allowed_signers_path()}")
    return ExitCode.DONE


def _ask_to_confirm(signer: UnknownSigner, *, is_compared: bool) -> str:
    """Return why the key is not confirmed; empty if it is."""
    can_type = is_terminal()
    if not is_compared:
        if not can_type:
            return "there is no terminal here. Give the whole one with --fingerprint"
        typed = ask_line("Type at least 16 characters of it, after SHA256: ")
        if problem := fingerprint_error(signer.public, typed):
            return problem
    if not signer.other_keys:
        return ""
    if not can_type:
        return (
            f"you trust another key for {signer.address}. Run this at a terminal, or"
            f" first remove the line of the old key from {allowed_signers_path()}"
        )
    typed = ask_line(f"Type {CHANGED_KEY} to trust this key too: ")
    is_meant = typed.strip().lower() == CHANGED_KEY
    return "" if is_meant else f"you did not type {CHANGED_KEY}"
