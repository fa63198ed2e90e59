"""Dates as people write them. Records hold them as `YYYY-MM-DD`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from genai_guide.rules.answers import is_iso_date

EXAMPLE = "31 March 2026"
DATE_LENGTH = 40
"""The most characters of a typed date."""
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_NEXT_LEAP_YEAR = 8
"""A 29 February without a year is at most so many years away."""
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})", re.ASCII
)
_WITH_DOTS = re.compile(rf"{_DAY}\. ?(?P<month>\d{{1,2}})\.( ?{_YEAR})?", re.ASCII)
_WITH_STROKES = re.compile(
    r"(?P<first>\d{1,2})([-/])(?P<second>\d{1,2})\2(?P<year>\d{4}|\d{2})", re.ASCII
)
_IN_WORDS = (
    re.compile(rf"{_DAY}(st|nd|rd|th|\.)?[ -]?(of )?{_MONTH}[ -]?{_YEAR}?", re.ASCII),
    re.compile(rf"{_MONTH} {_DAY}(st|nd|rd|th)?( {_YEAR})?", re.ASCII),
)


class DateError(ValueError):
    """A typed date cannot be understood; the text says so in a sentence."""


def parse_date(typed: str, today: date) -> tuple[date, ...]:
    """Return what a typed date can mean: one day, or two where the month is unclear.

    A date without a year is the one nearest to today.

    Args:
        typed: Such as `2026-11-03`, `3 Nov 2026`, `3.11.2026`, `11/3/2026`, `today`.
        today: The day that `today` and `tomorrow` are counted from.

    Raises:
        DateError: if there is no such date.
    """
    days = tuple(dict.fromkeys(_readings(typed, today)))
    if not days:
        shown = " ".join(typed.split())[:DATE_LENGTH]
        msg = f"This date isn't valid: {shown}. Use a date like {EXAMPLE}."
        raise DateError(msg)
    return days


def parse_clear_date(typed: str, today: date) -> date:
    """Return the day that a typed date means.

    Raises:
        DateError: if there is no such date, or it is unclear which is the month.
    """
    days = parse_date(typed, today)
    if len(days) > 1:
        either = " or ".join(map(format_day, days))
        msg = f"This date could be {either}. Write the month as a word."
        raise DateError(msg)
    return days[0]


def format_day(at: date) -> str:
    """Format a day, or the day of a time, as people write it."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def format_date(text: str) -> str:
    """Format a date as people write it; any other text stays as it is."""
    return format_day(date.fromisoformat(text)) if is_iso_date(text) else text


def _readings(typed: str, today: date) -> Iterator[date]:
    text = " ".join(typed.replace(",", " ").casefold().split())
    if text in _DAYS:
        # A clock at the end of the calendar has no tomorrow.
        with suppress(OverflowError):
            yield today + timedelta(days=_DAYS[text])
    elif found := _YEAR_FIRST.fullmatch(text) or _WITH_DOTS.fullmatch(text):
        yield from _day(found["year"], int(found["month"]), found["day"], today)
    elif found := _WITH_STROKES.fullmatch(text):
        first, second = found["first"], found["second"]
        yield from _day(found["year"], int(second), first, today)
        yield from _day(found["year"], int(first), second, today)
    else:
        for pattern in _IN_WORDS:
            found = pattern.fullmatch(text)
            if found and (month := _month(found["month"])):
                yield from _day(found["year"], month, found["day"], today)


def _month(name: str) -> int:
    """Return the number of a month by its name or the beginning of it, or 0."""
    fits = (at for at, month in enumerate(MONTHS, 1) if month.lower().startswith(name))
    return next(fits, 0)


def _day(year: str | None, month: int, day: str, today: date) -> Iterator[date]:
    """Yield the day if there is one; without a year, the one nearest to today."""
    if year is not None:
        years = [int(year) + (_FIRST_YEAR if len(year) <= 2 else 0)]  # noqa: PLR2004
    else:
        around = range(-_NEXT_LEAP_YEAR, _NEXT_LEAP_YEAR + 1)
        years = [today.year + number for number in around]
    days = []
    for number in years:
        if _FIRST_YEAR <= number <= _LAST_YEAR:
            try:
                days.append(date(number, month, int(day)))
            except ValueError:
                continue
    if days:
        yield min(days, key=lambda each: abs(each - today))
