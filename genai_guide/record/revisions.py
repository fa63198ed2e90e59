"""What several summaries, read together, say of each other as revisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple


class Revision(NamedTuple):
    """One summary among several; its signature holds, whoever made it."""

    file: str
    use: str
    """The id that all revisions of one use have."""
    number: int
    digest: str
    supersedes: str = ""
    """The digest of the one that it takes the place of."""


class RevisionNote(NamedTuple):
    """What is to be said, and of which files."""

    text: str
    files: tuple[str, ...]


def compare_revisions(revisions: Iterable[Revision]) -> Iterator[RevisionNote]:
    """Point out what is older than another, and two that cannot both be next."""
    ordered = sorted(revisions, key=lambda one: (one.use, one.number, one.file))
    for _, group in groupby(ordered, key=lambda one: one.use):
        of_one_use = list(group)
        yield from _older(of_one_use)
        yield from _rivals(of_one_use)


def _older(of_one_use: list[Revision]) -> Iterator[RevisionNote]:
    last = of_one_use[-1]
    after: dict[str, list[str]] = {}
    for one in of_one_use:
        after.setdefault(one.supersedes, []).append(one.file)
    for old in of_one_use:
        is_older = f"{old.file} is an older revision"
        if files := after.get(old.digest):
            says = "says that it takes" if len(files) == 1 else "say that they take"
            yield RevisionNote(
                f"{is_older}; {format_list(files)} {says} its place", (old.file,)
            )
        elif old.number < last.number:
            yield RevisionNote(f"{is_older}; {last.file} is a later one", (old.file,))


def _rivals(of_one_use: list[Revision]) -> Iterator[RevisionNote]:
    for number, group in groupby(of_one_use, key=lambda one: one.number):
        alike = list(group)
        count = len({one.digest for one in alike})
        if count > 1:
            files = tuple(one.file for one in alike)
            many = "two" if count == 2 else str(count)  # noqa: PLR2004 - a word
            said = (
                f"{many} different revisions {number} of one use: {format_list(files)}"
            )
            yield RevisionNote(f"{said}; ask the producer which one counts", files)


def format_list(names: Iterable[str]) -> str:
    """Put names as a person does: a, b and c."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
