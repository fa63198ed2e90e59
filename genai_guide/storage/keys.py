"""Signing keys: Ed25519 keys in OpenSSH's format, readable by their owner alone."""

from __future__ import annotations

import os
import re
import shlex
from base64 import b64decode
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
from genai_guide.storage.reading import path_is_file, read_bytes

_LIMIT = 16_000
_DAMAGED = "this key is damaged. Take it from a backup, or leave out --key"
_PUBLIC = re.compile(
    rb"\s*(?:(?:ssh|ecdsa|sk)-[\w@.-]+ AAAA|-+ ?BEGIN [\w ]*PUBLIC KEY)"
)
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----")
_OPENSSH = b"openssh-key-v1\0"
_CIPHERS = {"none", "aes256-ctr", "aes256-cbc", "aes256-gcm@openssh.com"}
"""The ciphers that the library for OpenSSH keys knows."""
_KINDS = {"EC": "ECDSA", "DSS": "DSA"}
"""Kinds of keys that have another name than in their files."""
_MAKE_ONE = "Make one with `ssh-keygen -t ed25519`, or leave out --key"
_NO_KEY = f"this is no Ed25519 key in OpenSSH's format. {_MAKE_ONE}"
_ONLY_AGENT = (
    "A key that only the ssh agent or a security key holds cannot sign here. "
    f"{_MAKE_ONE}"
)


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
    if reason := _explain_wrong_key(path, content):
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


def own_public_key() -> bytes | None:
    """Return the public half of this person's own key, if there is one."""
    path = _public_path(own_key_path())
    if not os.path.lexists(path):
        return None
    try:
        return parse_public_key(read_bytes(path, _LIMIT).decode("ascii", "replace"))
    except (FileError, NotASignatureError):
        return None


def _public_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.pub")


def _explain_wrong_key(path: Path, content: bytes) -> str:
    """Return why a key file cannot be used; empty if nothing speaks against it."""
    if _PUBLIC.match(content):
        return _explain_public(path)
    if content.startswith(b"PuTTY-User-Key-File"):
        return "this is a PuTTY key. Export it as an OpenSSH key with PuTTYgen"
    match = _PEM.search(content)
    if match is None:
        return _NO_KEY
    kind = match[1].decode("ascii").strip()
    if kind == "OPENSSH":
        return _explain_openssh(path, content)
    if kind in ("RSA", "EC", "DSA"):
        return _explain_kind(kind)
    return _explain_pem(path, content, is_encrypted=kind == "ENCRYPTED")


def _explain_public(path: Path) -> str:
    private = path.with_suffix("")
    if path.suffix == ".pub" and path_is_file(private):
        return f"this is the public half of a key. Name the private one, {private}"
    return (
        "this is the public half of a key, and the private half is not beside it."
        f" {_ONLY_AGENT}"
    )


def _explain_kind(kind: str) -> str:
    kind = _KINDS.get(kind, kind)
    article = "an" if kind[0] in "RE" else "a"
    return f"this is {article} {kind} key, and only Ed25519 keys can sign. {_MAKE_ONE}"


def _explain_openssh(path: Path, content: bytes) -> str:
    """Read what stands unencrypted at the beginning: the cipher, the public key."""
    lines = content.partition(b"-----BEGIN OPENSSH PRIVATE KEY-----")[2]
    try:
        blob = b64decode(lines.partition(b"-----END")[0])
        rest = blob.removeprefix(_OPENSSH)
        cipher, rest = _read_string(rest)
        _kdf, rest = _read_string(rest)
        _options, rest = _read_string(rest)
        public, rest = _read_string(rest[4:])
        name = _read_string(public)[0].decode("ascii")
    except (ValueError, IndexError):
        return _NO_KEY
    if not blob.startswith(_OPENSSH):
        return _NO_KEY
    if name.startswith("sk-"):
        return f"this key is held by a security key. {_ONLY_AGENT}"
    if name != "ssh-ed25519":
        kind = name.removeprefix("ssh-").partition("-")[0].upper()
        return _explain_kind(kind)
    if (used := cipher.decode("ascii", "replace")) not in _CIPHERS:
        command = f"ssh-keygen -p -Z aes256-ctr -f {shlex.quote(str(path))}"
        return f"its cipher {used} is not supported. `{command}` changes it"
    return ""


def _read_string(blob: bytes) -> tuple[bytes, bytes]:
    """Return the first string of a blob, as ssh writes them, and the rest."""
    size = int.from_bytes(blob[:4], "big")
    if len(blob) < size + 4:
        raise IndexError
    return blob[4 : size + 4], blob[size + 4 :]


def _explain_pem(path: Path, content: bytes, *, is_encrypted: bool) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    what = "an encrypted PEM file" if is_encrypted else "a PEM file"
    if not is_encrypted:
        try:
            private = load_pem_private_key(content, None)
        except Exception:  # noqa: BLE001 - whatever the library says, it is no key
            return _NO_KEY
        if not isinstance(private, Ed25519PrivateKey):
            kind = type(private).__name__.lstrip("_").removesuffix("PrivateKey")
            return _explain_kind(kind)
    return (
        f"this is {what}, not a key in OpenSSH's format. If it is an Ed25519 key,"
        f" `ssh-keygen -p -f {shlex.quote(str(path))}` converts it (OpenSSH 9.6 or"
        " later)"
    )
