"""`genai-guide decide`: record legal's decision on a summary."""

from __future__ import annotations

from argparse import Namespace

from genai_guide.commands.output import print_data, print_message, sanitize_option
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode
from genai_guide.record.decision import Decision, Outcome
from genai_guide.signing.verification import Result
from genai_guide.storage.packs import load_pack
from genai_guide.workflows.decide import ALREADY_DECIDED, append_decision
from genai_guide.workflows.signing_key import signing_key
from genai_guide.workflows.verify import Verifier


def run(options: Namespace) -> int:
    """Verify, and append the decision if that is good or the word was given."""
    now = local_now()
    decision = Decision(
        outcome=Outcome(options.outcome),
        name=sanitize_option("name", options.name),
        role=sanitize_option("role", options.role),
        at=now,
        conditions=tuple(
            sanitize_option("condition", condition, long=True)
            for condition in options.condition
        ),
        valid_until=options.valid_until or "",
    )
    if problem := decision.problem():
        print_message(problem)
        return ExitCode.USAGE
    verification = Verifier(load_pack(options.pack), now).verify(options.file)
    print_message(verification.first_line)
    if verification.summary.decision:
        print_message(f"{options.file}: {ALREADY_DECIDED}")
        return ExitCode.FAILED
    result = verification.result
    if result is not Result.GOOD and not options.although_unverified:
        print_message(
            "not decided. Read `genai-guide verify` of it; to decide all the same,"
            " add --although-unverified, and the record will say so"
        )
        return result.code
    key = signing_key(options.key, print_message)
    append_decision(options.file, decision, verification, key)
    print_message(
        f"{decision.outcome.label.lower()}; signed with your key {key.fingerprint},"
        " which the producer compares with you once, over the phone"
    )
    print_message("send this file back; the decision is in")
    print_data(options.file)
    return ExitCode.DONE
