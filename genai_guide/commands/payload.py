"""`genai-guide payload`: write what was signed, for `ssh-keygen -Y verify`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from shlex import quote
from typing import Any

from genai_guide.commands.saying import give, say
from genai_guide.exit_codes import ExitCode
from genai_guide.files.errors import FileProblem
from genai_guide.files.reading import read_toml
from genai_guide.files.replacing import create_file
from genai_guide.files.rosters import roster_path
from genai_guide.files.summary_reading import document_from
from genai_guide.record.canonical import NotCanonicalError
from genai_guide.record.roster import signer_name
from genai_guide.record.seal import Part, message
from genai_guide.record.sshsig import NotASignatureError, read_signature


def run(options: Namespace) -> int:
    """Write the signed bytes, the signature beside them, and say how to check."""
    document = document_from(options.file, read_toml(options.file))
    statement = document["statement"]
    parts = {Part.STATEMENT: statement["signoff"]["email"]}
    if "decision" in document:
        parts[Part.DECISION] = document["decision"]["name"]
    signed = [_write(options.file, document, part, who) for part, who in parts.items()]
    return ExitCode.DONE if all(signed) else ExitCode.INCOMPLETE


def _write(path: Path, document: dict[str, Any], part: Part, who: str) -> bool:
    """Write the files of one part; tell whether it is signed."""
    name = part.name.lower()
    try:
        signed = message(part, document[name])
        ssh = document.get(f"{name}_signature", {}).get("ssh")
        armored = read_signature(part.value, ssh).armored(part.value) if ssh else ""
    except (NotCanonicalError, NotASignatureError) as error:
        raise FileProblem(path, f"{name}: {error}") from None
    payload = Path(f"{path.stem}.{name}.payload")
    create_file(payload, signed)
    give(payload)
    if not ssh:
        say(f"the {name} is not signed; what would be signed is in {payload}")
        return False
    create_file(Path(f"{payload}.sig"), armored.encode("ascii"))
    give(Path(f"{payload}.sig"))
    # Names come from the file and are meant to be pasted into a shell.
    name, file = quote(signer_name(who)), quote(str(payload))
    say(
        f"ssh-keygen -Y verify -f {quote(str(roster_path()))} -I {name}"
        f" -n {part.value} -s {quote(f'{payload}.sig')} < {file}"
    )
    return True
