"""A record as a page: all of a text is text, and the page loads and runs nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from typing import Any

import html5lib
import pytest

from genai_guide.report.html import render_html
from genai_guide.rules.answers import Answers
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Pack
from genai_guide.text import escape
from tests.helpers.boat_pack import SAFE
from tests.helpers.levels import LEVELS
from tests.report.records import (
    HOSTILE,
    draft_documents,
    summary,
    summary_documents,
    texts,
    verified,
    with_texts,
)

Tree = Any


def parsed(page: str) -> Tree:
    """Parse as a browser does; what is not valid raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page)


def shape(tree: Tree) -> list[tuple[str, dict[str, str]]]:
    """List the elements with their attributes."""
    return [(one.tag, dict(one.attrib)) for one in tree.iter()]


def said(tree: Tree) -> str:
    return "".join(tree.itertext())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_text_is_never_an_element_or_an_attribute(boat: Pack, hostile: str) -> None:
    """With any text in every place the page has the same elements and attributes."""
    harmless, _ = with_texts(boat, "harmless")
    documents, put = with_texts(boat, hostile)
    tree = parsed(render_html(*documents))
    assert shape(tree) == shape(parsed(render_html(*harmless)))
    page = said(tree)
    for text in texts(*documents):
        assert escape(text) in page
    printed = "\n".join(texts(*documents))
    assert len([one for one in put if one in printed]) > 50


def test_the_titles_of_a_pack_are_only_text(boat: Pack) -> None:
    """The questions' sections stand in the page and are escaped too."""
    titled = tuple(replace(one, title=HOSTILE[1]) for one in boat.sections)
    documents = draft_documents(replace(boat, sections=titled), SAFE)
    tree = parsed(render_html(*documents))
    assert HOSTILE[1] in said(tree)
    assert not list(tree.iter("script"))


@pytest.mark.parametrize("level", [*LEVELS, None])
def test_nothing_is_loaded_and_nothing_runs(boat: Pack, level: Level | None) -> None:
    """The policy forbids all but the page's own style, whose hash is right."""
    statement = summary(boat)
    brief, annex = summary_documents(verified(statement, boat))
    tree = parsed(render_html(brief._replace(level=level), annex))
    policies = [one for one in tree.iter("meta") if one.get("http-equiv")]
    assert [one.get("http-equiv") for one in policies] == ["Content-Security-Policy"]
    (style,) = tree.iter("style")
    sealed = b64encode(sha256(style.text.encode("utf-8")).digest()).decode("ascii")
    assert policies[0].get("content").split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{sealed}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert not re.search(r"url\(|@import|@font-face", style.text)
    used = {(name, value) for one in tree.iter() for name, value in one.attrib.items()}
    names = {name for name, _ in used}
    assert not names & {"src", "href", "style", "action", "srcset"}
    assert not [name for name in names if name.startswith("on")]
    assert {one.tag for one in tree.iter()}.isdisjoint(
        {"script", "link", "img", "iframe", "object", "base", "form", "svg", "a"}
    )


def test_the_page_can_be_found_one_s_way_in(boat: Pack) -> None:
    """Language, title, landmarks, and headings that skip no level."""
    statement = summary(boat)
    documents = summary_documents(verified(statement, boat))
    tree = parsed(render_html(*documents))
    assert tree.get("lang") == "en"
    assert tree.findtext("head/title") == statement.title
    assert [one.tag for one in tree.find("body")] == ["main"]
    assert [one.tag for one in tree.find("body/main")] == ["article", "article"]
    found = [int(one.tag[1]) for one in tree.iter() if re.fullmatch(r"h\d", one.tag)]
    depths = [[1, *(depth for depth, _ in each.walk())] for each in documents]
    assert found == [depth for each in depths for depth in each]
    assert all(new <= old + 1 for old, new in pairwise(found)), found


def _colours(style: str, scheme: str) -> dict[str, list[str]]:
    """Read the colours that the style gives its names, for light or for dark."""
    light, night = style.split("@media screen and (prefers-color-scheme: dark)")
    text = night.split("* { box-sizing")[0] if scheme == "dark" else light
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"--(\w+): #([0-9a-f]{3,6});", text):
        found.setdefault(name, []).append(value)
    return found


def _light(colour: str) -> float:
    """Give the relative luminance, as WCAG has it."""
    whole = colour if len(colour) == 6 else "".join(2 * one for one in colour)
    parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    parts = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in parts
    ]
    return sum(
        weight * one
        for weight, one in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_can_be_read(boat: Pack, scheme: str) -> None:
    """Every text has a contrast of 4.5:1 or more, on paper and in the box."""
    page = render_html(*summary_documents(verified(summary(boat))))
    colours = _colours(page, scheme)
    assert len(colours["level"]) == 5
    for name in ("ink", "quiet", "level"):
        for ink in colours[name]:
            for ground in (*colours["paper"], *colours["wash"]):
                low, high = sorted((_light(ink), _light(ground)))
                assert (high + 0.05) / (low + 0.05) >= 4.5, (name, ink, ground)


def test_an_unfinished_record_is_a_page_too(boat: Pack) -> None:
    """What is open is listed, and nothing claims to be signed."""
    page = said(parsed(render_html(*draft_documents(boat, Answers()))))
    assert "5 questions are open" in page
    assert "What is the trip called?" in page
    assert "Not signed: nothing proves who wrote this" in page


def test_no_encoding_can_spoil_it(boat: Pack) -> None:
    """The page is ASCII, whatever it says: a pipe of any encoding leaves it whole."""
    page = render_html(
        *summary_documents(verified(replace(summary(boat), title="日本語 “é”")))
    )
    assert page.isascii()
    assert parsed(page).findtext("head/title") == "日本語 “é”"


def test_the_same_record_gives_the_same_page(boat: Pack) -> None:
    """No time and no chance is in it, so that two copies can be compared."""
    one, other = (render_html(*draft_documents(boat, SAFE)) for _ in range(2))
    assert one == other
