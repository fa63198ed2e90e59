"""Leaving and coming back: nothing is lost, and nothing is taken unheard."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.exit_codes import ExitCode
from genai_guide.record.draft import Draft
from genai_guide.rules.pack import Pack
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.packs import load_pack
from tests.helpers.boat_pack import SAFE
from tests.plain.heard import NOON, hear
from tests.plain.lines import SIGN, START, lines_of


@pytest.mark.parametrize("stop", [EOFError, KeyboardInterrupt])
@pytest.mark.parametrize("where", [[], ["/note"], ["/review", "/sign"]])
def test_the_end_of_input_saves_and_leaves(
    boat: Pack, tmp_path: Path, stop: type, where: list
) -> None:
    """Wherever it comes, with the place of the answers; an interrupt is 130."""
    heard = hear(boat, tmp_path, [*START, *where], stop=stop)
    interrupted = stop is KeyboardInterrupt
    assert heard.code == (ExitCode.INTERRUPTED if interrupted else ExitCode.INCOMPLETE)
    assert "Left unsigned. Everything is saved in" in heard.said
    assert heard.said.endswith(f"genai-guide ask {heard.path} --pack {boat.folder}")
    assert hear(boat, tmp_path, []).given("trip.story") == "To see the seals."


def test_the_shipped_questions_need_not_be_named(tmp_path: Path) -> None:
    """They are what is asked where no folder is named."""
    heard = hear(load_pack(), tmp_path, ["The Doll"])
    assert heard.said.endswith(f"genai-guide ask {heard.path}")


@pytest.mark.parametrize("where", [["/tasks"], ["/message"], ["/sign"], ["/note"]])
def test_quitting_works_in_every_dialog(
    boat: Pack, tmp_path: Path, where: list
) -> None:
    """Nothing that is typed after it is read."""
    lines = [*lines_of(boat, SAFE), "1", *where]
    heard = hear(boat, tmp_path, [*lines, "/quit", "unread"])
    assert "/quit\n\nLeft unsigned." in heard.said


def test_quitting_without_an_answer_leaves_nothing(boat: Pack, tmp_path: Path) -> None:
    """No empty session is written."""
    heard = hear(boat, tmp_path, ["/why", "/quit"])
    assert heard.code == ExitCode.DONE
    assert "nothing is saved" in heard.said
    assert not list(tmp_path.iterdir())


def test_a_half_typed_long_text_is_kept(boat: Pack, tmp_path: Path) -> None:
    """It comes back as a draft, which is no answer before it is taken."""
    heard = hear(boat, tmp_path, [*START[:2], "To see", "the seals"])
    assert heard.given("trip.story") is None
    heard = hear(boat, tmp_path, [])
    assert "You began to type: “To see / the seals”." in heard.flat
    heard = hear(boat, tmp_path, ["/keep"])
    assert heard.given("trip.story") == "To see\nthe seals"


@pytest.fixture
def half_changed(boat: Pack, tmp_path: Path) -> str:
    """Leave a new text for an answered question half typed; gives the old one."""
    lines = [*lines_of(boat, SAFE), "/change 3", "To hear the gulls."]
    left = hear(boat, tmp_path, lines)
    assert "The text that you have not finished is saved too." in left.flat
    return left.given("trip.story")


def test_a_half_changed_answer_is_read_out_and_kept(
    boat: Pack, tmp_path: Path, half_changed: str
) -> None:
    """Both are said; whatever would lead away asks first what becomes of it."""
    for leads in ("/next", "/back", "/change 1", "/missing", "/tools", "/undo"):
        heard = hear(boat, tmp_path, [leads, "/review", "/sign", "/list"])
        assert f"Your answer: {half_changed} You began to type:" in heard.flat
        assert "You began to type: “To hear the gulls.”." in heard.flat
        assert heard.flat.count("You typed a text here and did not finish it.") == 3
        assert heard.given("trip.story") == half_changed
        assert heard.dialogue.draft.unfinished == "To hear the gulls."


def test_a_half_changed_answer_is_taken_with_keep(
    boat: Pack, tmp_path: Path, half_changed: str
) -> None:
    """Once it was read out."""
    heard = hear(boat, tmp_path, ["/keep"])
    assert heard.said.index("“To hear the gulls.”") < heard.said.index("/keep\n")
    assert heard.given("trip.story") == "To hear the gulls." != half_changed


def test_a_half_typed_text_is_dropped_with_clear(
    boat: Pack, tmp_path: Path, half_changed: str
) -> None:
    """The answer stays, and /next goes on again; so it is on the disk."""
    heard = hear(boat, tmp_path, ["/clear", "/next"])
    assert "The unfinished text is deleted." in heard.said
    assert heard.given("trip.story") == half_changed
    assert heard.dialogue.draft.position == "trip.weather"
    alone = tmp_path / "alone"
    hear(boat, alone, ["/change 3", "To see"])
    hear(boat, alone, ["/clear"])
    assert hear(boat, alone, []).dialogue.draft.unfinished == ""


def test_a_signed_use_is_left_as_signed(boat: Pack, tmp_path: Path) -> None:
    """Until something is changed, which takes the next revision."""
    hear(boat, tmp_path, [*lines_of(boat, SAFE), *SIGN])
    heard = hear(boat, tmp_path, ["/list", "Other", "/change 1", "/note no", "/quit"])
    assert heard.code == ExitCode.DONE
    assert heard.flat.count("/revise starts revision 2.") == 5
    assert heard.said.count("That does not work in a signed use.") == 3
    assert heard.given("trip.title") == "Round the island"
    assert "Left. Revision 1 was signed on 31 March 2026, and nothing" in heard.flat
    assert "unsigned" not in heard.said
    later = NOON.replace(hour=13)
    changed = hear(
        boat, tmp_path, ["/revise", "/change 1", "Another", "/quit"], now=later
    )
    assert changed.code == ExitCode.INCOMPLETE
    said = "Left unsigned. Revision 1 was signed on 31 March 2026. Your changes"
    assert said in changed.flat


def test_in_a_long_text_a_command_has_to_wait(boat: Pack, tmp_path: Path) -> None:
    """Nobody finds `/quit` in a record; two strokes put one there."""
    lines = [*START[:2], "To see", "/quit", "/frob", "//etc", "", "/list"]
    heard = hear(boat, tmp_path, lines)
    assert "End the text with an empty line first." in heard.said
    assert heard.given("trip.story") == "To see\n/etc"


def test_an_interrupt_while_saving_loses_nothing(
    boat: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is saved once more before the person is told so."""
    save, tries = OpenDraft.save, []

    def interrupted(self: OpenDraft, session: Draft, now: str, *_: object) -> str:
        tries.append(now)
        if len(tries) == 1:
            raise KeyboardInterrupt
        return save(self, session, now)

    monkeypatch.setattr(OpenDraft, "save", interrupted)
    heard = hear(boat, tmp_path, ["Round the island"])
    assert heard.code == ExitCode.INTERRUPTED
    assert "Everything is saved in" in heard.said
    assert 'answered = "Round the island"' in heard.path.read_text("utf-8")
