"""The key that a command signs with: a named one, or one's own, made if need be."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from genai_guide.commands.output import print_message
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import (
    PassphraseError,
    SigningKey,
    load_key,
    make_key,
    own_key_path,
)

_TRIES = 3
_OFFER = (
    "Your signature needs a key. It is made now, once, and stays in your own folder."
    " A passphrase keeps others at this computer from signing in your name. You type"
    " it at each signing, and nobody can give it back to you. What you type now is"
    " not shown. An empty line makes a key without a passphrase."
)
Tell = Callable[[str], None]


def signing_key(named: Path | None) -> SigningKey:
    """Load the key to sign with; without a name and a key, make one.

    A passphrase is asked for at the terminal, and only where the key is locked.

    Raises:
        FileProblem: if it cannot be read, unlocked or made.
    """
    path = named or own_key_path()
    if named is None and not os.path.lexists(path):
        key = make_key(path)
        made = f"made a signing key, {key.fingerprint}, in {path}"
        print_message(made)
        return key
    try:
        return load_key(path)
    except PassphraseError:
        if not sys.stdin.isatty():
            raise
    for _ in range(_TRIES - 1):
        try:
            return load_key(path, _asked(path))
        except PassphraseError as problem:
            print_message(str(problem))
    return load_key(path, _asked(path))


def own_key(tell: Tell) -> SigningKey:
    """Load one's own key; a new one is offered a passphrase at a terminal.

    Args:
        tell: Says something to the person who is asked.

    Raises:
        FileProblem: if it cannot be read, unlocked or made.
    """
    path = own_key_path()
    if os.path.lexists(path):
        return signing_key(None)
    key = make_key(path, _chosen(path, tell) if sys.stdin.isatty() else "")
    tell(f"Your new key is in {path}")
    return key


def _chosen(path: Path, tell: Tell) -> str:
    """Ask for the passphrase of a new key, twice, as nobody could give it back."""
    tell(_OFFER)
    while True:
        chosen = _typed("Passphrase, or an empty line for none: ", path)
        if not chosen or chosen == _typed("The same once more: ", path):
            return chosen
        tell("These two are not the same. Type both once more.")


def _asked(path: Path) -> str:
    return _typed(f"Passphrase for {path}: ", path)


def _typed(prompt: str, path: Path) -> str:
    """Ask without showing what is typed."""
    try:
        typed = getpass(prompt, stream=sys.stderr)
        typed.encode("utf-8")
    except UnicodeError:
        raise FileError(path, "what was typed as its passphrase is no text") from None
    return typed
