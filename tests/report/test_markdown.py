"""A record as Markdown: all of a text is text, and can be read as it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.report.markdown import render_markdown
from genai_guide.rules.pack import Pack
from genai_guide.text import escape
from tests.report.records import (
    HOSTILE,
    summary,
    summary_documents,
    texts,
    verified,
    with_texts,
)

# HTML is on, so that it would be seen; of links without signs, those that begin with
# a scheme: a reader that takes any name with a dot for one cannot be kept from it.
READER = MarkdownIt("commonmark", {"linkify": True})
READER.enable(["table", "strikethrough", "linkify"])
READER.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
MARKS = "\\`*_{}[]()<>#+-.!|~=:&;@^$\"'/ \n019aAwx"


def shape(source: str) -> list[tuple[Any, ...]]:
    """List what the source is made of, without the words."""
    return [
        (one.type, one.tag, one.nesting, tuple(sorted(one.attrs.items())))
        for block in READER.parse(source)
        for one in (block, *(block.children or ()))
        if one.type not in ("text", "softbreak", "hardbreak")
    ]


def words(source: str) -> str:
    """Give the words that a reader sees, line ends as spaces."""
    seen = [
        " " if one.type.endswith("break") else one.content
        for block in READER.parse(source)
        for one in (*(block.children or ()), block)
        if one is not block or not block.children
    ]
    return " ".join("".join(seen).split())


def flat(text: str) -> str:
    return " ".join(escape(text).split())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_text_is_never_markup(boat: Pack, hostile: str) -> None:
    """With any text in every place the document is made of the same parts."""
    harmless, _ = with_texts(boat, "harmless")
    documents, _ = with_texts(boat, hostile)
    source = render_markdown(*documents)
    assert shape(source) == shape(render_markdown(*harmless))
    seen = words(source)
    for text in texts(*documents):
        assert flat(text) in seen


def one_of_each(text: str) -> Document:
    """Put a text into every kind of place."""
    item = Item(
        text, text, (Detail(text), Detail(text, text), Detail(text, text, quoted=True))
    )
    below = Section(text, items=(item,), more=text)
    section = Section(text, (text,), ((text, text),), (), (below,))
    return Document(text, (text,), section, (section,))


@given(st.text(MARKS).map(str.strip).filter(bool))
@example("x\n===")
@example("12) x")
@example("http://a.com //a.com mailto:a@a.com")
@example("a\n    b")
def test_no_string_is_markup(text: str) -> None:
    """Whatever the signs, the document is made of the same parts, and shows them."""
    source, harmless = (render_markdown(one_of_each(one)) for one in (text, "harmless"))
    assert shape(source) == shape(harmless)
    assert words(source) == words(harmless).replace("harmless", flat(text))


def test_the_lines_of_a_text_stay_apart() -> None:
    """A note of two lines is shown in two, wherever it stands but in a heading."""
    source = render_markdown(one_of_each("one\n\ntwo"))
    parts = [one for block in READER.parse(source) for one in block.children or ()]
    ends = [one.type for one in parts if one.type.endswith("break")]
    # A paragraph, a fact, an item, three details and the end; two such sections.
    assert ends == ["hardbreak"] * (1 + 2 * (2 + 4 + 1))


def test_the_source_reads_well(boat: Pack) -> None:
    """Plain words need no sign before them."""
    statement = summary(boat)
    source = render_markdown(*summary_documents(verified(statement, boat)))
    for line in (
        "# Round the island: To see the seals.",
        "## Why",
        "- **open** “No storm.” (by “captain”, due before delivery) \\[no-storm\\]",
        "  - 31 March 2026",
        "- **Ask the contact first** There is cargo on board.",
        "  - **Cargo:** “cargo is declared”",
    ):
        assert line in source.splitlines(), line
