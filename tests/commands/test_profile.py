"""`profile`: typed once, filled in wherever one signs."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

import pytest

from tests.helpers.signing import COUNSEL_WORDS, SIGN_WORDS

ME = ["--name", "A. Producer", "--role", "Producer"]
ME += ["--organisation", "Studio", "--email", "a@studio.com"]


def profile_file(tmp_path: Path) -> Path:
    """Return where the profile is kept."""
    return tmp_path / "config" / "profile.toml"


def test_what_is_set_is_shown_and_kept(run, tmp_path: Path) -> None:
    """Each part is set by itself; an empty one is cleared."""
    assert "Name: not set" in run("profile").out
    assert not profile_file(tmp_path).exists()
    assert run("profile", *ME, "--summaries", "out").code == 0
    shown = run("profile", "--role", "Line producer", "--organisation", "").out
    assert "Name: A. Producer\nRole: Line producer\nOrganisation: not set" in shown
    table = tomllib.loads(profile_file(tmp_path).read_text("utf-8"))
    assert table["summaries"] == str(tmp_path / "out")
    assert "organisation" not in table
    if os.name != "nt":
        assert stat.S_IMODE(profile_file(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--email", "me"], "e-mail: use an address such as"),
        (["--name", "x" * 101], "name: 101 characters"),
    ],
)
def test_what_could_not_be_signed_is_not_kept(
    run, tmp_path: Path, words: list[str], said: str
) -> None:
    """It is refused when it is set, not when it is used."""
    done = run("profile", *words)
    assert (done.code, said in done.err) == (2, True)
    assert not profile_file(tmp_path).exists()


def test_all_that_is_wrong_with_the_file_is_said(run, tmp_path: Path) -> None:
    """Each fault has its line; what needs no profile goes on."""
    path = profile_file(tmp_path)
    path.write_text('nmae = "A"\nrole = 3\nemail = "me"\n', "utf-8")
    done = run("profile")
    assert done.code == 1
    for fault in (
        "line 1: found “nmae”",
        "did you mean “name”?",
        "line 2: role: expected a text in quotes",
        "line 3: email: use an address",
    ):
        assert fault in done.err
    assert run("paths").code == 0


def test_signing_needs_no_options_then(run, answers: Path, tmp_path: Path) -> None:
    """The profile says who signs, and where the summary goes; options win."""
    run("profile", *ME, "--summaries", tmp_path / "out")
    path = Path(run("sign", answers, "--attest", "--role", "Other").out.strip())
    assert path.parent == tmp_path / "out"
    signoff = tomllib.loads(path.read_text("utf-8"))["statement"]["signoff"]
    assert (signoff["name"], signoff["role"]) == ("A. Producer", "Other")


def test_what_is_missing_is_named_with_the_way_to_set_it(run, answers: Path) -> None:
    """A name that stands nowhere is a mistake of usage."""
    done = run("sign", answers, "--attest", *ME[2:])
    assert done.code == 2
    assert "missing: --name. To save it for next time, use `genai-guide profile" in (
        done.err
    )


def test_decisions_use_the_profile(run, known: Path) -> None:
    """`decide` and `update` fill in the same."""
    run("profile", *COUNSEL_WORDS)
    assert run("decide", known, "--outcome", "approved").code == 0
    assert run("update", known, "--note", "Called them.").code == 0
    entries = tomllib.loads(known.read_text("utf-8"))["entry"]
    name = COUNSEL_WORDS[COUNSEL_WORDS.index("--name") + 1]
    assert [entry["by"]["name"] for entry in entries] == [name, name]


def test_ones_own_name_and_address_are_known(
    run, answers: Path, person, tmp_path: Path
) -> None:
    """A signer that only looks like oneself is pointed out."""
    words = [*SIGN_WORDS, "-o", "summary.toml"]
    words[words.index("--email") + 1] = "a@studi0.com"
    person("stranger")
    run("sign", answers, *words)
    person("producer")
    assert "looks like" not in run("verify", "summary.toml").out
    run("profile", *ME)
    found = run("verify", "summary.toml").out
    assert "address a@studi0.com looks like your own, a@studio.com" in found
    assert "looks like your own, “A. Producer”" in found


def test_no_summary_goes_into_a_checkout_unasked(
    run, answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes into the person's documents then; a named folder is taken."""
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("GENAI_GUIDE_SUMMARIES", str(tmp_path / "documents"))
    path = Path(run("sign", answers, *SIGN_WORDS).out.strip())
    assert path.parent == tmp_path / "documents"
    named = Path(run("sign", answers, *SIGN_WORDS, "-o", ".").out.strip())
    assert named.parent == Path()
