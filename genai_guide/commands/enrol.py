"""`genai-guide enrol`: know the signers of a summary from now on."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import datetime

from genai_guide.commands.output import print_message
from genai_guide.exit_codes import ExitCode
from genai_guide.signing.unknown_signers import find_unknown_signers
from genai_guide.signing.verification import SignatureState, TrialCheck
from genai_guide.storage.allowed_signers import add_allowed_signer, allowed_signers_path
from genai_guide.storage.packs import load_pack
from genai_guide.text import escape
from genai_guide.workflows.verify import Verifier

_ENROLLED = (SignatureState.UNKNOWN, SignatureState.OTHER_KEY, SignatureState.KNOWN)
"""What enrolling can make good, or has made."""


def run(options: Namespace) -> int:
    """Show each signer that is not known yet, and add those that are confirmed."""
    verifier = Verifier(load_pack(options.pack), datetime.now().astimezone())
    verification = verifier.verify(options.file)
    if isinstance(verification, TrialCheck):
        print_message(verification.first_line)
        return verification.result.code
    checks = [verification.signed, *(entry.check for entry in verification.entries)]
    if any(check.state not in _ENROLLED for check in checks):
        print_message(f"{options.file}: {verification.first_line}")
        return verification.result.code
    signers = find_unknown_signers(verification, verifier.allowed)
    if not signers:
        print_message("its signers are known already")
    # A changed key is for a person to judge: a script enrols nobody then.
    is_refused = options.yes and any(signer.warning for signer in signers)
    for signer in signers:
        print(escape("\n".join(signer.lines)), file=sys.stderr)
        if is_refused:
            if signer.warning:
                print_message(
                    f"{signer.signer.who} is known with another key; remove its line"
                    f" in {allowed_signers_path()} first, or enrol without --yes"
                )
            continue
        if not options.yes and not _is_confirmed():
            print_message("not enrolled")
            return ExitCode.FAILED
        add_allowed_signer(signer.signer)
        print_message(f"enrolled in {allowed_signers_path()}")
    if is_refused:
        print_message("not enrolled")
        return ExitCode.NOT_TRUSTED
    return ExitCode.DONE


def _is_confirmed() -> bool:
    if not sys.stdin.isatty():
        print_message("nobody is there to confirm it; with --yes no question is asked")
        return False
    print("Is it their key? Type yes to enrol: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == "yes"
