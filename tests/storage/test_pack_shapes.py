"""Packs with keys, words or values that no pack can have: each is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.breaking import Breakage, C, P, Q, R, refused_in_words

BREAKAGES: dict[str, Breakage] = {
    "unknown key": (
        Q,
        'text = "What is it for?"',
        'text = "What is it for?"\nhelpp = "x"',
        ["question 3 “trip.story”", "the key “helpp”", "did you mean “help”"],
    ),
    "unknown key of an option": (
        Q,
        'risk = "safe"\n  exclusive = true',
        'risk = "safe"\n  exclusiv = true',
        ["question 5 “trip.cargo”, option 1 “nothing”", "“exclusive”"],
    ),
    "unknown table": (R, "[[fact]]", "[[facts]]", ["the table “facts”", "“fact”"]),
    "table in the wrong file": (
        C,
        '[[clause]]\nid = "flags"',
        '[[rule]]\nid = "flags"',
        ["the table “rule”", "expected clause"],
    ),
    "misspelt tone": (Q, '"risky"', '"riksy"', ["“riksy”", "did you mean “risky”"]),
    "misspelt kind": (Q, 'kind = "date"', 'kind = "dat"', ["“dat”", "“date”"]),
    "misspelt level": (
        R,
        'level = "hold"',
        'level = "hald"',
        ["rule “storm”, level", "“hald”", "did you mean “hold”"],
    ),
    "misspelt obligation": (
        R,
        '"clearance"',
        '"clearence"',
        ["did you mean “clearance”"],
    ),
    "misspelt due": (R, '"before-use"', '"befor-use"', ["did you mean “before-use”"]),
    "options of a text": (
        Q,
        'kind = "single"\ntext = "How is',
        'kind = "text"\ntext = "How is',
        ["question “trip.weather”", "none for a text"],
    ),
    "no options": (
        Q,
        'kind = "text"\nlong = true',
        'kind = "single"',
        ["question “trip.story”", "no options", "at least one option"],
    ),
    "exclusive on a single": (
        Q,
        'kind = "multi"',
        'kind = "single"',
        ["question “trip.cargo”", "an exclusive option", "on multi only"],
    ),
    "optional choice": (
        Q,
        'help = "Ask the harbour."',
        "optional = true",
        [
            "question “trip.weather”",
            "texts, dates and questions of the stage record only",
        ],
    ),
    "missing without optional": (
        Q,
        "optional = true\nmissing",
        "missing",
        ["question “trip.date”", "beside optional = true"],
    ),
    "long date": (
        Q,
        'optional = true\nmissing = "No date was given."',
        "long = true",
        ["question “trip.date”", "long", "on text only"],
    ),
    "limit of a long text": (
        Q,
        "long = true",
        "long = true\nlimit = 80",
        ["question “trip.story”", "limit", "on a text of one line"],
    ),
    "format of a choice": (
        Q,
        'text = "What is on board?"',
        'text = "What is on board?"\nformat = "email"',
        ["question “trip.cargo”", "format", "on a text of one line"],
    ),
    "limit beyond a line": (
        Q,
        'text = "What is the trip called?"',
        'text = "What is the trip called?"\nlimit = 301',
        ["question", "limit", "300"],
    ),
    "field of another table": (
        Q,
        '"tool.vendor"',
        '"boat.vendor"',
        ["question 10 “boat.owner”, field", "“boat.vendor”"],
    ),
    "a float": (P, "format = 2", "format = 2.0", ["2.0", "use a whole number"]),
    "another format": (P, "format = 2", "format = 3", ["pack, format", "found 3"]),
    "a format in quotes": (
        P,
        "format = 2",
        'format = "2"',
        ["pack, format: found “2”; expected the number 2, without quotes"],
    ),
    "a version that is none": (P, '"1.2.3"', '"1.2"', ["pack, version", "“1.2”"]),
    "a local date": (
        P,
        'language = "en"',
        "language = 2026-01-01",
        ["pack, language", "a text in quotes"],
    ),
    "a control character": (
        C,
        "every trip is told",
        "every\\u001b trip is told",
        ["clause 1 “tell”, quote", "U+001B"],
    ),
    "a direction mark": (
        Q,
        "Ask the harbour.",
        "Ask \u202e the harbour.",
        ["question 4 “trip.weather”, help", "U+202E"],
    ),
    "a text instead of a truth": (
        Q,
        "optional = true\nmissing",
        'optional = "true"\nmissing',
        ["question 2 “trip.date”, optional", "“true”", "true or false"],
    ),
    "a text instead of a list": (
        R,
        'clauses = ["weather"]',
        'clauses = "weather"',
        ["rule 2 “storm”, clauses", "a list in square brackets"],
    ),
    "a table instead of a list": (
        C,
        '[[clause]]\nid = "tell"',
        '[clause]\nid = "tell"',
        ["not valid TOML|clause"],
    ),
    "an option that is no list": (
        R,
        '"trip.weather" = ["storm"] } ]\nlevel',
        '"trip.weather" = "storm" } ]\nlevel',
        ["rule 2 “storm”, when 1, trip.weather", "“storm”", "a list of options"],
    ),
    "an empty condition": (
        R,
        'when = [ { "trip.weather" = ["storm"] } ]\nlevel',
        "when = [ {} ]\nlevel",
        ["rule 2 “storm”, when"],
    ),
    "an empty text": (
        R,
        'reason = "There is a storm."',
        'reason = ""',
        ["rule 2 “storm”, reason", "an empty text", "not empty"],
    ),
    "a missing key": (
        R,
        'reason = "There is a storm."\n',
        "",
        ["rule 2 “storm”, reason", "found nothing", "this key"],
    ),
    "a condition without a row": (
        R,
        'when = [ { "trip.weather" = ["storm"] } ]\nlevel',
        "when = []\nlevel",
        ["rule 2 “storm”, when: found an empty list; expected at least one row"],
    ),
    "a row of nothing": (
        R,
        'when = [ { "trip.weather" = ["storm"] } ]\nlevel',
        "when = [ {} ]\nlevel",
        ["rule 2 “storm”, when 1", "an empty table", "at least one key"],
    ),
    "an id with a space": (
        C,
        'id = "flags"',
        'id = "fl ags"',
        ["clause 5", "“fl ags”"],
    ),
    "too long a text": (
        R,
        "There is a storm.",
        "x" * 601,
        ["rule 2 “storm”, reason", "601 characters", "at most 600"],
    ),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_wrong_shape_is_refused_in_words(tmp_path: Path, name: str) -> None:
    """A wrong shape is said with its place, what was found and what was expected."""
    refused_in_words(tmp_path / "pack", BREAKAGES[name])
