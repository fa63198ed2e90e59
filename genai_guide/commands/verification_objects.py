"""What verifying a summary found, as objects for scripts."""

from __future__ import annotations

from typing import Any

from genai_guide.record.profile import CLAIMS
from genai_guide.signing.verification import (
    EntryCheck,
    SignatureCheck,
    TrialCheck,
    Verification,
)
from genai_guide.storage.summaries import to_table

FileObject = dict[str, Any]
"""What was found of one file, as scripts read it."""
PRINTED = ("first_line", "details", "verdict")
"""What is printed as text alone."""


def trial_as_object(trial: TrialCheck) -> FileObject:
    """Return what was found of a pre-release summary."""
    return {
        "result": trial.result.word,
        "exit_code": int(trial.result.code),
        "level": None,
        "verdict": "",
        "decision": None,
        "summary": "verdict not checked",
        "in_force": False,
        "warnings": [],
        "notes": [],
        "first_line": trial.first_line,
        "details": [],
    }


def verification_as_object(verification: Verification) -> FileObject:
    """Return what was found of a summary, with its decision and its entries."""
    summary, standing = verification.summary, verification.standing
    statement, decision = summary.statement, standing.decision
    return {
        "result": verification.result.word,
        "exit_code": int(verification.result.code),
        "title": statement.title,
        "level": statement.level,
        "verdict": verification.verdict,
        "needs_approval": statement.needs_approval,
        "decision": {
            "outcome": str(decision.outcome or decision.kind),
            "by": to_table(decision.by),
            "at": decision.at.isoformat(),
            "valid_until": standing.valid_until,
            "reasons": decision.reasons,
            "although_blocked": decision.although_blocked,
            "conditions": [
                {
                    **to_table(each.condition),
                    "state": each.state,
                    "reported_on": each.reported_on,
                    "accepted_on": each.accepted_on,
                }
                for each in standing.conditions
            ],
        }
        if decision
        else None,
        "summary": standing.summary,
        "in_force": verification.in_force,
        "not_in_force": list(verification.obstacles),
        "as_of": standing.as_of.isoformat(),
        "signer": {
            **_key_as_object(verification.signed),
            "claims": {key: getattr(statement.signoff, key) for key in CLAIMS},
        },
        "use": statement.id,
        "revision": statement.revision,
        "supersedes": list(statement.supersedes),
        "digest": summary.digest,
        "questions": str(verification.questions),
        "replay": str(verification.replay),
        "differences": list(verification.differences),
        "entries": [_entry_as_object(entry) for entry in verification.entries],
        "earlier": [_entry_as_object(entry) for entry in verification.earlier],
        "warnings": list(verification.warnings),
        "notes": list(verification.notes),
        "first_line": verification.first_line,
        "details": list(verification.lines),
    }


def _entry_as_object(entry: EntryCheck) -> dict[str, Any]:
    signed = entry.signed.entry
    said = {key: value for key, value in to_table(signed).items() if key != "by"}
    return {
        **said,
        "kind": str(signed.kind),
        "link": entry.signed.link,
        "at": signed.at.isoformat(),
        "signer": {**_key_as_object(entry.check), "claims": to_table(signed.by)},
    }


def _key_as_object(check: SignatureCheck) -> dict[str, Any]:
    return {
        "state": str(check.state),
        "address": check.address,
        "fingerprint": check.fingerprint,
        "trusted": check.is_known,
        "why": check.why,
    }
