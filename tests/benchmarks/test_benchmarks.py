"""What is measured is checked to be the same work first; that is tried out here.

Nothing is timed, and no peer is installed: `python -m benchmarks` does both.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import (
    answering,
    checking,
    deciding,
    document,
    register,
    saving,
    starting,
    verifying,
)
from benchmarks.__main__ import PARTS
from benchmarks.measuring import fitted_exponent, growth
from benchmarks.peers import PINS, Peer, python_of
from genai_guide.rules.pack import Pack
from genai_guide.workflows.verify import Verifier
from tests.helpers.ssh_keygen import needs_ssh_keygen
from tests.rules.check.generated import large_pack


def needs(*peers: str) -> pytest.MarkDecorator:
    """Skip where a peer was not installed by the benchmarks."""
    missing = [one for one in peers if python_of(one) is None]
    reason = f"needs {', '.join(missing or peers)}"
    return pytest.mark.skipif(bool(missing), reason=reason)


@pytest.fixture
def somebody():
    """Give a folder with a signing key of its own."""
    with verifying.somebody() as folder:
        yield folder


@needs("zen-engine", "panzi-json-logic", "json-logic-qubit")
def test_rule_engines_decide_as_we_do(shipped: Pack):
    """The exported rules give every golden case its level and obligations."""
    with ExitStack() as stack:
        for name, decide in deciding.engines(shipped, stack).items():
            cases = deciding.golden(shipped)
            deciding.agree(name, decide, cases)
            other = next(one for one in cases if one.lowest != cases[0].lowest)
            wrong = [replace(cases[0], status=other.status)]
            with pytest.raises(AssertionError, match=name):
                deciding.agree(name, decide, wrong)


@needs("python-sat")
def test_the_solver_finds_what_the_check_finds():
    """A generated pack with dead rules in it is judged alike."""
    pack = large_pack(20, 20, 1)
    assert checking.by_cubes(pack)
    with Peer("python-sat", "sat") as peer:
        checking.agree(pack, peer)


@needs("pyhanko")
def test_pyhanko_takes_what_was_signed_and_nothing_else(somebody: Path):
    """A PDF of a summary verifies, and with another letter it does not."""
    (path,) = verifying.summaries(somebody / "signed", most=1)
    with Peer("pyhanko", "pyhanko_pdf") as peer:
        verifying.pdf_agrees(path, peer)


@needs_ssh_keygen
def test_ssh_keygen_takes_what_was_signed_and_nothing_else(somebody: Path):
    """So does the signature of a summary, as `ssh-keygen` sees it."""
    (path,) = verifying.summaries(somebody / "signed", most=1)
    words = verifying.ssh_words(path, somebody)
    said = [
        verifying.ssh_says(words, verifying.signed_bytes(one))
        for one in (path, verifying.changed(path))
    ]
    assert said == [True, False]


def test_we_take_what_was_signed_and_nothing_else(shipped: Pack, somebody: Path):
    """What is timed is a verification that would find a changed letter."""
    (path,) = verifying.summaries(somebody / "signed", most=1)
    verifier = Verifier(shipped, datetime.now(UTC))
    verifying.ours_agree(path, verifier)
    shutil.copy(verifying.changed(path), path)
    with pytest.raises(AssertionError, match="changed"):
        verifying.ours_agree(path, verifier)


def test_every_use_is_listed_before_the_register_is_measured(
    somebody: Path, monkeypatch: pytest.MonkeyPatch
):
    """Each of many has an id of its own, and one that is missing is noticed."""
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(somebody / "data"))
    monkeypatch.setenv("GENAI_GUIDE_CACHE", str(somebody / "cache"))
    signed = list(verifying.summaries(somebody / "signed", most=2))
    folder = somebody / "many"
    folder.mkdir()
    register.sign_many(signed, folder, 5)
    register.list_all(folder, 5)
    (folder / "000003.toml").write_bytes(b"answers = [")
    with pytest.raises(AssertionError, match="4 of 5 uses"):
        register.list_all(folder, 5)


def test_each_next_question_is_painted():
    """A whole interview is answered by keys, and each next question appears."""
    pack = large_pack(8, 4, 1)
    answers = deciding.answered(pack)[0]
    assert len(asyncio.run(answering.keys(pack, [answers]))) > 1


def test_what_is_loaded_is_what_was_saved(shipped: Pack, tmp_path: Path):
    """A save and a load are measured with their counterparts."""
    session = saving.session_of(shipped, 5)
    path = tmp_path / "session.toml"
    found = saving.saved_and_loaded(shipped, session, path, rounds=2)
    assert [len(one) for one in found] == [2, 2, 2, 2]


def test_the_first_screen_is_waited_for():
    """A start that draws something else is no measurement."""
    words = [sys.executable, "-c", "print('something')"]
    assert starting.until("something", words) > 0
    with pytest.raises(AssertionError, match="ended without"):
        starting.until("something else", words)


def test_the_exponent_of_a_cost():
    """It is 2 where twice the size costs four times as much."""
    assert fitted_exponent([1, 2, 4], [3.0, 12.0, 48.0]) == pytest.approx(2)
    assert not growth("it", [1, 2, 4], [3.0, 12.0, 48.0]).met


def test_a_table_takes_the_place_of_the_one_before(tmp_path: Path, monkeypatch):
    """The rest of the document stays, and every part has its place in it."""
    text = document.PLACE.read_text(encoding="utf-8")
    copy = tmp_path / "speed.md"
    copy.write_text(text, encoding="utf-8")
    monkeypatch.setattr(document, "PLACE", copy)
    for part in PARTS:
        document.write(part, [growth("it", [1, 2], [1.0, 2.0])])
    written = copy.read_text(encoding="utf-8")
    assert written.count("| it | 1: 1.0x, 2: 2.0x; exponent 1.00 |") == len(PARTS)
    assert written.splitlines()[0] == text.splitlines()[0]
    with pytest.raises(AssertionError, match="no place for nothing"):
        document.write("nothing", [])


def test_every_peer_is_pinned():
    """One requirement each, of one version."""
    assert all(len(one) == 1 and "==" in one[0] for one in PINS.values())
