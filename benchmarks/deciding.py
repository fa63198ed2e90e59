"""What a verdict costs: one assessment beside rule engines, and a folder of answers.

The engines decide by the very rules of the shipped pack, exported for them, and have to
come to the same level and obligations in every golden case before they are measured.
Ours gives the bounds too. Why, and what is asked, it finds out once somebody reads it.
It is wanted to be no slower than they are, and otherwise as plain as can be.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.exporting import json_logic, rounds_of, zen_graph
from benchmarks.measuring import (
    Row,
    at_least,
    growth,
    in_turn,
    ratios,
    taken,
)
from benchmarks.peers import Peer
from genai_guide.rules.answers import Answers
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import default_dir, load_pack
from genai_guide.storage.records import list_toml_files, read_record
from tests.helpers.walks import finish, leaning
from tests.rules.check.generated import large_pack

FASTER = 1
ROUNDS = 3
SIZES = (30, 60, 120, 240)
FILES = (100, 300, 1_000, 10_000)
OURS = [sys.executable, "-m", "genai_guide"]
PARSE = """
import sys, tomllib
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.toml")):
    tomllib.loads(path.read_text(encoding="utf-8"))
"""
Decide = Callable[[Assessment], tuple[Any, float]]


def run() -> Iterator[Row]:
    """Measure."""
    pack = load_pack()
    cases = golden(pack)
    with ExitStack() as stack:
        for name, decide in engines(pack, stack).items():
            agree(name, decide, cases)
            yield beside(name, decide, cases)
    yield growth(
        "one assessment, by questions, 60 rules",
        SIZES,
        [assessing(large_pack(size, 60, 1)) for size in SIZES],
    )
    yield growth(
        "one assessment, by rules, 60 questions",
        SIZES,
        [assessing(large_pack(60, size, 1)) for size in SIZES],
    )
    files = list_toml_files([default_dir() / "cases"]).files
    yield from folders("assess", "answers files", files, 2)


def verdict(
    pack: Pack, answers: Answers
) -> tuple[Level, Level, tuple[Obligation, ...]]:
    """Assess answers, and read the bounds and the obligations."""
    found = assess(pack, answers)
    return found.lowest, found.highest, found.obligations


def golden(pack: Pack) -> list[Assessment]:
    """Assess the golden cases."""
    paths = list_toml_files([default_dir() / "cases"]).files
    return [read_record(path, pack).assessment for path in paths]


def engines(pack: Pack, stack: ExitStack) -> dict[str, Decide]:
    """Start the engines and give them the rules."""
    zen = stack.enter_context(Peer("zen-engine", "zen_engine"))
    zen.ask("load", graph=zen_graph(pack))

    def by_zen(by: str, one: Assessment) -> tuple[Any, float]:
        return zen.ask("decide", by=by, rounds=rounds_of(pack, one.answers))

    def by_logic(peer: Peer, one: Assessment) -> tuple[Any, float]:
        return peer.ask("decide", rounds=rounds_of(pack, one.answers))

    found: dict[str, Decide] = {
        "zen-engine, decision compiled once": partial(by_zen, "compiled"),
        "zen-engine, decision from its JSON": partial(by_zen, "text"),
    }
    for name in ("panzi-json-logic", "json-logic-qubit"):
        peer = stack.enter_context(Peer(name, "json_logic_rules"))
        peer.ask("load", **json_logic(pack))
        found[f"JSON-Logic, {name}"] = partial(by_logic, peer)
    return found


def agree(name: str, decide: Decide, cases: list[Assessment]) -> None:
    """Make sure that an engine decides every case as we do."""
    for one in cases:
        theirs, _ = decide(one)
        if theirs != (
            ours := [one.lowest.rank, sorted(each.id for each in one.obligations)]
        ):
            msg = f"{name} says {theirs}, and we {ours}, of {one.answers}"
            raise AssertionError(msg)


def beside(name: str, decide: Decide, cases: list[Assessment]) -> Row:
    """Hold one assessment against one of an engine, case by case."""
    ours, theirs = [], []
    for one in cases * ROUNDS:
        # In turn, so that neither finds the processor still at its own work.
        mine, other = in_turn(
            2,
            partial(taken, partial(verdict, one.pack, one.answers)),
            partial(_seconds, decide, one),
            warm=False,
        )
        ours.append(min(mine))
        theirs.append(min(other))
    return at_least(
        f"one assessment, times as fast as {name}", ratios(theirs, ours), FASTER
    )


def _seconds(decide: Decide, one: Assessment) -> float:
    return decide(one)[1]


def answered(pack: Pack) -> list[Answers]:
    """Answer a generated pack at random, ten times."""
    picks = (leaning(Random(seed), 0.3) for seed in range(10))  # noqa: S311
    return [finish(pack, Answers(), pick) for pick in picks]


def assessing(pack: Pack) -> float:
    """Measure one assessment of random answers."""
    given = answered(pack)
    return median(taken(partial(verdict, pack, one)) for one in given * 20)


def folders(
    command: str, kept: str, files: Sequence[Path], limit: float
) -> Iterator[Row]:
    """Hold a command over folders of files against parsing them.

    Args:
        command: The command.
        kept: What is in the files.
        files: A few of them, to be repeated.
        limit: The largest ratio that is wanted.
    """
    costs = []
    process([*OURS, command, str(files[0])])  # the first start of all compiles
    for count in FILES:
        with TemporaryDirectory() as folder:
            for number in range(count):
                copy = Path(folder, f"{number:05}.toml")
                shutil.copy(files[number % len(files)], copy)
            costs.append(process([*OURS, command, folder]))
            parse = [sys.executable, "-c", PARSE, folder]
            parsing = process(parse) if count == FILES[-1] else 0
    ratio = costs[-1] / parsing
    what = f"`{command}` on {FILES[-1]:,} {kept}, beside parsing them"
    yield Row(what, f"{ratio:.2f}x", f"at most {limit:g}x", ratio <= limit)
    yield growth(f"`{command}`, by files", FILES, costs)


def process(words: list[str]) -> float:
    """Measure a process from start to end."""
    return taken(partial(subprocess.run, words, check=True, stdout=subprocess.DEVNULL))
