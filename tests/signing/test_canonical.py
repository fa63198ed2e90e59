"""The canonical form: one spelling for each meaning, and refusal of the rest."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.signing.payload import (
    NotCanonicalError,
    canonical_bytes,
    canonical_digest,
)

KEYS = st.text("abcXYZ019_.-", min_size=1, max_size=6)
SCALARS = st.one_of(
    st.text(max_size=6),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.datetimes(timezones=st.just(UTC)),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)


def shuffled(value: Any, random: Random) -> Any:
    """Put the keys of all tables in another order."""
    if isinstance(value, dict):
        items = list(value.items())
        random.shuffle(items)
        return {key: shuffled(one, random) for key, one in items}
    if isinstance(value, list):
        return [shuffled(one, random) for one in value]
    return value


def spelt(value: Any) -> str:
    """Tell apart what Python holds for equal: true and 1."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{k!r}:{spelt(value[k])}" for k in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(spelt, value)) + "]"
    return f"{type(value).__name__} {value!r}"


@given(TABLES, st.integers(0, 2**32))
def test_the_order_of_keys_has_no_meaning(table: dict[str, Any], seed: int) -> None:
    """Tables that differ in the order of keys have the same bytes."""
    assert canonical_bytes(shuffled(table, Random(seed))) == canonical_bytes(table)


@given(TABLES, TABLES)
def test_distinct_values_have_distinct_bytes(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    """Two tables have the same bytes only if they are the same."""
    assert (canonical_bytes(one) == canonical_bytes(other)) is (
        spelt(one) == spelt(other)
    )


NEAR = [
    {"a": 1},
    {"a": True},
    {"a": "1"},
    {"a": "true"},
    {"a": [1]},
    {"a": ["1"]},
    {"a": [[1]]},
    {"a": {}},
    {"a": []},
    {"a": ""},
    {},
    {"a.b": 1},
    {"a": {"b": 1}},
    {"a": datetime(2026, 1, 1, tzinfo=UTC)},
    {"a": "2026-01-01T00:00:00+00:00"},
    {"a": datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)},
    {"a": "\u00c5"},
    {"a": "A\u030a"},
]


def test_values_that_look_alike_differ() -> None:
    """A text cannot pose as a number, a truth, a list, a table or a time."""
    assert len({canonical_bytes(one) for one in NEAR}) == len(NEAR)


def test_bytes_are_plain_json_with_sorted_keys() -> None:
    """The form is what any JSON reader reads: these bytes must never change."""
    table = {
        "b": [1, True, "\u65e5"],
        "a": {"t": datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=9)))},
    }
    expected = '{"a":{"t":{"$time":"2026-03-01T00:00:00+00:00"}},"b":[1,true,"\u65e5"]}'
    assert canonical_bytes(table) == expected.encode()
    assert json.loads(canonical_bytes(table))["b"] == [1, True, "\u65e5"]
    assert canonical_digest({}) == (
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )


def test_the_same_moment_in_another_zone_is_the_same() -> None:
    """Times are compared as moments."""
    here = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    assert canonical_bytes({"t": here}) == canonical_bytes({"t": here.astimezone(UTC)})


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        date(2026, 1, 1),
        time(9),
        datetime(2026, 1, 1),  # noqa: DTZ001 - a time without a zone is the point
        2**53,
        -(2**53),
        None,
        b"x",
        [1.5],
        {"x": {"y": 0.1}},
        {"": 1},
        {"a b": 1},
        {"\u00e4": 1},
        {"$time": "x"},
        {"k" * 65: 1},
        {"a\n": 1},
    ],
)
def test_what_has_two_spellings_is_refused(value: object) -> None:
    """Floats, local times, great numbers and other keys have no canonical form."""
    with pytest.raises(NotCanonicalError):
        canonical_bytes({"a": value})


def test_the_limits_are_taken() -> None:
    """The greatest numbers and the longest key are still taken."""
    assert canonical_bytes({"k" * 64: [2**53 - 1, -(2**53) + 1]})
