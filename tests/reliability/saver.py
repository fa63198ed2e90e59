"""Saves a session step by step in a process of its own, which a test may end.

Each job is a line of JSON on stdin. For each there is a fork that waits for a
second line before it begins, so that a tracer can be attached to it first.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from genai_guide.record import draft as record
from genai_guide.record.draft import Draft
from genai_guide.rules.answers import Place
from genai_guide.storage import open_draft
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.packs import load_pack
from tests.reliability.weak_saves import WEAK

SMALL = load_pack(Path(__file__).parents[1] / "packs" / "small")
assert SMALL.compiled.rules  # made, and imported, before any call is counted
NOW = "2026-03-31T12:00:00+00:00"
TITLE = Place("plan.title")
Tell = Callable[[str], object]
_ATTEMPTS = 3
_SET_PTRACER, _ANYBODY = 0x59616D61, -1


def titled(session: Draft, title: str) -> Draft:
    """Answer the small pack's first question."""
    return record.set_answers(SMALL, session, {TITLE: title}, NOW)


def save_titles(job: dict[str, Any], tell: Tell) -> None:
    """Open the session and give it one title after the other, telling what was kept.

    After a save that failed, room is made and the same is tried again.
    """
    opened = _opened(job, tell)
    session = opened.migration.draft
    for title in job["titles"]:
        session = titled(session, title)
        for _ in range(_ATTEMPTS):
            try:
                opened.save(session, NOW)
            except FileError as problem:
                tell(f"refused {problem.sentence}")
                make_room(job)
            else:
                tell(f"saved {opened.path.name} {title}")
                break
    opened.close()


def _opened(job: dict[str, Any], tell: Tell) -> OpenDraft:
    path = Path(job["path"])
    if job.get("new"):
        return OpenDraft(path, SMALL)
    for _ in range(_ATTEMPTS):
        try:
            return OpenDraft.resume(path, SMALL, NOW)
        except FileError as problem:
            tell(f"refused {problem.sentence}")
    return OpenDraft.resume(path, SMALL, NOW)


def limit(job: dict[str, Any]) -> None:
    """Take away what the job is to do without."""
    if "protocol" in job:
        open_draft.write_atomic = WEAK[job["protocol"]]
    if "file_size" in job:
        _limit_files(job["file_size"])
    if "user" in job:
        os.setgroups([])
        os.setgid(job["user"])
        os.setuid(job["user"])


def _limit_files(size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, -1))


def make_room(job: dict[str, Any]) -> None:
    """Do what a person would do who is told that the disk is full."""
    if "no_room" in job:
        return
    if "file_size" in job:
        _limit_files(-1)
    if "filler" in job:
        Path(job["filler"]).unlink(missing_ok=True)


def _child(job: dict[str, Any], go: int, events: int) -> None:
    code = 1
    try:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_SET_PTRACER, _ANYBODY)
        # No read: the number of each call of the save must not hang on the tracer.
        select.select([go], [], [])
        limit(job)
        save_titles(job, lambda said: os.write(events, f"{said}\n".encode()))
        code = 0
    except BaseException as error:  # noqa: BLE001 - told to the test, whatever it is
        last = traceback.extract_tb(error.__traceback__)[-3:]
        where = " < ".join(f"{one.name}:{one.lineno}" for one in reversed(last))
        os.write(events, f"crashed {error!r} in {where}\n".encode())
    finally:
        os._exit(code)


def _run(job: dict[str, Any]) -> None:
    (waits, go), (told, events) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go)  # so that it ends when nobody is left to say go
        os.write(events, b"\n")
        _child(job, waits, events)
    os.close(events)
    os.read(told, 1)  # by now it has made the last call that is not the save's
    print(json.dumps({"pid": pid}), flush=True)
    sys.stdin.readline()
    os.write(go, b"!")
    with os.fdopen(told) as stream:
        said = stream.read().splitlines()
    _, status = os.waitpid(pid, 0)
    for descriptor in (waits, go):
        os.close(descriptor)
    code = os.waitstatus_to_exitcode(status)
    print(json.dumps({"said": said, "code": code}), flush=True)


def main() -> None:
    """Do jobs until there are no more."""
    with tempfile.TemporaryDirectory() as folder:
        # Everything is imported before the first fork: traced are saves alone.
        warm = {"path": f"{folder}/warm.toml", "titles": ["warm"]}
        save_titles({**warm, "new": True}, lambda _: None)
        save_titles(warm, lambda _: None)
    for line in sys.stdin:
        _run(json.loads(line))


if __name__ == "__main__":
    main()
