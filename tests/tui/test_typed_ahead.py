"""Keys that come faster than the screen: each takes effect before the next one."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.widgets import Input, TextArea

from genai_guide.rules.pack import Kind, Question
from genai_guide.tui.screens.start import StartScreen
from genai_guide.tui.widgets.fields import LineInput
from tests.helpers.building import choice, pack_of
from tests.tui.field_model import EDITING, LEAVING, Lines
from tests.tui.helpers import running, shown, write
from tests.tui.signing import until


def burst(app, *keys: str) -> None:
    """Press keys at once, as a slow line brings them; letters are typed."""
    for key in keys:
        character = " " if key == "space" else key if len(key) == 1 else None
        app.post_message(events.Key(key, character))


def line(name: str) -> Question:
    """Make a question that is answered in one line."""
    return Question(id=name, section="s", kind=Kind.TEXT, text=f"{name}?")


LINES = pack_of([line("one"), line("two"), line("three"), choice("last")])


def is_done(app) -> bool:
    """Tell whether every key has been handled."""
    return app._keys._task is None


async def test_arrows_move_the_cursor_before_the_next_key(tmp_path: Path):
    """What is ticked is the row that the cursor was moved to."""
    pack = pack_of([choice("first", multi=True), choice("second")])
    async with running(tmp_path, pack=pack) as (app, pilot):
        burst(app, "1", "down", "down", "up", "space")
        await until(pilot, "[x]  2  B")
        assert "[ ]  3  C" in shown(app)
        burst(app, "end", "space")
        await until(pilot, "[x]  3  C")
        burst(app, "home", "space")
        await until(pilot, "[ ]  1  A")


async def test_texts_go_into_the_fields_that_they_were_typed_for(tmp_path: Path):
    """Tab, shift and tab, and the arrows leave a field before the next letter."""
    async with running(tmp_path) as (app, pilot):
        burst(app, *"one", "tab", *"two", "tab", "up", "shift+tab", *"four", "down")
        await until(pilot, "onefour")
        await pilot.pause()
        assert app.screen.focused is app.screen.query_one(TextArea)
        assert app.screen.query_one(TextArea).text == "two"


async def test_a_text_that_is_too_long_is_said_to_be(tmp_path: Path):
    """However it came to be too long: pasted, or typed after that."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("tab")
        await write(pilot, "word " * 1_000)
        await until(pilot, "shortened: 999 characters over the limit")
        await pilot.press("e", "n", "d", "tab")
        await until(pilot, "characters over the limit")
        assert "were removed" not in shown(app)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ([*"abc", "backspace", "d"], "abd"),
        ([*"hello", *["backspace"] * 5, *"Hello", "space", *"there"], "Hello there"),
        (["X", "ctrl+u", "Y", "Z"], "YZ"),
        ([*"bc", "home", "a", "end", "d", "left", "delete"], "abc"),
    ],
)
async def test_editing_keys_wait_for_the_letters_before_them(
    tmp_path: Path, keys: list[str], text: str
):
    """In a line, in a text of several lines, and in the field of a dialog."""
    async with running(tmp_path) as (app, pilot):
        burst(app, *keys, "tab", *keys, "tab")
        await until(pilot, is_done)
        assert app.screen.query_one(LineInput).value == text
        assert app.screen.query_one(TextArea).text == text
        burst(app, "enter")
        await until(pilot, "Is it inside the house?")
        burst(app, "n", *keys, "enter")
        await until(pilot, is_done)
        assert app.controller.draft.note(app.screen.place) == text


async def test_enter_leads_on_before_the_next_letter(tmp_path: Path):
    """Each line is in its own field, and a number chooses on the next screen."""
    async with running(tmp_path, pack=LINES) as (app, pilot):
        burst(app, "X", "ctrl+u", "Y", "enter", "Z", "enter", "2", "enter", "2")
        await until(pilot, is_done)
        texts = {"one": "Y", "two": "Z", "three": "2"}
        assert app.controller.draft.use == {**texts, "last": ("b",)}


async def test_keys_follow_from_screen_to_screen(tmp_path: Path):
    """A new use, its first form, a choice, and a note on it, all at once."""
    async with running(tmp_path, None) as (app, pilot):
        await until(pilot, lambda app: isinstance(app.screen, StartScreen))
        first = [*"nDolls", "enter", "A", "tab", "enter"]
        burst(app, *first, "2", "left", *"nWhy", "enter", "q")
        await until(pilot, lambda app: not app.is_running)
        draft = app.controller.draft
        assert draft.use["plan.title"] == "Dolls"
        assert "Why" in draft.notes.values()


KEYS = st.one_of(
    st.sampled_from([*"abcäß日.", "space"]),
    st.sampled_from(EDITING),
    st.sampled_from(LEAVING),
)


@given(st.lists(st.lists(KEYS, max_size=40), min_size=1, max_size=6))
@settings(max_examples=15)
async def test_any_keys_at_once_do_what_they_do_one_by_one(bursts: list[list[str]]):
    """The fields hold what a model of them holds after each burst."""
    model = Lines(3)
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder), pack=LINES) as (app, pilot):
            for keys in bursts:
                sent = []
                for key in keys:
                    if model.press(key):
                        break
                    sent.append(key)
                burst(app, *sent)
                await until(pilot, is_done)
                inputs = list(app.screen.query(Input))
                assert [field.value for field in inputs] == [
                    line.text for line in model.lines
                ]
                assert inputs[model.here].has_focus
