"""Why a file that was named as a signing key is not one that can be used."""

from __future__ import annotations

import re
import shlex
from base64 import b64decode
from pathlib import Path

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


def explain_wrong_key(path: Path, content: bytes) -> str:
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
    if path.suffix == ".pub" and private.is_file():
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
