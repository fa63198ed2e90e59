"""Words of the command line that go into a record."""

from __future__ import annotations

from unicodedata import normalize

from genai_guide.commands.saying import say
from genai_guide.record.text import clean


def cleaned(what: str, typed: str, *, long: bool = False) -> str:
    """Take what may stand in a record, and say so if something was left out."""
    kept = clean(typed, long=long)
    if kept != normalize("NFC", typed).strip():
        said = f"{what}: changed to “{kept}”; the rest may not stand in a record"
        say(said)
    return kept
