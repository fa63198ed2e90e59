"""Answers files: read whole, or refused with all that is no answer."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import parse_answers
from genai_guide.storage.errors import FaultsError, FileError
from tests.helpers.boat_pack import ANSWERS_FILE
from tests.helpers.building import choice, pack_of

PATH = Path("a.toml")


def read(pack: Pack, content: dict[str, Any]) -> Answers:
    return parse_answers(PATH, content, pack)


def test_an_answers_file_is_read_whole(boat: Pack) -> None:
    """Answers of the use and of each tool stand where they belong."""
    found = read(boat, tomllib.loads(ANSWERS_FILE))
    assert found.use["trip.cargo"] == ("animals", "glass")
    assert found.use["trip.weather"] == ("calm",)
    assert found.use["trip.title"] == "Round the island"
    assert found.tools[1] == Tool(
        "Tern", {"boat.engine": ("motor",), "boat.insured": ("no",)}
    )


def test_options_are_kept_in_the_question_s_order(boat: Pack) -> None:
    """The same choice named in another order is the same record."""
    one = read(boat, {"answers": {"trip.cargo": ["glass", "animals"]}})
    assert one.use["trip.cargo"] == ("animals", "glass")


def test_an_empty_file_is_one_unnamed_tool_and_no_answers(boat: Pack) -> None:
    """Nothing has to be there."""
    assert read(boat, {}) == Answers()


def test_a_tool_s_name_may_be_given_as_an_answer(boat: Pack) -> None:
    """`name` beside the tool, or the answer to the question that asks for it."""
    given = {"tool": [{"answers": {"boat.name": "Gull"}}]}
    assert read(boat, given).tools == (Tool("Gull", {}),)


def test_a_text_over_the_limit_of_its_question_is_refused(shipped: Pack) -> None:
    """The title of a use, and the name of a tool however it is given."""
    read(shipped, {"answers": {"use.title": "x" * 80}, "tool": [{"name": "x" * 100}]})
    for given, said in (
        ({"answers": {"use.title": "x" * 81}}, "81 characters; at most 80 are"),
        ({"tool": [{"name": "x" * 101}]}, "tool 1, name: 101 characters; at most 100"),
        ({"tool": [{"answers": {"tool.name": "x" * 101}}]}, "at most 100 are allowed"),
    ):
        with pytest.raises(FileError, match=said):
            read(shipped, given)


def test_a_tool_may_not_be_chosen_yet_where_the_pack_asks_for_it(boat: Pack) -> None:
    """`chosen = false` answers the pack's question; `chosen = true` goes unsaid."""
    asked = replace(choice("c", "yes no", per_tool=True), field="tool.chosen")
    pack = pack_of([asked])
    found = read(pack, {"tool": [{"chosen": False}, {"chosen": True}]})
    assert found.tools == (Tool("", {"c": ("no",)}), Tool())
    with pytest.raises(FileError, match="tool 1, chosen: found “no”; expected true"):
        read(pack, {"tool": [{"chosen": "no"}]})
    with pytest.raises(FileError, match="tool 1, chosen: every tool has to be chosen"):
        read(boat, {"tool": [{"chosen": False}]})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"anwers": {}}, "found “anwers”; .*did you mean “answers”"),
        ({"answers": []}, "answers: found an empty list; expected a table"),
        ({"tool": {}}, r"expected tables headed \[\[tool\]\]"),
        ({"tool": [1]}, r"expected tables headed \[\[tool\]\]"),
        ({"tool": [{"nam": "x"}]}, "tool 1: found “nam”.*did you mean “name”"),
        ({"tool": [{"name": 1}]}, "tool 1, name: found 1; expected a text"),
        ({"tool": [{}] * 51}, "51 tools; at most 50"),
        ({"answers": {"trip.wether": "calm"}}, "did you mean “trip.weather”"),
        ({"answers": {"boat.engine": "sail"}}, r"answered under \[tool.answers\]"),
        (
            {"tool": [{"answers": {"trip.weather": "calm"}}]},
            r"answered under \[answers\]",
        ),
        ({"answers": {"trip.weather": "clam"}}, "did you mean “calm”"),
        (
            {"answers": {"trip.cargo": ["glas", "glass", "sand"]}},
            r"found “glas”; .*did you mean “glass”\? \(also not known: “sand”\)$",
        ),
        ({"answers": {"trip.weather": ["calm", "storm"]}}, "found several"),
        ({"answers": {"trip.weather": []}}, "at least one option"),
        ({"answers": {"trip.weather": True}}, "found true; expected an option, or a"),
        ({"answers": {"trip.weather": [1]}}, "found 1; expected an option, or a list"),
        ({"answers": {"trip.weather": ["clam", 1]}}, "expected an option, or a list"),
        (
            {"answers": {"trip.weather": {"calm": 1}}},
            "found a table; expected an option",
        ),
        ({"answers": {"trip.cargo": ["nothing", "glass"]}}, "stands alone"),
        ({"answers": {"trip.cargo": ["glass", "glass"]}}, "given twice"),
        ({"answers": {"trip.title": 5}}, "expected a text in quotes"),
        ({"answers": {"trip.title": ["x"]}}, "expected a text in quotes"),
        ({"answers": {"trip.title": ""}}, "found nothing"),
        ({"answers": {"trip.title": "a\nb"}}, r"U\+000A"),
        ({"answers": {"trip.title": "a\x1bb"}}, r"U\+001B"),
        ({"answers": {"trip.title": "e\u0301"}}, "NFC"),
        ({"answers": {"trip.date": "31.3.2026"}}, "expected a date"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_place(
    boat: Pack, content: dict[str, Any], said: str
) -> None:
    """File, place, what was found and what was expected are said."""
    with pytest.raises(FileError, match=said) as caught:
        read(boat, content)
    assert str(caught.value).startswith("a.toml: ")


FAULTY = b"""\
[answers]
"trip.title" = 5
"trip.wether" = "calm"
"trip.weather" = "clam"

[[tool]]
name = "Gull"

[tool.answers]
"boat.engine" = "sail"

[[tool]]
nam = "Tern"

[tool.answers]
"boat.engine" = ["sail", "motor"]
"boat.insured" = 7
"""


def test_all_faults_are_said_at_once_with_their_lines(boat: Pack) -> None:
    """Of the use and of each tool, in the order of the file."""
    with pytest.raises(FaultsError) as caught:
        parse_answers(PATH, tomllib.loads(FAULTY.decode()), boat, FAULTY)
    head, *lines = str(caught.value).splitlines()
    assert head == "a.toml: 6 errors"
    assert [line.split(", “")[0].split(": found")[0] for line in lines] == [
        "  line 2: answers",
        "  line 3: answers",
        "  line 4: answers",
        "  line 13: tool 2",
        "  line 16: tool 2, answers",
        "  line 17: tool 2, answers",
    ]


def test_a_single_fault_is_said_in_one_line(boat: Pack) -> None:
    """There is no list of one."""
    source = b'# mine\r\n[answers]\r\n"trip.weather" = "clam"\r\n'
    with pytest.raises(FaultsError) as caught:
        parse_answers(PATH, tomllib.loads(source.decode()), boat, source)
    assert str(caught.value).startswith("a.toml: line 3: answers, “trip.weather”: ")
    assert "\n" not in str(caught.value)


def test_an_id_without_quotes_is_told_to_have_some(boat: Pack) -> None:
    """TOML makes tables in tables of it."""
    source = b"""\
[answers]
"trip.cargo" = "glass"
trip.title = "X"
trip.wether = "calm"

[[tool]]
[tool.answers]
boat.engine = "sail"
"""
    with pytest.raises(FaultsError) as caught:
        parse_answers(PATH, tomllib.loads(source.decode()), boat, source)
    lines = str(caught.value).splitlines()[1:]
    for line, (number, found, meant) in zip(
        lines,
        [
            (3, "trip.title", "trip.title"),
            (4, "trip.wether", "trip.weather"),
            (8, "boat.engine", "boat.engine"),
        ],
        strict=True,
    ):
        assert line.startswith(f"  line {number}: ")
        said = f'found {found} without quotes; put the id in quotes: "{meant}"'
        assert line.endswith(said)


def test_a_great_many_faults_are_not_all_listed(boat: Pack) -> None:
    """A file of something else does not fill the terminal."""
    with pytest.raises(FaultsError) as caught:
        read(boat, {"answers": {f"x{number}": 1 for number in range(1_000)}})
    head, *lines = str(caught.value).splitlines()
    assert (head, len(lines)) == ("a.toml: at least 100 errors", 100)


HOSTILE = "\x1b]0;x\x07\u202e\x9b2J"


@pytest.mark.parametrize(
    "content",
    [
        {HOSTILE: 1},
        {"answers": {HOSTILE: "x"}},
        {"answers": {"trip.weather": HOSTILE}},
        {"answers": {"trip.cargo": [HOSTILE]}},
        {"tool": [{HOSTILE: 1}]},
    ],
)
def test_a_refusal_shows_no_control_characters(
    boat: Pack, content: dict[str, Any]
) -> None:
    """What a hostile file holds does not reach the terminal through the refusal."""
    with pytest.raises(FileError) as caught:
        read(boat, content)
    assert not set(str(caught.value)) & set(HOSTILE) - set("]0;x2J")


def test_twelve_thousand_unknown_ids_are_refused_soon(boat: Pack) -> None:
    """Behind the last fault that is listed, no nearest spelling is looked for."""
    start = process_time()
    with pytest.raises(FaultsError, match="at least 100 errors"):
        read(boat, {"answers": {f"trip.title{n}": "x" for n in range(12_000)}})
    assert process_time() - start < 0.5
