"""Each mutant of the shipped pack is caught, or proved to change no verdict."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from genai_guide.rules.answers import Answers
from genai_guide.rules.check.cases import find_failed_cases, judge_cases
from genai_guide.rules.check.compare import PackComparison
from genai_guide.rules.check.cubes import PLACEHOLDER_DAY
from genai_guide.rules.check.findings import Property
from genai_guide.rules.check.run import check_pack
from genai_guide.rules.pack import Pack
from genai_guide.storage.cases import load_cases
from genai_guide.storage.errors import PackError
from genai_guide.storage.packs import default_dir, load_pack
from tests.helpers.oracle import completion, verdict
from tests.rules.check.mutants import mutants

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
_SHARE = 1 if THOROUGH else 41
"""Of how many mutants of a kind one is tried."""
TODAY = date.fromisoformat(PLACEHOLDER_DAY)
ORDERING = {
    ("delete a level", rule)
    for rule in ("change-nobody", "delivery-kind-unsure", "dignity", "replica-nobody")
}
"""Other rules always give these levels too; here they only order the reasons."""


def test_each_mutant_is_caught_or_changes_no_verdict(
    shipped: Pack, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a property, an assert, a golden case or the difference; else it is proved."""
    cases, _ = load_cases(default_dir(), shipped)
    random = Random(1)
    some = [completion(shipped, Answers(), random) for _ in range(12)]
    some += [case.answers for case in cases[::9]]
    before = [verdict(shipped, one) for one in some]
    listed = list(mutants(shipped))
    caught: Counter[str] = Counter()
    harmless: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for what, where, mutant in listed:
        numbers[what] += 1
        if numbers[what] % _SHARE != 1 % _SHARE:
            continue
        # Most are caught by a test case, and that is found out soonest.
        if [*find_failed_cases(mutant, judge_cases(mutant, cases, TODAY))]:
            caught[f"{what}: an assert or a test case"] += 1
            continue
        proof = check_pack(mutant, cases)
        errors = {one.property for one in proof.errors}
        regions = PackComparison(shipped, mutant).regions()
        if Property.ASSERT in errors:
            caught[f"{what}: an assert or a test case"] += 1
        elif errors:
            caught[f"{what}: a property"] += 1
        elif regions:
            caught[f"{what}: the difference"] += 1
        elif proof.warnings:
            caught[f"{what}: a warning"] += 1
        elif (what, where) not in ORDERING:
            harmless[what] += 1
        if not regions:
            # The oracle finds no other verdict where none was proved to be.
            after = [verdict(mutant, one) for one in some]
            assert before == after, f"{what} of {where}"
    with capsys.disabled():
        print(
            f"\n{caught.total()} mutants caught: {dict(sorted(caught.items()))};"
            f" {harmless.total()} proved to change no verdict: {dict(harmless)}"
        )
    assert not any(kind in harmless for kind in ("add an option", "delete a level"))
    kinds = {what for what, _, _ in listed}
    assert kinds == {key.split(":")[0] for key in caught} | set(harmless)
    assert caught.total() > harmless.total()


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("rules.toml", '{ "tool.inputs" =', '{ "tool.imputs" ='),
        ("rules.toml", '["unsure"]', '["unsur"]'),
        ("rules.toml", "{ final = true }", "{ finale = true }"),
        ("rules.toml", '"scope.media"', '"scope.medium"'),
        ("questions.toml", "{ replica = true }", "{ replicas = true }"),
        ("questions.toml", '"scope.media"', '"scope.medias"'),
        # Two questions that wait for each other.
        (
            "questions.toml",
            "when = [ { covered = true } ]",
            'when = [ { "output.incidental" = ["story"] } ]',
        ),
    ],
)
def test_a_misspelt_id_or_a_cycle_does_not_load(
    tmp_path: Path, file: str, right: str, wrong: str
) -> None:
    """Loading catches it, and names what comes near, or later."""
    folder = Path(shutil.copytree(default_dir(), tmp_path / "mutant"))
    text = (folder / file).read_text(encoding="utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(PackError, match=r"did you mean|comes later"):
        load_pack(folder)
