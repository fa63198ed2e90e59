"""Our TOML writer: whatever it writes, a parser reads back the same, in order."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from genai_guide.storage.toml import format_toml
from tests.helpers.strategies import clean_texts

TEXTS = st.one_of(
    clean_texts(long=True),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
KEYS = st.one_of(st.text("ab_-.", max_size=3), TEXTS)
SCALARS = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - the zone is given beside it
        timezones=st.just(UTC),
    ),
)


def tables(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Tables of flat values, tables, and lists of tables."""
    values = st.one_of(
        SCALARS, st.lists(SCALARS, max_size=3), inner, st.lists(inner, max_size=3)
    )
    return st.dictionaries(KEYS, values, max_size=4)


DOCUMENTS = st.recursive(
    st.dictionaries(KEYS, SCALARS, max_size=3), tables, max_leaves=8
)


@given(DOCUMENTS)
def test_a_written_document_parses_back_to_itself(document: dict[str, Any]) -> None:
    """Any nesting of tables and lists of tables comes back as it was."""
    assert tomllib.loads(format_toml(document)) == document


@given(DOCUMENTS)
def test_tables_keep_their_order(document: dict[str, Any]) -> None:
    """In the parsed document plain keys come first, then tables, each in order."""

    def is_table(value: Any) -> bool:
        return isinstance(value, dict) or (
            isinstance(value, list) and any(isinstance(one, dict) for one in value)
        )

    parsed = tomllib.loads(format_toml(document))
    plain = [key for key, value in document.items() if not is_table(value)]
    rest = [key for key, value in document.items() if is_table(value)]
    assert list(parsed) == plain + rest


def test_lists_of_tables_are_never_written_inline() -> None:
    """A person reads a header for each table, however short it is."""
    text = format_toml(
        {"a": {"b": [{"c": 1}, {"c": 2}], "d": {"e": {"f": "x"}}}, "z": 1}
    )
    assert text.splitlines() == [
        "z = 1",
        "",
        "[a]",
        "",
        "[[a.b]]",
        "c = 1",
        "",
        "[[a.b]]",
        "c = 2",
        "",
        "[a.d]",
        "",
        "[a.d.e]",
        'f = "x"',
    ]
