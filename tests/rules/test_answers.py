"""What makes an answer acceptable, and where it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from genai_guide.rules.answers import (
    Answer,
    Answers,
    Place,
    Tool,
    answer_error,
    answer_warning,
    format_answer,
    is_iso_date,
)
from genai_guide.rules.pack import Kind
from tests.helpers.building import acceptable, choice, pack_of

SINGLE = choice("q", "a b c")
MULTI = choice("q", "a b c", multi=True, exclusive="c")
TEXT = replace(choice("q", ""), kind=Kind.TEXT)
DATE = replace(choice("q", ""), kind=Kind.DATE)


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        (SINGLE, (), "at least one"),
        (SINGLE, ("a", "b"), "found several"),
        (SINGLE, ("d",), "no option “d”; the options are a, b, c"),
        (SINGLE, "a", "found a text"),
        (MULTI, (), "at least one"),
        (MULTI, ("a", "a"), "twice"),
        (MULTI, ("a", "c"), "“C” stands alone"),
        (MULTI, ("d", "a"), "no option “d”"),
        (TEXT, ("a",), "found options"),
        (TEXT, "", "found nothing"),
        (TEXT, " \n", "found nothing"),
        (TEXT, "x" * 301, "301 characters; at most 300 are allowed"),
        (replace(TEXT, limit=80), "x" * 81, "81 characters; at most 80 are allowed"),
        (DATE, "2026-02-30", "expected a date"),
        (DATE, "20260203", "expected a date"),
        (DATE, "", "found nothing"),
    ],
)
def test_a_faulty_answer_is_named(question, answer: Answer, said: str) -> None:
    """Each way of answering wrongly is said in words."""
    assert said in (answer_error(question, answer) or "")


def test_what_is_no_email_address_is_taken_with_a_warning() -> None:
    """A long text has no limit of one line, and only an address is looked at."""
    email = replace(TEXT, format="email")
    assert answer_error(email, "Ada") is None
    assert answer_warning(email, "Ada") == (
        "This doesn't look like an e-mail address: Ada"
    )
    assert answer_warning(email, "ada@studio.example") is None
    assert answer_warning(email, "") is None
    assert answer_warning(TEXT, "Ada") is None
    assert answer_error(replace(TEXT, long=True), "x" * 301) is None


@pytest.mark.parametrize("question", [SINGLE, MULTI, TEXT, DATE])
def test_good_answers_have_no_problem(question) -> None:
    """Every single option, every set that fits, every text and date is taken."""
    answers = list(acceptable(question))
    assert answers
    assert [answer_error(question, answer) for answer in answers] == [None] * len(
        answers
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-31", True),
        ("2024-02-29", True),
        ("2026-02-29", False),
        ("2026-W14-2", False),
        ("2026-3-31", False),
        ("\u0662026-03-31", False),
        ("2026-03-31T00:00", False),
    ],
)
def test_a_date_is_a_calendar_date(text: str, *, expected: bool) -> None:
    """Only dates of the calendar, written YYYY-MM-DD, are dates."""
    assert is_iso_date(text) is expected


def test_the_second_tool_is_numbered() -> None:
    """A place is its question's id, with `#2` for the second tool."""
    places = Place("q"), Place("q", 1), Place("q", 2)
    assert list(map(str, places)) == ["q", "q", "q#2"]


def test_words_are_labels_in_the_question_s_order() -> None:
    """An answer reads as its labels, however its options were named."""
    assert format_answer(MULTI, ("b", "a")) == "A; B"
    assert format_answer(TEXT, "as it is") == "as it is"
    assert format_answer(SINGLE, None) == ""


def test_a_tool_s_name_is_the_answer_to_the_question_that_asks_for_it() -> None:
    """The question that fills `tool.name` is answered by the tool's name."""
    named = replace(TEXT, id="t", per_tool=True, field="tool.name")
    pack = pack_of([named])
    answers = Answers({}, (Tool("Gull"), Tool("")))
    assert answers.at(pack, Place("t", 1)) == "Gull"
    assert answers.at(pack, Place("t", 2)) is None
