"""`genai-guide payload`: write what was signed, for `ssh-keygen -Y verify`."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from pathlib import Path
from shlex import quote
from typing import Any

from genai_guide.commands.output import print_data, print_message
from genai_guide.exit_codes import ExitCode
from genai_guide.signing.allowed_signers import signer_name
from genai_guide.signing.payload import NotCanonicalError, SignedPart, payload
from genai_guide.signing.sshsig import NotASignatureError, parse_signature
from genai_guide.storage.allowed_signers import (
    allowed_signers_path,
    load_allowed_signers,
)
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import read_bytes
from genai_guide.storage.summaries import parse_document
from genai_guide.storage.toml import read_toml
from genai_guide.text import escape

Table = dict[str, Any]


def run(options: Namespace) -> int:
    """Write the signed bytes, the signature beside them, and say how to check."""
    document = parse_document(options.file, read_toml(options.file))
    signed = [
        _write(options.file, document, part)
        for part in SignedPart
        if part.name.lower() in document
    ]
    return ExitCode.DONE if all(signed) else ExitCode.INCOMPLETE


def _write(path: Path, document: Table, part: SignedPart) -> bool:
    """Write the files of one part; tell whether it is signed."""
    name = part.name.lower()
    try:
        signed = payload(part, document[name])
        ssh = document.get(f"{name}_signature", {}).get("ssh")
        signature = parse_signature(part.value, ssh) if ssh else None
    except (NotCanonicalError, NotASignatureError) as error:
        raise FileError(path, f"{name}: {error}") from None
    target = Path(f"{path.stem}.{name}.payload")
    _put(target, signed)
    if signature is None:
        print_message(f"the {name} is not signed; what would be signed is in {target}")
        return False
    _put(Path(f"{target}.sig"), signature.armored(part.value).encode("ascii"))
    known = _as_known(document[name], part, signature.public)
    if known:
        print_message(
            f"this checks the bytes of the {name}, and by whom they are signed:"
        )
    else:
        print_message(f"its signer is not in {allowed_signers_path()}.")
        print_message(
            f"this checks the bytes of the {name}, and NOT whose key signed them:"
        )
    file = quote(str(target))
    words = known or ("-Y", "check-novalidate")
    # A line of its own, without our name before it: it is meant to be pasted.
    rest = f"-n {part.value} -s {quote(f'{target}.sig')} < {file}"
    print(escape(f"ssh-keygen {shlex.join(words)} {rest}"), file=sys.stderr)
    return True


def _put(path: Path, content: bytes) -> None:
    """Write a file, unless the very same is there already."""
    size = len(content)
    there = path.is_file() and path.stat().st_size == size
    if not (there and read_bytes(path, size) == content):
        write_new(path, content)
    print_data(path)


def _as_known(table: Table, part: SignedPart, public: bytes) -> tuple[str, ...]:
    """Give the words by which `ssh-keygen` finds a signer in the list, if there."""
    who = table["signoff"]["email"] if part is SignedPart.STATEMENT else table["name"]
    at = table["signoff"]["at"] if part is SignedPart.STATEMENT else table["at"]
    who = signer_name(who)
    for line in load_allowed_signers().with_key(public, part.value):
        if line.names(who) and line.valid_at(at):
            # Unlike us, it tells capital letters from small ones.
            name = line.who if line.who.lower() == who.lower() else who
            words = ("-Y", "verify", "-f", str(allowed_signers_path()), "-I", name)
            if line.valid_after is None and line.valid_before is None:
                return words
            # Without this it asks whether the key may sign now.
            return (*words, "-O", f"verify-time={at.astimezone():%Y%m%d%H%M%S}")
    return ()
