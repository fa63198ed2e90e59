"""Every text can be read in every theme, and the choice of a theme is kept."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip

from genai_guide.rules.pack import Pack
from genai_guide.storage.settings import Settings, load_settings, save_settings
from genai_guide.tui.themes import DEFAULT, OFFERED, OWN
from tests.tui.helpers import running
from tests.tui.walk import own_key, saved_uses, stops

_LEAST = {theme.name: 7.0 if "contrast" in theme.name else 4.5 for theme in OWN}
_LINES = " \n▏▎▌▊█▔▁▇▆▅▃▂│─┌┐└┘┃╭╮╰╯"
"""What only divides, and says nothing."""
_WEIGHTS = (0.2126, 0.7152, 0.0722)


def luminance(colour: Color) -> float:
    """Compute the relative luminance of a colour as WCAG 2 defines it."""
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return sum(map(float.__mul__, _WEIGHTS, parts))


def contrast(front: Color, back: Color) -> float:
    """Compute the contrast of two colours as WCAG 2 defines it."""
    low, high = sorted((luminance(front), luminance(back)))
    return (high + 0.05) / (low + 0.05)


def to_read(app) -> list[Strip]:
    """Return the lines of the screen, or of the dialog that stands before it."""
    strips = app.screen._compositor.render_strips()
    boxes = app.screen.query(".dialog, #--input, CommandList")
    if not boxes:
        return strips
    box = Region.from_union([each.region for each in boxes])
    return [each.crop(box.x, box.right) for each in strips[box.y : box.bottom]]


def faint(app, least: float) -> set[str]:
    """List the texts on the screen that are too much like what is behind them."""
    found = set()
    for strip in to_read(app):
        for text, style, _ in strip:
            if not text.strip(_LINES):
                continue
            pair = (style.color, style.bgcolor)
            front, back = map(Color.from_rich_color, pair)
            if contrast(front, back) < least:
                found.add(f"{text.strip()}: {front.hex} on {back.hex}")
    return found


def focused_rows(app) -> list[float]:
    """List how much the row of the cursor stands out from the page, line by line."""
    found = []
    for strip in to_read(app):
        for (sign, bar, _), (_, row, _) in pairwise(strip):
            if sign == "▌" and row.bgcolor != bar.bgcolor:
                grounds = map(Color.from_rich_color, (row.bgcolor, bar.bgcolor))
                found.append(contrast(*grounds))
    return found


def test_the_contrast_is_computed_as_defined():
    """Black on white is 21:1, and a grey of the standard's examples 4.54:1."""
    white = Color(255, 255, 255)
    assert contrast(Color(0, 0, 0), white) == pytest.approx(21)
    assert contrast(Color(118, 118, 118), white) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [theme.name for theme in OWN])
async def test_every_text_stands_out(
    tmp_path: Path, monkeypatch, shipped: Pack, theme: str
):
    """On each screen each text is 4.5:1 against what is behind it, or 7:1."""
    monkeypatch.chdir(tmp_path)
    saved_uses(tmp_path / "sessions", shipped)
    own_key()
    settings = tmp_path / "settings.toml"
    save_settings(settings, Settings(theme=theme))
    texts = 0
    async with running(
        tmp_path, None, pack=shipped, size=(120, 40), settings_path=settings
    ) as (app, pilot):
        async for name in stops(app, pilot, shipped):
            assert app.theme == theme
            assert not faint(app, _LEAST[theme]), name
            assert all(ratio >= 3 for ratio in focused_rows(app)), name
            if name in ("single", "multi", "tools", "review", "verdict"):
                assert focused_rows(app), name
            texts += 1
    assert texts > 10


async def test_the_choice_is_kept_for_the_next_time(tmp_path: Path):
    """A theme that is chosen is the one that the next start begins with."""
    path = tmp_path / "settings.toml"
    async with running(tmp_path, settings_path=path) as (app, pilot):
        assert app.theme == DEFAULT
        app.theme = "guide-high-contrast"
        await pilot.pause()
    async with running(tmp_path, settings_path=path) as (app, _):
        assert app.theme == "guide-high-contrast"


@pytest.mark.parametrize("content", ['theme = "gone"', "theme = 3", "theme = ["])
async def test_a_choice_that_is_not_there_is_no_error(tmp_path: Path, content: str):
    """A theme that vanished, or a broken file of settings, gives the usual theme."""
    path = tmp_path / "settings.toml"
    path.write_text(content, encoding="utf-8")
    async with running(tmp_path, settings_path=path) as (app, _):
        assert app.theme == DEFAULT


async def test_a_choice_that_cannot_be_kept_is_said(tmp_path: Path):
    """Where nothing can be written, the theme holds for this time, and that is said."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    async with running(tmp_path, settings_path=tmp_path / "file" / "s") as (app, pilot):
        app.theme = "guide-light"
        await pilot.pause()
        assert app.theme == "guide-light"
        assert any(
            "only kept until you leave" in one.message for one in app._notifications
        )


def test_the_terminals_own_colours_are_offered(tmp_path: Path):
    """Beside the four of ours both of the terminal's own stand for choice."""
    assert {"ansi-dark", "ansi-light", *_LEAST} == set(OFFERED)
    chosen = Settings(theme="ansi-dark", recent=(str(tmp_path),))
    save_settings(tmp_path / "s.toml", chosen)
    assert load_settings(tmp_path / "s.toml") == chosen
