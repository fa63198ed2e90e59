"""The message to the platform's contact: the facts of the use, ready to send."""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.record.statement import Table, build_statement
from genai_guide.rules.answers import chosen_options
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Risk

_REQUESTS = {
    Level.NOTIFY: "Please tell us if anything speaks against it.",
    Level.ESCALATE: (
        "Please advise us how to go on. We wait for your answer before going on."
    ),
    Level.APPROVAL: (
        "We ask for written approval of this use. The work does not proceed before it."
    ),
    Level.HOLD: (
        "The work is on hold until the missing consent or clearance is there. Please"
        " tell us what else you need from us."
    ),
}


def format_contact_message(assessment: Assessment) -> str:
    """Write the message for a record, finished or not.

    Nothing in it is invented: what was not answered is left out.
    """
    body = build_statement(assessment)
    parts = [
        f"Intended use of generative AI: {body['title'] or 'a use without a title'}",
        _facts(body),
        _verdict(assessment, body),
        _listed("Not settled on our side:", _unsure(assessment)),
        _REQUESTS[assessment.lowest],
        _sender(body),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(body: Table) -> str:
    production, use = body["production"], body["use"]
    names = [production.get(key, "") for key in ("title", "episode", "company")]
    tools = [_tool(tool) for tool in body["tool"]]
    facts = {
        "Production": ", ".join(name for name in names if name),
        "Use": use.get("description", ""),
        "Output": use.get("output", ""),
        "Intended start": use.get("intended_start", ""),
        "Tools": "; ".join(tool for tool in tools if tool),
    }
    return "\n".join(f"{name}: {value}" for name, value in facts.items() if value)


def _tool(tool: Table) -> str:
    about = [tool.get(key, "") for key in ("vendor", "version", "licence_tier")]
    more = ", ".join(part for part in about if part)
    name = str(tool.get("name", ""))
    return f"{name} ({more})" if name and more else name


def _verdict(assessment: Assessment, body: Table) -> str:
    so_far = "" if assessment.complete else " so far"
    said = f"What decides, by our answers{so_far} to {assessment.pack.policy}:"
    headlines = [one.rule.headline for one in assessment.applied if one.rule.headline]
    reasons = [_reason(reason) for reason in body["reason"] if "level" in reason]
    return _listed(said, [*headlines, *reasons])


def _reason(reason: Table) -> str:
    clauses = ", ".join(clause["id"] for clause in reason["clause"])
    return f"{reason['because']} ({clauses})"


def _unsure(assessment: Assessment) -> Iterator[str]:
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        answer = assessment.answers.at(assessment.pack, place)
        if any(one.tone is Risk.UNSURE for one in chosen_options(question, answer)):
            about = f" (tool {place.tool})" if place.tool else ""
            yield f"{question.text}{about}"


def _listed(heading: str, lines: Iterator[str] | list[str]) -> str:
    listed = [f"- {line}" for line in lines]
    return "\n".join([heading, *listed]) if listed else ""


def _sender(body: Table) -> str:
    production = body["production"]
    names = [production.get(key, "") for key in ("preparer", "preparer_role")]
    return ", ".join(name for name in names if name)
