"""What proving a pack costs: in the process, as a command, and beside a SAT solver.

The solver is asked the same of the same packs, and has to find the same before it is
measured. It leaves out what is no question of logic (wording, clauses, golden cases).
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.deciding import SIZES, process
from benchmarks.measuring import Row, at_least, growth, in_turn, ratios, seconds, taken
from benchmarks.peers import Peer
from genai_guide.rules.check.cubes import PackCubes
from genai_guide.rules.check.properties import (
    find_broken_assertions,
    find_dead_questions,
    find_impossible_rules,
    find_lowering_answers,
    find_subsumed_rules,
)
from genai_guide.rules.check.run import check_pack
from genai_guide.rules.pack import Pack
from genai_guide.storage.cases import load_cases
from genai_guide.storage.packs import default_dir, load_pack
from tests.rules.check.generated import large_pack

TIMES = 7
Answer = set[tuple[str, str]]


def run() -> Iterator[Row]:
    """Measure."""
    pack, large = load_pack(), large_pack(120, 120, 2)
    cases = load_cases(default_dir(), pack)
    yield seconds("every property of the shipped pack", times(pack, *cases), 0.1)
    command = [sys.executable, "-m", "genai_guide", "pack", "check"]
    found = in_turn(TIMES, partial(process, command))[0]
    yield seconds("`pack check` as a command", found, 0.4)
    yield seconds("the same of 120 questions and 120 rules", times(large), 1)
    with Peer("python-sat", "sat") as peer:
        packs = {"the shipped pack": pack, "120 questions and 120 rules": large}
        for name, one in packs.items():
            found = beside(one, peer)
            yield at_least(f"times as fast as python-sat on {name}", found, None)
    for what, generated in (
        ("questions, 60 rules", [large_pack(size, 60, 1) for size in SIZES]),
        ("rules, 60 questions", [large_pack(60, size, 1) for size in SIZES]),
    ):
        costs = [median(times(one)) for one in generated]
        yield growth(f"every property, by {what}", SIZES, costs, judged=False)


def times(pack: Pack, *more: object) -> list[float]:
    """Measure the whole check of a pack in the process."""
    return in_turn(TIMES, partial(taken, partial(check_pack, pack, *more)))[0]


def by_cubes(pack: Pack) -> Answer:
    """Decide by covering what the solver is asked too."""
    cubes = PackCubes(pack)
    found = [
        *find_dead_questions(cubes),
        *find_impossible_rules(cubes),
        *find_subsumed_rules(cubes),
        *find_lowering_answers(cubes),
        *(one for one in find_broken_assertions(cubes) if one.severity == "error"),
    ]
    return {(str(flaw.property), flaw.id) for flaw in found}


def beside(pack: Pack, peer: Peer) -> list[float]:
    """Hold the solver against covering, once they agree."""
    agree(pack, peer)
    ours, theirs = in_turn(
        TIMES, partial(taken, partial(by_cubes, pack)), lambda: peer.ask("decide")[1]
    )
    return ratios(theirs, ours)


def agree(pack: Pack, peer: Peer) -> None:
    """Make sure that the solver finds the same."""
    with TemporaryDirectory() as folder:
        handed = Path(folder, "pack")
        handed.write_bytes(pickle.dumps(pack))
        peer.ask("load", path=str(handed))
    theirs = {(kind, name) for kind, name in peer.ask("decide")[0]}
    if different := sorted(theirs ^ by_cubes(pack)):
        msg = f"python-sat does not agree: {different[:5]}"
        raise AssertionError(msg)
