"""Signing keys: Ed25519 keys in OpenSSH's format, readable by their owner alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genai_guide.signing.payload import SignedPart
from genai_guide.signing.sshsig import (
    NotASignatureError,
    Signature,
    fingerprint,
    format_public_key,
    parse_public_key,
    signed_data,
)
from genai_guide.storage.atomic_write import write_atomic, write_new
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import config_dir
from genai_guide.storage.reading import read_bytes
from genai_guide.storage.wrong_keys import explain_wrong_key

_LIMIT = 16_000


class PassphraseError(FileError):
    """The key is locked, and the passphrase is missing or another."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key that is ready to sign."""

    public: bytes
    _private: Any

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the public key, as ssh shows it."""
        return fingerprint(self.public)

    def sign(self, part: SignedPart, message: bytes) -> str:
        """Sign a message for one part of a record; base64 in one line."""
        raw = self._private.sign(signed_data(part.value, message))
        return Signature(self.public, raw).text(part.value)


def own_key_path() -> Path:
    """Where the key that the program made for this person is."""
    return config_dir() / "signing-key"


def make_key(path: Path, passphrase: str = "") -> SigningKey:
    """Make a key, and write it with its public half beside it.

    Args:
        path: Where no file may be yet.
        passphrase: What locks the key; `""` leaves it unlocked.

    Raises:
        FileError: if the file is there, or cannot be written.
    """
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    lock: form.KeySerializationEncryption = form.NoEncryption()
    if passphrase:
        lock = form.BestAvailableEncryption(passphrase.encode("utf-8"))
    written = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.OpenSSH, lock)
    key = SigningKey(private.public_key().public_bytes_raw(), private)
    if os.path.lexists(path):
        raise FileError(path, "there is a key already")
    # The public half first, so that there is no key without it.
    write_atomic(_public_path(path), f"{format_public_key(key.public)}\n".encode())
    write_new(path, written)
    return key


def load_key(path: Path, passphrase: str = "") -> SigningKey:
    """Read a private key.

    Raises:
        PassphraseError: if it is locked and this passphrase is wrong.
        FileError: if it is no Ed25519 key in OpenSSH's format.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    content = read_bytes(path, _LIMIT)
    if reason := explain_wrong_key(path, content):
        raise FileError(path, reason)
    _refuse_open(path)
    try:
        private = load_ssh_private_key(content, None)
    except TypeError:
        private = _unlocked(path, content, passphrase)
    except Exception:  # noqa: BLE001 - whatever the library says of it, it is no key
        raise FileError(path, _DAMAGED) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise FileError(path, _DAMAGED)
    return SigningKey(private.public_key().public_bytes_raw(), private)


def _refuse_open(path: Path) -> None:
    """Refuse one's own key if others can read it, as ssh does."""
    if os.name == "nt":
        return
    found = path.stat()
    if found.st_uid == os.getuid() and found.st_mode & 0o077:
        sentence = f"others can read this key; `chmod 600 {path}` keeps them out"
        raise FileError(path, sentence)


def _unlocked(path: Path, content: bytes, passphrase: str) -> Any:
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    if not passphrase:
        raise PassphraseError(path, "this key needs its passphrase")
    try:
        return load_ssh_private_key(content, passphrase.encode("utf-8"))
    except Exception:  # noqa: BLE001 - a wrong passphrase looks like a damaged key
        raise PassphraseError(path, "this passphrase is wrong") from None


_DAMAGED = "this key is damaged. Take it from a backup, or leave out --key"


def own_public_key() -> bytes | None:
    """Give the public half of this person's own key, if there is one."""
    path = _public_path(own_key_path())
    if not os.path.lexists(path):
        return None
    try:
        return parse_public_key(read_bytes(path, _LIMIT).decode("ascii", "replace"))
    except (FileError, NotASignatureError):
        return None


def _public_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.pub")
