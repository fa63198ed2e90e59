"""The list of saved sessions tells of heads, and reads no more than it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.record.draft import new_draft, set_answers
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.storage import draft_list as session_list
from genai_guide.storage.draft_list import list_drafts
from genai_guide.storage.errors import FileError
from tests.helpers.drafts import load_draft, save_draft

AT = "2026-03-01T09:00:00+00:00"


@pytest.fixture
def path(tmp_path: Path, boat: Pack) -> Path:
    """Save a session with a title."""
    named = set_answers(
        boat, new_draft(boat), {Place("trip.title"): "Out\n[[of]] bounds"}, AT
    )
    save_draft(tmp_path / "one.toml", boat, named, AT)
    return tmp_path / "one.toml"


def test_only_the_head_of_a_whole_file_is_parsed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most of a file is answers and changes, and hundreds may be listed."""
    parsed = []

    def parse(path: Path, content: bytes) -> dict[str, object]:
        parsed.append(content)
        return whole(path, content)

    whole = session_list.parse_toml
    monkeypatch.setattr(session_list, "parse_toml", parse)
    (listed,) = list_drafts(path.parent)
    assert (listed.title, listed.problem) == ("Out [[of]] bounds", "")
    assert b"[[answer]]" not in b"".join(parsed)


def test_brackets_in_a_text_do_not_end_the_head(path: Path) -> None:
    """Whoever edits a file may write a text over several lines."""
    text = path.read_text(encoding="utf-8")
    cut = text.replace('use = ""', 'use = """One\n[[two]]\nthree"""')
    assert cut != text
    path.write_text(cut, encoding="utf-8")
    (listed,) = list_drafts(path.parent)
    assert (listed.title, listed.use) == ("Out [[of]] bounds", "One [[two]] three")


def test_a_head_that_was_moved_down_is_found(path: Path) -> None:
    """The order of tables has no meaning in TOML."""
    head, tool, rest = path.read_text(encoding="utf-8").partition("[[tool]]")
    form, _, session = head.partition("\n")
    moved = rest.replace("[end]", f"{session}\n[end]")
    path.write_text(f"{form}\n\n{tool}{moved}", encoding="utf-8")
    (listed,) = list_drafts(path.parent)
    assert (listed.title, listed.problem) == ("Out [[of]] bounds", "")


def test_damage_after_the_head_comes_to_light_on_opening(
    path: Path, boat: Pack
) -> None:
    """The list offers it; opening says what is wrong, and offers what was before."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[[answer]]", "[[answer"), encoding="utf-8")
    (listed,) = list_drafts(path.parent)
    assert listed.title == "Out [[of]] bounds"
    with pytest.raises(FileError, match="not valid TOML"):
        load_draft(path, boat)
