"""Signing, deciding and received summaries, as the tests of the app need them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.widgets import OptionList

from genai_guide.record import draft as sessions
from genai_guide.record.draft import Draft
from genai_guide.record.entries import Condition, EntryKind, Outcome
from genai_guide.record.statement import SignOff
from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.verification import Verification, allowed_signer_for
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.trust import add_allowed_signer
from genai_guide.tui.screens.signing import KeyDialog
from genai_guide.workflows.entries import append_entry, new_entry
from genai_guide.workflows.sign import write_summary
from genai_guide.workflows.verify import Verifier
from tests.helpers.drafts import save_draft
from tests.helpers.signing import LEGAL, PRODUCER, SIGNER
from tests.helpers.summaries import COUNSEL
from tests.tui.helpers import NOON, SMALL, rows, shown, write

ANSWERS = Answers(
    {
        "plan.title": "Dolls",
        "plan.what": "A house",
        "plan.where": ("yes",),
        "plan.hazards": ("candles",),
    },
    (Tool("Crane", {"gear.heavy": ("yes",)}),),
)
SIZES = [(80, 24), (60, 16), (120, 40)]
WHO = "a@studio.com"
"""The address of the person who signs the summaries here."""
PERSON = ("Ada", "Producer", "Studio", "ada@example.org")


def summary(
    path: Path,
    *,
    pack: Pack = SMALL,
    answers: Answers = ANSWERS,
    signoff: SignOff = SIGNER,
    key: SigningKey = PRODUCER,
    **more: Any,
) -> Draft:
    """Write a signed summary of the small pack; give its session."""
    session = replace(sessions.draft_from_answers(pack, answers), **more)
    return write_summary(path, pack, session, signoff, key)


def complete_session(path: Path) -> Path:
    """Save a session in which everything is answered, at its review."""
    session = sessions.draft_from_answers(SMALL, ANSWERS)
    save_draft(path, SMALL, session, NOON.isoformat())
    return path


def flat(app: App[Any]) -> str:
    """Give the screen as one line of words; of a dialog, what stands in it."""
    lines = rows(app)
    for box in app.screen.query(".dialog"):
        x, y, right, bottom = box.region.corners
        lines = [line[x:right] for line in lines[y:bottom]]
    return " ".join(" ".join(lines).translate(dict.fromkeys(map(ord, "│▌"))).split())


async def until(pilot: Pilot[Any], seen: str | Callable[[App[Any]], bool]) -> None:
    """Wait until a text is on the screen, or something else has come to pass."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        await pilot.pause(0.01)
        app = pilot.app
        if seen in f"{shown(app)}\n{flat(app)}" if isinstance(seen, str) else seen(app):
            return
    msg = f"{seen!r} did not come to pass:\n{shown(pilot.app)}"
    raise AssertionError(msg)


def first_found(name: str) -> Callable[[App[Any]], bool]:
    """Tell whether the palette offers this first; what it finds comes late."""

    def found(app: App[Any]) -> bool:
        hits = app.screen.query_one(OptionList)
        return hits.highlighted == 0 and name in str(hits.options[0].prompt)

    return found


async def sign(pilot: Pilot[Any], person: tuple[str, ...] = PERSON) -> None:
    """From the review: fill in who signs, and press the button."""
    await pilot.press("s")
    await until(pilot, "By signing you state")
    for text in person:
        await write(pilot, text)
        await pilot.press("enter")
    await pilot.press("enter", "enter")


def _asked_for_key(app: App[Any]) -> bool:
    return isinstance(app.screen, KeyDialog) and app.focused is not None


async def take_key(pilot: Pilot[Any], passphrase: str = "") -> None:
    """Have a key made, or unlock it."""
    await until(pilot, _asked_for_key)
    fields = 2 if pilot.app.screen.is_new else 1
    for _ in range(fields):
        if passphrase:
            await write(pilot, passphrase)
        await pilot.press("enter")


def know(
    key: SigningKey = PRODUCER, who: str = WHO, part: SignedPart = SignedPart.STATEMENT
) -> None:
    """Know a signer here."""
    add_allowed_signer(allowed_signer_for(part, who, key.public))


def text(path: Path) -> str:
    """Read a file."""
    return path.read_text("utf-8")


def changed(path: Path, before: str, after: str) -> Path:
    """Put one text in the place of another in a file."""
    assert before in text(path)
    path.write_text(text(path).replace(before, after, 1), "utf-8")
    return path


def decided(path: Path, conditions: tuple[str, ...] = ("No candles",)) -> Path:
    """Have legal approve a summary, with conditions before delivery."""
    found = verified(path)
    entry = new_entry(
        found.summary,
        EntryKind.DECISION,
        COUNSEL,
        NOON,
        outcome=Outcome.WITH_CONDITIONS,
        found=found.result.word,
        conditions=tuple(
            Condition(
                id=f"condition-{number}",
                text=text,
                owner="production",
                due="before-delivery",
            )
            for number, text in enumerate(conditions, start=1)
        ),
    )
    append_entry(path, entry, found, LEGAL)
    return path


def refused(path: Path, reasons: str) -> Path:
    """Have legal refuse a summary."""
    found = verified(path)
    entry = new_entry(
        found.summary,
        EntryKind.DECISION,
        COUNSEL,
        NOON,
        outcome=Outcome.REFUSED,
        found=found.result.word,
        reasons=reasons,
    )
    append_entry(path, entry, found, LEGAL)
    return path


def verified(path: Path) -> Verification:
    """Verify a summary of the small pack."""
    found = Verifier(SMALL, NOON).verify(path)
    assert isinstance(found, Verification)
    return found
