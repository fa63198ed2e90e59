"""`genai-guide payload`: write what was signed, for `ssh-keygen -Y verify`."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from genai_guide.commands.output import print_data, print_message
from genai_guide.exit_codes import ExitCode
from genai_guide.record.entries import SignedEntry
from genai_guide.record.statement import Summary
from genai_guide.signing.sshsig import NotASignatureError, parse_signature
from genai_guide.signing.verification import (
    SignedMessage,
    entry_message,
    statement_message,
)
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import read_bytes
from genai_guide.storage.summaries import load_summary
from genai_guide.storage.trust import allowed_signers_path, load_allowed_signers
from genai_guide.text import escape_line


def run(options: Namespace) -> int:
    """Write the signed bytes, the signatures beside them, and say how to check."""
    summary = load_summary(options.file)
    stem = options.file.stem
    parts = [_Part("statement", Path(f"{stem}.statement.payload"), summary)]
    for number, entry in enumerate(summary.entries, start=1):
        if entry.entry.on != summary.digest:
            sentence = (
                f"entry {number} belongs to another statement. Nothing was written"
            )
            raise FileError(options.file, sentence)
        name = f"entry-{number}"
        parts.append(_Part(name, Path(f"{stem}.{name}.payload"), entry))
    signed = [_write_part(options.file, part) for part in parts]
    if len(parts) > 1:
        print_message(
            "these commands check what each entry is about, and what it follows:"
        )
        for line in _chain_lines(parts):
            print(escape_line(line), file=sys.stderr)
        print_message("these print the digest of each part in PowerShell (not tested):")
        for line in _powershell_lines(parts):
            print(escape_line(line), file=sys.stderr)
    return ExitCode.DONE if all(signed) else ExitCode.INCOMPLETE


@dataclass(frozen=True)
class _Part:
    """Something that is signed, and the file that its bytes go to."""

    name: str
    target: Path
    signed: Summary | SignedEntry

    @property
    def message(self) -> SignedMessage:
        if isinstance(self.signed, Summary):
            return statement_message(self.signed)
        return entry_message(self.signed)


def _chain_lines(parts: Sequence[_Part]) -> Iterator[str]:
    """Yield lines for a shell that compare what each entry names with what is there."""
    statement, *entries = parts
    digest = f"sha256sum < {_quote(statement.target)}"
    before = statement
    for part in entries:
        signature = shlex.quote(before.message.signature)
        bytes_before = f"cat {_quote(before.target)}; printf '\\n%s' {signature}"
        link = f"{{ {bytes_before}; }} | sha256sum"
        yield _compare_line(part, "on", digest, "is about this statement")
        name = "the statement" if before is statement else before.name
        yield _compare_line(part, "after", link, f"follows {name}")
        before = part


def _compare_line(part: _Part, key: str, digest: str, what: str) -> str:
    """Return a line that says whether an entry names a digest under a key."""
    # The key and its value as the canonical form writes them. Nothing that somebody
    # typed can look so: its quotation marks have a backslash before them.
    wanted = f'"\\"{key}\\":\\"sha256:$({digest} | cut -c 1-64)\\""'
    wrong = f"{part.name}: `{key}` names something else"
    return (
        f"grep -qF {wanted} {_quote(part.target)}"
        f" && echo {shlex.quote(f'{part.name} {what}')} || echo {shlex.quote(wrong)}"
    )


def _powershell_lines(parts: Sequence[_Part]) -> Iterator[str]:
    for part in parts:
        path = str(part.target).replace("'", "''")
        yield f"(Get-FileHash -LiteralPath '{path}' -Algorithm SHA256).Hash.ToLower()"


def _quote(path: Path) -> str:
    """Quote a name for a shell; one that begins with a hyphen is no option."""
    text = str(path)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def _write_part(path: Path, part: _Part) -> bool:
    """Write the files of one part, and return whether it is signed."""
    message, name, target = part.message, part.name, part.target
    about = "the statement" if name == "statement" else name
    namespace = message.part.value
    try:
        text = message.signature
        signature = parse_signature(namespace, text) if text else None
    except NotASignatureError as error:
        raise FileError(path, f"{name}: {error}") from None
    _write_same(target, message.payload)
    if signature is None:
        print_message(f"{about} is not signed. What would be signed is in {target}")
        return False
    _write_same(Path(f"{target}.sig"), signature.armored(namespace).encode("ascii"))
    words = _verify_words(message, signature.public)
    if words:
        checked = "and whose key signed them"
    else:
        print_message(f"the key of {about} is not in {allowed_signers_path()}.")
        words, checked = ("-Y", "check-novalidate"), "and NOT whose key signed them"
    print_message(f"this command checks the bytes of {about}, {checked}:")
    # A line of its own, without our name before it: it is meant to be pasted.
    signed = shlex.join(("ssh-keygen", *words, "-n", namespace, "-s", f"{target}.sig"))
    print(escape_line(f"{signed} < {_quote(target)}"), file=sys.stderr)
    return True


def _write_same(path: Path, content: bytes) -> None:
    """Write a file, unless the very same is there already."""
    size = len(content)
    is_there = path.is_file() and path.stat().st_size == size
    if not (is_there and read_bytes(path, size) == content):
        write_new(path, content, private=False)
    print_data(path)


def _verify_words(message: SignedMessage, public: bytes) -> tuple[str, ...]:
    """Return the words by which `ssh-keygen` finds a signer in the list, if there."""
    for signer in load_allowed_signers().with_key(public, message.part.value):
        who = message.claims.email
        if signer.names(who) and signer.valid_at(message.at):
            # Unlike us, it tells capital letters from small ones.
            name = signer.who if signer.who.lower() == who.lower() else who
            words = ("-Y", "verify", "-f", str(allowed_signers_path()), "-I", name)
            if signer.valid_after is None and signer.valid_before is None:
                return words
            # Without this it asks whether the key may sign now.
            at = message.at.astimezone()
            return (*words, "-O", f"verify-time={at:%Y%m%d%H%M%S}")
    return ()
