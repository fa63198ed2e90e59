"""Signing off with a key of one's own, once and again."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from genai_guide.record.draft import ClosedTask, draft_from_answers
from genai_guide.record.profile import Profile
from genai_guide.rules.answers import Place
from genai_guide.signing.verification import Result
from genai_guide.storage.evidence import measure_evidence
from genai_guide.storage.keys import PassphraseError, load_key, make_key, own_key_path
from genai_guide.storage.profile import load_profile
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.screens.signing import KeyDialog
from genai_guide.tui.screens.signoff import DoneScreen
from genai_guide.tui.screens.start import StartScreen
from genai_guide.tui.widgets.fields import Form, LineInput
from genai_guide.workflows.verify import Verifier
from tests.helpers.drafts import load_draft, save_draft
from tests.tui.helpers import NOON, SMALL, running, saved, shown, write
from tests.tui.signing import ANSWERS, complete_session, flat, sign, take_key, until

NAME = "genai-dolls-a-house.toml"


def put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o600)


@pytest.fixture
def session(tmp_path: Path) -> Path:
    return complete_session(tmp_path / "sessions" / "s.toml")


def statement(path: Path) -> dict:
    return tomllib.loads(path.read_text("utf-8"))["statement"]


async def test_the_first_sign_off_makes_a_key_with_a_passphrase(
    tmp_path: Path, session: Path
):
    """Both fields have to be the same; the summary verifies with the new key."""
    async with running(tmp_path, session) as (app, pilot):
        await sign(pilot)
        await until(pilot, "you need a key")
        await write(pilot, "sesame")
        await pilot.press("enter")
        await write(pilot, "sesam")
        await pilot.press("enter")
        await until(pilot, "this differs from the passphrase above")
        assert not own_key_path().exists()
        await write(pilot, "e")
        await pilot.press("enter")
        await until(pilot, "Signed. The summary is in")
        key = load_key(own_key_path(), "sesame")
        with pytest.raises(PassphraseError):
            load_key(own_key_path())
        assert key.fingerprint in shown(app)
        assert "sesam" not in shown(app)
    found = Verifier(SMALL, NOON).verify(tmp_path / NAME)
    assert found.result is Result.GENUINE
    assert found.signed.public == key.public


async def test_a_passphrase_is_never_shown(tmp_path: Path, session: Path):
    """Neither typed nor pasted."""
    async with running(tmp_path, session) as (app, pilot):
        await sign(pilot)
        await until(pilot, "you need a key")
        await pilot.press(*"open")
        await write(pilot, "sesame")
        await pilot.pause()
        assert "••••••••••" in shown(app)
        assert "sesame" not in shown(app)
        await pilot.press("escape")
        await until(pilot, "not signed: this needs your key")
        assert not own_key_path().exists()


async def test_a_wrong_passphrase_is_said_and_nothing_is_lost(
    tmp_path: Path, session: Path
):
    """The right one signs with what was typed before."""
    key = make_key(own_key_path(), "sesame")
    async with running(tmp_path, session) as (app, pilot):
        await pilot.press("s")
        await until(pilot, f"You sign with your key {key.fingerprint}")
        await pilot.press("escape")
        await sign(pilot)
        await until(pilot, lambda app: isinstance(app.screen, KeyDialog))
        await pilot.press("enter")
        await until(pilot, "type the passphrase of this key")
        await take_key(pilot, "simsalabim")
        await until(pilot, "this passphrase is wrong")
        assert not (tmp_path / NAME).exists()
        await pilot.press("escape")
        await until(pilot, "not signed: this needs your key")
        assert "ada@example.org" in shown(app)
        app.screen.action_sign()
        await take_key(pilot, "sesame")
        await until(pilot, "Signed. The summary is in")
    assert statement(tmp_path / NAME)["signoff"]["name"] == "Ada"


async def test_a_key_that_is_none_is_said(tmp_path: Path, session: Path):
    """Nothing is written, and what was typed stands."""
    put(own_key_path(), "no key")
    async with running(tmp_path, session, size=(120, 40)) as (app, pilot):
        await sign(pilot)
        await until(pilot, "this is no Ed25519 key")
        assert "ada@example.org" in shown(app)
    assert not (tmp_path / NAME).exists()


async def test_a_config_folder_that_cannot_be_written_is_said(
    tmp_path: Path, session: Path, monkeypatch: pytest.MonkeyPatch
):
    """The dialog says why no key can be made, and stays."""
    put(tmp_path / "config", "in the way")
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    async with running(tmp_path, session) as (app, pilot):
        await sign(pilot)
        await take_key(pilot)
        await until(pilot, "! ")
        assert isinstance(app.screen, KeyDialog)
    assert not (tmp_path / NAME).exists()


async def test_a_second_sign_off_is_the_next_revision(tmp_path: Path, session: Path):
    """It says whose place it takes, also after the program was started anew."""
    make_key(own_key_path())
    async with running(tmp_path, session) as (app, pilot):
        await sign(pilot)
        await until(pilot, lambda app: isinstance(app.screen, DoneScreen))
        await saved(app, pilot)
    assert load_draft(session, SMALL).signed.revision == 1
    async with running(tmp_path, None) as (app, pilot):
        await until(pilot, "revision 1 signed 31 March 2026")
        app.controller.clock = lambda: datetime(2026, 4, 2, 9, tzinfo=UTC)
        assert app.open(session) == ""
        await pilot.pause()
        await pilot.press("s")
        await until(pilot, "Signed on 31 March 2026. ")
        await pilot.press("e", "s")
        await until(pilot, "This is revision 2. It replaces the revision signed")
        await pilot.press("escape")
        await sign(pilot)
        await until(pilot, "Revision 2 replaces the revision signed on 31")
        await saved(app, pilot)
    first, second = tmp_path / NAME, tmp_path / NAME.replace(".toml", "-r2.toml")
    assert statement(second)["revision"] == 2
    replaced = Verifier(SMALL, NOON).verify(first).summary
    assert statement(second)["supersedes"] == [replaced.digest]
    assert statement(second)["id"] == statement(first)["id"]


async def test_a_signed_use_is_changed_only_in_its_next_revision(
    tmp_path: Path, session: Path
):
    """No key answers, undoes or types, and each says so; `e` lets them."""
    make_key(own_key_path())
    async with running(tmp_path, session) as (app, pilot):
        await sign(pilot)
        await until(pilot, lambda app: isinstance(app.screen, DoneScreen))
        await saved(app, pilot)
    signed = load_draft(session, SMALL)
    async with running(tmp_path, session) as (app, pilot):
        await until(pilot, "Signed on 31 March 2026 · e: start revision 2")
        assert "n note" not in shown(app), "no key is offered that does nothing"
        for place, keys in (
            ("plan.where", ("1",)),
            ("plan.hazards", ("1",)),
            ("plan.where", ("u",)),
            ("plan.where", ("n",)),
            ("plan.title", ("tab", "x")),
        ):
            app.go_to(Place(place))
            await pilot.pause()
            app.clear_notifications()
            await pilot.press(*keys)
            await until(pilot, "To change something, start revision 2: ")
        assert app.focused.value == "Dolls"
        assert len(app._notifications) == 1
        assert app.controller.draft.log == signed.log
        await pilot.press("escape", "e")
        await until(pilot, "This is revision 2 now.")
        app.go_to(Place("plan.where"))
        await pilot.pause()
        await pilot.press("1")
        await until(pilot, "changed since revision 1")


async def test_who_signs_is_filled_in_from_the_profile(tmp_path: Path, session: Path):
    """What it lacks is remembered from the sign-off, and the folder too."""
    make_key(own_key_path())
    known = Profile(name="Ada", role="Producer", organisation="Studio")
    async with running(tmp_path, session, profile=known) as (app, pilot):
        await pilot.press("s")
        await until(pilot, "By signing you state")
        boxes = app.screen.query_one(Form).boxes
        assert [box.text for box in boxes.values()][:3] == ["Ada", "Producer", "Studio"]
        app.screen.set_focus(boxes["email"].input)
        await write(pilot, "ada@example.org")
        boxes["path"].text = "mine"
        await pilot.press("ctrl+s")
        await until(pilot, lambda app: isinstance(app.screen, DoneScreen))
    assert statement(tmp_path / "mine.toml")["signoff"]["name"] == "Ada"
    assert load_profile() == Profile(
        "Ada", "Producer", "Studio", "ada@example.org", last_folder=str(tmp_path)
    )


async def test_what_is_changed_after_the_sign_off_is_said(
    tmp_path: Path, session: Path
):
    """The header does not call signed what is answered otherwise now."""
    make_key(own_key_path())
    async with running(tmp_path, session) as (app, pilot):
        await sign(pilot)
        await until(pilot, lambda app: isinstance(app.screen, DoneScreen))
        app.controller.clock = lambda: datetime(2026, 4, 2, 9, tzinfo=UTC)
        await pilot.press("escape")
        await until(pilot, lambda app: not isinstance(app.screen, DoneScreen))
        await pilot.press("e", "end", "up", "enter")
        await pilot.pause()
        await pilot.press("2")
        await until(pilot, "changed since revision 1")
        await pilot.press("ctrl+q")
        await app.workers.wait_for_complete()
    assert app.return_code == 3


async def test_escape_keeps_what_was_typed_to_sign(tmp_path: Path, session: Path):
    """It stands there when the sign-off is opened again, until it is signed."""
    make_key(own_key_path())
    async with running(tmp_path, session) as (app, pilot):
        await pilot.press("s")
        await until(pilot, "By signing you state")
        for text in ("Ada", "Producer", "Studio", "ada@example.org"):
            await write(pilot, text)
            await pilot.press("enter")
        await write(pilot, ".toml")
        await pilot.press("escape")
        await pilot.pause()
        assert "ada@example.org" not in shown(app)
        await pilot.press("s")
        await until(pilot, "By signing you state")
        for text in ("Ada", "Producer", "Studio", "ada@example.org", f"{NAME}.toml"):
            assert text in shown(app)
        await pilot.press("ctrl+s")
        await until(pilot, "Signed. The summary is in")
        await pilot.press("escape", "e", "s")
        await until(pilot, "By signing you state")
        assert "ada@example.org" in shown(app)  # as who signed last
        assert f"{NAME}.toml" not in shown(app)
    assert statement(tmp_path / f"{NAME}.toml")["signoff"]["name"] == "Ada"


async def test_all_that_is_signed_can_be_read_from_a_field(
    tmp_path: Path, session: Path
):
    """At the smallest size the page keys scroll it, and the line of keys says so."""
    key = make_key(own_key_path())
    async with running(tmp_path, session, size=(60, 16)) as (app, pilot):
        await pilot.press("s")
        await until(pilot, "PgDn scroll")
        await until(pilot, "By signing you state")
        seen = ""
        for _ in range(6):
            seen += flat(app)
            await pilot.press("pagedown")
            await pilot.pause()
        for text in (
            key.fingerprint,
            "The summary will be saved in",
            "- Ask the owner.",
        ):
            assert text in seen
        assert isinstance(app.focused, LineInput)
        for _ in range(6):
            await pilot.press("pageup")
        await pilot.pause()
        assert "By signing you state" in shown(app)
    async with running(tmp_path, session, size=(100, 50)) as (app, pilot):
        await pilot.press("s")
        await until(pilot, key.fingerprint)
        await pilot.pause()
        assert "PgDn" not in shown(app)


async def test_the_list_says_what_was_changed_since(tmp_path: Path, session: Path):
    """It says the same as the header inside; taken back, it is signed again."""
    make_key(own_key_path())
    async with running(tmp_path, session) as (app, pilot):
        await sign(pilot)
        await until(pilot, lambda app: isinstance(app.screen, DoneScreen))
        app.controller.clock = lambda: datetime(2026, 4, 2, 9, tzinfo=UTC)
        app.revise()
        app.go_to(Place("plan.where"))
        await pilot.pause()
        await pilot.press("1")
        await until(pilot, "changed since revision 1")
        app.action_start()
        await until(pilot, lambda app: isinstance(app.screen, StartScreen))
        await until(pilot, "changed since revision 1")
        assert app.open(session) == ""
        await until(pilot, lambda app: isinstance(app.screen, GuideScreen))
        app.action_review()
        await pilot.pause()
        await pilot.press("u")
        await until(pilot, "revision 1 signed 31 March 2026")
        await pilot.press("U")
        await until(pilot, "changed since revision 1")
        await pilot.press("u")
        app.action_start()
        await until(pilot, lambda app: isinstance(app.screen, StartScreen))
        await until(pilot, "revision 1 signed 31 March 2026")


async def test_evidence_that_changed_is_asked_about_first(tmp_path: Path):
    """The safe answer is first; what is signed says what became of the file."""
    make_key(own_key_path())
    shown_by = tmp_path / "permit.pdf"
    shown_by.write_bytes(b"permit")
    closed = {"ask-owner": ClosedTask("2026-03-01", measure_evidence(shown_by))}
    session = tmp_path / "s.toml"
    draft = replace(draft_from_answers(SMALL, ANSWERS), closed=closed)
    save_draft(session, SMALL, draft, NOON.isoformat())
    shown_by.write_bytes(b"another")
    async with running(tmp_path, session) as (_, pilot):
        await sign(pilot)
        await until(pilot, "This evidence changed or is missing:")
        await pilot.press("enter")
        await until(pilot, "! not signed")
        assert not (tmp_path / NAME).exists()
        await pilot.press("ctrl+s")
        await until(pilot, "This evidence changed or is missing:")
        await pilot.press("2")
        await until(pilot, "Signed. The summary is in")
    assert statement(tmp_path / NAME)["task"][0]["evidence"]["state"] == "changed"


async def test_a_wrong_clock_stops_signing_and_not_saving(
    tmp_path: Path, session: Path
):
    """The sentence names the clock; what is answered is saved all the same."""
    async with running(tmp_path, session) as (app, pilot):
        app.controller.clock = lambda: datetime(1999, 12, 31, 12, tzinfo=UTC)
        await sign(pilot)
        await until(pilot, "The clock of this computer says 31 December 1999.")
        assert not own_key_path().exists()
        app.go_to(Place("plan.where"))
        await pilot.pause()
        await pilot.press("1")
        assert "no" in await saved(app, pilot)
        assert app.controller.saved
    assert not (tmp_path / NAME).exists()


async def test_a_summary_that_would_be_too_large_is_refused_before_the_key(
    tmp_path: Path, session: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("genai_guide.workflows.sign.RECORD_BYTES", 1_000)
    async with running(tmp_path, session) as (_, pilot):
        await sign(pilot)
        await until(pilot, "not written: it would be larger than 1 kB")
    assert not own_key_path().exists()


async def test_a_claim_that_is_refused_is_named_when_signing(
    tmp_path: Path, session: Path
):
    """Enter stays at its field, and signing goes to it."""
    async with running(tmp_path, session) as (app, pilot):
        await pilot.press("s", "enter")
        await until(pilot, "! this is needed")
        await write(pilot, "Ada")
        await pilot.press("enter")
        await write(pilot, "x" * 101)
        await pilot.press("enter", "enter")
        await until(pilot, "! 101 characters; at most 100 are allowed")
        role = app.screen.query_one(Form).boxes["role"].input
        assert app.focused is role
        await pilot.press("tab", "ctrl+s")
        await until(pilot, "! role: ")
        assert app.focused is role
