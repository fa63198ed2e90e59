"""The real `ssh-keygen`, where there is one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from genai_guide.signing.payload import SignedPart
from tests.helpers.programs import needs

needs_ssh_keygen = needs("ssh-keygen")


def ssh_keygen(
    *words: str | Path, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run `ssh-keygen`."""
    return subprocess.run(
        ["ssh-keygen", *map(str, words)],
        input=given,
        capture_output=True,
        check=False,
        timeout=30,
    )


def agrees(
    folder: Path, roster: str, who: str, armored: str, message: bytes, *more: str
) -> bool:
    """Tell whether `ssh-keygen -Y verify` takes a statement's signature."""
    namespace = SignedPart.STATEMENT.value
    signers, signature = folder / "allowed_signers", folder / "message.sig"
    signers.write_text(roster, encoding="utf-8", newline="")
    signature.write_text(armored, encoding="ascii")
    words = ["-Y", "verify", "-f", signers, "-I", who, "-n", namespace, "-s", signature]
    return ssh_keygen(*words, *more, given=message).returncode == 0
