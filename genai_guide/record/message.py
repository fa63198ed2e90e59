"""The message to the contact that a pack names: what is planned, and what is asked.

It is sent as it is. A pack's sentences speak to the person who answers, so what they
say of "you" is said of "us" here, and what they say to do with the contact is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from genai_guide.record.statement import Statement, build_statement, format_topic
from genai_guide.rules.answers import chosen_options
from genai_guide.rules.evaluate import Assessment, Reason, field_values
from genai_guide.rules.levels import Approval
from genai_guide.rules.pack import ChecklistKind, ItemState, Pack, Risk

_SUBJECTS: dict[Approval, str] = {
    "no": "GenAI use for your information",
    "ask": "GenAI use with open questions",
    "yes": "GenAI use for approval",
    "blocked": "GenAI use on hold",
    "forbidden": "GenAI use that we read as ruled out",
}
_REQUESTS: dict[Approval, tuple[str, str]] = {
    "no": (
        "By our reading, {policy} asks for no approval.",
        "Please tell us if you have questions or want us to wait.",
    ),
    "ask": (
        "Please tell us whether we may go ahead.",
        "We will wait for your answer.",
    ),
    "yes": ("We need your written approval{before}.", ""),
    "blocked": (
        "It is on hold: a consent or clearance is missing, or nobody can show it.",
        "Please tell us what else you need from us.",
    ),
    "forbidden": (
        "By our reading, {policy} rules this out, and we will not go on with it.",
        "Please tell us if you read it differently.",
    ),
}
"""What is said and asked of the contact."""
SUMMARY, BRIEF = "the signed summary", "the brief"
"""What can be attached."""
_MOST = 5
"""How many lines of one kind are given."""
_FIND_OUT = "find out "
"""How the plan of an option begins that says that something is not known."""
_NOT_KNOWN = re.compile("^It is not known (?=wh)")
_CONTACT = re.compile(r"\byour contact\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_YOU = re.compile(
    r"\b(?P<object>asks? |asked |expects? |sets? |for |to |with |from |by |of )?"
    r"(?P<word>you|yours|your|yourself|yourselves)\b",
    re.IGNORECASE,
)
_WE = {"your": "our", "yours": "ours", "yourself": "ourselves"}


def format_contact_message(
    assessment: Assessment, today: date, attached: Sequence[str] = ()
) -> str:
    """Return the message for a record, finished or not.

    Nothing in it is invented: what was not answered is left out.

    Args:
        assessment: What follows from the answers.
        today: The day on which it is sent.
        attached: What is attached to it.
    """
    statement = build_statement(assessment, today=today)
    production = statement.production
    approval = assessment.lowest.approval
    contact = _line(production.get("contact", ""))
    salutation = f"Dear {contact}," if contact else "Hello,"
    plan = " ".join([_plan(assessment, statement), *_warnings(assessment)])
    request = _request(assessment, statement, today)
    tools = list(_tools(assessment, statement))
    named = "; ".join(tools)
    person = [_line(production.get(key, "")) for key in ("preparer", "preparer_role")]
    attachments = _attachments(attached)
    unknown = list(_unsure(assessment))
    if approval == "no" and assessment.complete and not unknown:
        if tools:
            plan += f" {'The tool is' if len(tools) == 1 else 'The tools:'} {named}."
        closing = ", ".join(filter(None, ["Kind regards", *person]))
        parts = [salutation, plan, request, attachments, closing]
        return "\n\n".join(filter(None, parts)) + "\n"
    facts = f"{'Tool' if len(tools) == 1 else 'Tools'}: {named}" if tools else ""
    open_still = "" if assessment.complete else "Some questions are still open."
    company = _line(production.get("company", ""))
    position = ", ".join(filter(None, [person[1], company]))
    parts = [
        salutation,
        " ".join(filter(None, [plan, request, open_still])),
        "\n".join(filter(None, [_description(statement), facts])),
        _list(
            "The reasons, based on our answers:", _said(assessment, _listed(assessment))
        ),
        _list("You should also know:", _said(assessment, _needs(assessment))),
        _list("We don't know yet:", unknown),
        attachments,
        "\n".join(filter(None, ["Kind regards", person[0], position])),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def format_subject(assessment: Assessment) -> str:
    """Return the subject of the message, in one line."""
    production = _line(field_values(assessment, "production").get("title", ""))
    use = _use(field_values(assessment, "use"))
    about = " – ".join(  # noqa: RUF001 - as people write it
        filter(None, [production, use])
    )
    return ": ".join(filter(None, [_SUBJECTS[assessment.lowest.approval], about]))


def _plan(assessment: Assessment, statement: Statement) -> str:
    """Return what is planned."""
    start = "We would like to use generative AI"
    if _own_verdict(assessment) or not _is_covered(assessment):
        # It may be no GenAI.
        start = "We would like to do this"
    production = statement.production
    title, episode = (_line(production.get(key, "")) for key in ("title", "episode"))
    where = f" on {title}" if title else ""
    where += f" ({episode})" if episode else ""
    use = _use(statement.use)
    what = f": {use}" if use else ""
    text = f"{start}{where}{what}"
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _request(assessment: Assessment, statement: Statement, today: date) -> str:
    """Return what is asked of the contact, and by when."""
    pack, approval = assessment.pack, assessment.lowest.approval
    begun, plan, before = "", "", ", and will wait for it"
    if start := statement.use.get("intended_start", ""):
        day = date.fromisoformat(start)
        on = f"on {day.day} {day:%B %Y}"
        begun = f"The work began {on}." if day <= today else ""
        plan = "" if begun else f"We plan to start {on}."
        before = " before we go on" if begun else f" before we start {on}"
    first, last = (
        sentence.format(policy=pack.policy_name or "the policy", before=before)
        for sentence in _REQUESTS[approval]
    )
    if approval == "no":
        first = _own_verdict(assessment) or first
        if not assessment.complete:
            first, last = "Approval may still be needed.", ""
    elif approval == "yes":
        # Where somebody else than the contact approves, the pack says who.
        own = _for_contact(pack, assessment.lowest.sentence)
        first, plan = (own, plan) if own else (first, "")
    else:
        plan = plan if approval == "ask" else ""
    return " ".join(filter(None, [begun, first, plan, last]))


def _own_verdict(assessment: Assessment) -> str:
    """Return the sentence of a verdict in words of its own; empty for every other."""
    verdict = assessment.verdict
    if verdict.label == assessment.lowest.label:
        return ""
    return _for_contact(assessment.pack, verdict.sentence)


def _warnings(assessment: Assessment) -> Iterator[str]:
    """Yield what is said above any verdict, such as that the work has begun."""
    for result in assessment.applied:
        rule = result.rule
        if rule.is_warning and rule.headline:
            yield _for_contact(assessment.pack, assessment.fill(rule.headline, None))


def _is_covered(assessment: Assessment) -> bool:
    """Say whether the policy's principles matter to the use; without any they do."""
    states = [
        item.state
        for result in assessment.checklists
        if result.checklist.kind is ChecklistKind.PRINCIPLE
        for item in result.items
    ]
    return not states or set(states) != {ItemState.NOT_RELEVANT}


def _use(use: Mapping[str, str]) -> str:
    text = use.get("title") or use.get("description", "").split("\n")[0]
    return _line(text).rstrip(".")


def _description(statement: Statement) -> str:
    text = _line(statement.use.get("description", ""))
    is_said = text.rstrip(".") == _use(statement.use)
    return f"What is planned: {text}" if text and not is_said else ""


def _tools(assessment: Assessment, statement: Statement) -> Iterator[str]:
    for tool in statement.tools:
        keys = ("vendor", "version", "licence_tier")
        about = ", ".join(filter(None, (tool.facts.get(key) for key in keys)))
        listed = assessment.answers.tools[tool.number - 1]
        if not listed.is_chosen(assessment.pack):
            yield f"tool {tool.number} is not chosen yet"
        elif tool.name:
            yield _line(f"{tool.name} ({about})" if about else tool.name)


def _said(assessment: Assessment, reasons: Iterable[Reason]) -> Iterator[str]:
    """Yield reasons in the words of the producer to the contact."""
    for reason in reasons:
        text = _for_contact(assessment.pack, reason.text)
        yield text or f"{format_topic(assessment.pack, reason.rule)}."


def _needs(assessment: Assessment) -> list[Reason]:
    """Return the reasons for what is also needed, such as a consent."""
    needs = (
        reason
        for reason in assessment.reasons
        if reason.rule.level is None and reason.rule.obligations
    )
    return list(needs)[:_MOST]


def _listed(assessment: Assessment) -> list[Reason]:
    """Return the reasons that count."""
    floor = assessment.pack.floor
    counted = (
        reason
        for reason in assessment.reasons
        if reason.rule.level is not None and reason.rule.level != floor
    )
    return list(counted)[:_MOST]


def _unsure(assessment: Assessment) -> Iterator[str]:
    """Yield what was answered with "Not sure" and stands in none of the reasons."""
    reasons = [*_listed(assessment), *_needs(assessment)]
    said = {place for reason in reasons for place in reason.places}
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        answer = assessment.answers.at(assessment.pack, place)
        several = place.tool and len(assessment.answers.tools) > 1
        about = f" ({assessment.fill('{tool}', place.tool)})" if several else ""
        for option in chosen_options(question, answer):
            if option.risk is not Risk.UNSURE or place in said:
                continue
            if option.plan and option.plan.startswith(_FIND_OUT):
                yield f"{_speak_as_us(option.plan.removeprefix(_FIND_OUT))}{about}"
            else:
                yield f"{_speak_as_us(question.text)}{about}"


def _for_contact(pack: Pack, text: str) -> str:
    """Return what a text to the producer says, as the producer says it to the contact.

    Sentences about the contact are left out.
    """
    sentences = (
        _speak_as_us(_NOT_KNOWN.sub("We don't know yet ", sentence))
        for sentence in _SENTENCE_END.split(text)
        if not _CONTACT.search(sentence) and pack.contact not in sentence
    )
    return " ".join(sentences)


def _speak_as_us(text: str) -> str:
    return _YOU.sub(_we, text)


def _we(found: re.Match[str]) -> str:
    before, word = found["object"] or "", found["word"]
    ours = _WE.get(word.lower()) or ("us" if before else "we")
    return f"{before}{ours.capitalize() if word[0].isupper() else ours}"


def _attachments(names: Sequence[str]) -> str:
    if not names:
        return ""
    text = " and ".join(names)
    verb = "is" if len(names) == 1 else "are"
    return f"{text[:1].upper()}{text[1:]} {verb} attached."


def _line(text: str) -> str:
    return " ".join(text.split())


def _list(heading: str, lines: Iterable[str]) -> str:
    items = [f"- {line}" for line in lines]
    if len(items) > _MOST:
        items[_MOST:] = [f"- and {len(items) - _MOST} more"]
    return "\n".join([heading, *items]) if items else ""
