"""The profile's file, what is remembered in it, and where summaries go."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.record.profile import CLAIMS, Profile
from genai_guide.storage.errors import FileError
from genai_guide.storage.profile import (
    is_checkout,
    load_profile,
    remember_signer,
    save_profile,
    summaries_folder,
)

ME = {
    "name": "A. Producer",
    "role": "Producer",
    "organisation": "Studio",
    "email": "a@studio.com",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give settings, data and documents in folders of their own."""
    for name in ("CONFIG", "DATA", "SUMMARIES"):
        monkeypatch.setenv(f"GENAI_GUIDE_{name}", str(tmp_path / name.lower()))
    return tmp_path


def test_what_is_signed_fills_what_is_empty(home: Path) -> None:
    """What the person set stays; the last folder is remembered; news is told once."""
    save_profile(Profile(role="Line producer"))
    profile, news = remember_signer(load_profile(), ME, home / "out")
    assert "remembered for next time" in news
    assert profile == load_profile()
    assert profile.claims == {**ME, "role": "Line producer"}
    assert profile.last_folder == str(home / "out")
    again = remember_signer(profile, {**ME, "name": "B. Other"}, home / "other")
    assert again == (load_profile(), "")
    assert load_profile().name == "A. Producer"
    assert load_profile().last_folder == str(home / "other")


def test_what_cannot_be_remembered_is_said(home: Path) -> None:
    """The summary is signed all the same."""
    (home / "config").write_text("a file", "utf-8")
    profile, news = remember_signer(Profile(), ME)
    assert profile == Profile()
    assert "Your name is not remembered for next time" in news


def test_a_summary_goes_where_the_profile_says(home: Path) -> None:
    """The chosen folder, the last one, beside the draft, the documents."""
    draft = home / "drafts" / "a.toml"
    draft.parent.mkdir()
    last = home / "last"
    assert summaries_folder(Profile(), draft) == draft.parent
    for gone in (last, home / ("x" * 300)):
        profile = Profile(last_folder=str(gone))
        assert summaries_folder(profile, draft) == draft.parent
    last.mkdir()
    assert summaries_folder(Profile(last_folder=str(last)), draft) == last
    chosen = Profile(summaries=str(home / "chosen"), last_folder=str(last))
    assert summaries_folder(chosen, draft) == home / "chosen"
    own = home / "data" / "sessions" / "a.toml"
    assert summaries_folder(Profile(), own) == home / "summaries"
    (home / "drafts" / ".git").mkdir()
    assert is_checkout(draft.parent)
    assert summaries_folder(Profile(), draft) == home / "summaries"


@given(st.dictionaries(st.sampled_from(CLAIMS), st.text(max_size=110)))
def test_no_profile_is_written_that_is_not_read(parts: dict[str, str]) -> None:
    """What would be refused on reading is refused on writing."""
    profile = Profile(**parts)
    try:
        save_profile(profile)
    except FileError:
        return
    assert load_profile() == profile
