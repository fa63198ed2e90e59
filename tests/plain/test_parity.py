"""One set of answers, three front ends: the bodies of the summaries are the same."""

from __future__ import annotations

import io
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from genai_guide import __version__
from genai_guide.cli import main
from genai_guide.commands import ask, sign
from genai_guide.plain import wording
from genai_guide.record.draft import Draft
from genai_guide.record.explanation import explain
from genai_guide.record.statement import build_draft_statement
from genai_guide.record.steps import REVIEW, go_to
from genai_guide.report.annex import build_annex
from genai_guide.report.brief import build_brief
from genai_guide.report.source import source_of_draft
from genai_guide.rules.pack import ItemState, Pack
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.packs import default_dir
from genai_guide.storage.records import list_toml_files, read_record
from genai_guide.storage.summaries import to_table
from genai_guide.storage.toml import format_toml
from genai_guide.tui.display import format_level
from genai_guide.tui.verdict_rows import verdict_rows
from tests.helpers.signing import SIGN_WORDS
from tests.plain.app_keys import press_answers, press_sign_off
from tests.plain.lines import SIGN, lines_of
from tests.report.records import texts
from tests.tui.helpers import NOON, running

TODAY = date(2026, 6, 1)
CASES = list_toml_files([default_dir() / "cases"]).files
SHORT = default_dir() / "cases" / "not-generative.toml"
"""A case of few questions, of every kind."""


def body(summary: str | Path) -> str:
    """Give a statement as its file has it, without its id and who signed it when."""
    text = Path(str(summary).strip()).read_text(encoding="utf-8")
    return _without_signer(tomllib.loads(text)["statement"])


def _without_signer(statement: dict[str, Any]) -> str:
    own = {"id", "revision", "signoff"}
    kept = {key: statement[key] for key in statement if key not in own}
    return json.dumps(kept, indent=1)


@pytest.fixture
def by_lines(
    shipped: Pack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[Draft], str]:
    """Type a case into `ask`, and sign; gives the body."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    # The questions are the same ones each time, and have their own tests.
    for command in (ask, sign):
        monkeypatch.setattr(command, "load_pack", lambda _: shipped)

    def typed(case: Draft) -> str:
        lines = [*lines_of(shipped, case.answers), *SIGN]
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
        capsys.readouterr()
        code = main(["ask"])
        done = capsys.readouterr()
        assert code == 0, done.err[-2000:]
        return body(done.out)

    return typed


@pytest.fixture
def by_sign(
    tmp_path: Path, by_lines: object, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path], str]:
    """Sign a case as it stands; gives the body."""

    def signed(case: Path) -> str:
        capsys.readouterr()
        assert main(["sign", str(case), *SIGN_WORDS]) == 0
        return body(capsys.readouterr().out)

    return signed


async def by_app(folder: Path, pack: Pack, cases: list[Draft]) -> list[str]:
    """Let the app take each case; gives the bodies that it would sign."""
    held = []
    async with running(folder, pack=pack) as (app, _):
        for case in cases:
            app.apply(go_to(case, REVIEW))
            stated = build_draft_statement(
                app.controller.draft, app.controller.assessment, NOON.date()
            )
            pack_entry = replace(stated.pack, engine=__version__)
            told = to_table(replace(stated, pack=pack_entry))
            held.append(_without_signer(tomllib.loads(format_toml(told))))
    return held


async def test_every_golden_case_gives_the_same_body(
    shipped: Pack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    by_lines: Callable[[Draft], str],
    by_sign: Callable[[Path], str],
) -> None:
    """What is typed into `ask`, what the app holds, and what `sign` reads agree."""
    # Saving has its own tests; here thousands of saves would be waited for.
    monkeypatch.setattr(OpenDraft, "save", lambda *_: "")
    assert len(CASES) > 100
    cases = [read_record(path, shipped).draft for path in CASES]
    all_held = await by_app(tmp_path, shipped, cases)
    for path, case, held in zip(CASES, cases, all_held, strict=True):
        expected = by_sign(path)
        # That a tool is not chosen yet is typed in the list of tools.
        if all(tool.is_chosen(shipped) for tool in case.answers.tools):
            assert by_lines(case) == expected, path.stem
        assert held == expected, path.stem


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_app_plain_mode_and_documents_explain_a_verdict_in_the_same_sentences(
    shipped: Pack, case: Path
) -> None:
    """They are laid out in three ways; plain mode writes no word in capitals."""
    record = read_record(case, shipped)
    assessed = record.assessment, record.draft.closed
    explained_in_app = explain(*assessed, format_level, TODAY)
    rows = verdict_rows(explained_in_app, 80, ())
    app = _flat(row.text.plain for row in rows)
    plain = _flat(
        wording.format_verdict(record.assessment, record.draft, TODAY, every=True),
        wording.format_quotations(record.assessment),
    )
    source = source_of_draft(record.draft, record.assessment, TODAY)
    documents = _flat(texts(build_brief(source), build_annex(source)))
    # Where a principle is met, the app leads to the question instead.
    listed = chain(*(each.rows for each in source.explanation.checklists))
    met = {row.said for row in listed if row.state is ItemState.MET}
    for sentence in _sentences(source.explanation):
        for shown in (plain, documents, *([app] if sentence not in met else ())):
            assert _flat([sentence]) in shown


def _sentences(explained: object) -> Iterator[str]:
    """Give every text of an explanation; a level's name has its sign in the app."""
    if isinstance(explained, str):
        yield from re.split(": then |Could become: ", explained)
    elif isinstance(explained, tuple):
        for part in explained:
            yield from _sentences(part)
    elif is_dataclass(explained):
        names = {field.name for field in fields(explained)} - {
            # Ids and states, and what only the documents say.
            *("id", "place", "verdict", "state", "kind"),
            *("topic", "not_known", "unanswered"),
        }
        yield from _sentences(tuple(getattr(explained, name) for name in names))


def _flat(*texts: Iterable[str]) -> str:
    """Put texts into one line, without capitals."""
    return " ".join(" ".join(chain(*texts)).split()).casefold()


async def test_keys_lines_and_sign_give_the_same_body(
    shipped: Pack,
    tmp_path: Path,
    by_lines: Callable[[Draft], str],
    by_sign: Callable[[Path], str],
) -> None:
    """The same through the app's own keys, up to the file that it writes."""
    case = read_record(SHORT, shipped).draft
    expected = by_sign(SHORT), by_lines(case)
    async with running(tmp_path, pack=shipped) as (app, pilot):
        await press_answers(app, pilot, case.answers)
        await press_sign_off(app, pilot)
        summary = app.controller.summary
    assert summary
    assert (body(summary),) * 2 == expected
