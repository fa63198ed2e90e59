"""`genai-guide enrol`: know the signers of a summary from now on."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import datetime

from genai_guide.commands.output import say
from genai_guide.exit_codes import ExitCode
from genai_guide.signing.unknown_signers import Newcomer, newcomers
from genai_guide.signing.verification import Seal, Verification
from genai_guide.storage.allowed_signers import enrol, roster_path
from genai_guide.storage.packs import load_pack
from genai_guide.text import shown
from genai_guide.workflows.verify import Verifier

_ENROLLED = (Seal.UNKNOWN, Seal.OTHER_KEY, Seal.KNOWN)
"""What enrolling can make good, or has made."""


def run(options: Namespace) -> int:
    """Show each signer that is not known yet, and add those that are confirmed."""
    verifier = Verifier(load_pack(options.pack), datetime.now().astimezone())
    found = verifier.verify(options.file)
    if not set(_seals(found)) <= set(_ENROLLED):
        say(f"{options.file}: {found.first_line}")
        return found.result.code
    new = newcomers(found, verifier.roster)
    if not new:
        say("its signers are known already")
    if options.yes and any(one.warning for one in new):
        return _refused(new)
    for one in new:
        _show(one)
        if not options.yes and not _confirmed():
            say("not enrolled")
            return ExitCode.FAILED
        enrol(one.signer)
        say(f"enrolled in {roster_path()}")
    return ExitCode.DONE


def _refused(new: tuple[Newcomer, ...]) -> int:
    """Leave a changed key to a person: a script enrols nobody then."""
    for one in new:
        _show(one)
        if one.warning:
            say(
                f"{one.signer.who} is known with another key; remove its line in"
                f" {roster_path()} first, or enrol without --yes"
            )
    say("not enrolled")
    return ExitCode.NOT_VOUCHED_FOR


def _show(one: Newcomer) -> None:
    print(shown("\n".join(one.lines)), file=sys.stderr)


def _seals(found: Verification) -> list[Seal]:
    return [one.seal for one in (found.signed, found.decided) if one]


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        say("nobody is there to confirm it; with --yes no question is asked")
        return False
    print("Is it their key? Type yes to enrol: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == "yes"
