"""One of several processes that answer in the same session, until it is told to stop.

Each line on stdout is one fact: `refused`, or the file and the note that was saved.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from genai_guide.record import draft as record
from genai_guide.rules.answers import Place
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from tests.reliability.saver import NOW, SMALL

_SAVES = 5
"""How often one saves before it closes and opens again."""


def work(path: Path, name: str, *, insisting: bool) -> None:
    """Open, save some notes, and close, over and over."""
    number = 0
    while True:
        opened = OpenDraft.resume(path, SMALL, NOW)
        if insisting:
            opened.read_only = ""
        session = opened.migration.draft
        for _ in range(_SAVES):
            number += 1
            note = f"{name} {number}"
            session = record.set_note(SMALL, session, Place("plan.title"), note, NOW)
            try:
                opened.save(session, NOW)
            except FileError:
                print("refused", flush=True)
                time.sleep(0.005)
                break
            print(f"{opened.path.name}|{note}", flush=True)
        opened.close()


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], insisting=sys.argv[3] == "insisting")
