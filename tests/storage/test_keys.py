"""Keys on the disk: made safely, read strictly, refused in sentences."""

from __future__ import annotations

import os
import re
import shlex
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from genai_guide.signing.payload import SignedPart
from genai_guide.signing.sshsig import format_public_key, parse_signature
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import (
    PassphraseError,
    load_key,
    make_key,
    own_key_path,
    own_public_key,
)
from tests.helpers.ssh_keygen import needs_ssh_keygen, ssh_keygen

MESSAGE = b"genai-guide/summary/v1\n{}"
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name one's own key in an empty config folder."""
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    return own_key_path()


@pytest.mark.parametrize("passphrase", ["", "p\u00e4ss word"])
def test_a_key_is_made_and_read_back(path: Path, passphrase: str) -> None:
    """It signs as before, is its owner's alone, and its public half is beside it."""
    assert own_public_key() is None
    made = make_key(path, passphrase)
    read = load_key(path, passphrase)
    assert read.sign(SignedPart.STATEMENT, MESSAGE) == made.sign(
        SignedPart.STATEMENT, MESSAGE
    )
    assert own_public_key() == made.public
    if passphrase:
        with pytest.raises(PassphraseError):
            load_key(path)
    assert made.fingerprint.startswith("SHA256:")
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0
    if passphrase:
        assert passphrase.encode() not in path.read_bytes()
        for wrong in ("", passphrase + " "):
            with pytest.raises(PassphraseError) as caught:
                load_key(path, wrong)
            assert passphrase not in str(caught.value)


def test_a_key_is_never_overwritten(path: Path) -> None:
    """A key that is there stays, with its public half."""
    make_key(path)
    before = {one: one.read_bytes() for one in path.parent.iterdir()}
    with pytest.raises(FileError, match="there is a key already"):
        make_key(path)
    assert {one: one.read_bytes() for one in path.parent.iterdir()} == before


def pem(private: object, style: form.PrivateFormat) -> bytes:
    """Write a private key in some format."""
    return private.private_bytes(form.Encoding.PEM, style, form.NoEncryption())


def test_what_is_no_key_of_ours_is_said(path: Path, tmp_path: Path) -> None:
    """Rubbish and damage: one sentence, and what to do."""
    make_key(path)
    end = b"-----END OPENSSH PRIVATE KEY-----\n"
    contents = {
        b"": "no Ed25519 key in OpenSSH's format",
        b"\0" * 100: "no Ed25519 key in OpenSSH's format",
        "\u65e5\u672c".encode("utf-16"): "no Ed25519 key in OpenSSH's format",
        path.read_bytes()[:60]: "no Ed25519 key in OpenSSH's format",
        path.read_bytes().replace(b"b3Bl", b"b3Bm"): "no Ed25519 key in OpenSSH's",
        b"\n".join([*path.read_bytes().split(b"\n")[:5], end]): "this key is damaged",
    }
    other = tmp_path / "other"
    for content, said in contents.items():
        other.write_bytes(content)
        other.chmod(0o600)
        with pytest.raises(FileError, match=said):
            load_key(other)
    other.write_bytes(b"x" * 20_000)
    with pytest.raises(FileError, match="larger than 16 kB"):
        load_key(other)
    with pytest.raises(FileError, match="no such file"):
        load_key(tmp_path / "none")
    with pytest.raises(FileError, match="folder"):
        load_key(tmp_path)


OPENSSH, PKCS8 = form.PrivateFormat.OpenSSH, form.PrivateFormat.PKCS8
TRADITIONAL = form.PrivateFormat.TraditionalOpenSSL
RSA = rsa.generate_private_key(65537, 2048)
ECDSA = ec.generate_private_key(ec.SECP256R1())
ED25519 = Ed25519PrivateKey.generate()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pem(RSA, OPENSSH), "an RSA key, and only Ed25519"),
        (pem(RSA, TRADITIONAL), "an RSA key, and only Ed25519"),
        (pem(RSA, PKCS8), "an RSA key, and only Ed25519"),
        (pem(ECDSA, OPENSSH), "an ECDSA key, and only Ed25519"),
        (pem(ECDSA, TRADITIONAL), "an ECDSA key, and only Ed25519"),
        (pem(ECDSA, PKCS8), "an ECDSA key, and only Ed25519"),
        (pem(ed448.Ed448PrivateKey.generate(), PKCS8), "an Ed448 key, and only"),
        (
            pem(ED25519, PKCS8),
            "a PEM file, not .* `ssh-keygen -p -f '/.*/my key'` conv",
        ),
        (
            ED25519.private_bytes(
                form.Encoding.PEM, PKCS8, form.BestAvailableEncryption(b"x")
            ),
            "an encrypted PEM file, not .*OpenSSH 9.6",
        ),
        (b"PuTTY-User-Key-File-3: ssh-ed25519\n", "PuTTYgen"),
        (b"ssh-ed25519 AAAAC3Nz me@here\n", "the public half .* is not beside it"),
        (b"sk-ssh-ed25519@openssh.com AAAAGnNr me\n", "only the ssh agent"),
        (b"---- BEGIN SSH2 PUBLIC KEY ----\n", "the public half"),
    ],
)
def test_a_wrong_key_file_gets_the_true_reason(
    tmp_path: Path, content: bytes, said: str
) -> None:
    """Also where others can read it: its mode is not what is wrong."""
    path = tmp_path / "my key"
    path.write_bytes(content)
    path.chmod(0o644)
    with pytest.raises(FileError, match=said):
        load_key(path)


def test_the_public_half_names_the_private_one(path: Path) -> None:
    """The file is beside it, without the ending."""
    make_key(path)
    with pytest.raises(
        FileError, match=f"Name the private one, {re.escape(str(path))}"
    ):
        load_key(path.with_name("signing-key.pub"))


@needs_ssh_keygen
@pytest.mark.parametrize("cipher", ["aes128-ctr", "chacha20-poly1305@openssh.com"])
def test_a_cipher_that_is_not_supported_is_named_with_what_changes_it(
    tmp_path: Path, cipher: str
) -> None:
    """The command that is named does change it."""
    path = tmp_path / "my key"
    words = ["-q", "-t", "ed25519", "-a", "1", "-Z", cipher, "-N", "two words"]
    assert ssh_keygen(*words, "-f", path).returncode == 0
    with pytest.raises(FileError, match=f"its cipher {cipher} is not") as refusal:
        load_key(path, "two words")
    command = shlex.split(str(refusal.value).split("`")[1])
    more = ["-P", "two words", "-N", "two words"]
    assert ssh_keygen(*command[1:], *more).returncode == 0
    assert load_key(path, "two words")


def test_a_key_on_a_security_key_is_named_as_that(tmp_path: Path) -> None:
    """Its file is no private key: that never leaves the device."""

    def string(content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + content

    public = string(b"sk-ssh-ed25519@openssh.com") + string(bytes(32)) + string(b"ssh:")
    blob = b"openssh-key-v1\0" + string(b"none") * 2 + string(b"")
    blob += (1).to_bytes(4, "big") + string(public) + string(b"")
    edge = "-----{} OPENSSH PRIVATE KEY-----\n"
    path = tmp_path / "key"
    text = edge.format("BEGIN") + b64encode(blob).decode() + "\n" + edge.format("END")
    path.write_text(text, encoding="ascii")
    path.chmod(0o600)
    with pytest.raises(FileError, match="held by a security key"):
        load_key(path)


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o644])
def test_a_key_that_others_can_read_is_refused(path: Path, mode: int) -> None:
    """As ssh does, with what to do about it."""
    make_key(path)
    path.chmod(mode)
    with pytest.raises(FileError, match="others can read this key; `chmod 600"):
        load_key(path)


@posix
def test_a_pipe_is_no_key_and_a_link_to_one_is(path: Path, tmp_path: Path) -> None:
    """A FIFO does not hang; a link is followed, as ssh does."""
    made = make_key(path)
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    with pytest.raises(FileError, match="not a file"):
        load_key(pipe)
    link.symlink_to(path)
    assert load_key(link).public == made.public


def test_a_damaged_public_half_is_nobody_s_key(path: Path) -> None:
    """What cannot be read of it makes nobody known."""
    make_key(path)
    public = path.with_name("signing-key.pub")
    for content in (b"", b"\xff\xfe", b"ssh-ed25519 AAAA", b"x" * 20_000):
        public.write_bytes(content)
        assert own_public_key() is None


@needs_ssh_keygen
@pytest.mark.parametrize("passphrase", ["", "two words"])
def test_keys_of_ssh_keygen_are_read(tmp_path: Path, passphrase: str) -> None:
    """A key that `ssh-keygen` made signs here as it does there."""
    path = tmp_path / "key"
    words = ["-q", "-t", "ed25519", "-N", passphrase, "-C", "me@here", "-f", path]
    assert ssh_keygen(*words).returncode == 0
    key = load_key(path, passphrase)
    public = path.with_name("key.pub").read_text(encoding="ascii")
    assert public.startswith(format_public_key(key.public))
    listed = ssh_keygen("-l", "-f", path.with_name("key.pub")).stdout.decode()
    assert key.fingerprint in listed.split()
    if passphrase:
        return
    message = tmp_path / "message"
    message.write_bytes(MESSAGE)
    name = SignedPart.STATEMENT.value
    assert ssh_keygen("-Y", "sign", "-f", path, "-n", name, message).returncode == 0
    ours = parse_signature(name, key.sign(SignedPart.STATEMENT, MESSAGE)).armored(name)
    assert message.with_name("message.sig").read_text(encoding="ascii") == ours


@needs_ssh_keygen
@pytest.mark.parametrize("passphrase", ["", "two words"])
def test_ssh_keygen_reads_our_keys(path: Path, passphrase: str) -> None:
    """What is made here is a key for `ssh-keygen`, locked or not."""
    key = make_key(path, passphrase)
    found = ssh_keygen("-y", "-P", passphrase, "-f", path).stdout.decode()
    assert found.strip().startswith(format_public_key(key.public))
    if passphrase:
        assert ssh_keygen("-y", "-P", "wrong", "-f", path).returncode != 0
