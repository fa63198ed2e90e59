"""Build what CHANGES.toml says of a pack's versions, and report what leads nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from genai_guide.record.versions import version_numbers
from genai_guide.rules.pack import OnSaved, Question, Rename, VersionChange
from genai_guide.storage.pack_issues import PackIssues
from genai_guide.storage.toml import Table


def build_version_changes(
    tables: Sequence[Table],
    version: str,
    questions: Mapping[str, Question],
    issues: PackIssues,
) -> tuple[VersionChange, ...]:
    """Build the changes of a pack of this version."""
    changes = []
    for number, table in enumerate(tables, start=1):
        place = f"change {number}"
        if "option" in table and "question" not in table:
            expected = "the option's question"
            issues.report_unfit(f"{place}, option", "no question", expected)
        newest = version_numbers(version)
        if newest and version_numbers(table["version"]) > newest:
            expected = f"at most {version}, the version in pack.toml"
            issues.report(f"{place}, version", f"“{table['version']}”", expected)
        # What is split is answered again.
        on_saved = OnSaved.AGAIN if table["kind"] == "split" else None
        if "on_saved" in table:
            on_saved = OnSaved(table["on_saved"])
        question, option = _rename(table.get("question")), _rename(table.get("option"))
        changes.append(
            VersionChange(table["version"], table["kind"], question, option, on_saved)
        )
    checks = _NameChecks(changes, questions, issues)
    for number, change in enumerate(changes, start=1):
        if not issues.is_faulty(f"change {number}"):
            checks.check(number, change)
    return tuple(changes)


def _rename(named: str | Table | None) -> Rename | None:
    if named is None:
        return None
    if isinstance(named, str):
        return Rename(named, named)
    if isinstance(named["to"], list):
        return Rename(named["from"], named["from"], tuple(named["to"]))
    return Rename(named["from"], named["to"])


class _NameChecks:
    """Reports ids that lead nowhere, and renames that cannot be followed."""

    def __init__(
        self,
        changes: list[VersionChange],
        questions: Mapping[str, Question],
        issues: PackIssues,
    ) -> None:
        self.changes = changes
        self.questions = questions
        self.issues = issues
        self.first: dict[tuple[str, str], int] = {}
        """The number of the change that gave each name first, by the question of an
        option and the name."""

    def check(self, number: int, change: VersionChange) -> None:
        """Check the names in one change, after those before it."""
        place = f"change {number}"
        question, option = change.question, change.option
        if question and question.renamed:
            self.check_free(f"{place}, question", number, "", question)
        if question and not _removes(change, question):
            known = {*self.questions, *self.given_up_after(change)}
            self.issues.is_known(
                f"{place}, question", "question", question.after, known
            )
        if option and option.renamed:
            owner = question.after if question else ""
            self.check_free(f"{place}, option", number, owner, option)
        self.check_split(place, change)
        if question and option and not _removes(change, option):
            options = self.options_known(question.after, change)
            if options is not None:
                where = f"{place}, option"
                self.issues.is_known(where, "option", option.after, options)
        if change.kind == "renamed" and not any(
            named and named.renamed for named in (question, option)
        ):
            expected = 'question = { from = "…", to = "…" }'
            self.issues.report(place, "no rename", expected)

    def check_free(self, place: str, number: int, owner: str, named: Rename) -> None:
        """Report a name that two things get, if it was not given up in between."""
        before = self.first.setdefault((owner, named.after), number)
        if before != number and named.after not in self.given_up_after(
            self.changes[before - 1]
        ):
            found = f"“{named.after}”, which change {before} renames another one to"
            self.issues.report(place, found, "each name once")

    def check_split(self, place: str, change: VersionChange) -> None:
        """Report a split without several targets, or into something unknown."""
        named = change.option or change.question
        targets = named.targets if named else ()
        if (change.kind == "split") is not (len(targets) > 1):
            expected = '{ from = "…", to = ["…", "…"] } beside kind = "split"'
            found = f"{len(targets) or 'no'} targets"
            self.issues.report(place, found, expected)
        owner = self.questions.get(change.question.after) if change.question else None
        for target in targets:
            if named is change.question:
                where = f"{place}, question"
                self.issues.is_known(where, "question", target, self.questions)
            elif owner:
                options = [option.id for option in owner.options]
                self.issues.is_known(f"{place}, option", "option", target, options)

    def options_known(self, name: str, change: VersionChange) -> set[str] | None:
        """Return the options that a question has, or has in a later change.

        `None` if there is no such question.
        """
        known: set[str] = set()
        later = self.later_than(change)
        for other in sorted(later, key=lambda entry: version_numbers(entry.version)):
            named = other.question
            if named and name in (named.before, named.after):
                name = named.after
                known |= {other.option.before} if other.option else set()
        question = self.questions.get(name)
        return known | {each.id for each in question.options} if question else None

    def later_than(self, change: VersionChange) -> list[VersionChange]:
        """List the changes of later versions."""
        version = version_numbers(change.version)
        return [
            other for other in self.changes if version_numbers(other.version) > version
        ]

    def given_up_after(self, change: VersionChange) -> set[str]:
        """List the questions that later changes rename or remove."""
        return {
            later.question.before
            for later in self.later_than(change)
            if later.question
            and (later.question.renamed or _removes(later, later.question))
        }


def _removes(change: VersionChange, named: Rename) -> bool:
    """Return whether a change removes this, and not only a part of it."""
    gone = change.kind in ("removed", "split")
    return gone and named is (change.option or change.question)
