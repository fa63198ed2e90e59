"""`production`: what uses share, from a use that there is, and into a new one."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.storage.drafts import write_new_draft
from genai_guide.storage.packs import default_dir, load_pack
from genai_guide.storage.records import read_record
from tests.helpers.drafts import AT, load_draft
from tests.helpers.signing import SIGN_WORDS

DOLL = default_dir() / "cases" / "00-second-doll.toml"


@pytest.fixture
def made(run) -> Path:
    """Give a production made from the second killer doll."""
    done = run("production", "new", "squid.toml", "--from", DOLL, pack=False)
    assert (done.code, done.out) == (0, "genai-guide new --production squid.toml\n")
    return Path("squid.toml")


def test_a_use_starts_from_a_production(ask, made: Path) -> None:
    """Its answers and its tool are there, marked; nothing of them is typed again."""
    done = ask("ask", "use.toml", "--production", made, lines=["/quit"], pack=False)
    assert done.code == 3
    draft = tomllib.loads(Path("use.toml").read_text(encoding="utf-8"))
    answers = {entry["question"]: entry for entry in draft["answer"]}
    assert answers["production.title"]["answered"] == "Squid Game"
    assert answers["tool.agreement"]["carried"] == "production"
    assert "output.delivered" not in answers
    assert draft["session"]["production"]["path"].endswith("squid.toml")
    assert draft["tool"][0]["library_id"]


def test_what_nobody_looked_at_is_not_signed(run, ask, made: Path) -> None:
    """The answers are listed, and the code is that of an incomplete use."""
    ask("ask", "use.toml", "--production", made, lines=["/quit"], pack=False)
    pack, path = load_pack(), Path("use.toml")
    started = load_draft(path, pack)
    doll = read_record(DOLL, pack).draft
    whole = replace(doll, carried=started.carried)
    path.unlink()
    write_new_draft(path, pack, whole, AT)
    done = run("sign", "use.toml", *SIGN_WORDS, pack=False)
    assert done.code == 3
    assert "these answers were copied. Look at each one first:" in done.err
    assert "What is the title of the production? Squid Game" in done.err


def test_a_production_is_shown_and_read_by_scripts(run, made: Path) -> None:
    """Its answers in words, and as one object."""
    shown = run("production", "show", made, pack=False)
    assert "Squid Game" in shown.out
    assert "Tool: Example generator" in shown.out
    done = run("production", "show", made, "--json", pack=False)
    assert set(json.loads(done.out)) == {"id", "answers", "tools"}


def test_a_title_alone_is_enough(run) -> None:
    """Without one it is a mistake of usage, and questions that share none are told."""
    refused = run("production", "new", "q.toml", "--title", "Roadrunner")
    assert (refused.code, Path("q.toml").exists()) == (1, False)
    done = run("production", "new", "p.toml", "--title", "Roadrunner", pack=False)
    assert done.code == 0
    assert '"production.title" = "Roadrunner"' in Path("p.toml").read_text("utf-8")
    assert run("production", "new", "q.toml", pack=False).code == 2
    assert run("production", "new", "p.toml", "--title", "x", pack=False).code == 1


def test_a_tool_that_is_not_in_the_library(ask, made: Path) -> None:
    """It is named with those that are."""
    done = ask("ask", "--production", made, "--tool", "Nobody", lines=[], pack=False)
    assert done.code == 1
    assert "It has: Example generator" in done.err


def test_a_change_of_the_production_is_offered(ask, made: Path) -> None:
    """Never made silently: taken over after a yes, and then no more asked for."""
    ask("ask", "use.toml", "--production", made, lines=["/quit"], pack=False)
    text = made.read_text(encoding="utf-8")
    made.write_text(text.replace("Squid Game", "Squid Game S3"), encoding="utf-8")
    kept = ask("ask", "use.toml", lines=["1", "/quit"], pack=False)
    assert "The production has changed since this use was started:" in kept.err
    assert "Squid Game S3 (here: Squid Game)" in " ".join(kept.err.split())
    assert 'answered = "Squid Game"' in Path("use.toml").read_text("utf-8")
    ask("ask", "use.toml", lines=["2", "/quit"], pack=False)
    assert 'answered = "Squid Game S3"' in Path("use.toml").read_text("utf-8")
    again = ask("ask", "use.toml", lines=["/quit"], pack=False)
    assert "otherwise" not in again.err
