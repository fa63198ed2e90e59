"""`payload`, and both directions against the real `ssh-keygen`."""

from __future__ import annotations

import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from genai_guide.signing.payload import SignedPart, payload
from genai_guide.storage.trust import allowed_signers_path
from tests.helpers.programs import needs
from tests.helpers.signing import COUNSEL_WORDS, DECIDE_WORDS, SIGN_WORDS
from tests.helpers.ssh_keygen import needs_ssh_keygen, ssh_keygen
from tests.helpers.summaries import re_signed, tables_of, written
from tests.helpers.terminal import Terminal
from tests.helpers.trusted import trust_signers


def commands(said: str) -> list[str]:
    """Take the lines that are shell commands out of what was said."""
    return [line for line in said.splitlines() if line.startswith("ssh-keygen ")]


def test_the_signed_bytes_are_written(run, summary: Path) -> None:
    """Two files with the message and the signature; no other is overwritten."""
    done = run("payload", summary)
    paths = done.out.splitlines()
    assert done.code == 0
    assert paths == [
        "summary.statement.payload",
        "summary.statement.payload.sig",
    ]
    statement = tables_of(summary)["statement"]
    assert Path(paths[0]).read_bytes() == payload(SignedPart.STATEMENT, statement)
    assert run("payload", summary) == done
    for path in map(Path, reversed(paths)):
        content = path.read_bytes()
        for other in (content[:-1], content + b"x", content[:-1] + b"x"):
            path.write_bytes(other)
            again = run("payload", summary)
            assert again.code == 1
            assert f"{path}: not written" in again.err
            assert path.read_bytes() == other
        path.write_bytes(content)


def test_without_a_signature_it_is_3(run, summary: Path) -> None:
    """The bytes are written all the same, to be signed by somebody."""
    document = tables_of(summary)
    del document["statement_signature"]
    done = run("payload", written(summary, document))
    assert (done.code, done.out) == (3, "summary.statement.payload\n")
    assert "is not signed" in done.err


@needs_ssh_keygen
def test_ssh_keygen_takes_our_signatures(run, summary: Path) -> None:
    """The commands that are printed work as they stand, for both signatures."""
    trust_signers(summary)
    run("decide", summary, *DECIDE_WORDS)
    done = run("payload", summary)
    assert done.code == 0
    first, second = commands(done.err)
    assert shell(first) == 0
    # One's own key is in no list: nobody has to trust themselves.
    assert "check-novalidate" in second
    assert "NOT whose key" in done.err
    assert shell(second) == 0
    assert shell(second.replace("genai-guide/decision", "genai-guide/update")) != 0
    assert shell(first.replace("a@studio.com", "b@studio.com")) != 0
    assert shell(first.replace("genai-guide/statement", "genai-guide/decision")) != 0
    for command, name in ((first, "statement"), (second, "entry-1")):
        payload = Path(f"summary.{name}.payload")
        payload.write_bytes(payload.read_bytes().replace(b"approv", b"refus"))
        assert shell(command) != 0


def chain(said: str) -> list[str]:
    """Take the lines that compare digests out of what was said."""
    return [line for line in said.splitlines() if line.startswith("grep ")]


needs_a_shell = needs("sh", "cat", "cut", "grep", "sha256sum")


@pytest.fixture
def with_entries(run, summary: Path) -> Path:
    """Give a summary with a decision and two notes on it, one of them hostile."""
    trust_signers(summary)
    run("decide", summary, *DECIDE_WORDS)
    for note in ("Seen.", '"on":"sha256:0" $(touch harm) `touch harm` \'x'):
        assert run("update", summary, "--note", note, *COUNSEL_WORDS).code == 0
    return summary


@needs_a_shell
def test_the_chain_of_entries_is_checked_by_a_shell(run, with_entries: Path) -> None:
    """The printed lines find what each entry is about, and what it follows."""
    done = run("payload", with_entries)
    assert done.out.splitlines()[-1] == "summary.entry-3.payload.sig"
    lines = chain(done.err)
    assert [printed(line) for line in lines] == [
        "entry-1 is about this statement",
        "entry-1 follows the statement",
        "entry-2 is about this statement",
        "entry-2 follows entry-1",
        "entry-3 is about this statement",
        "entry-3 follows entry-2",
    ]
    assert not Path("harm").exists()
    entries = tables_of(with_entries)["entry"]
    for entry, line in zip(entries, lines[1::2], strict=True):
        link = line.split("$(")[1].split(" | cut")[0]
        assert f"sha256:{printed(link).split()[0]}" == entry["after"]


@needs_a_shell
def test_the_chain_shows_what_was_changed(run, with_entries: Path) -> None:
    """An entry that was taken out, or another statement, is told by the shell."""
    document = tables_of(with_entries)
    del document["entry"][1]
    lines = chain(run("payload", written(Path("cut.toml"), document)).err)
    assert printed(lines[-1]) == "entry-2: `after` names something else"
    lines = chain(run("payload", with_entries).err)
    payload = Path("summary.statement.payload")
    payload.write_bytes(payload.read_bytes().replace(b"Round", b"Along"))
    assert printed(lines[0]) == "entry-1: `on` names something else"
    assert printed(lines[1]) == "entry-1: `after` names something else"
    assert printed(lines[3]) == "entry-2 follows entry-1"


def test_an_entry_of_another_statement_is_not_presented(
    run, with_entries: Path, answers: Path
) -> None:
    """Nothing is written that could pass for a decision on this one."""
    document = tables_of(with_entries)
    other = Path(run("sign", answers, *SIGN_WORDS, "-o", "other.toml").out.strip())
    written(other, {**tables_of(other), "entry": document["entry"]})
    done = run("payload", other)
    assert (done.code, done.out) == (1, "")
    assert "entry 1 belongs to another statement" in done.err
    assert not list(Path.cwd().glob("other.*payload*"))


@needs_ssh_keygen
def test_a_signer_who_is_not_known_is_not_vouched_for(run, summary: Path) -> None:
    """The command works before any key is trusted, and claims no more than it does."""
    done = run("payload", summary)
    (command,) = commands(done.err)
    assert shlex.split(command)[:3] == ["ssh-keygen", "-Y", "check-novalidate"]
    assert "the key of the statement is not in" in done.err
    assert shell(command) == 0


@needs_ssh_keygen
@pytest.mark.parametrize(
    ("year", "old", "new"),
    [
        (2026, "a@studio.com ", "*@studio.com "),
        (2026, "a@studio.com ", "A@Studio.com "),
        (2019, " namespaces", ' valid-before="20200101",namespaces'),
        (2037, " namespaces", ' valid-after="20350101Z",namespaces'),
    ],
)
def test_a_list_kept_by_hand_works_as_printed(
    run, summary: Path, year: int, old: str, new: str
) -> None:
    """Patterns, capital letters, and a key whose time is over or not yet here."""
    at = datetime(year, 1, 1, 12, tzinfo=UTC) - timedelta(days=7)
    re_signed(summary, lambda one: one["signoff"].update(at=at))
    trust_signers(summary)
    line = allowed_signers_path().read_text(encoding="utf-8")
    assert old in line
    allowed_signers_path().write_text(line.replace(old, new), encoding="utf-8")
    done = run("payload", summary)
    (command,) = commands(done.err)
    assert "-Y verify" in command
    assert shell(command) == 0


@needs_ssh_keygen
def test_ssh_keygen_takes_entries_of_trusted_keys(
    run, with_entries: Path, person
) -> None:
    """On another account everybody is in the list, each for what they signed."""
    person("auditor")
    trust_signers(with_entries)
    done = run("payload", with_entries)
    lines = commands(done.err)
    assert all("-Y verify" in line for line in lines)
    assert [shell(line) for line in lines] == [0, 0, 0, 0]


def printed(command: str) -> str:
    """Run a line in a shell, and return what it prints."""
    return subprocess.run(  # noqa: S602 - a shell is the point
        command, shell=True, capture_output=True, text=True, check=False, timeout=30
    ).stdout.strip()


def shell(command: str) -> int:
    """Run a command as somebody would who pastes it."""
    done = subprocess.run(  # noqa: S602 - a shell is the point
        command,
        shell=True,
        capture_output=True,
        check=False,
        timeout=30,
    )
    return done.returncode


@needs_ssh_keygen
def test_a_pasted_command_runs_nothing_of_the_file_s(run, summary: Path) -> None:
    """An address that is a command for a shell stays an address."""
    email = "a'&touch${IFS}harm|x&'@b.co"
    re_signed(summary, lambda one: one["signoff"].update(email=email))
    trust_signers(summary)
    (command,) = commands(run("payload", summary).err)
    assert shell(command) == 0
    assert not Path("harm").exists()
    words = shlex.split(command)
    assert str(allowed_signers_path()) in words
    odd = Path("a b'$(touch harm).toml")
    summary.rename(odd)
    (command,) = commands(run("payload", odd).err)
    assert shell(command) == 0
    assert not Path("harm").exists()


@needs_ssh_keygen
@pytest.mark.parametrize("part", list(SignedPart))
def test_we_take_signatures_of_ssh_keygen(
    run, summary: Path, tmp_path: Path, part: SignedPart
) -> None:
    """A key and a signature that `ssh-keygen` made, put into the file."""
    key = tmp_path / "key"
    ssh_keygen("-q", "-t", "ed25519", "-N", "", "-f", key)
    trust_signers(summary)
    if part is SignedPart.DECISION:
        run("decide", summary, *DECIDE_WORDS)
    if part is SignedPart.UPDATE:
        run("update", summary, "--note", "Seen.", *COUNSEL_WORDS)
    is_statement = part is SignedPart.STATEMENT
    name = "statement" if is_statement else "entry-1"
    run("payload", summary)
    payload = Path(f"summary.{name}.payload")
    Path(f"{payload}.sig").unlink()
    done = ssh_keygen("-Y", "sign", "-f", key, "-n", part.value, payload)
    assert done.returncode == 0
    lines = Path(f"{payload}.sig").read_text(encoding="ascii").splitlines()
    document = tables_of(summary)
    table = document if is_statement else document["entry"][0]
    table["statement_signature" if is_statement else "signature"]["ssh"] = "".join(
        lines[1:-1]
    )
    written(summary, document)
    assert run("verify", summary).code == 5
    # Known with the key before: that one goes by hand.
    allowed_signers_path().unlink()
    trust_signers(summary)
    assert run("verify", summary).code == 0


@needs_ssh_keygen
def test_signing_with_a_locked_key_of_ssh_keygen(
    run, answers: Path, tmp_path: Path, boat_dir: Path, person
) -> None:
    """The passphrase is asked for at the terminal, and is not shown."""
    person("producer")
    key = tmp_path / "key"
    ssh_keygen("-q", "-t", "ed25519", "-a", "1", "-N", "two words", "-f", key)
    words = ["sign", str(answers), *SIGN_WORDS, "-o", "out.toml", "--key", str(key)]
    assert run(*words).code == 1
    assert "needs its passphrase" in run(*words).err
    with Terminal(tmp_path, *words, "--pack", str(boat_dir)) as terminal:
        terminal.wait_for("Passphrase for")
        terminal.press("wrong\n")
        terminal.wait_for("this passphrase is wrong\r\nPassphrase for")
        terminal.press("two words\n")
        assert terminal.end() == (0, "out.toml\n")
        assert "two words" not in terminal._seen
    found = run("verify", "out.toml")
    assert found.code == 5
    listed = ssh_keygen("-l", "-f", key.with_name("key.pub")).stdout.decode()
    assert listed.split()[1] in found.out
