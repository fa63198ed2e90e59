"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.rules.dates import (
    DateError,
    format_date,
    format_day,
    parse_clear_date,
    parse_date,
)

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-03",
        "2026/11/03",
        "2026.11.3",
        "3 Nov 2026",
        "3 nov. 2026",
        "03 November 2026",
        " 3  november  2026 ",
        "3rd of November 2026",
        "3-Nov-2026",
        "3. November 2026",
        "November 3, 2026",
        "Nov 3rd 2026",
        "3.11.2026",
        "3. 11. 2026",
        "03.11.26",
        "3 November",
        "3 Nov",
        "3.11.",
    ],
)
def test_a_clear_date_is_one_day(typed: str) -> None:
    """However it is written, it is 3 November 2026."""
    assert parse_date(typed, TODAY) == (date(2026, 11, 3),)
    assert parse_clear_date(typed, TODAY) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 30)),
        ("yesterday", date(2026, 11, 28)),
        ("31/3/2026", date(2026, 3, 31)),
        ("3/31/2026", date(2026, 3, 31)),
        ("5/5/2026", date(2026, 5, 5)),
        ("31-3-2026", date(2026, 3, 31)),
        ("10 January", date(2027, 1, 10)),
        ("29 Feb", date(2028, 2, 29)),
        ("Sept 9 2027", date(2027, 9, 9)),
    ],
)
def test_words_strokes_and_missing_years_are_understood(typed: str, day: date) -> None:
    """Without a year it is the date nearest to today."""
    assert parse_date(typed, TODAY) == (day,)


@pytest.mark.parametrize("typed", ["1/12/2026", "1-12-2026", "01/12/26"])
def test_an_unclear_month_gives_both_readings(typed: str) -> None:
    """The day comes first in the first reading, the month in the second."""
    assert parse_date(typed, TODAY) == (date(2026, 12, 1), date(2026, 1, 12))
    with pytest.raises(DateError) as unclear:
        parse_clear_date(typed, TODAY)
    sentence = "This date could be 1 December 2026 or 12 January 2026."
    assert str(unclear.value) == f"{sentence} Write the month as a word."


@pytest.mark.parametrize(
    "typed",
    [
        *("31.2.2026", "", "soon", "3 Mayor 2026", "2026-13-01", "3 Nov 1999"),
        *("32 March", "3 M 2026", "1/2/3/4", "٣ Nov 2026", "3 November 20266", "3/11"),
    ],
)
def test_what_is_no_date_is_refused_with_an_example(typed: str) -> None:
    """The sentence says what was typed and how to type it."""
    with pytest.raises(DateError) as refused:
        parse_date(typed, TODAY)
    expected = f"This date isn't valid: {typed}. Use a date like 31 March 2026."
    assert str(refused.value) == expected


@given(
    st.dates(date(2000, 1, 1), date(2999, 12, 31)),
    st.dates(date(2000, 1, 1), date(2999, 12, 31)),
)
def test_what_is_shown_is_understood_as_the_same_day(day: date, today: date) -> None:
    """A date that is shown can be typed again."""
    assert parse_date(format_day(day), today) == (day,)
    assert parse_date(day.isoformat(), today) == (day,)


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_refused(typed: str) -> None:
    """No text ends in another error."""
    try:
        days = parse_date(typed, TODAY)
    except DateError:
        return
    assert 1 <= len(days) <= 2


def test_the_ends_of_the_calendar_are_no_trap() -> None:
    """Where the clock is at the end of the calendar there is no tomorrow."""
    for typed in ("tomorrow", "31 December"):
        with pytest.raises(DateError):
            parse_date(typed, date.max)


def test_a_text_that_is_no_date_is_shown_as_it_is() -> None:
    """Only ISO dates are put in words."""
    assert format_date("2026-11-03") == "3 November 2026"
    assert format_date("2026-11") == "2026-11"
