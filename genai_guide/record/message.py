"""The message to the platform's contact: the facts of the use, ready to send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from genai_guide.record.statement import Statement, ToolEntry, build_statement
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
    """Return the message for a record, finished or not.

    Nothing in it is invented: what was not answered is left out.
    """
    statement = build_statement(assessment)
    title = statement.title or "a use without a title"
    production = statement.production
    names = [production.get(key, "") for key in ("preparer", "preparer_role")]
    parts = [
        f"Intended use of generative AI: {title}",
        _facts(statement),
        _reasons(assessment, statement),
        _list("Not settled on our side:", _unsure(assessment)),
        _REQUESTS[assessment.lowest],
        ", ".join(filter(None, names)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _facts(statement: Statement) -> str:
    production, use = statement.production, statement.use
    names = [production.get(key, "") for key in ("title", "episode", "company")]
    facts = {
        "Production": ", ".join(filter(None, names)),
        "Use": use.get("description", ""),
        "Output": use.get("output", ""),
        "Intended start": use.get("intended_start", ""),
        "Tools": "; ".join(filter(None, map(_tool, statement.tools))),
    }
    return "\n".join(f"{name}: {value}" for name, value in facts.items() if value)


def _tool(tool: ToolEntry) -> str:
    about = [tool.facts.get(key, "") for key in ("vendor", "version", "licence_tier")]
    more = ", ".join(filter(None, about))
    return f"{tool.name} ({more})" if tool.name and more else tool.name


def _reasons(assessment: Assessment, statement: Statement) -> str:
    so_far = "" if assessment.complete else " so far"
    heading = f"What decides, by our answers{so_far} to {assessment.pack.policy}:"
    lines = [
        result.rule.headline for result in assessment.applied if result.rule.headline
    ]
    for reason in statement.reasons:
        if reason.level:
            clauses = ", ".join(clause.id for clause in reason.clauses)
            lines.append(f"{reason.because} ({clauses})")
    return _list(heading, lines)


def _unsure(assessment: Assessment) -> Iterator[str]:
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        answer = assessment.answers.at(assessment.pack, place)
        options = chosen_options(question, answer)
        if any(option.risk is Risk.UNSURE for option in options):
            about = f" (tool {place.tool})" if place.tool else ""
            yield f"{question.text}{about}"


def _list(heading: str, lines: Iterable[str]) -> str:
    items = [f"- {line}" for line in lines]
    return "\n".join([heading, *items]) if items else ""
