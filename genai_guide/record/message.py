"""The message to the contact that a pack names: the facts of the use, ready to send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from genai_guide.record.statement import Statement, build_statement
from genai_guide.rules.answers import chosen_options
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import Approval
from genai_guide.rules.pack import Risk

_REQUESTS: dict[Approval, str] = {
    "no": "Please tell us if you have questions or want us to wait.",
    "ask": "Please tell us how to go on. We will wait for your answer.",
    "yes": "We ask for your written approval, and will not go on before we have it.",
    "blocked": (
        "The work is on hold until the missing consent or clearance is there. Please"
        " tell us what else you need from us."
    ),
    "forbidden": (
        "By our reading this use is ruled out, and we will not go on with it. Please"
        " tell us if you read the policy differently."
    ),
}
_MOST_REASONS = 5


def format_contact_message(assessment: Assessment) -> str:
    """Return the message for a record, finished or not.

    Nothing in it is invented: what was not answered is left out.
    """
    statement = build_statement(assessment, today=date.min)
    title = statement.title or "a use without a title"
    production = statement.production
    names = [production.get(key, "") for key in ("preparer", "preparer_role")]
    so_far = "" if assessment.complete else " so far"
    parts = [
        f"Intended use of generative AI: {title}",
        _facts(assessment, statement),
        _list(f"Based on our answers{so_far}:", _reasons(assessment)),
        _list("We don't know yet:", _unsure(assessment)),
        _REQUESTS[assessment.lowest.approval],
        ", ".join(filter(None, names)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _facts(assessment: Assessment, statement: Statement) -> str:
    pack, production, use = assessment.pack, statement.production, statement.use
    names = [production.get(key, "") for key in ("title", "episode", "company")]
    tools = []
    for tool in statement.tools:
        keys = ("vendor", "version", "licence_tier")
        about = ", ".join(filter(None, (tool.facts.get(key) for key in keys)))
        listed = assessment.answers.tools[tool.number - 1]
        if not listed.is_chosen(pack):
            tools.append(f"tool {tool.number} is not chosen yet")
        else:
            tools.append(f"{tool.name} ({about})" if tool.name and about else tool.name)
    facts = {
        "Production": ", ".join(filter(None, names)),
        "Use": use.get("description", ""),
        "Intended start": use.get("intended_start", ""),
        "Tools": "; ".join(filter(None, tools)),
    }
    return "\n".join(f"{name}: {value}" for name, value in facts.items() if value)


def _reasons(assessment: Assessment) -> Iterator[str]:
    yield from assessment.rule_headlines
    levels = {assessment.lowest, *assessment.pack.levels[1:]}
    reasons = [each for each in assessment.reasons if each.rule.level in levels]
    for reason in reasons[:_MOST_REASONS]:
        yield reason.text


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
