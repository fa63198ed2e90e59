"""The key that a command signs with: a named one, or one's own, made if need be."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path

from genai_guide.commands.saying import say
from genai_guide.files.keys import (
    PassphraseNeeded,
    SigningKey,
    load_key,
    make_key,
    own_key_path,
)

_TRIES = 3


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
        say(made)
        return key
    try:
        return load_key(path)
    except PassphraseNeeded:
        if not sys.stdin.isatty():
            raise
    for _ in range(_TRIES - 1):
        try:
            return load_key(path, _asked(path))
        except PassphraseNeeded as problem:
            say(str(problem))
    return load_key(path, _asked(path))


def _asked(path: Path) -> str:
    return getpass(f"Passphrase for {path}: ", stream=sys.stderr)
