"""What several summaries, read together, say of each other as revisions."""

from __future__ import annotations

from collections import defaultdict
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
    supersedes: tuple[str, ...] = ()
    """The digests of those that it replaces, the latest first."""
    key: str = ""
    """The fingerprint of the key that signed it."""


class RevisionNote(NamedTuple):
    """What several summaries say of each other, and which files it is about."""

    text: str
    files: tuple[str, ...]


def compare_revisions(revisions: Iterable[Revision]) -> Iterator[RevisionNote]:
    """Point out what is older than another, and two that cannot both be next."""
    by_use = defaultdict(list)
    for revision in revisions:
        by_use[revision.use].append(revision)
    for _, of_one_use in sorted(by_use.items()):
        of_one_use.sort(key=lambda revision: (revision.number, revision.file))
        last = of_one_use[-1]
        after: dict[str, list[str]] = {}
        for revision in of_one_use:
            for digest in revision.supersedes[:1]:
                after.setdefault(digest, []).append(revision.file)
        for old in of_one_use:
            text = f"{old.file} is an older revision"
            if files := after.get(old.digest):
                verb = "replaces" if len(files) == 1 else "replace"
                text += f"; {format_list(files)} {verb} it"
            elif old.number < last.number:
                text += f"; {last.file} is a later one"
            else:
                continue
            yield RevisionNote(text, (old.file,))
        by_digest = {revision.digest: revision for revision in of_one_use}
        for revision in of_one_use:
            before = by_digest.get(next(iter(revision.supersedes), ""))
            if before and before.key != revision.key:
                text = f"{revision.file} is signed by somebody else than {before.file}"
                text += ", which it replaces"
                yield RevisionNote(text, (revision.file,))
        for number, group in groupby(of_one_use, lambda revision: revision.number):
            rivals = list(group)
            count = len({revision.digest for revision in rivals})
            if count > 1:
                names = tuple(revision.file for revision in rivals)
                many = "two" if count == 2 else str(count)  # noqa: PLR2004 - a word
                text = f"{many} different revisions {number} of one use"
                text += f": {format_list(names)}; ask the producer which one counts"
                yield RevisionNote(text, names)


def format_list(names: Iterable[str]) -> str:
    """Join names as a person does: a, b and c."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
