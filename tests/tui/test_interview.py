"""The way through the questions, by keys and by mouse."""

from __future__ import annotations

import tomllib
from pathlib import Path

from textual.widgets import Input

from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Kind, Question
from genai_guide.tui.guide import GuideResult
from genai_guide.tui.screens.verdict import VerdictScreen
from genai_guide.tui.widgets.choices import ChoiceList
from genai_guide.tui.widgets.fields import Form
from genai_guide.tui.widgets.key_line import KeyLine
from genai_guide.tui.widgets.lines import VerdictLine
from genai_guide.tui.widgets.outline import Outline
from tests.helpers.building import choice, pack_of
from tests.tui.helpers import (
    answer_all,
    fill_plan,
    rows,
    running,
    saved,
    shown,
    write,
)
from tests.tui.signing import take_key, until


def given(app, question, tool=None):
    return app.controller.draft.answers.at(app.controller.pack, Place(question, tool))


async def test_from_the_start_screen_to_a_written_summary(tmp_path: Path):
    """A use is begun, answered, reviewed, explained, signed and left."""
    async with running(tmp_path, start=None) as (app, pilot):
        assert "one planned use" in shown(app)
        await pilot.press("enter")
        await answer_all(pilot)
        assert rows(app)[0].endswith("saved ✓")
        await pilot.press("v")
        await pilot.pause()
        assert "Candles are open fire." in shown(app)
        said = [row.text.plain.strip() for row in app.screen.shown]
        assert "You answered: What of this do you bring? Candles; Animals" in said
        await pilot.press("s")
        await pilot.pause()
        assert "I have answered truthfully" in shown(app)
        for text in ("Ada", "Producer", "Studio", "ada@example.org"):
            await write(pilot, text)
            await pilot.press("enter")
        await pilot.press("enter")
        await pilot.pause()
        assert "Signed." not in shown(app)
        await pilot.press("enter")
        await take_key(pilot)
        await until(pilot, "Signed. The summary is in")
        path = tmp_path / "genai-dolls-a-house.toml"
        assert str(path) in shown(app).replace("\n ", "")
        await pilot.press("ctrl+q")
        await app.workers.wait_for_complete()
    assert app.return_value == GuideResult(path, app.controller.path)
    assert app.return_code == 0
    statement = tomllib.loads(path.read_text(encoding="utf-8"))["statement"]
    assert statement["level"] == "approval"
    assert statement["signoff"]["name"] == "Ada"


async def test_there_is_no_verdict_before_the_first_choice(tmp_path: Path):
    """A text decides nothing; the first choice brings a verdict and its outlook."""
    async with running(tmp_path) as (app, pilot):
        assert rows(app)[1].split("  ")[0].strip() == "No verdict yet"
        await fill_plan(pilot)
        assert rows(app)[1].split("  ")[0].strip() == "No verdict yet"
        assert "lowest" not in await saved(app, pilot)
        await pilot.press("1")
        await pilot.pause()
        assert "Could become" in rows(app)[1]


async def test_ctrl_b_goes_to_the_field_before(tmp_path: Path):
    """Each field is a question; from the first of them nothing lies before."""
    async with running(tmp_path) as (app, pilot):
        await write(pilot, "Dolls")
        await pilot.press("enter")
        assert app.controller.draft.position != "plan.title"
        await pilot.press("ctrl+b")
        await pilot.pause()
        first = app.screen.query(Input).first()
        assert app.focused is first
        assert first.value == "Dolls"


async def test_back_and_change(tmp_path: Path):
    """A changed answer is what counts; what hung on the old one is parked."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("2")
        await pilot.press("2")
        assert "▲ WRITTEN APPROVAL NEEDED   Can't go any higher" in rows(app)[1]
        await pilot.press("left")
        await pilot.pause()
        assert "▌ ●  2  Yes" in shown(app)
        await pilot.press("1")
        await pilot.pause()
        assert "○ TELL THE CONTACT " in rows(app)[1]
        assert app.controller.assessment.status.inactive == (Place("plan.hazards"),)
        await pilot.press("escape", "r")
        await pilot.press("end")
        await pilot.pause()
        assert "No longer asked, but kept" in shown(app)


async def test_an_open_question_is_passed_by_and_stays_open(tmp_path: Path):
    """The right arrow leaves a question unanswered."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("ctrl+n", "right", "right")
        assert app.controller.draft.position != ""
        assert len(app.controller.assessment.status.open) == 5
        assert not app.controller.draft.log


async def test_numbers_choose(tmp_path: Path):
    """A number chooses its row and goes on."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("3")
        await pilot.pause()
        assert given(app, "plan.where") == ("unsure",)
        assert "What of this do you bring?" in shown(app)


async def test_the_mouse_chooses(tmp_path: Path):
    """A click on a row is its choice."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.click(ChoiceList, offset=(8, 1))
        await pilot.pause()
        assert given(app, "plan.where") == ("yes",)
        await pilot.click(ChoiceList, offset=(0, 1))
        await pilot.pause()
        assert given(app, "plan.hazards") == ("candles",)


async def test_the_line_of_keys_and_the_verdict_take_clicks(tmp_path: Path):
    """What a key does, a click on its name does too."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        line = app.screen.query_one(KeyLine)
        await pilot.click(line, offset=(rows(app)[-1].index("next"), 0))
        await pilot.pause()
        assert "What is the piece of gear called?" in shown(app)
        await pilot.click(VerdictLine)
        await pilot.pause()
        assert isinstance(app.screen, VerdictScreen)


async def test_the_outline_goes_to_a_section(tmp_path: Path):
    """In a wide window a click on a section shows its first question."""
    async with running(tmp_path, size=(120, 40)) as (app, pilot):
        await pilot.click(Outline, offset=(4, 2))
        await pilot.pause()
        assert "What is the piece of gear called?" in shown(app)


async def test_an_exclusive_option_clears_the_others(tmp_path: Path):
    """Nothing of the kind stands alone; not sure may stand beside others."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("2")
        await pilot.press("2", "4")
        assert given(app, "plan.hazards") == ("candles", "unsure")
        await pilot.press("1")
        assert given(app, "plan.hazards") == ("nothing",)
        await pilot.press("down", "space")
        assert given(app, "plan.hazards") == ("candles",)
        await pilot.press("space")
        assert given(app, "plan.hazards") is None
        await pilot.press("enter")
        await pilot.pause()
        assert "Choose an option, or press" in shown(app)


async def test_keys_typed_ahead_answer_no_other_question(tmp_path: Path):
    """A choice made for rows that are no longer shown is not taken."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        choices = app.screen.query_one(ChoiceList)
        choices.post_message(ChoiceList.Chosen("yes", "plan.hazards"))
        await pilot.pause()
        assert given(app, "plan.where") is None


async def test_what_is_wrong_in_a_form_is_said_beside_it(tmp_path: Path):
    """A missing title and an impossible date keep the form from being done."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("enter", "tab")
        await write(pilot, "2026-02-30")
        await pilot.press("enter")
        await pilot.pause()
        assert "! This date isn't valid: 2026-02-30." in shown(app)
        assert shown(app).count("! this is needed") == 2


async def test_a_date_is_understood_while_it_is_typed(tmp_path: Path):
    """What was understood stands beside the field, then in it; ISO is recorded."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("enter", "tab")
        await write(pilot, "3.11.2026")
        await pilot.pause()
        assert "= 3 November 2026" in shown(app)
        await pilot.press("tab")
        await pilot.pause()
        boxes = app.screen.query_one(Form).boxes.values()
        assert "3 November 2026" in [box.text for box in boxes]
        assert "2026-11-03" in app.controller.draft.use.values()


async def test_an_unclear_month_is_asked_for(tmp_path: Path):
    """Neither reading is recorded before the month is clear."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("enter", "tab")
        await write(pilot, "1/12/2026")
        await pilot.press("tab")
        await pilot.pause()
        said = " ".join(shown(app).split())
        assert "could be 1 December 2026 or 12 January 2026" in said
        assert not app.controller.draft.use


async def test_letters_and_arrows_belong_to_the_field(tmp_path: Path):
    """In a field `n`, `r` and the arrows are no keys of the interview."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("r", "u", "n")
        await pilot.press("left", "left", "1")
        assert app.screen.query(Input).first().value == "r1un"


async def test_pasted_text_is_cleaned_with_a_message(tmp_path: Path):
    """Line ends become spaces, what may not stand goes, and both are said."""
    async with running(tmp_path) as (app, pilot):
        await write(pilot, "two\nlines\x1b[31m")
        await pilot.pause()
        assert "two lines[31m" in shown(app)
        assert "! some characters were removed" in shown(app)


async def test_a_half_typed_text_is_kept_and_comes_back(tmp_path: Path):
    """What was being typed in the second field stands there after a resume."""
    async with running(tmp_path) as (app, pilot):
        await write(pilot, "Dolls")
        await pilot.press("enter")
        await write(pilot, "A ho")
        await saved(app, pilot)
    async with running(tmp_path, start=app.controller.path) as (again, pilot):
        assert "A ho" in shown(again)
        await pilot.press("x")
        assert again.controller.draft.unfinished == "A hox"
        assert given(again, "plan.what") is None


async def test_tools_are_added_and_removed(tmp_path: Path):
    """A second tool is asked about by name; removed, its answers are kept."""
    async with running(tmp_path) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("left")
        await pilot.press("2")
        await pilot.pause()
        assert "Tool 2 of 2: not named yet" in shown(app)
        await write(pilot, "Piano")
        await pilot.press("enter")
        await pilot.press("2")
        await pilot.pause()
        assert "Remove tool 2: Piano" in shown(app)
        await pilot.press("4")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert len(app.controller.draft.answers.tools) == 1
        await pilot.press("u")
        await pilot.pause()
        assert given(app, "gear.name", 2) == "Piano"


async def test_undo_goes_to_what_it_takes_back(tmp_path: Path):
    """Undo shows the question whose answer it took back; redo gives it again."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("2")
        await pilot.press("u")
        await pilot.pause()
        assert given(app, "plan.where") is None
        assert "Is it inside the house?" in shown(app)
        await pilot.press("U")
        await pilot.pause()
        assert "●  2  Yes" in shown(app)


async def test_a_note_belongs_to_its_question(tmp_path: Path):
    """A note is kept, and shown in the review."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("n")
        await pilot.pause()
        await write(pilot, "ask Bo")
        await pilot.press("enter")
        await pilot.pause()
        assert app.controller.draft.note(Place("plan.where")) == "ask Bo"
        await pilot.press("r")
        await pilot.pause()
        assert "Note: ask Bo" in shown(app)


async def test_a_new_use_takes_nothing_over(tmp_path: Path):
    """What stood in the form of one use does not come into the next."""
    async with running(tmp_path) as (app, pilot):
        await write(pilot, "Dolls")
        await pilot.press("enter")
        await write(pilot, "half")
        app.action_new()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "Dolls" not in shown(app)
        assert "half" not in shown(app)
        assert not app.controller.draft.use
        assert not app.controller.draft.unfinished


async def test_a_stray_enter_answers_nothing(tmp_path: Path):
    """No option is offered as if it were given: enter alone chooses none."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        before = app.controller.draft.use
        await pilot.press("enter")
        await pilot.pause()
        assert app.controller.draft.use == before
        assert "Choose an option, or press" in shown(app)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.controller.draft.use["plan.where"] == ("no",)


async def test_tab_leaves_a_long_field_that_stands_alone(tmp_path: Path):
    """There is no next field, so it goes on to the next question."""
    asked = Question("long", "s", Kind.TEXT, "What for?", long=True)
    pack = pack_of([asked, choice("next")])
    async with running(tmp_path, pack=pack) as (app, pilot):
        await write(pilot, "A house")
        await pilot.press("tab")
        await pilot.pause()
        assert "next?" in shown(app)
        assert app.controller.draft.use == {"long": "A house"}
