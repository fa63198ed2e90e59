"""SSH signatures (`ssh-keygen -Y sign`), of the one kind that is used here.

Ed25519 over SHA-512, as OpenSSH's PROTOCOL.sshsig describes it. A record holds
the base64 of the signature in one line. Everything in it but the key and the 64
bytes of the signature itself is fixed, so it is read by building it again.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256, sha512
from textwrap import wrap
from typing import NamedTuple

_MAGIC = b"SSHSIG"
_VERSION = (1).to_bytes(4, "big")
_ALGORITHM = b"ssh-ed25519"
_HASH = b"sha512"
_KEY_SIZE = 32
_SIGNATURE_SIZE = 64
_WIDTH = 70

_P = 2**255 - 19
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = {0, 1, _P - 1, _ORDER_8, _P - _ORDER_8}
"""The second coordinates of the eight points with which anything verifies."""


class NotASignatureError(ValueError):
    """A text is no signature, or a key none, of the kind that is used here."""


class Signature(NamedTuple):
    """A signature, and the public key that it claims to be made with."""

    public: bytes
    """The 32 bytes of the Ed25519 public key."""
    raw: bytes
    """The 64 bytes of the Ed25519 signature."""

    def text(self, namespace: str) -> str:
        """Format the signature as a record holds it: base64 in one line."""
        parts = (_public_blob(self.public), namespace.encode(), b"", _HASH)
        head = _MAGIC + _VERSION + b"".join(map(_string, parts))
        blob = head + _string(_string(_ALGORITHM) + _string(self.raw))
        return b64encode(blob).decode("ascii")

    def armored(self, namespace: str) -> str:
        """Format the signature as `ssh-keygen -Y verify -s` reads it."""
        lines = wrap(self.text(namespace), _WIDTH)
        edge = "-----{} SSH SIGNATURE-----"
        return "\n".join([edge.format("BEGIN"), *lines, edge.format("END"), ""])

    def vouches_for(self, namespace: str, message: bytes) -> bool:
        """Return whether this signature was made for the message with its key."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        key = Ed25519PublicKey.from_public_bytes(self.public)
        try:
            key.verify(self.raw, signed_data(namespace, message))
        except InvalidSignature:
            return False
        return True


def signed_data(namespace: str, message: bytes) -> bytes:
    """Return the bytes that the Ed25519 key signs for a message."""
    parts = (namespace.encode(), b"", _HASH, sha512(message).digest())
    return _MAGIC + b"".join(map(_string, parts))


def parse_signature(namespace: str, text: str) -> Signature:
    """Read a signature as a record holds it.

    Raises:
        NotASignatureError: if it is anything but an Ed25519 signature for the
            namespace, or its key is one with which anybody could have signed.
    """
    try:
        blob = b64decode(text, validate=True)
    except ValueError:
        msg = "the signature is not base64 in one line"
        raise NotASignatureError(msg) from None
    key_at = len(_MAGIC + _VERSION + _string(_public_blob(b"")))
    signature = Signature(blob[key_at : key_at + _KEY_SIZE], blob[-_SIGNATURE_SIZE:])
    if signature.text(namespace) != text:
        msg = f"this is not an Ed25519 signature for “{namespace}”"
        raise NotASignatureError(msg)
    validate_public_key(signature.public)
    return signature


def validate_public_key(public: bytes) -> None:
    """Refuse public keys that prove nothing.

    Raises:
        NotASignatureError: for a key that is not in its one spelling, or of small
            order: signatures that nobody made verify with such a key.
    """
    second = int.from_bytes(public, "little") & ~(1 << 255)
    if len(public) != _KEY_SIZE or second >= _P or second in _SMALL_ORDER:
        msg = "the key is one with which anybody could have signed"
        raise NotASignatureError(msg)


def format_public_key(public: bytes) -> str:
    """Format the public key as it stands in OpenSSH's files."""
    return f"{_ALGORITHM.decode()} {b64encode(_public_blob(public)).decode('ascii')}"


def parse_public_key(line: str) -> bytes:
    """Read an Ed25519 public key as it stands in OpenSSH's files.

    Raises:
        NotASignatureError: if it is of another kind, or proves nothing.
    """
    words = line.split()
    try:
        public = b64decode(words[1], validate=True)[-_KEY_SIZE:]
    except (IndexError, ValueError):
        public = b""
    if not public or " ".join(words[:2]) != format_public_key(public):
        msg = "expected an Ed25519 key: “ssh-ed25519 AAAA…”"
        raise NotASignatureError(msg)
    validate_public_key(public)
    return public


def fingerprint(public: bytes) -> str:
    """Return the key's fingerprint as `ssh-keygen -l` shows it."""
    hashed = b64encode(sha256(_public_blob(public)).digest()).decode("ascii")
    return f"SHA256:{hashed.rstrip('=')}"


def _public_blob(public: bytes) -> bytes:
    """Return the public key as OpenSSH writes it before the base64."""
    return _string(_ALGORITHM) + _string(public)


def _string(value: bytes) -> bytes:
    """Format a string as SSH does: its length in four bytes, then itself."""
    return len(value).to_bytes(4, "big") + value
