"""`genai-guide decide`: record legal's decision on a summary."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from genai_guide.commands.output import cleaned, give, say
from genai_guide.commands.signing_keys import signing_key
from genai_guide.exit_codes import ExitCode
from genai_guide.record.decision import Decision, Outcome
from genai_guide.signing.verification import Result
from genai_guide.storage.packs import load_pack
from genai_guide.workflows.decide import ANSWERED, decide
from genai_guide.workflows.verify import Verifier


def run(options: Namespace) -> int:
    """Verify, and append the decision if that is good or the word was given."""
    now = datetime.now().astimezone().replace(microsecond=0)
    decision = Decision(
        outcome=Outcome(options.outcome),
        name=cleaned("name", options.name),
        role=cleaned("role", options.role),
        at=now,
        conditions=tuple(
            cleaned("condition", one, long=True) for one in options.condition
        ),
        valid_until=options.valid_until or "",
    )
    if wrong := decision.problem():
        say(wrong)
        return ExitCode.USAGE
    found = Verifier(load_pack(options.pack), now).verify(options.file)
    say(found.first_line)
    if found.decision is not None:
        say(f"{options.file}: {ANSWERED}")
        return ExitCode.FAILED
    if found.result is not Result.GOOD and not options.although_unverified:
        say(
            "not decided. Read `genai-guide verify` of it; to decide all the same,"
            " add --although-unverified, and the record will say so"
        )
        return found.result.code
    key = signing_key(options.key)
    decide(options.file, decision, found, key)
    said = f"{decision.outcome.label.lower()}; signed with your key {key.fingerprint}"
    say(f"{said}, which the producer compares with you once, over the phone")
    say("send this file back; the decision is in")
    give(options.file)
    return ExitCode.DONE
