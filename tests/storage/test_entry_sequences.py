"""Any sequence of entries: genuine and in force only for what was signed, in order.

A model that knows who signed what says what the program may say of a file. An
attacker appends, cuts, moves, replays and swaps entries between files, and signs with
the wrong kind of key.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.record.entries import EntryKind, Outcome
from genai_guide.signing.payload import entry_part, payload
from genai_guide.signing.verification import Result, Verification
from genai_guide.storage.errors import FileError
from genai_guide.storage.summaries import parse_summary, to_table
from genai_guide.storage.toml import format_toml
from genai_guide.workflows.entries import new_entry
from tests.helpers.signing import AUTHOR, LEGAL, PRODUCER, STRANGER
from tests.helpers.summaries import (
    COUNSEL,
    DECIDED_AT,
    legal,
    signed,
    small_pack,
    tables_of,
)

Table = dict[str, Any]
KEYS = {"legal": LEGAL, "producer": PRODUCER, "stranger": STRANGER}
SAID: dict[EntryKind, Table] = {
    EntryKind.DECISION: {"outcome": Outcome.APPROVED, "found": "genuine"},
    EntryKind.NOTE: {"reasons": "Noted."},
}
REFUSED = {"outcome": Outcome.REFUSED, "found": "genuine", "reasons": "No."}
PATH = Path("a.toml")


class Files:
    """Two summaries of two uses, as tables, and all entries that were ever signed."""

    def __init__(self, folder: Path) -> None:
        self.pack = small_pack()
        self.files = [
            tables_of(signed(folder / f"{name}.toml", self.pack)) for name in "ab"
        ]
        for document in self.files:
            document["entry"] = []
        self.ever: list[Table] = []

    def append(self, at: int, who: str, what: str) -> None:
        """Sign an entry with a key, right after what stands in a file."""
        document = self.files[at]
        summary = parse_summary(PATH, document)
        kind = EntryKind.NOTE if what == "note" else EntryKind.DECISION
        said = REFUSED if what == "refusal" else SAID[kind]
        by = {"legal": COUNSEL, "producer": AUTHOR}.get(who, COUNSEL)
        entry = new_entry(summary, kind, by, DECIDED_AT, **said)
        table, part = to_table(entry), entry_part(entry)
        signature = {"ssh": KEYS[who].sign(part, payload(part, table))}
        self.ever.append({**table, "signature": signature})
        document["entry"] = [*document["entry"], self.ever[-1]]

    def verify(self, at: int) -> Verification | None:
        """Verify one of the files; `None` where it is refused."""
        try:
            summary = parse_summary(PATH, self.files[at])
        except FileError:
            return None
        return legal(self.pack).verify_summary(PATH, summary)


ACTIONS = st.one_of(
    st.tuples(
        st.just("append"),
        st.integers(0, 1),
        st.sampled_from(["legal", "legal", "producer", "stranger"]),
        st.sampled_from(["approval", "refusal", "note"]),
    ),
    st.tuples(st.just("cut"), st.integers(0, 1), st.integers(0, 5)),
    st.tuples(st.just("end"), st.integers(0, 1), st.integers(0, 5)),
    st.tuples(st.just("move"), st.integers(0, 1), st.integers(0, 5)),
    st.tuples(st.just("replay"), st.integers(0, 1), st.integers(0, 9)),
    st.tuples(st.just("swap"), st.integers(0, 1), st.integers(0, 5)),
)


def act(files: Files, action: tuple[Any, ...]) -> None:
    """Do to the files what anybody can who has them."""
    name, at, *more = action
    entries = files.files[at]["entry"]
    if name == "append":
        files.append(at, *more)
        return
    number = more[0]
    if name == "cut" and entries:
        entries = [e for n, e in enumerate(entries) if n != number % len(entries)]
    elif name == "end":
        entries = entries[:number]
    elif name == "move" and entries:
        moved = entries[number % len(entries)]
        entries = [moved, *(entry for entry in entries if entry is not moved)]
    elif name == "replay" and files.ever:
        entries = [*entries, files.ever[number % len(files.ever)]]
    elif name == "swap":
        entries = files.files[1 - at]["entry"]
    files.files[at]["entry"] = entries


def is_a_chain(document: Table) -> bool:
    """Return whether each entry follows what stands before it, about this statement."""
    summary = parse_summary(PATH, document)
    before = summary.link
    for entry in summary.entries:
        if (entry.entry.on, entry.entry.after) != (summary.digest, before):
            return False
        before = entry.link
    return True


def model(document: Table) -> bool:
    """Return whether a chain approves: the last word of legal's own key counts."""
    last = None
    for entry, table in zip(
        parse_summary(PATH, document).entries, document["entry"], strict=True
    ):
        own = LEGAL.sign(entry_part(entry.entry), entry.payload)
        if table["signature"]["ssh"] == own and entry.entry.outcome:
            last = entry.entry.outcome
    return last is Outcome.APPROVED


@given(st.lists(ACTIONS, max_size=12))
def test_whatever_is_done_to_entries(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[Any, ...]]
) -> None:
    """Only a chain is genuine, and in force only what legal's last word approves."""
    files = Files(tmp_path_factory.mktemp("files"))
    for action in actions:
        act(files, action)
    for at, document in enumerate(files.files):
        found = files.verify(at)
        assert found is not None
        chained = is_a_chain(document)
        assert (found.result is Result.INVALID_ENTRY) is not chained
        trusted = all(entry.check.is_known for entry in found.entries)
        assert (found.result is Result.GENUINE) is (chained and trusted)
        assert found.in_force is (chained and model(document))
        assert format_toml(document)
