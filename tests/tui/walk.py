"""A walk through every screen of the app, with the second killer doll."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from textual.pilot import Pilot

from genai_guide.record.draft import Draft, SignedRevision
from genai_guide.record.steps import TOOLS, go_to
from genai_guide.rules.pack import Pack
from genai_guide.signing.sshsig import format_public_key
from genai_guide.storage.atomic_write import write_atomic
from genai_guide.storage.keys import own_key_path
from genai_guide.storage.packs import default_dir
from genai_guide.storage.records import read_record
from genai_guide.tui.app import GuideApp
from genai_guide.workflows.sign import write_summary
from tests.helpers.drafts import save_draft
from tests.helpers.signing import LEGAL, PRODUCER, SIGNER
from tests.tui.helpers import saved, settle, write
from tests.tui.signing import until

DOLL = default_dir() / "cases" / "00-second-doll.toml"
_PLACES = {
    "form": "production.title",
    "single": "output.key-element",
    "multi": "real.kinds",
    "tools": TOOLS,
    "per-tool": "tool.inputs#1",
}


def doll(pack: Pack) -> Draft:
    """Give the session of the second killer doll, with nothing missing."""
    return read_record(DOLL, pack).draft


def saved_uses(folder: Path, pack: Pack) -> None:
    """Save a whole use, one that was only begun, and a file that is broken."""
    whole = doll(pack)
    begun = replace(whole, use=dict(list(whole.use.items())[:9]), tools=whole.tools[:0])
    save_draft(
        folder / "2026-03-31-110000-d011.toml", pack, whole, "2026-03-31T11:00:00+00:00"
    )
    save_draft(folder / "begun.toml", pack, begun, "2026-03-29T11:00:00+00:00")
    (folder / "broken.toml").write_text("answers = [", encoding="utf-8")


async def stops(app: GuideApp, pilot: Pilot[Any], pack: Pack) -> AsyncIterator[str]:
    """Go from screen to screen, from the start screen on, and name each."""
    await settle(app, pilot)
    yield "start"
    await pilot.press("n")
    await pilot.pause()
    for name, place in _PLACES.items():
        app.apply(go_to(doll(pack), place))
        await settle(app, pilot)
        yield name
    await pilot.press("r")
    await settle(app, pilot)
    yield "review"
    await pilot.press("left")
    for key, name in {"v": "verdict", "m": "message"}.items():
        await pilot.press(key)
        await settle(app, pilot)
        yield name
        await pilot.press("escape")
    await pilot.press("v")
    await settle(app, pilot)
    tasks = (n for n, row in enumerate(app.screen.shown) if "☐" in row.text.plain)
    app.screen.query_one("#reasons").highlighted = next(tasks)
    await pilot.press("enter")
    await settle(app, pilot)
    yield "close-task"
    await pilot.press("escape", "escape")
    app.apply(go_to(doll(pack), "output.key-element"))
    for key, name in {"n": "note", "f1": "help", "ctrl+p": "commands"}.items():
        await pilot.press(key)
        await settle(app, pilot)
        yield name
        await pilot.press("escape")
    await pilot.press("s")
    await settle(app, pilot)
    yield "sign-off"
    for text in ("A. Producer", "Line producer", "A Studio", "a@studio.example"):
        await write(pilot, text)
        await pilot.press("enter")
    await settle(app, pilot)
    yield "sign-off-filled"
    await pilot.press("enter", "enter")
    await until(pilot, "Signed. The summary is in")
    await saved(app, pilot)
    yield "done"
    app.action_start()
    assert app.open_file(received(Path(), pack)) == ""
    await settle(app, pilot)
    yield "summary"
    # What waits for an answer is not waited for.
    for key, name, seen in (
        ("t", "trust", "16 or more characters"),
        ("d", "decide", "^s sign"),
        ("u", "update", "Update: No decision yet."),
    ):
        await pilot.press(key)
        await until(pilot, seen)
        yield name
        await pilot.press("escape")
    await open_register(app, pilot, pack)
    yield "register"


async def open_register(app: GuideApp, pilot: Pilot[Any], pack: Pack) -> None:
    """Open the register of a folder with a summary, and a file that is none."""
    app.change_settings(register=(str(register_folder(pack)),))
    app.action_register()
    await until(pilot, "1 All 1")
    await settle(app, pilot)


def register_folder(pack: Pack) -> Path:
    """Give the folder that the register is read from."""
    folder = Path("register")
    folder.mkdir()
    received(folder, pack)
    (folder / "broken.toml").write_text("answers = [", encoding="utf-8")
    return folder


def own_key() -> None:
    """Have a signing key of one's own that is always the same."""
    written = PRODUCER._private.private_bytes(
        Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()
    )
    write_atomic(own_key_path(), written)
    write_atomic(
        Path(f"{own_key_path()}.pub"), format_public_key(PRODUCER.public).encode()
    )


def received(folder: Path, pack: Pack) -> Path:
    """Write a summary that somebody else signed, the second of its use."""
    before = SignedRevision(
        "a" * 32, 1, f"sha256:{'0' * 64}", "2026-03-01T09:00:00+00:00"
    )
    path = folder / "received.toml"
    write_summary(path, pack, replace(doll(pack), signed=before), SIGNER, LEGAL)
    return path
