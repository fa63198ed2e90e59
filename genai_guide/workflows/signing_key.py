"""Find the key to sign with: a named one, or the person's own, made at first use."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import (
    PassphraseError,
    SigningKey,
    load_key,
    make_key,
    own_key_path,
)

NEW_KEY_OFFER = (
    "To sign, you need a key. It is made now, once, and stays in your own folder. With"
    " a passphrase, nobody else at this computer can sign in your name. You type it"
    " each time you sign. It cannot be recovered."
)
"""What the app says too before it makes a key."""
_AT_THE_PROMPT = (
    "What you type now is not shown. Press Enter for a key without a passphrase."
)
_TRIES = 3


def signing_key(named: Path | None, tell: Callable[[str], None]) -> SigningKey:
    """Load the key to sign with; without a named one, the person's own.

    Their own key is made if there is none, with a passphrase where they can type
    one. A locked key asks for its passphrase, at most three times.

    Args:
        named: The key file that was named on the command line.
        tell: Tells the person what has happened.

    Raises:
        FileError: if the key cannot be read, unlocked or made.
    """
    path = _expand_home(named) if named else own_key_path()
    can_type = sys.stdin is not None and sys.stdin.isatty()
    if named is None and not os.path.lexists(path):
        key = make_key(path, _choose_passphrase(path, tell) if can_type else "")
        tell(f"made your signing key, {key.fingerprint}, in {path}")
        return key
    try:
        return load_key(path)
    except PassphraseError:
        if not can_type:
            raise
    prompt = f"Passphrase for {path}: "
    for _ in range(_TRIES - 1):
        try:
            return load_key(path, _read_hidden(prompt, path))
        except PassphraseError as problem:
            tell(str(problem))
    return load_key(path, _read_hidden(prompt, path))


def _expand_home(path: Path) -> Path:
    """Return a path with its `~` expanded: no shell does so in `--key=~/key`."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise FileError(path, "this home folder does not exist") from None


def _choose_passphrase(path: Path, tell: Callable[[str], None]) -> str:
    """Ask for the passphrase of a new key, twice, since nobody could recover it."""
    tell(f"{NEW_KEY_OFFER} {_AT_THE_PROMPT}")
    while True:
        chosen = _read_hidden("Passphrase (optional): ", path)
        if not chosen or chosen == _read_hidden("Repeat the passphrase: ", path):
            return chosen
        tell("The two passphrases differ. Type both again.")


def _read_hidden(prompt: str, path: Path) -> str:
    """Read a passphrase without showing what is typed."""
    try:
        typed = getpass(prompt, stream=sys.stderr)
        typed.encode("utf-8")
    except UnicodeError:
        raise FileError(
            path, "its passphrase has characters that cannot be read"
        ) from None
    return typed
