"""What a newcomer starts with is whole: guides, scripts and pinned versions."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
GUIDES = [
    *TOP.glob("*.md"),
    *(TOP / "docs").glob("*.md"),
    TOP / "questions" / "README.md",
]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_each_link_leads_somewhere(guide: Path):
    """Files are there, and headings have the words that are linked to."""
    text = guide.read_text("utf-8")
    for path, heading in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", text):
        target = guide.parent / path if path else guide
        assert target.exists(), path
        if heading:
            titles = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
            words = (re.sub(r"[^\w -]", "", title.lower()) for title in titles)
            assert heading in {each.replace(" ", "-") for each in words}, heading


@pytest.mark.parametrize("guide", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_each_name_in_a_guide_to_the_code_is_there(guide: str):
    """Files are named by the end of their path, and NAME stands for any."""
    files = [*TOP.glob("*.*"), *TOP.glob("*/**/*.*")]
    paths = [f"/{path.relative_to(TOP)}" for path in files]
    sources = (path.read_text("utf-8") for path in TOP.glob("genai_guide/**/*.py"))
    words = {"NAME", *re.findall(r"\w+", "".join(sources))}
    text = (TOP / guide).read_text("utf-8")
    for name in re.findall(r"`([\w./-]+\.(?:py|md|txt|toml|typ))`", text):
        assert "NAME" in name or any(path.endswith(f"/{name}") for path in paths), name
    for name in re.findall(r"`(?=\w*[_.A-Z])(\w+(?:\.\w+)?)(?:\(\w*\))?`", text):
        is_file = any(path.endswith(f"/{name}") for path in paths)
        assert is_file or words.issuperset(name.split(".")), name


@pytest.mark.parametrize("name", ["keys", "tree", "pictures"])
def test_what_writes_the_docs_can_be_imported(name: str):
    """A name that was changed in the program is changed there too."""
    runpy.run_path(str(TOP / "docs" / f"{name}.py"))


def test_every_dependency_is_pinned_with_hashes_and_no_address():
    """The file works with any index, and does not tell where it was made."""
    lines = (TOP / "requirements-dev.txt").read_text("utf-8").splitlines()
    pinned = set()
    for line in lines:
        if match := re.fullmatch(r"([a-z0-9-]+)==[\w.]+( ;.*)? \\", line):
            pinned.add(match[1])
        else:
            assert re.fullmatch(r"    --hash=sha256:\w{64}( \\)?|\s*#.*", line), line
        assert "://" not in line
        assert "/" not in line
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {re.split(r"[^\w-]", each)[0].lower() for each in wanted}
    assert names <= pinned


def test_each_check_is_a_hook_before_a_commit():
    """`python tasks.py check` and pre-commit run the same programs."""
    tasks = runpy.run_path(str(TOP / "tasks.py"))["TASKS"]
    hooks = (TOP / ".pre-commit-config.yaml").read_text("utf-8")
    entries = re.findall(r"^ +entry: ([\w-]+(?: check| format)?)", hooks, re.MULTILINE)
    assert entries == [
        re.match(r"[\w-]+(?: check| format)?", line)[0] for line in tasks["check"]
    ]
