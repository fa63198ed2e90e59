"""Read the test cases of a pack: answers files that say which verdict they expect."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from genai_guide.rules.check.findings import Finding, TestCase
from genai_guide.rules.pack import ItemState, Pack
from genai_guide.storage.answers_files import (
    check_keys,
    collect_answers,
    require_table,
    unknown_word,
    wrong_value,
)
from genai_guide.storage.errors import FaultsError, FileError
from genai_guide.storage.faults import FaultCollector
from genai_guide.storage.pack_issues import STAND_IN
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import Location, Table, line_in, parse_toml

CASES_FOLDER = "cases"


def case_paths(folder: Path) -> list[Path]:
    """Return the files of the test cases in a pack's folder, in order."""
    paths = sorted((folder / CASES_FOLDER).glob("*.toml"))
    return [path for path in paths if not path.name.startswith(".")]


def load_cases(
    folder: Path, pack: Pack, unread: Collection[str] = ()
) -> tuple[list[TestCase], list[Finding]]:
    """Return the cases of a pack's folder, and a finding for each fault in others.

    Args:
        folder: The folder of the pack.
        pack: The pack; of a broken one, what can be used of it.
        unread: The questions of a broken pack whose answers cannot be judged.
    """
    cases: list[TestCase] = []
    findings: list[Finding] = []
    for path in case_paths(folder):
        try:
            source = read_bytes(path, RECORD_BYTES)
            content = parse_toml(path, source)
            faults = FaultCollector(path, source)
            answers = collect_answers(content, pack, faults, unread)
            expected = _Expectation(pack, faults).parse(content)
            faults.check()
            cases.append(TestCase(path.name, answers, **expected))
        except FaultsError as error:
            findings += [
                Finding.in_case(path.name, fault.sentence, line=fault.line)
                for fault in error.faults
            ]
        except FileError as error:
            line = line_in(error.sentence)
            findings.append(Finding.in_case(path.name, error.sentence, line=line))
    return cases, findings


class _Expectation:
    """Parses what a test case expects, and goes on behind each fault."""

    def __init__(self, pack: Pack, faults: FaultCollector) -> None:
        self._pack = pack
        self._path = faults.path
        self._at = faults.at

    def parse(self, content: Table) -> Table:
        """Return the parts of the test case, without those that are faults."""
        pack, at = self._pack, ("case", "expect")
        head = self._table(("case",), content, ("title", "source", "expect"))
        rules = [rule.id for rule in pack.rules]
        tasks = [*{task.id: None for rule in pack.rules for task in rule.tasks}]
        if STAND_IN in rules:
            tasks.append(STAND_IN)
        lists = {
            "obligations": list(pack.obligation_by_id),
            "cites": list(pack.clause),
            "tasks": tasks,
            "no_tasks": tasks,
            "conflicts": [conflict.id for conflict in pack.conflicts],
            "alternative": list(pack.by_id),
        }
        expect = self._table(at, head, ("level", "first", "items", *lists))
        level = self._word((*at, "level"), expect.get("level"), [*pack.level_by_id])
        if (first := expect.get("first")) is not None:
            first = self._word((*at, "first"), first, rules)
        listed = {
            key: self._words((*at, key), expect.get(key, []), known)
            for key, known in lists.items()
        }
        return {
            "level": pack.level_by_id.get(level, pack.floor),
            "first": first,
            **listed,
            "obligations": frozenset(
                pack.obligation_by_id[each]
                for each in listed["obligations"]
                if each in pack.obligation_by_id
            ),
            "conflicts": listed["conflicts"] if "conflicts" in expect else None,
            "alternative": listed["alternative"] if "alternative" in expect else None,
            "items": self._items((*at, "items"), expect),
        }

    def _table(self, at: Location, outer: Table, known: tuple[str, ...] = ()) -> Table:
        """Return a table that has certain keys only; any keys, if none are given."""
        table: Table = {}
        place = _place(at)
        with self._at(*at):
            table = require_table(self._path, place, outer.get(str(at[-1]), {}))
        for key in table if known else ():
            with self._at(*at, key):
                check_keys(self._path, place, (key,), known)
        return table

    def _words(self, at: Location, value: Any, known: list[str]) -> frozenset[str]:
        with self._at(*at):
            if not isinstance(value, list):
                expected = "a list in square brackets"
                raise wrong_value(self._path, _place(at), value, expected)
        words = value if isinstance(value, list) else []
        return frozenset(self._word(at, word, known) for word in words)

    def _word(self, at: Location, word: Any, known: list[str]) -> str:
        """Return a word, or note that it is not known."""
        place = _place(at)
        with self._at(*at):
            if not isinstance(word, str):
                raise wrong_value(self._path, place, word, "a text in quotes")
            if word not in known and STAND_IN not in known:
                sentence = unknown_word(place, "a known word", word, known)
                raise FileError(self._path, sentence)
        return str(word)

    def _items(self, at: Location, expect: Table) -> dict[str, ItemState]:
        """Return the states expected of items of checklists, by their clauses."""
        states: dict[str, ItemState] = {}
        clauses = [item.clause for each in self._pack.checklists for item in each.items]
        for clause, state in self._table(at, expect).items():
            self._word(at, clause, clauses)
            word = self._word((*at, clause), state, [*ItemState])
            states[clause] = ItemState(word) if word in [*ItemState] else ItemState.OPEN
        return states


def _place(at: Location) -> str:
    return ", ".join(map(str, at))
