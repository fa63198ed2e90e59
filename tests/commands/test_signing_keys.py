"""The key that a command signs with: made once, or named."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from genai_guide.storage.keys import PassphraseError, load_key, make_key, own_key_path
from genai_guide.workflows import signing_key
from tests.helpers.asking import Typing
from tests.helpers.signing import SIGN_WORDS
from tests.helpers.summaries import tables_of


def signature(path: str) -> str:
    """Read who signed a summary, by the first half of the signature."""
    return str(tables_of(Path(path))["statement_signature"]["ssh"])[:90]


def test_a_key_is_made_at_the_first_sign_off_and_kept(run, answers: Path) -> None:
    """Its fingerprint is said, and `paths` says it again."""
    assert "fingerprint" not in run("paths").out
    first = run("sign", answers, *SIGN_WORDS, "-o", "one.toml")
    second = run("sign", answers, *SIGN_WORDS, "-o", "two.toml")
    key = load_key(own_key_path())
    assert f"made your signing key, {key.fingerprint}" in first.err
    assert "made your signing key" not in second.err
    assert signature("one.toml") == signature("two.toml")
    assert f"its fingerprint: {key.fingerprint}" in run("paths").out
    assert run("verify", "one.toml", "two.toml").code == 0


@pytest.mark.parametrize("chosen", ["", "a word"])
def test_sign_offers_a_passphrase_at_a_terminal(
    run, answers: Path, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    """Typed twice, it locks the key; an empty line leaves the key unlocked."""
    typed = iter([chosen, "a slip", chosen, chosen] if chosen else [""])
    monkeypatch.setattr(signing_key, "getpass", lambda *_, **__: next(typed))
    monkeypatch.setattr(sys, "stdin", Typing())
    signed = run("sign", answers, *SIGN_WORDS, "-o", "one.toml")
    assert signed.code == 0
    assert signing_key.NEW_KEY_OFFER in signed.err
    assert signed.err.count("The two passphrases differ.") == bool(chosen)
    key = load_key(own_key_path(), chosen)
    assert f"made your signing key, {key.fingerprint}" in signed.err
    if chosen:
        with pytest.raises(PassphraseError):
            load_key(own_key_path())


def test_the_home_folder_is_found_in_a_named_key(
    run, answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No shell expands the `~` in `--key=~/key`."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    made = make_key(tmp_path / "key")
    done = run("sign", answers, *SIGN_WORDS, "-o", "one.toml", "--key=~/key")
    assert done.code == 0
    assert made.fingerprint in run("verify", "one.toml").out
    missing = run("sign", answers, *SIGN_WORDS, "-o", "two.toml", "--key=~nobody-/key")
    assert missing.code == 1
    assert "home folder does not exist" in missing.err


def test_a_named_key_signs_and_none_is_made(run, answers: Path, tmp_path: Path) -> None:
    """With `--key` one's own is neither used nor made."""
    made = make_key(tmp_path / "key")
    done = run("sign", answers, *SIGN_WORDS, "-o", "one.toml", "--key", "key")
    assert done.code == 0
    assert not own_key_path().exists()
    assert made.fingerprint in run("verify", "one.toml").out


@pytest.mark.parametrize("how", ["none", "locked", "open", "rubbish"])
def test_a_key_that_cannot_be_used_signs_nothing(
    run, answers: Path, tmp_path: Path, how: str
) -> None:
    """What is wrong with it is said, and no summary is there."""
    key = tmp_path / "key"
    if how == "rubbish":
        key.write_text("ssh rubbish", encoding="utf-8")
        key.chmod(0o600)
    elif how != "none":
        make_key(key, "a word" if how == "locked" else "")
        key.chmod(0o600 if how == "locked" else 0o644)
    done = run("sign", answers, *SIGN_WORDS, "-o", "one.toml", "--key", key)
    said = {
        "none": "no such file",
        "locked": "needs its passphrase",
        "open": "others can read this key",
        "rubbish": "no Ed25519 key",
    }
    assert (done.code, done.out) == (1, "")
    assert said[how] in done.err
    assert not Path("one.toml").exists()
