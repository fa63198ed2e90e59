"""What a typed line means."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.plain.commands import COMMANDS
from genai_guide.plain.dialogue import parse_command
from genai_guide.plain.input import (
    InputError,
    parse_choices,
    parse_text,
    sanitize_typed,
)

CHOICES = {
    "no": "No",
    "yes": "Yes, only briefly",
    "unsure": "Not sure, or nobody knows",
    "dolls": "Dolls, masks and costumes",
}


def one(line: str) -> str:
    return parse_choices(line, CHOICES)[0]


def some(line: str) -> list[str]:
    return parse_choices(line, CHOICES, several=True)


def test_a_part_of_a_word_finds_among_many_options() -> None:
    """It chooses nothing by itself; a number, a label or its beginning does."""
    labels = [f"Land {number}" for number in range(30)]
    many = {str(number): label for number, label in enumerate([*labels, "Norway"])}
    for typed in ("way", "AND 2"):
        with pytest.raises(InputError, match=f"These contain “{typed}”:\n") as refusal:
            parse_choices(typed, many, several=True)
    assert "\n3. Land 2\n13. Land 12\n" in str(refusal.value)
    assert parse_choices("nor", many, several=True) == ["30"]
    assert parse_choices("31, 2", many, several=True) == ["1", "30"]
    with pytest.raises(InputError, match="no option “elsewhere”"):
        parse_choices("elsewhere", many)


def test_a_question_mark_asks_for_help_and_is_no_answer() -> None:
    """It says why a question is asked, as /why does."""
    parsed = parse_command(" ? ", COMMANDS)
    assert parsed is not None
    assert parsed[0].name == "why"
    assert parse_command("what?", COMMANDS) is None


@pytest.mark.parametrize(
    ("line", "chosen"),
    [
        ("1", "no"),
        (" 4 ", "dolls"),
        ("unsure", "unsure"),
        ("YES", "yes"),
        ("no", "no"),
        ("not", "unsure"),
        ("d", "dolls"),
        ("Dolls,  masks", "dolls"),
    ],
)
def test_an_option_is_named_by_number_id_or_beginning(line: str, chosen: str) -> None:
    """What is exactly an id or a label goes before what only begins so."""
    assert one(line) == chosen


@pytest.mark.parametrize("line", ["0", "5", "9" * 5000, "-1", "maybe", "1 2", "²"])
def test_what_is_no_option_is_refused(line: str) -> None:
    """Nothing is guessed, and the refusal says how to choose."""
    with pytest.raises(InputError, match=r"number from 1 to 4"):
        one(line)


def test_a_beginning_that_fits_several_is_refused_with_their_numbers() -> None:
    """`n` begins “No” and “Not sure”."""
    with pytest.raises(InputError, match="1, 3"):
        one("n")


@pytest.mark.parametrize("line", ["", "   ", "\t"])
def test_an_empty_line_answers_nothing(line: str) -> None:
    """There is no default."""
    for several in (False, True):
        with pytest.raises(InputError, match="Nothing was typed"):
            parse_choices(line, CHOICES, several=several)


@pytest.mark.parametrize(
    ("line", "chosen"),
    [
        ("2", ["yes"]),
        ("4, 2", ["yes", "dolls"]),
        ("4 2", ["yes", "dolls"]),
        ("dolls yes", ["yes", "dolls"]),
        ("2,2;2", ["yes"]),
        ("Not sure, or", ["unsure"]),
        ("Dolls, masks and costumes", ["dolls"]),
        ("not sure; 4", ["unsure", "dolls"]),
    ],
)
def test_several_are_set_apart_by_commas_or_spaces(line: str, chosen: list) -> None:
    """They come in the order of the list, each once, commas in labels kept."""
    assert some(line) == chosen


@pytest.mark.parametrize("line", ["1, 9", "1 dolphins", ","])
def test_of_several_each_has_to_fit(line: str) -> None:
    """One that does not fit refuses all: no part of an answer is dropped."""
    with pytest.raises(InputError):
        some(line)


@given(st.text())
def test_any_line_gives_options_or_a_sentence(line: str) -> None:
    """Nothing that can be typed is an error of the program."""
    for several in (False, True):
        with suppress(InputError):
            found = parse_choices(line, CHOICES, several=several)
            assert found
            assert set(found) <= set(CHOICES)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("/why", ("why", "")),
        (" /WHY ", ("why", "")),
        ("/n", ("next", "")),
        ("/verd", ("verdict", "")),
        ("/note  two  words ", ("note", "two  words")),
        ("why", None),
        ("//why", None),
        ("", None),
    ],
)
def test_a_command_begins_with_a_stroke(line: str, found: object) -> None:
    """Its beginning will do, and what follows belongs to it."""
    parsed = parse_command(line, COMMANDS)
    assert (parsed and (parsed[0].name, parsed[1])) == found


def test_what_is_no_command_is_refused_and_says_how_to_give_a_text() -> None:
    """A path is not taken for a command, and not for a text either."""
    with pytest.raises(InputError, match="two slashes"):
        parse_command("/home/me", COMMANDS)
    with pytest.raises(InputError, match="/redo, /review, /revise"):
        parse_command("/re", COMMANDS)
    with pytest.raises(InputError):
        parse_command("/", COMMANDS)


def test_every_command_is_found_by_its_name_and_its_letter() -> None:
    """No two commands have one letter."""
    for command in COMMANDS:
        for name in filter(None, [command.name, command.short]):
            assert parse_command(f"/{name}", COMMANDS) == (command, "")


def test_two_strokes_give_a_text_that_begins_with_one() -> None:
    """Only at the beginning."""
    assert parse_text("//etc//hosts") == "/etc//hosts"
    assert parse_text("a//b") == "a//b"


def test_a_text_is_cleaned_with_a_message() -> None:
    """What may not stand in a record goes, and what is too long is cut."""
    assert sanitize_typed("plain") == ("plain", "")
    text, said = sanitize_typed("\x1b[2Ja\u202eb")
    assert text == "[2Jab"
    assert "Some characters were removed: “[2Jab”" in said
    text, said = sanitize_typed("x" * 310)
    assert text == "x" * 300
    assert "Shortened: 10 characters" in said
    assert sanitize_typed("2026-03-31", limit=10) == ("2026-03-31", "")
