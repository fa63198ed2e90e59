"""`genai-guide payload`: write what was signed, for `ssh-keygen -Y verify`."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from pathlib import Path
from shlex import quote
from typing import Any

from genai_guide.commands.output import give, say
from genai_guide.exit_codes import ExitCode
from genai_guide.signing.allowed_signers import signer_name
from genai_guide.signing.payload import NotCanonicalError, Part, message
from genai_guide.signing.sshsig import NotASignatureError, read_signature
from genai_guide.storage.allowed_signers import load_roster, roster_path
from genai_guide.storage.atomic_write import create_file
from genai_guide.storage.errors import FileProblem
from genai_guide.storage.reading import read_bytes
from genai_guide.storage.summaries import document_from
from genai_guide.storage.toml import read_toml
from genai_guide.text import shown

Table = dict[str, Any]


def run(options: Namespace) -> int:
    """Write the signed bytes, the signature beside them, and say how to check."""
    document = document_from(options.file, read_toml(options.file))
    signed = [
        _write(options.file, document, part)
        for part in Part
        if part.name.lower() in document
    ]
    return ExitCode.DONE if all(signed) else ExitCode.INCOMPLETE


def _write(path: Path, document: Table, part: Part) -> bool:
    """Write the files of one part; tell whether it is signed."""
    name = part.name.lower()
    try:
        signed = message(part, document[name])
        ssh = document.get(f"{name}_signature", {}).get("ssh")
        signature = read_signature(part.value, ssh) if ssh else None
    except (NotCanonicalError, NotASignatureError) as error:
        raise FileProblem(path, f"{name}: {error}") from None
    payload = Path(f"{path.stem}.{name}.payload")
    _put(payload, signed)
    if signature is None:
        say(f"the {name} is not signed; what would be signed is in {payload}")
        return False
    _put(Path(f"{payload}.sig"), signature.armored(part.value).encode("ascii"))
    known = _as_known(document[name], part, signature.public)
    if known:
        say(f"this checks the bytes of the {name}, and by whom they are signed:")
    else:
        say(f"its signer is not in {roster_path()}.")
        say(f"this checks the bytes of the {name}, and NOT whose key signed them:")
    file = quote(str(payload))
    words = known or ("-Y", "check-novalidate")
    # A line of its own, without our name before it: it is meant to be pasted.
    rest = f"-n {part.value} -s {quote(f'{payload}.sig')} < {file}"
    print(shown(f"ssh-keygen {shlex.join(words)} {rest}"), file=sys.stderr)
    return True


def _put(path: Path, content: bytes) -> None:
    """Write a file, unless the very same is there already."""
    size = len(content)
    there = path.is_file() and path.stat().st_size == size
    if not (there and read_bytes(path, size) == content):
        create_file(path, content)
    give(path)


def _as_known(table: Table, part: Part, public: bytes) -> tuple[str, ...]:
    """Give the words by which `ssh-keygen` finds a signer in the list, if there."""
    who = table["signoff"]["email"] if part is Part.STATEMENT else table["name"]
    at = table["signoff"]["at"] if part is Part.STATEMENT else table["at"]
    who = signer_name(who)
    for line in load_roster().with_key(public, part.value):
        if line.names(who) and line.valid_at(at):
            # Unlike us, it tells capital letters from small ones.
            name = line.who if line.who.lower() == who.lower() else who
            words = ("-Y", "verify", "-f", str(roster_path()), "-I", name)
            if line.valid_after is None and line.valid_before is None:
                return words
            # Without this it asks whether the key may sign now.
            return (*words, "-O", f"verify-time={at.astimezone():%Y%m%d%H%M%S}")
    return ()
