"""Packs that are broken in several places at random, and what can be said of them."""

from __future__ import annotations

from pathlib import Path
from random import Random
from time import process_time

import pytest

from genai_guide.storage.cases import load_cases
from genai_guide.storage.errors import FileError, PackError
from genai_guide.storage.packs import load_pack
from tests.helpers.boat_pack import ANSWERS_FILE, FILES, write_pack

VALUES = ["0", '"x"', '""', "true", "[]", "[1]", '["x"]', "{}", "{ a = 1 }", "[{}]"]
VALUES += ["2026-01-01", "[[{}]]", '[{ x = ["y"] }]', '"' + "x" * 5_000 + '"', "["]
MORE = """
[[conflict]]
id = "late"
text = "It was on {use.intended_start}."
when = [ { "trip.date" = "past" }, { "trip.date" = { before = "trip.date" } } ]

[[checklist]]
id = "rules"
title = "The rules"
kind = "principle"
at_least = "hold"

  [[checklist.item]]
  clause = "weather"
  met = [ { "trip.weather" = ["calm"] } ]
  not_met = [ { "trip.weather" = ["storm"] } ]

[[rule]]
id = "reasons"
clauses = ["tell"]
reason = "It blows."
when = [ { "trip.weather" = ["storm"] } ]
headline = "It blows."
headline_at = ["hold"]
[rule.reasons."trip.weather"]
storm = "It blows for {production.title}."
"""
CHANGES = """\
[[change]]
version = "1.2.0"
kind = "split"
question = "trip.weather"
option = { from = "fair", to = ["calm", "storm"] }
"""
CASE = """\
[case]
title = "A trip"
expect = { level = "hold", first = "storm", tasks = ["declare"] }
"""
SOURCES = FILES | {
    "rules.toml": FILES["rules.toml"] + MORE,
    "CHANGES.toml": CHANGES,
    "cases/trip.toml": CASE + ANSWERS_FILE,
}


def test_whatever_is_broken_is_said_and_not_raised(tmp_path: Path) -> None:
    """A pack of a wrong shape is judged by its meaning, and so are its cases."""
    random = Random(1)
    folder = write_pack(tmp_path / "pack")
    (folder / "cases").mkdir()
    places = [(file, n) for file in SOURCES for n in range(SOURCES[file].count("\n"))]
    refused = 0
    for _ in range(150):
        sources = {file: text.splitlines() for file, text in SOURCES.items()}
        for file, number in random.sample(places, random.choice([1, 2, 8])):
            key, equals, _ = sources[file][number].partition(" = ")
            value = random.choice(VALUES)
            sources[file][number] = f"{key} = {value}" if equals else ""
        for file, lines in sources.items():
            (folder / file).write_text("\n".join(lines), encoding="utf-8")
        try:
            load_cases(folder, load_pack(folder))
        except PackError as error:
            if error.pack:
                refused += 1
                load_cases(folder, error.pack, error.unread)
        except FileError:
            continue
    assert refused > 100


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pack.toml", "[pack]\n" + "".join(f"x{n} = 1\n" for n in range(24_000))),
        (
            "rules.toml",
            "".join(
                f'[[rule]]\nid = "r{n}"\nclauses = []\nreason = "x"\nwhen = [\n'
                + "".join(f'{{ q{m} = ["a"] }},\n' for m in range(390))
                + "]\n"
                for n in range(30)
            ),
        ),
    ],
    ids=["keys", "references"],
)
def test_a_flood_of_faults_is_told_soon(tmp_path: Path, file: str, text: str) -> None:
    """Not each one is looked up: nobody reads ten thousand of them."""
    folder = write_pack(tmp_path / "pack", **{file: text})
    start = process_time()
    with pytest.raises(PackError, match=r"at least 1000 errors(.|\n)* and 900 more"):
        load_pack(folder)
    assert process_time() - start < 5
