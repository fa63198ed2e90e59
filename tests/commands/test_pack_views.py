"""`pack table` and `pack graph`: as many rows and drawings as rules and sections."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from genai_guide.rules.pack import Pack
from tests.commands.small_pack import copied, edit


@pytest.fixture
def pack_dir(tmp_path: Path) -> Path:
    """Give a copy of the small pack to change."""
    return copied(tmp_path / "changed")


def test_the_table_has_a_row_for_each_rule(run, shipped: Pack) -> None:
    """A spreadsheet reads as many cells in each row, and finds each condition."""
    done = run("pack", "table", "--format", "tsv", pack=False)
    rows = list(csv.DictReader(io.StringIO(done.out), delimiter="\t"))
    assert [one["rule"] for one in rows[1:]] == [rule.id for rule in shipped.rules]
    assert all(None not in one and None not in one.values() for one in rows)
    by_id = {one["rule"]: one for one in rows}
    personal = by_id["personal"]
    assert personal["tool.agreement"] == "no"
    assert personal["tool.inputs"] == "personal or writings or likeness"
    assert by_id["proprietary"]["tool.training"] == "(2) title or recorded"
    assert by_id["capture"]["unless"] == "people.who = dead or dead-performer"


HOSTILE = '|a`<b>[x](y)*_\\\\ #\\"]; click q1 -->'


def test_the_text_of_a_pack_is_only_text(run, pack_dir: Path) -> None:
    """No text becomes markup, a cell, a formula or a line of its own."""
    edit(pack_dir, "questions.toml", "Is it inside the house?", HOSTILE)
    edit(pack_dir, "questions.toml", 'title = "Gear"', 'title = "```<script>"')
    edit(pack_dir, "rules.toml", "Candles are open fire.", "=1+1")
    table = run("pack", "table", pack_dir, pack=False).out
    widths = {line.count("|") for line in table.splitlines()}
    assert len(widths) == 1
    assert "<b>" not in table
    graph = run("pack", "graph", pack_dir, pack=False).out
    assert "<script>" not in graph
    assert graph.count("```") == 2 * graph.count("```mermaid")
    for line in graph.splitlines():
        assert not line.strip().startswith("click")
        if line.startswith("  q1["):
            text = line.removeprefix('  q1["').removesuffix('"]').replace("<br/>", "")
            assert not set(text) & set('"`<>[]|\\*')
    tsv = run("pack", "table", pack_dir, "--format", "tsv", pack=False).out
    assert "\t'=1+1\t" in tsv


def test_the_graph_shows_no_icon_that_a_text_names(run, pack_dir: Path) -> None:
    """Mermaid draws an icon for `fa:fa-car`, and nothing else after a colon."""
    edit(pack_dir, "questions.toml", "Is it inside the house?", "In: fa:fa-car (1)?")
    graph = run("pack", "graph", pack_dir, pack=False).out
    assert '"In: fa#58;fa-car (1)?' in graph


def test_the_graph_draws_each_section(run, shipped: Pack) -> None:
    """Each section with choices is drawn, small, with all its questions."""
    graph = run("pack", "graph", pack=False).out
    choices = [one for one in shipped.questions if one.is_choice]
    for question in choices:
        assert f"<br/>{question.id}" in graph
    drawings = re.findall(r"```mermaid\n(.*?)```", graph, re.DOTALL)
    assert len(drawings) == len({one.section for one in choices})
    assert max(len(one.splitlines()) for one in drawings) < 60
