"""A signed summary: what it comes to, and its answers in a new revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from genai_guide.files.errors import FileProblem
from genai_guide.files.open_sessions import OpenSession
from genai_guide.files.received import next_revision
from genai_guide.files.verifying import Verifier
from genai_guide.plain.console import Console
from genai_guide.plain.opening import tell_moved
from genai_guide.plain.talk import Back, Leave, pick
from genai_guide.plain.typed import Choice
from genai_guide.policy.pack import Pack
from genai_guide.record.interview import REVIEW, go
from genai_guide.record.verification import Verification, one_line

_LEAVE, _GO = "leave", "go"
_STAYS = "The decision stays behind. "


def revise(
    console: Console, path: Path, new: Path, pack: Pack, clock: Callable[[], datetime]
) -> OpenSession:
    """Read what a summary comes to, and go on with its answers if that is wanted.

    Args:
        console: Where the person is asked.
        path: The summary; it stays as it is.
        new: Where the session of the new revision is saved.
        pack: The questions and rules.
        clock: Gives the time, with its offset.

    Raises:
        FileProblem: if it cannot be read, or was made with other questions.
        Leave: if it is left as it is.
    """
    found = Verifier(pack, clock()).verify(path)
    console.say(f"{path.name} is a signed summary.", *_result(found))
    taken = next_revision(path, found.statement, pack)
    if taken.moved:
        tell_moved(console, path, taken, pack)
    number = found.statement["revision"] + 1
    console.say(
        "The answers, the notes and the done tasks can go on in a new use, to be"
        f" reviewed and signed as revision {number} in the place of this one."
        f" {_STAYS if found.decision else ''}This file is not touched."
    )
    choices = [
        Choice(_LEAVE, "Leave it as it is"),
        Choice(_GO, "Begin the new revision"),
    ]
    try:
        chosen = pick(console, f"Begin revision {number}?", choices)
    except Back:
        chosen = _LEAVE
    if chosen == _LEAVE:
        raise Leave
    opened = OpenSession(new, pack)
    opened.found = taken._replace(session=go(taken.session, REVIEW))
    try:
        told = opened.save(opened.found.session, clock().isoformat())
    except FileProblem:
        opened.close()
        raise
    console.say(f"This goes on in {opened.path}", *filter(None, [told]))
    return opened


def _result(found: Verification) -> Iterator[str]:
    """Say whether it holds, and what was decided."""
    yield found.first_line
    if found.decision is None:
        yield "There is no decision in it yet."
    else:
        for condition in found.decision["conditions"]:
            yield f"Condition: {one_line(condition)}"
