"""What CHANGES.toml says is held against the pack, and against itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.storage.errors import PackError
from genai_guide.storage.packs import load_pack
from tests.helpers.boat_pack import write_pack

Entry = tuple[str, str, str]
"""Version, kind, and what is named."""
WEATHER = 'question = "trip.weather"\n'
SKY = 'question = { from = "trip.sky", to = "trip.weather" }'


def loaded(folder: Path, *entries: Entry) -> tuple[str, ...]:
    """Load the boat pack with a list of changes, and give the faults in words."""
    write_pack(folder)
    (folder / "CHANGES.toml").write_text(
        "".join(
            f'[[change]]\nversion = "{version}"\nkind = "{kind}"\n{named}\n'
            for version, kind, named in entries
        ),
        encoding="utf-8",
    )
    try:
        load_pack(folder)
    except PackError as problem:
        return tuple(str(one) for one in problem.issues)
    return ()


FAULTS: dict[str, tuple[list[Entry], list[str]]] = {
    "a question that there is not": (
        [("1.2.3", "renamed", 'question = { from = "trip.sky", to = "trip.wether" }')],
        ["change 1, question: found “trip.wether”", "did you mean “trip.weather”?"],
    ),
    "a wording of nothing": (
        [("1.2.0", "wording", SKY), ("1.2.3", "wording", 'question = "trip.cagro"')],
        ["change 2, question", "a known question", "“trip.cargo”"],
    ),
    "an option that there is not": (
        [
            (
                "1.2.3",
                "renamed",
                'question = "trip.weather"\noption = { from = "fair", to = "clam" }',
            )
        ],
        ["change 1, option: found “clam”", "did you mean “calm”?"],
    ),
    "no name of before": (
        [("1.2.3", "renamed", 'question = "trip.weather"')],
        ["change 1: found no rename", "from = "],
    ),
    "half a rename": (
        [("1.2.3", "renamed", 'question = { to = "trip.weather" }')],
        ["change 1, question: found a table", "an id, or { from = "],
    ),
    "two of one name": (
        [
            ("1.2.0", "renamed", SKY),
            ("1.2.3", "renamed", SKY.replace("sky", "air")),
        ],
        ["change 2, question: found “trip.weather”, which change 1 renames"],
    ),
    "two options of one name": (
        [
            (
                "1.2.3",
                "renamed",
                f'{WEATHER}option = {{ from = "{one}", to = "calm" }}',
            )
            for one in ("fair", "mild")
        ],
        ["change 2, option: found “calm”, which change 1 renames"],
    ),
    "a split into one": (
        [("1.2.3", "split", f'{WEATHER}option = {{ from = "fair", to = ["calm"] }}')],
        ["change 1: found 1 targets", 'kind = "split"'],
    ),
    "a split into what there is not": (
        [
            (
                "1.2.3",
                "split",
                f'{WEATHER}option = {{ from = "fair", to = ["clam", "storm"] }}',
            )
        ],
        ["change 1, option: found “clam”", "did you mean “calm”?"],
    ),
    "a version to come": (
        [("1.10.0", "wording", 'question = "trip.weather"')],
        ["change 1, version: found “1.10.0”", "at most 1.2.3"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_leads_nowhere_is_refused(tmp_path: Path, name: str) -> None:
    """One fault, with its place, what was found, and what was expected."""
    entries, said = FAULTS[name]
    (fault,) = loaded(tmp_path / "boat", *entries)
    assert fault.startswith("CHANGES.toml, line ")
    for words in said:
        assert words in fault


def test_the_names_of_each_version_are_known(tmp_path: Path) -> None:
    """An entry names things as they were called then; what is gone may be named."""
    found = loaded(
        tmp_path / "boat",
        ("1.0.0", "added", 'question = "trip.wind"'),
        ("1.1.0", "renamed", 'question = { from = "trip.air", to = "trip.sky" }'),
        ("1.1.0", "wording", 'question = "trip.sky"\noption = "fair"'),
        ("1.1.0", "renamed", 'question = { from = "a", to = "trip.wind" }'),
        ("1.2.0", "renamed", SKY),
        ("1.2.0", "removed", 'question = "trip.wind"'),
        ("1.2.0", "removed", 'question = "trip.cargo"\noption = "water"'),
        (
            "1.2.3",
            "renamed",
            'question = "trip.weather"\noption = { from = "fair", to = "calm" }',
        ),
        ("1.2.3", "wording", 'rule = "storm"'),
        ("1.2.3", "answer-kind", 'question = "trip.cargo"'),
    )
    assert found == ()
