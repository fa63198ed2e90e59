"""What is written differently in two packs, thing by thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from genai_guide.rules.check.findings import QUESTIONS
from genai_guide.rules.checklists import OUTER_STATES
from genai_guide.rules.pack import Pack, Question, Rule, file_of
from genai_guide.rules.tables import format_condition

_Parts = Mapping[str, object]
"""The parts of a thing, by their names."""


@dataclass(frozen=True)
class PackChange:
    """One thing that was added, removed or changed."""

    file: str
    place: str
    """The kind of the thing and its id, and which part of it."""
    kind: str
    """`added`, `removed`, `renamed`, `split`, `changed` or `moved`."""
    before: str = ""
    after: str = ""


def is_version_reused(old: Pack, new: Pack) -> bool:
    """Whether a released version was changed without a new number."""
    same = (old.id, old.version) == (new.id, new.version)
    return same and old.digest != new.digest


def diff_packs(old: Pack, new: Pack) -> tuple[PackChange, ...]:
    """List what was added, removed and changed, in the order of the files."""
    changes = [*_diff_parts("pack.toml", "pack", _head(old), _head(new))]
    things = zip(_things(old), _things(new), strict=True)
    for (kind, before), (_, after) in things:
        changes += _diff_things(kind, before, after)
        if kind == "question":
            for question in new.questions:
                if question.id in old.by_id:
                    changes += _diff_things(
                        f"question “{question.id}”, option",
                        _options(old.by_id[question.id]),
                        _options(question),
                    )
    return tuple(changes)


def _diff_things(
    kind: str, old: Mapping[str, _Parts], new: Mapping[str, _Parts]
) -> Iterator[PackChange]:
    file = file_of(kind)
    for id_ in old:
        if id_ not in new:
            yield PackChange(file, f"{kind} “{id_}”", "removed")
    for id_, parts in new.items():
        if id_ in old:
            yield from _diff_parts(file, f"{kind} “{id_}”", old[id_], parts)
        else:
            yield PackChange(file, f"{kind} “{id_}”", "added")
    kept_before = [id_ for id_ in old if id_ in new]
    # Only the order of what people are asked means something.
    if file == QUESTIONS and kept_before != [id_ for id_ in new if id_ in old]:
        yield PackChange(file, f"the order of each {kind}", "moved")


def _diff_parts(
    file: str, place: str, old: _Parts, new: _Parts
) -> Iterator[PackChange]:
    for part, value in new.items():
        # What is absent, empty or off is written in several ways.
        before, after = str(old[part] or ""), str(value or "")
        if before != after:
            yield PackChange(file, f"{place}, {part}", "changed", before, after)


def _parts(thing: object, *names: str) -> _Parts:
    """Return some attributes of a thing as its parts; a list of ids in one line."""
    values = {name: getattr(thing, name) for name in names}
    return {
        name: ", ".join(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def _head(pack: Pack) -> _Parts:
    levels = ", ".join(level.id for level in pack.levels)
    return {
        **_parts(pack, "id", "version", "title", "policy", "source", "language"),
        **_parts(pack, "policy_name", "contact", "reading", "attestation"),
        **_parts(pack, "clause_kinds"),
        "the order of the levels": levels,
    }


def _things(pack: Pack) -> list[tuple[str, dict[str, _Parts]]]:
    """Return the kind and the parts of all things of a pack, in the files' order."""
    clauses = {
        each.id: _parts(each, "title", "quote", "section", "kind", "waived")
        for each in pack.clauses
    }
    levels = {
        each.id: _parts(each, "label", "sentence", "sign", "color", "approval")
        for each in pack.levels
    }
    obligations = {
        each.id: _parts(each, "label", "sentence") for each in pack.obligations
    }
    conflicts: dict[str, _Parts] = {
        conflict.id: {
            "text": conflict.text,
            "when": format_condition(pack, conflict.when),
        }
        for conflict in pack.conflicts
    }
    checklists: dict[str, _Parts] = {
        checklist.id: {
            **_parts(checklist, "title", "kind"),
            "at_least": checklist.at_least.id if checklist.at_least else None,
            "relevant": format_condition(pack, checklist.relevant),
        }
        for checklist in pack.checklists
    }
    items: dict[str, _Parts] = {
        f"{checklist.id}”, item “{item.clause}": {
            "text": item.text,
            "relevant": format_condition(pack, item.relevant),
            OUTER_STATES[checklist.kind][0]: format_condition(pack, item.holds),
            OUTER_STATES[checklist.kind][1]: format_condition(pack, item.fails),
        }
        for checklist in pack.checklists
        for item in checklist.items
    }
    assertions: dict[str, _Parts] = {
        assertion.id: {
            "when": format_condition(pack, assertion.when),
            **_parts(assertion, "clauses"),
            "at_least": assertion.at_least.id if assertion.at_least else None,
            "obligations": ", ".join(each.id for each in sorted(assertion.obligations)),
            "item": assertion.item and f"{assertion.item}: {assertion.state}",
        }
        for assertion in pack.assertions
    }
    return [
        ("level", levels),
        ("obligation", obligations),
        ("clause", clauses),
        ("section", {one.id: _parts(one, "title") for one in pack.sections}),
        ("question", {q.id: _question(pack, q) for q in pack.questions}),
        (
            "fact",
            {one.id: {"when": format_condition(pack, one.when)} for one in pack.facts},
        ),
        ("rule", {rule.id: _rule(pack, rule) for rule in pack.rules}),
        ("conflict", conflicts),
        ("checklist", checklists),
        ("checklist", items),
        ("assert", assertions),
    ]


def _question(pack: Pack, question: Question) -> _Parts:
    return {
        **_parts(question, "section", "stage", "kind", "text", "help", "who_knows"),
        **_parts(question, "field", "missing", "per_tool", "optional", "long", "limit"),
        **_parts(question, "format", "fixed", "record_only", "shared", "cue", "cued"),
        "when": format_condition(pack, question.when),
        **_parts(question, "clauses"),
    }


def _options(question: Question) -> dict[str, _Parts]:
    return {
        each.id: _parts(each, "label", "risk", "exclusive", "plan")
        for each in question.options
    }


def _rule(pack: Pack, rule: Rule) -> _Parts:
    unless = rule.unless
    return {
        **_parts(rule, "reason"),
        "reasons": "; ".join(
            f"{question}, {option}: {sentence}"
            for question, sentences in rule.reasons.items()
            for option, sentence in sentences.items()
        ),
        **_parts(rule, "headline", "headline_at"),
        "verdict, label": rule.verdict.label if rule.verdict else "",
        "verdict, sentence": rule.verdict.sentence if rule.verdict else "",
        "when": format_condition(pack, rule.when),
        "unless": format_condition(pack, unless.when) if unless else "",
        "unless, reason": unless.reason if unless else "",
        "unless, clauses": ", ".join(unless.clauses) if unless else "",
        "level": rule.level.id if rule.level is not None else "note",
        "obligations": ", ".join(each.id for each in sorted(rule.obligations)),
        **_parts(rule, "clauses"),
        "tasks": "; ".join(
            f"{task.id}: {task.text} ({task.owner}, {task.due.words},"
            f" {task.evidence or 'no evidence'})"
            for task in rule.tasks
        ),
    }
