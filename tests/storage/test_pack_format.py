"""What the second format of packs adds: what is loaded, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.rules.conditions import Literal
from genai_guide.rules.pack import DateTest, ItemState
from genai_guide.storage.errors import FileError, PackError
from genai_guide.storage.packs import load_pack
from tests.helpers.boat_pack import FILES, write_pack

P, Q, R = "pack.toml", "questions.toml", "rules.toml"
MORE = """\
[[rule]]
id = "own-words"
clauses = ["cargo"]
when = [ { "trip.weather" = ["storm", "unsure"] } ]
reason = "The weather.[ It begins on {use.intended_start}.]"
headline = "Mind the weather."
headline_at = ["hold"]
level = "escalate"
verdict = { label = "Mind it", sentence = "Look at the sky." }
  [rule.reasons."trip.weather"]
  unsure = "It is not known whether there is a storm."

[[conflict]]
id = "storm-in-the-past"
text = "There is a storm, and the trip is over."
when = [ { "trip.weather" = ["storm"], "trip.date" = "past" } ]

[[checklist]]
id = "rules"
title = "The rules of the harbour"
kind = "principle"
  [[checklist.item]]
  clause = "weather"
  met = [ { "trip.weather" = ["calm"] } ]
  not_met = [ { "trip.weather" = ["storm"] } ]

[[assert]]
id = "a-storm-is-not-met"
when = [ { "trip.weather" = ["storm"] } ]
clauses = ["weather"]
item = { clause = "weather", state = "not_met" }
"""
CHOSEN = """\
[[question]]
id = "tool.chosen"
section = "boat"
kind = "single"
per = "tool"
field = "tool.chosen"
text = "Is the boat chosen?"
  [[question.option]]
  id = "yes"
  label = "Yes"
  risk = "neutral"
  [[question.option]]
  id = "no"
  label = "No"
  risk = "neutral"

"""


def test_all_that_is_new_is_loaded(tmp_path: Path) -> None:
    """Sentences per option, conflicts, checklists and what is asserted of them."""
    folder = write_pack(tmp_path / "pack", **{R: f"{FILES[R]}\n{MORE}"})
    pack = load_pack(folder)
    rule = pack.rules[-1]
    assert list(rule.reasons["trip.weather"]) == ["unsure"]
    assert rule.headline_at == ("hold",)
    assert rule.verdict is not None
    assert (rule.verdict, rule.verdict.label) == (rule.level, "Mind it")
    (row,) = pack.conflicts[0].when
    assert row == (
        Literal("trip.weather", frozenset({"storm"})),
        DateTest("trip.date", "past"),
    )
    (item,) = pack.checklists[0].items
    assert item.fails == ((Literal("trip.weather", frozenset({"storm"})),),)
    assert pack.assertions[-1].state is ItemState.NOT_MET
    assert pack.floor is pack.levels[0]
    assert pack.contact == "the harbour"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"trip.weather"]\n  unsure',
            '"trip.wether"]\n  unsure',
            "line 10: rule|“trip.wether”|condition",
        ),
        ("  unsure = ", "  unsur = ", "found “unsur”|did you mean “unsure”"),
        (
            "{use.intended_start}",
            "{use.intended}",
            "line 5|{use.intended}|use.intended_start",
        ),
        ("on {use.intended_start}.]", "on {tool}.]", "{tool}|look at a question about"),
        (".[ It", ".[ [It", "…] that end, without nesting"),
        ('headline_at = ["hold"]', 'headline_at = ["hald"]', "did you mean “hold”"),
        ('level = "escalate"\n', "", "verdict|no level|one beside it"),
        ('"trip.date" = "past"', '"trip.title" = "past"', "no date|a date question"),
        ('"trip.date" = "past"', '"trip.date" = "then"', "“past”, “future”"),
        ('kind = "principle"', 'kind = "situation"', "item “weather”, met|applies and"),
        ('state = "not_met"', 'state = "applies"', "found “applies”|a known state"),
        ('clause = "weather", state', 'clause = "flags", state', "item of a checklist"),
        ("item = {", 'at_least = "hold"\nitem = {', "found at_least and item"),
    ],
)
def test_what_is_new_is_checked(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Each fault is said with its line and what is expected."""
    assert old in MORE
    folder = write_pack(
        tmp_path / "pack", **{R: f"{MORE.replace(old, new)}\n{FILES[R]}"}
    )
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    for words in said.split("|"):
        assert words in str(caught.value)


def test_the_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    """A file that is no TOML does not hide what is wrong with the others."""
    folder = write_pack(
        tmp_path / "pack",
        **{
            P: FILES[P].replace('color = "danger"', 'color = "red"'),
            Q: FILES[Q].replace('text = "What is', "text = What is", 1),
            R: FILES[R].replace("reason = ", "because = ", 1),
        },
    )
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    files = [issue.file for issue in caught.value.issues]
    assert files == [P, Q, R, R]
    assert all(issue.line for issue in caught.value.issues if issue.file != Q)


def test_the_first_format_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """What was written for an earlier version is not read key by key."""
    first = FILES[P].replace("format = 2", "format = 1")
    folder = write_pack(tmp_path / "pack", **{P: first})
    with pytest.raises(FileError, match="written in format 1; this program reads"):
        load_pack(folder)


def test_questions_for_the_record_come_last(tmp_path: Path) -> None:
    """One that decides cannot stand behind one for the record."""
    early = FILES[Q].replace(
        'field = "use.int', 'stage = "record"\nfield = "use.int', 1
    )
    folder = write_pack(tmp_path / "pack", **{Q: early})
    with pytest.raises(PackError, match="a deciding question about the use after a"):
        load_pack(folder)


def test_tool_questions_wait_for_a_chosen_tool(tmp_path: Path) -> None:
    """Each of them says so, or it would be asked of a tool that there is not."""
    first = FILES[Q].index('[[question]]\nid = "boat')
    text = f"{FILES[Q][:first]}{CHOSEN}{FILES[Q][first:]}"
    with pytest.raises(PackError, match=r'expected "tool\.chosen" = ') as caught:
        load_pack(write_pack(tmp_path / "pack", **{Q: text}))
    assert "boat.name" not in str(caught.value)


def test_hundreds_of_options_and_long_ids_are_taken(tmp_path: Path) -> None:
    """As many as there are countries, with ids of 64 characters."""
    name = "x" * 61
    options = "".join(
        f'  [[question.option]]\n  id = "{name}{n}"\n  label = "{n}"\n  risk = "safe"\n'
        for n in range(100, 500)
    )
    question = (
        '[[question]]\nid = "trip.place"\nsection = "trip"\nkind = "single"\n'
        f'text = "Where?"\n{options}'
    )
    first = FILES[Q].index('[[question]]\nid = "boat')
    text = f"{FILES[Q][:first]}{question}{FILES[Q][first:]}"
    pack = load_pack(write_pack(tmp_path / "pack", **{Q: text}))
    assert len(pack.by_id["trip.place"].options) == 400
