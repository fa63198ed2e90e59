"""What happened to a question and its options between two versions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from genai_guide.policy.pack import OnSaved, Pack, VersionChange

_STRICTEST = (OnSaved.AGAIN, OnSaved.CONFIRM, OnSaved.KEEP)


class Traced(NamedTuple):
    """What a question and the chosen options are called now, and what was said."""

    question: str
    options: tuple[str, ...]
    on_saved: OnSaved | None
    """The strictest that an entry asks for, if one asks for anything."""
    worded: bool
    """Whether an entry tells of a new wording."""


def major_raised(before: str, now: str) -> bool:
    """Whether the first number differs; a version that cannot be read differs."""
    return _numbers(before)[:1] != _numbers(now)[:1]


def traced(
    pack: Pack, since: str, question: str, options: tuple[str, ...] = ()
) -> Traced:
    """Follow a question and its chosen options from a version to the pack's."""
    asked: set[OnSaved] = set()
    worded = False
    for changes in _later(pack, since):
        old = question
        question = _renamed_question(changes, old)
        about = [one for one in changes if _about(one, old, question)]
        new_options = tuple(_renamed_option(about, one) for one in options)
        touched = [one for one in about if _touches(one, options)]
        worded = worded or any(one.kind == "wording" for one in touched)
        asked |= {one.on_saved for one in touched if one.on_saved}
        options = new_options
    strictest = next((one for one in _STRICTEST if one in asked), None)
    return Traced(question, options, strictest, worded)


def _later(pack: Pack, since: str) -> Iterator[list[VersionChange]]:
    """Yield the changes of each version after one, the earliest version first."""
    later = [
        one
        for one in pack.changes
        if _numbers(since) < _numbers(one.version) <= _numbers(pack.version)
    ]
    later.sort(key=lambda one: _numbers(one.version))
    for _, changes in groupby(later, key=lambda one: _numbers(one.version)):
        yield list(changes)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):  # noqa: PLR2004
        return ()
    return tuple(map(int, parts))


def _renamed_question(changes: list[VersionChange], question: str) -> str:
    names = (one.question for one in changes if one.question)
    return next(
        (one.after for one in names if one.renamed and one.before == question), question
    )


def _about(change: VersionChange, before: str, after: str) -> bool:
    """Whether a change names the question: by both names, or by its newest one."""
    named = change.question
    if named is None:
        return False
    if named.renamed:
        return (named.before, named.after) == (before, after)
    return named.after == after


def _renamed_option(changes: list[VersionChange], option: str) -> str:
    names = (one.option for one in changes if one.option)
    return next(
        (one.after for one in names if one.renamed and one.before == option), option
    )


def _touches(change: VersionChange, chosen: tuple[str, ...]) -> bool:
    """Whether a change bears on an answer in which these options are chosen.

    An option that is new or worded anew bears on every answer to its question:
    not to have chosen it is an answer too.
    """
    if change.option is None or change.kind in ("wording", "added"):
        return True
    return change.option.before in chosen
