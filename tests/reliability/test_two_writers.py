"""Two processes on one session: what each was told is saved is in a file."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from genai_guide.record.draft import new_draft
from genai_guide.storage.open_draft import OpenDraft
from tests.reliability.effort import effort, tried
from tests.reliability.saver import NOW, SMALL, titled

SECONDS = effort(1, 60)


def notes_on_disk(folder: Path) -> set[str]:
    """Collect every note that the history of any session in a folder knows."""
    texts = (path.read_text(encoding="utf-8") for path in folder.glob("*.toml"))
    # Parsing the hundreds of copies that a minute makes would take many more.
    return {
        note
        for text in texts
        for note in re.findall(r'^to = "(.+)"$', text, re.MULTILINE)
    }


def work_together(path: Path, seconds: float, how: str) -> list[list[str]]:
    """Let two processes work on a session, end them, and give what each told."""
    (folder := path.parent / "told").mkdir()
    files = [(folder / name).open("w+") for name in "AB"]
    root = Path(__file__).parents[2]
    words = [sys.executable, "-m", "tests.reliability.writer_at_work", str(path)]
    both = [
        subprocess.Popen([*words, name, how], cwd=root, stdout=file)
        for name, file in zip("AB", files, strict=True)
    ]
    wait = time.monotonic() + 30
    while time.monotonic() < wait and not all(
        one.tell() or _size(one) for one in files
    ):
        time.sleep(0.01)
    time.sleep(seconds)
    for one in both:
        assert one.poll() is None, "a writer ended by itself"
        one.kill()
        one.wait()
    told = []
    for file in files:
        file.seek(0)
        # The last line may be cut off by the end of the process.
        told.append(file.read().split("\n")[:-1])
        file.close()
    return told


def _size(file: object) -> int:
    return Path(file.name).stat().st_size  # type: ignore[attr-defined]


@pytest.mark.parametrize("how", ["locked", "insisting"])
def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path, how: str) -> None:
    """One is refused; one that insists is kept beside the other, in copies."""
    path = tmp_path / "a.toml"
    opened = OpenDraft(path, SMALL)
    opened.save(titled(new_draft(SMALL), "old"), NOW)
    opened.close()
    told = work_together(path, SECONDS, how)
    acknowledged = [line.split("|")[1] for one in told for line in one if "|" in line]
    refused = Counter(line for one in told for line in one)["refused"]
    there = notes_on_disk(tmp_path)
    lost = [one for one in acknowledged if one not in there]
    assert all(told), "one of them never came to work"
    tried(f"saves by two at once ({how}, {refused} refused)", len(acknowledged), lost)
