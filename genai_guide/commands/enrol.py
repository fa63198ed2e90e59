"""`genai-guide enrol`: know the signers of a summary from now on."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import datetime

from genai_guide.commands.output import print_message
from genai_guide.exit_codes import ExitCode
from genai_guide.signing.unknown_signers import UnknownSigner, find_unknown_signers
from genai_guide.signing.verification import SignatureState, Verification
from genai_guide.storage.allowed_signers import add_allowed_signer, allowed_signers_path
from genai_guide.storage.packs import load_pack
from genai_guide.text import escape
from genai_guide.workflows.verify import Verifier

_ENROLLED = (SignatureState.UNKNOWN, SignatureState.OTHER_KEY, SignatureState.KNOWN)
"""What enrolling can make good, or has made."""


def run(options: Namespace) -> int:
    """Show each signer that is not known yet, and add those that are confirmed."""
    verifier = Verifier(load_pack(options.pack), datetime.now().astimezone())
    found = verifier.verify(options.file)
    if not set(_seals(found)) <= set(_ENROLLED):
        print_message(f"{options.file}: {found.first_line}")
        return found.result.code
    new = find_unknown_signers(found, verifier.roster)
    if not new:
        print_message("its signers are known already")
    if options.yes and any(one.warning for one in new):
        return _refused(new)
    for one in new:
        _show(one)
        if not options.yes and not _confirmed():
            print_message("not enrolled")
            return ExitCode.FAILED
        add_allowed_signer(one.signer)
        print_message(f"enrolled in {allowed_signers_path()}")
    return ExitCode.DONE


def _refused(new: tuple[UnknownSigner, ...]) -> int:
    """Leave a changed key to a person: a script enrols nobody then."""
    for one in new:
        _show(one)
        if one.warning:
            print_message(
                f"{one.signer.who} is known with another key; remove its line in"
                f" {allowed_signers_path()} first, or enrol without --yes"
            )
    print_message("not enrolled")
    return ExitCode.NOT_VOUCHED_FOR


def _show(one: UnknownSigner) -> None:
    print(escape("\n".join(one.lines)), file=sys.stderr)


def _seals(found: Verification) -> list[SignatureState]:
    return [check.state for check in (found.signed, found.decided) if check]


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        print_message("nobody is there to confirm it; with --yes no question is asked")
        return False
    print("Is it their key? Type yes to enrol: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == "yes"
