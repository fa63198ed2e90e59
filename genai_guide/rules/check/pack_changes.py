"""What is written differently in two packs, thing by thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from genai_guide.rules.check.findings import CLAUSES, QUESTIONS, RULES
from genai_guide.rules.conditions import Fact
from genai_guide.rules.pack import (
    Assertion,
    Clause,
    Option,
    Pack,
    Question,
    Rule,
    Section,
)
from genai_guide.rules.tables import format_condition

_PARTS: dict[type, tuple[str, ...]] = {
    Clause: ("title", "quote", "section", "waived"),
    Section: ("title",),
    Question: (
        *("section", "kind", "text", "help", "who_knows", "field", "missing"),
        *("per_tool", "optional", "long", "fixed", "informs"),
    ),
    Fact: (),
    Rule: ("because", "headline"),
    Assertion: (),
}
_HEAD = ("version", "title", "policy", "source", "language", "attestation")


class PackChange(NamedTuple):
    """One thing that was added, removed or changed."""

    file: str
    place: str
    """The kind of the thing and its id, and which part of it."""
    kind: str
    """`added`, `removed`, `renamed`, `changed` or `moved`."""
    before: str = ""
    after: str = ""


def diff_packs(old: Pack, new: Pack) -> tuple[PackChange, ...]:
    """List what was added, removed and changed, in the order of the files."""
    return tuple(_changes(old, new))


def is_version_reused(old: Pack, new: Pack) -> bool:
    """Whether a released version was changed without a new number."""
    same = (old.id, old.version) == (new.id, new.version)
    return same and old.digest != new.digest


def _changes(old: Pack, new: Pack) -> Iterator[PackChange]:
    for key in ("id", *_HEAD):
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield PackChange("pack.toml", f"pack, {key}", "changed", before, after)
    kinds: list[tuple[str, str, Callable[[Pack], Sequence[object]]]] = [
        (CLAUSES, "clause", lambda pack: pack.clauses),
        (QUESTIONS, "section", lambda pack: pack.sections),
        (QUESTIONS, "question", lambda pack: pack.questions),
        (RULES, "fact", lambda pack: pack.facts),
        (RULES, "rule", lambda pack: pack.rules),
        (RULES, "assert", lambda pack: pack.assertions),
    ]
    for file, kind, listed in kinds:
        olds, news = _by_id(listed(old)), _by_id(listed(new))
        yield from _listed(
            file,
            kind,
            {key: _parts(old, one) for key, one in olds.items()},
            {key: _parts(new, one) for key, one in news.items()},
            ordered=file == QUESTIONS,
        )
        if kind != "question":
            continue
        for key, after in news.items():
            if key in olds:
                yield from _options(key, olds[key], after)


def _by_id(items: Iterable[object]) -> dict[str, object]:
    return {str(getattr(item, "id")): item for item in items}  # noqa: B009


def _options(key: str, before: object, after: object) -> Iterator[PackChange]:
    if not (isinstance(before, Question) and isinstance(after, Question)):
        return
    yield from _listed(
        QUESTIONS,
        f"question “{key}”, option",
        {one.id: _option_parts(one) for one in before.options},
        {one.id: _option_parts(one) for one in after.options},
        ordered=True,
    )


def _listed(
    file: str,
    kind: str,
    old: Mapping[str, Mapping[str, str]],
    new: Mapping[str, Mapping[str, str]],
    *,
    ordered: bool,
) -> Iterator[PackChange]:
    for key in old:
        if key not in new:
            yield PackChange(file, f"{kind} “{key}”", "removed")
    for key, parts in new.items():
        if key not in old:
            yield PackChange(file, f"{kind} “{key}”", "added")
            continue
        for part, after in parts.items():
            before = old[key][part]
            if before != after:
                place = f"{kind} “{key}”, {part}"
                yield PackChange(file, place, "changed", before, after)
    kept_before = [one for one in old if one in new]
    if ordered and kept_before != [one for one in new if one in old]:
        yield PackChange(file, f"the order of each {kind}", "moved")


def _parts(pack: Pack, item: object) -> dict[str, str]:
    """The parts of a thing in words, to be compared and shown."""
    found = _texts(item, *_PARTS[type(item)])
    if isinstance(item, Fact | Assertion | Question):
        found["when"] = format_condition(pack, item.when)
    if isinstance(item, Assertion | Question):
        found["clauses"] = ", ".join(item.clauses)
    if isinstance(item, Assertion):
        found["at_least"] = item.at_least.id
    if isinstance(item, Rule):
        found |= _rule_parts(pack, item)
    return found


def _rule_parts(pack: Pack, rule: Rule) -> dict[str, str]:
    unless = rule.unless
    tasks = {one.id: one for one in rule.tasks}
    return {
        "when": format_condition(pack, rule.when),
        "unless": format_condition(pack, unless.when) if unless else "",
        "unless, because": unless.because if unless else "",
        "unless, clauses": ", ".join(unless.clauses) if unless else "",
        "level": rule.level.id if rule.level is not None else "note",
        "obligations": ", ".join(sorted(rule.obligations)),
        "clauses": ", ".join(rule.clauses),
        "tasks": "; ".join(
            f"{one.id}: {one.text} ({one.owner}, {one.due.words},"
            f" {one.evidence or 'no evidence'})"
            for one in tasks.values()
        ),
    }


def _option_parts(option: Option) -> dict[str, str]:
    return _texts(option, "label", "tone", "exclusive", "plan")


def _texts(item: object, *names: str) -> dict[str, str]:
    found = {}
    for name in names:
        value = getattr(item, name)
        found[name] = "" if value is None or value is False else str(value)
    return found
