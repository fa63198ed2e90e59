"""From the entries of CHANGES.toml to values, and what is wrong with them.

An entry names things as they were called from its version on. So an id is known if
the pack has it, or if the entry of a later version renames or removes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from genai_guide.files.pack_references import References
from genai_guide.policy.pack import Named, OnSaved, VersionChange

_FILE = "CHANGES.toml"
_RENAME = '{ from = "…", to = "…" }'
_Numbered = tuple[int, VersionChange]


def version_changes(
    entries: Iterable[dict[str, Any]], version: str, refs: References
) -> tuple[VersionChange, ...]:
    """Build what CHANGES.toml says, and note what leads nowhere.

    Args:
        entries: The parsed entries.
        version: The pack's version.
        refs: The questions that were built; takes the faults.
    """
    found = []
    for number, entry in enumerate(entries, start=1):
        place = f"change {number}"
        if "option" in entry and "question" not in entry:
            expected = "the option's question"
            refs.fault(_FILE, f"{place}, option", "no question", expected)
        if _numbers(entry["version"]) > _numbers(version):
            expected = f"at most {version}, the version in pack.toml"
            refs.fault(_FILE, f"{place}, version", f"“{entry['version']}”", expected)
        found.append(
            VersionChange(
                entry["version"],
                entry["kind"],
                _named(entry.get("question")),
                _named(entry.get("option")),
                OnSaved(entry["on_saved"]) if "on_saved" in entry else None,
            )
        )
    _Names(found, refs).judge()
    return tuple(found)


def _named(found: str | dict[str, str] | None) -> Named | None:
    if found is None:
        return None
    if isinstance(found, str):
        return Named(found, found)
    return Named(found["from"], found["to"])


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


class _Names:
    """What the entries call questions and options, held against the pack."""

    def __init__(self, changes: Collection[VersionChange], refs: References) -> None:
        self.refs = refs
        self.changes = list(enumerate(changes, start=1))

    def judge(self) -> None:
        """Note each id that leads nowhere, and each rename that cannot be followed."""
        taken: dict[tuple[str, str], _Numbered] = {}
        for number, one in self.changes:
            place = f"change {number}"
            for what, named in (("question", one.question), ("option", one.option)):
                if named is None:
                    continue
                if named.renamed:
                    self._once(taken, (number, one), what, named)
                if what == "question":
                    self._question(f"{place}, question", one, named)
            if one.question and one.option and not self._removed(one, one.option):
                self._option(f"{place}, option", one, one.question, one.option)
            if one.kind == "renamed" and not any(
                named and named.renamed for named in (one.question, one.option)
            ):
                self.refs.fault(_FILE, place, "no rename", f"question = {_RENAME}")

    def _later(self, than: VersionChange) -> list[VersionChange]:
        version = _numbers(than.version)
        return [one for _, one in self.changes if _numbers(one.version) > version]

    def _removed(self, one: VersionChange, named: Named | None) -> bool:
        """Whether an entry says of this, and not only of a part of it, that it went."""
        return one.kind == "removed" and named is (one.option or one.question)

    def _gone(self, since: VersionChange) -> set[str]:
        """List the questions that later entries rename or remove."""
        return {
            one.question.before
            for one in self._later(since)
            if one.question
            and (one.question.renamed or self._removed(one, one.question))
        }

    def _question(self, place: str, one: VersionChange, named: Named) -> None:
        if self._removed(one, named):
            return
        known = {*self.refs.questions, *self._gone(one)}
        self.refs.known(_FILE, place, "question", named.after, known)

    def _option(
        self, place: str, one: VersionChange, asked: Named, named: Named
    ) -> None:
        question, known = asked.after, set[str]()
        for later in sorted(self._later(one), key=lambda it: _numbers(it.version)):
            about = later.question
            if about and question in (about.before, about.after):
                question = about.after
                known |= {later.option.before} if later.option else set()
        if found := self.refs.questions.get(question):
            known |= {option.id for option in found.options}
            self.refs.known(_FILE, place, "option", named.after, known)

    def _once(
        self,
        taken: dict[tuple[str, str], _Numbered],
        entry: _Numbered,
        what: str,
        named: Named,
    ) -> None:
        """Note a name that two things get, if it was not given up in between."""
        number, one = entry
        about = one.question.after if what == "option" and one.question else ""
        first, before = taken.setdefault((about, named.after), entry)
        if first != number and named.after not in self._gone(before):
            self.refs.fault(
                _FILE,
                f"change {number}, {what}",
                f"“{named.after}”, which change {first} renames another one to",
                "each name once",
            )
