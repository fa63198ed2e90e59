"""Keys on the disk: made safely, read strictly, refused in sentences."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, ed448
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
    """Other kinds, other formats, rubbish: one sentence, and what to do."""
    public = make_key(path).public
    openssh = form.PrivateFormat.OpenSSH
    contents = [
        pem(ec.generate_private_key(ec.SECP256R1()), openssh),
        pem(ed448.Ed448PrivateKey.generate(), form.PrivateFormat.PKCS8),
        pem(Ed25519PrivateKey.generate(), form.PrivateFormat.PKCS8),
        path.read_bytes()[:200],
        path.read_bytes().replace(b"b3Bl", b"b3Bm"),
        format_public_key(public).encode(),
        b"",
        b"\0" * 100,
        "\u65e5\u672c".encode("utf-16"),
    ]
    other = tmp_path / "other"
    for content in contents:
        other.write_bytes(content)
        other.chmod(0o600)
        with pytest.raises(FileError, match="no Ed25519 key in OpenSSH's format"):
            load_key(other)
    other.write_bytes(b"x" * 20_000)
    with pytest.raises(FileError, match="larger than 16 kB"):
        load_key(other)
    with pytest.raises(FileError, match="no such file"):
        load_key(tmp_path / "none")
    with pytest.raises(FileError, match="folder"):
        load_key(tmp_path)


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
