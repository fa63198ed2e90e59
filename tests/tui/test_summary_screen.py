"""A summary as it was received, and as legal reads it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.rules.answers import Answers
from genai_guide.signing.payload import SignedPart
from genai_guide.storage.toml import format_toml
from genai_guide.storage.trust import load_allowed_signers
from genai_guide.tui.screens.decide import DecideScreen
from genai_guide.tui.screens.start import StartScreen
from genai_guide.tui.screens.summary import SummaryScreen
from tests.helpers.signing import LEGAL, PRODUCER, SIGNER, STRANGER
from tests.helpers.summaries import COUNSEL
from tests.tui.helpers import HOSTILE, SAFE, rows, running, shown, write
from tests.tui.signing import (
    ANSWERS,
    SIZES,
    WHO,
    changed,
    decided,
    first_found,
    flat,
    know,
    refused,
    summary,
    text,
    until,
)

TALL = (100, 200)
"""A window in which the whole record is seen."""


async def test_a_good_summary_is_read_from_the_top(tmp_path: Path, path: Path):
    """The result first, then verdict, reasons with quotations, answers, digest."""
    know()
    async with running(tmp_path, path, size=TALL) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        said = flat(app)
        parts = [
            "GENUINE. Written approval needed",
            "Signed with the key you trust for a@studio.com. The file gives the date",
            "Not in force: there is no decision yet.",
            "▲ Written approval needed",
            "No decision yet. The use is not in force.",
            "Why - Candles are open fire.",
            "No open fire: “do not light fires indoors”",
            "To do",
            "What would lower the verdict",
            "Signature GENUINE.",
            "Annex: ",
            "note: In the hall.",
            "answered: What of this do you bring? Candles",
            "No open fire [house.fire]: “do not light fires indoors”",
            "- digest: ",
        ]
        where = [said.find(part) for part in parts]
        assert -1 not in where, parts[where.index(-1)]
        assert where == sorted(where)
        assert "revision 1 · No decision yet · not in force" in rows(app)[1]
        await pilot.press("ctrl+q")
        await app.workers.wait_for_complete()
    assert app.return_code == 0
    assert app.return_value.summary is None


async def test_an_unknown_signer_is_not_good(tmp_path: Path, path: Path):
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "? SIGNER NOT TRUSTED")
        assert "is not one of your trusted keys" in flat(app)


async def test_a_changed_letter_is_said_first(tmp_path: Path, path: Path):
    """Neither the verdict nor the decision hides it, and no decision is offered."""
    know()
    changed(path, "A house", "A mouse")
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "✗ CHANGED")
        assert "This is not what was signed" in flat(app)
        await pilot.press("t")
        await until(pilot, "There is no signature here with a key to trust.")


async def test_a_summary_without_its_signature_is_unsigned(tmp_path: Path, path: Path):
    changed(path, "".join(text(path).partition("[statement_signature]")[1:]), "")
    async with running(tmp_path, path) as (_, pilot):
        await until(pilot, "? UNSIGNED")


async def test_it_is_the_statement_as_signed(tmp_path: Path, path: Path):
    """A verdict that does not follow is shown as it stands, and called so."""
    changed(path, 'level = "approval"', 'level = "notify"')
    changed(path, "Candles are", "Lamps are")
    async with running(tmp_path, path, size=TALL) as (app, pilot):
        await until(pilot, "✗ CHANGED")
        assert "This is not verified: see “Signature”." in flat(app)
        assert "Lamps are open fire." in shown(app)


async def test_leaving_goes_back_to_the_start(tmp_path: Path, path: Path):
    async with running(tmp_path, path) as (_, pilot):
        await until(pilot, "SIGNER NOT TRUSTED")
        await pilot.press("f1")
        await until(pilot, "Start the next revision: of a signed use")
        await pilot.press("escape", "escape")
        await until(pilot, lambda app: isinstance(app.screen, StartScreen))


async def test_it_opens_from_the_start_screen_over_nothing(tmp_path: Path, path: Path):
    """The dialog for a path takes a summary, and refuses a broken one there."""
    async with running(tmp_path, None) as (app, pilot):
        await pilot.press("o")
        await until(pilot, "Open a draft or a summary")
        broken = tmp_path / "broken.toml"
        broken.write_text('format = "genai-guide/summary/2"\n', "utf-8")
        await write(pilot, str(broken))
        await pilot.press("enter")
        await until(pilot, "! ")
        app.screen.query_one("LineInput").value = str(path)
        await pilot.press("enter")
        await until(pilot, "SIGNER NOT TRUSTED")


async def test_a_signer_is_known_once_it_is_confirmed(tmp_path: Path, path: Path):
    """The key is shown to be compared; afterwards the summary is good."""
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "SIGNER NOT TRUSTED")
        await pilot.press("t")
        await until(pilot, PRODUCER.fingerprint)
        said = flat(app)
        parts = ("Key: SHA256", f"Address: {WHO}", "The file claims this about them:")
        assert sorted(map(said.index, parts)) == list(map(said.index, parts))
        assert "name “A. Producer”" in shown(app)
        await pilot.press("enter")
        await until(pilot, "0 of 43 characters were given")
        await pilot.press("escape")
        await until(pilot, "No key was added")
        assert not load_allowed_signers().signers
        await pilot.press("t")
        await until(pilot, PRODUCER.fingerprint)
        await write(pilot, "x" * 16)
        await pilot.press("enter")
        await until(pilot, "This is not the fingerprint of the key in this file.")
        await pilot.press("ctrl+u")
        await write(pilot, PRODUCER.fingerprint.removeprefix("SHA256:")[:16])
        await pilot.press("enter")
        await until(pilot, "✓ GENUINE")
        await pilot.press("t")
        await until(pilot, "You trust its keys already.")


@pytest.mark.parametrize("size", [(60, 16), (120, 40)])
async def test_a_changed_key_of_a_known_address_is_loud(
    tmp_path: Path, path: Path, size: tuple[int, int]
):
    """It is seen with the key however small the window, and needs its own word."""
    know(STRANGER)
    async with running(tmp_path, path, size=size) as (app, pilot):
        await until(pilot, "? SIGNER NOT TRUSTED")
        await pilot.press("t")
        await until(pilot, "WARNING: ANOTHER KEY is trusted for a@studio.com")
        # At the smallest size its end is wrapped, beside the scroll bar.
        assert PRODUCER.fingerprint[:40] in flat(app)
        assert "Address: a@studio.com" in flat(app)
        await write(pilot, PRODUCER.fingerprint[:30])
        await pilot.press("enter", "enter")
        await until(pilot, "You trust another key already. Type changed.")
        await write(pilot, "changed")
        await pilot.press("enter")
        await until(pilot, "✓ GENUINE")


async def test_the_producer_reads_the_decision(tmp_path: Path, path: Path):
    """It stands right after the verdict, with its conditions."""
    know()
    know(LEGAL, COUNSEL.email, SignedPart.DECISION)
    decided(path)
    async with running(tmp_path, path, size=TALL) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        assert "Approved with 1 condition on 31 March 2026" in flat(app)
        said = flat(app)
        brief = said.index("▲ Written approval needed")
        principles = said.index(" Why ")
        assert "No candles" in said[brief:principles]


async def test_a_decision_that_was_changed_does_not_count(tmp_path: Path, path: Path):
    know()
    know(LEGAL, COUNSEL.email, SignedPart.DECISION)
    changed(decided(path), "No candles", "No camels")
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "✗ INVALID ENTRY")
        assert "No decision yet · not in force" in flat(app)
        assert "1 entry is invalid." in flat(app)


MARKUP = "[/] [b] [@click=app.quit]x[/] [link=http://x"


def in_every_text(table):
    """Put markup into every text that the shape of a summary leaves free."""
    free = ("text", "answered", "note", "because", "quote", "title", "headlines")
    if isinstance(table, dict):
        return {
            key: MARKUP
            if key in free and isinstance(value, str)
            else in_every_text(value)
            for key, value in table.items()
        }
    if isinstance(table, list):
        return [in_every_text(one) for one in table]
    return table


async def test_markup_in_every_text_is_text(tmp_path: Path):
    """Received texts are shown literally, in the record and in each dialog."""
    path = tmp_path / "[b]hostile [@click=app.quit]x.toml"
    signer = replace(SIGNER, name=MARKUP, role=MARKUP, organisation=MARKUP)
    use = {**ANSWERS.use, "plan.title": SAFE, "plan.what": MARKUP}
    summary(path, answers=Answers(use, ANSWERS.tools), signoff=signer)
    document = in_every_text(tomllib.loads(text(path)))
    path.write_text(format_toml(document), "utf-8")
    async with running(tmp_path, path, size=(160, 200)) as (app, pilot):
        await until(pilot, "✗ CHANGED")
        assert shown(app).count("[@click=app.quit]x[/] [link=http://x") > 20
        assert "[b]hostile" in rows(app)[0]
        await pilot.press("e")
        await until(pilot, "Start the next revision")
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("d")
        await until(pilot, lambda app: isinstance(app.screen, DecideScreen))
        assert MARKUP in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.click("#text", offset=(10, 10))
        await pilot.pause()
        assert isinstance(app.screen, SummaryScreen)


async def test_orders_to_the_terminal_are_refused_with_their_place(
    tmp_path: Path, path: Path
):
    """A text that may not stand in a record keeps it from being shown at all."""
    escaped = HOSTILE.replace("\x1b", "\\u001b").replace("\x07", "\\u0007")
    changed(path, "In the hall.", escaped)
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, lambda app: isinstance(app.screen, StartScreen))
        await until(pilot, "the character U+001B is not allowed in a text")
        assert "\x1b" not in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_result_and_the_keys_always_stand(
    tmp_path: Path, path: Path, size: tuple[int, int]
):
    async with running(tmp_path, path, size=size) as (app, pilot):
        await until(pilot, "? SIGNER NOT TRUSTED")
        await pilot.press("end")
        await pilot.pause()
        assert "? SIGNER NOT TRUSTED" in rows(app)[1]
        assert "digest:" in shown(app)
        last = rows(app)[-1]
        for words in (
            "esc back",
            "d decide",
            "u update",
            "t trust",
            "e start revision",
        ):
            assert words in last
        assert "? help" in last


async def test_everything_can_be_found_by_name(tmp_path: Path, path: Path):
    """The palette offers what the keys do."""
    async with running(tmp_path, path) as (_, pilot):
        await until(pilot, "SIGNER NOT TRUSTED")
        await pilot.press("ctrl+p")
        await until(pilot, "Trust a key")
        await write(pilot, "next rev")
        await until(pilot, first_found("Start the next revision"))
        await pilot.press("enter")
        await until(pilot, "sign revision 2")


@pytest.mark.parametrize("size", SIZES)
async def test_a_refusal_and_its_reasons_are_read_on_opening(
    tmp_path: Path, path: Path, size: tuple[int, int]
):
    """The first screen has them, and that the use is not in force."""
    know()
    know(LEGAL, COUNSEL.email, SignedPart.DECISION)
    refused(path, "Candles burn.\nUse lamps.")
    async with running(tmp_path, path, size=size) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        said = flat(app)
        assert "Refused on 31 March 2026 · not in force" in said
        assert "Not in force: the use was refused on 31 March 2026." in said
        assert "Legal says: “Candles burn. / Use lamps.”" in said


async def test_the_key_of_a_decider_is_trusted_in_a_step_of_its_own(
    tmp_path: Path, path: Path
):
    """After the key of the summary; the decision counts from then on."""
    decided(path)
    async with running(tmp_path, path) as (app, pilot):
        for key, role in ((PRODUCER, "a producer's key"), (LEGAL, "a decider's key")):
            await pilot.press("t")
            await until(pilot, key.fingerprint[:40])
            assert role in flat(app)
            await write(pilot, key.fingerprint.removeprefix("SHA256:")[:16])
            await pilot.press("enter")
            await until(pilot, "You trust this key for")
        await until(pilot, "✓ GENUINE")
        assert "Approved with 1 condition" in flat(app)


async def test_a_pre_release_summary_is_named_with_the_way_to_read_it(tmp_path: Path):
    """It cannot be shown as a summary, but `show` prints it."""
    old = Path(__file__).parents[1] / "data" / "format-1-summary.toml"
    async with running(tmp_path, old) as (app, pilot):
        await until(pilot, "made with a pre-release version")
        assert "`genai-guide show` prints what is in it" in flat(app)
