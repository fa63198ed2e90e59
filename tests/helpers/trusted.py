"""A config folder in which packs and keys are trusted, without asking for it."""

from __future__ import annotations

from pathlib import Path

from genai_guide.rules.pack import Pack
from genai_guide.signing.sshsig import parse_signature
from genai_guide.signing.verification import (
    allowed_signer_for,
    entry_message,
    statement_message,
)
from genai_guide.storage.summaries import load_summary
from genai_guide.storage.trust import (
    add_allowed_signer,
    allowed_signers_path,
)


def write_trusted(config: Path, *packs: Pack) -> None:
    """List packs as accepted in a config folder."""
    config.mkdir(parents=True, exist_ok=True)
    entries = [
        f'[[pack]]\nid = "{pack.id}"\nversion = "{pack.version}"\n'
        f'sha256 = "{pack.digest}"\n'
        for pack in packs
    ]
    (config / "trusted_packs.toml").write_text("\n".join(entries), encoding="utf-8")


def trust_signers(path: Path) -> None:
    """List everybody who signed something in a summary as trusted for just that."""
    summary = load_summary(path)
    signed = [statement_message(summary), *map(entry_message, summary.entries)]
    for message in signed:
        key = parse_signature(message.part.value, message.signature).public
        signer = allowed_signer_for(message.part, message.claims.email, key)
        listed = allowed_signers_path()
        before = listed.read_text(encoding="utf-8") if listed.exists() else ""
        if signer.line() not in before:
            add_allowed_signer(signer)
