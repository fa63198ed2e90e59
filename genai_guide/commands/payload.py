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
from genai_guide.record.summary import Summary
from genai_guide.signing.sshsig import NotASignatureError, parse_signature
from genai_guide.signing.verification import (
    SignedMessage,
    entry_message,
    statement_message,
)
from genai_guide.storage.allowed_signers import (
    allowed_signers_path,
    load_allowed_signers,
)
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import read_bytes
from genai_guide.storage.summaries import load_summary
from genai_guide.text import escape


def run(options: Namespace) -> int:
    """Write the signed bytes, the signatures beside them, and say how to check."""
    summary = load_summary(options.file)
    stem = options.file.stem
    parts = [_Part("statement", Path(f"{stem}.statement.payload"), summary)]
    for number, entry in enumerate(summary.entries, start=1):
        if entry.entry.on != summary.digest:
            sentence = (
                f"entry {number} belongs to another statement; nothing is written"
            )
            raise FileError(options.file, sentence)
        name = f"entry-{number}"
        parts.append(_Part(name, Path(f"{stem}.{name}.payload"), entry))
    signed = [_write_part(options.file, part) for part in parts]
    print_message("these compare what each entry says that it follows:")
    for line in _chain_lines(parts):
        print(escape(line), file=sys.stderr)
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
    """Yield the lines that show what an entry is about, and what it follows."""
    first, *entries = parts
    yield f"sha256sum {shlex.quote(str(first.target))}  # `on` of every entry"
    before = first
    for part in entries:
        name, signature = (
            shlex.quote(str(before.target)),
            shlex.quote(before.message.signature),
        )
        yield (
            f"{{ cat {name}; printf '\\n%s' {signature}; }} | sha256sum"
            f"  # `after` of {part.name}"
        )
        yield f"grep -o 'sha256:[0-9a-f]*' {shlex.quote(str(part.target))}"
        before = part
    yield "In PowerShell (not tried by us):"
    yield f"(Get-FileHash '{first.target}' -Algorithm SHA256).Hash.ToLower()"


def _write_part(path: Path, part: _Part) -> bool:
    """Write the files of one part, and return whether it is signed."""
    message, name, target = part.message, part.name, part.target
    namespace = message.part.value
    try:
        text = message.signature
        signature = parse_signature(namespace, text) if text else None
    except NotASignatureError as error:
        raise FileError(path, f"{name}: {error}") from None
    _write_same(target, message.payload)
    if signature is None:
        print_message(f"the {name} is not signed; what would be signed is in {target}")
        return False
    _write_same(Path(f"{target}.sig"), signature.armored(namespace).encode("ascii"))
    words = _verify_words(message, signature.public)
    if words:
        checked = "and by whom they are signed"
    else:
        print_message(f"its key is not in {allowed_signers_path()}.")
        words, checked = ("-Y", "check-novalidate"), "and NOT whose key signed them"
    print_message(f"this checks the bytes of the {name}, {checked}:")
    # A line of its own, without our name before it: it is meant to be pasted.
    signed = shlex.join(("ssh-keygen", *words, "-n", namespace, "-s", f"{target}.sig"))
    print(escape(f"{signed} < {shlex.quote(str(target))}"), file=sys.stderr)
    return True


def _write_same(path: Path, content: bytes) -> None:
    """Write a file, unless the very same is there already."""
    size = len(content)
    is_there = path.is_file() and path.stat().st_size == size
    if not (is_there and read_bytes(path, size) == content):
        write_new(path, content)
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
