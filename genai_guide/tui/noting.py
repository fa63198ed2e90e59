"""A remark on an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genai_guide.record.draft import set_note
from genai_guide.rules.answers import Place
from genai_guide.text import LINE_LIMIT
from genai_guide.tui.screens.dialogs import AskText
from genai_guide.tui.widgets.fields import Field

if TYPE_CHECKING:
    from genai_guide.tui.app import GuideApp


def ask_note(guide: GuideApp, place: Place) -> None:
    """Ask for a remark on the answer at a place, and put it there."""

    def take(text: str | None) -> None:
        if text is not None:
            guide.apply(set_note(guide.pack, guide.session, place, text, guide.now()))

    question = guide.pack.by_id[place.question].text
    note = guide.session.note(place)
    long = "\n" in note or len(note) > LINE_LIMIT
    field = Field("note", question, note, long=long)
    guide.push_screen(AskText("Note on the answer to", field), take)
