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
    "Your signature needs a key. It is made now, once, and stays in your own folder."
    " A passphrase keeps others at this computer from signing in your name; you type"
    " it at each signing, and nobody can give it back to you."
)
"""What the app says too before it makes a key."""
_AT_THE_PROMPT = (
    "What you type now is not shown. An empty line makes a key without a passphrase."
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
        tell(f"made a signing key, {key.fingerprint}, in {path}")
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
        raise FileError(path, "there is no such home folder") from None


def _choose_passphrase(path: Path, tell: Callable[[str], None]) -> str:
    """Ask for the passphrase of a new key, twice, since nobody could recover it."""
    tell(f"{NEW_KEY_OFFER} {_AT_THE_PROMPT}")
    while True:
        chosen = _read_hidden("Passphrase, or an empty line for none: ", path)
        if not chosen or chosen == _read_hidden("The same once more: ", path):
            return chosen
        tell("These two are not the same. Type both once more.")


def _read_hidden(prompt: str, path: Path) -> str:
    """Read a passphrase without showing what is typed."""
    try:
        typed = getpass(prompt, stream=sys.stderr)
        typed.encode("utf-8")
    except UnicodeError:
        raise FileError(path, "what was typed as its passphrase is no text") from None
    return typed
