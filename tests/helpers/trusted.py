"""A config folder in which a pack is trusted, without asking for it."""

from __future__ import annotations

from pathlib import Path

from genai_guide.rules.pack import Pack


def write_trusted(config: Path, *packs: Pack) -> None:
    """List packs as accepted in a config folder."""
    config.mkdir(parents=True, exist_ok=True)
    entries = [
        f'[[pack]]\nid = "{pack.id}"\nversion = "{pack.version}"\n'
        f'sha256 = "{pack.digest}"\n'
        for pack in packs
    ]
    (config / "trusted_packs.toml").write_text("\n".join(entries), encoding="utf-8")
