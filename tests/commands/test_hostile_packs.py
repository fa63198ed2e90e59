"""Packs that are broken, huge or made to be hard: a message each, and soon."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from genai_guide.rules.check.compare import PackComparison
from genai_guide.rules.check.run import check_pack
from genai_guide.rules.check.space import Budget, PackTooLargeError
from genai_guide.rules.conditions import Literal
from genai_guide.rules.pack import Pack
from tests.rules.check.generated import (
    exploding_pack,
    large_pack,
    many_options,
    tangled_pack,
)

SMALL = Path(__file__).parents[1] / "packs" / "small"
QUESTION = """
[[question]]
id = "{id}"
section = "plan"
kind = "single"
text = "?"
when = [ {{ "{names}" = ["yes"] }} ]

  [[question.option]]
  id = "yes"
  label = "Yes"
  risk = "safe"
"""


def _cycle(folder: Path) -> None:
    with (folder / "questions.toml").open("a") as file:
        file.write(
            QUESTION.format(id="a", names="b") + QUESTION.format(id="b", names="a")
        )


def _itself(folder: Path) -> None:
    with (folder / "questions.toml").open("a") as file:
        file.write(QUESTION.format(id="a", names="a"))


def _doubled(folder: Path) -> None:
    path = folder / "questions.toml"
    path.write_text(path.read_text().replace('id = "candles"', 'id = "animals"', 1))


def _many(folder: Path) -> None:
    lines = "".join(
        f'[[question]]\nid="q{n}"\nsection="plan"\nkind="text"\ntext="?"\n'
        for n in range(5_000)
    )
    (folder / "questions.toml").write_text(lines)


def _huge(folder: Path) -> None:
    (folder / "rules.toml").write_text("#" * 3_000_000)


def _no_files(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def _no_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def _binary(folder: Path) -> None:
    (folder / "rules.toml").write_bytes(b"\xff\xfe\x00[[rule]]")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_cycle, "“b”, which comes later"),
        (_itself, "the question itself"),
        (_doubled, "this id twice"),
        (_many, "larger than 256 kB"),
        (_huge, "larger than"),
        (_no_files, "there is no such file"),
        (_no_folder, "this folder of questions does not exist"),
        (_binary, "UTF-16"),
    ],
)
@pytest.mark.parametrize("command", ["check", "table", "graph", "diff"])
def test_a_broken_pack_is_a_sentence(
    run, tmp_path: Path, command: str, spoil: Callable[[Path], None], said: str
) -> None:
    """Whatever is wrong with the files, the command says so and fails."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "broken"))
    spoil(folder)
    more = [SMALL] if command == "diff" else []
    done = run("pack", command, *more, folder, pack=False)
    assert done.code == 1
    assert said in done.err
    assert "Traceback" not in done.err
    assert "an error in genai-guide" not in done.err


@pytest.mark.parametrize(
    "pack",
    [
        tangled_pack(20, 60, 4),
        tangled_pack(60, 1_000, 3),
        exploding_pack(900),
        large_pack(1_000, 1_000),
    ],
    ids=["cells", "rules", "chain", "large"],
)
def test_a_tangled_pack_is_given_up_in_a_sentence(pack: Pack) -> None:
    """The budget stops what would take ages, and names the place."""
    start = process_time()
    with pytest.raises(PackTooLargeError, match=r"at (rule|question) “\w+”"):
        check_pack(pack, budget=Budget(400_000))
    assert process_time() - start < 20


def test_a_tangled_pack_on_disk(run, tmp_path: Path) -> None:
    """The command says that it gave up, and exits with 1."""
    pack = tangled_pack(30, 200, 5)
    folder = Path(shutil.copytree(SMALL, tmp_path / "tangled"))
    (folder / "questions.toml").write_text(
        '[[section]]\nid = "s"\ntitle = "S"\n'
        + "".join(
            f'[[question]]\nid="{one.id}"\nsection="s"\nkind="single"\ntext="?"\n'
            + "".join(
                f'[[question.option]]\nid="{o.id}"\nlabel="x"\nrisk="{o.risk}"\n'
                for o in one.options
            )
            for one in pack.questions
        )
    )

    def cell(one: object) -> str:
        assert isinstance(one, Literal)
        options = ", ".join(f'"{option}"' for option in sorted(one.any_of))
        return f'"{one.question}" = [{options}]'

    (folder / "rules.toml").write_text(
        "".join(
            f'[[rule]]\nid="{one.id}"\nclauses=["house.ask"]\nreason="x"\nlevel="hold"\n'
            f"when = [ {{ {', '.join(map(cell, (one.when or ())[0]))} }} ]\n"
            for one in pack.rules
        )
    )
    done = run("pack", "check", folder, pack=False)
    assert done.code == 1
    assert "too tangled to be decided exactly: at rule “r0”" in done.err


def test_a_large_usual_pack_is_decided_soon() -> None:
    """120 questions and 120 rules take well under the budget of work and of time."""
    pack = large_pack(120, 120)
    budget = Budget()
    most = budget.left
    start = process_time()
    proof = check_pack(pack, budget=budget)
    # Generous: a second on a quiet machine, and this one may be busy.
    assert process_time() - start < 5
    assert most - budget.left < 500_000
    assert proof.answer_sets > 10**50
    assert not PackComparison(pack, pack).regions()


@pytest.mark.parametrize("multi", [False, True])
def test_a_question_may_have_hundreds_of_options(*, multi: bool) -> None:
    """Options that nothing tells apart are decided together."""
    pack = many_options(400, multi=multi)
    start = process_time()
    result = check_pack(pack)
    assert process_time() - start < 5
    assert not result.errors
    options = pack.questions[0].options[:-1]
    fewer = replace(pack.questions[0], options=options)
    comparison = PackComparison(pack, replace(pack, questions=(fewer,)))
    assert [each.taken_by for each in comparison.uncompared()] == ["old"]


def test_the_largest_pack_is_decided_or_given_up_soon() -> None:
    """150 questions and 300 rules take two seconds on a quiet machine."""
    for seed in (1, 2):
        start = process_time()
        with suppress(PackTooLargeError):
            check_pack(large_pack(150, 300, seed))
        assert process_time() - start < 8
