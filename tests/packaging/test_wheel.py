"""The wheel, installed apart from the checkout, is the whole program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run(
        [*build, "--outdir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give the environment in which the wheel's modules come before any others."""
    site = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(site), str(wheel)], check=True)
    return {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}


def run(installed: dict[str, str], folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        env=installed,
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_the_wheel_carries_the_pack_and_the_stylesheet(wheel: Path) -> None:
    """Every file of the shipped pack and the app's styles are in the wheel."""
    names = set(zipfile.ZipFile(wheel).namelist())
    pack = ROOT / "questions" / "netflix-genai"
    for path in pack.rglob("*.toml"):
        assert f"genai_guide/questions/netflix-genai/{path.relative_to(pack)}" in names
    assert "genai_guide/tui/app.tcss" in names
    assert "genai_guide/py.typed" in names
    assert "genai_guide/report/templates/document.typ" in names


def test_typst_comes_only_with_the_extra(wheel: Path) -> None:
    """It is larger than all the rest, and the program works without it."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith("METADATA"))
        lines = archive.read(name).decode("utf-8").splitlines()
    needed = [line for line in lines if line.startswith("Requires-Dist: typst")]
    assert needed
    assert all("extra ==" in line for line in needed)


def test_the_installed_wheel_uses_its_own_pack(
    installed: dict[str, str], tmp_path: Path
) -> None:
    """Away from the checkout, the pack comes out of the installed package."""
    where = "import genai_guide; print(genai_guide.__file__)"
    package = Path(run(installed, tmp_path, "-c", where).strip()).parent
    assert ROOT not in package.parents
    told = run(installed, tmp_path, "-m", "genai_guide", "paths")
    assert f"questions: {package / 'questions' / 'netflix-genai'}" in told


def test_the_installed_wheel_takes_answers_to_a_summary(
    installed: dict[str, str], tmp_path: Path
) -> None:
    """The installed program assesses a case, signs it, and reads its own summary."""
    case = ROOT / "questions" / "netflix-genai" / "cases" / "00-second-doll.toml"
    who = [
        "--name",
        "A",
        "--role",
        "B",
        "--organisation",
        "C",
        "--email",
        "a@b.com",
        "--attest",
    ]
    signed = run(installed, tmp_path, "-m", "genai_guide", "sign", str(case), *who)
    summary = signed.strip()
    told = run(installed, tmp_path, "-m", "genai_guide", "assess", summary, "--json")
    assert json.loads(told)["level"] == "approval"
