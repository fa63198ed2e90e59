"""Warn of questions that are at hand and not trusted."""

from __future__ import annotations

from pathlib import Path

from genai_guide.commands.output import print_message
from genai_guide.rules.pack import Pack
from genai_guide.signing.trust import TrustState
from genai_guide.storage.errors import FileError
from genai_guide.storage.trust import load_pack_trust


def describe_trust(folder: Path | None, pack: Pack) -> str:
    """Return the warning that a pack calls for; `""` if it is trusted.

    Args:
        folder: The folder that the command line names; none for the shipped pack.
        pack: What was loaded from there.
    """
    if folder is None:
        return ""
    try:
        state = load_pack_trust().state(pack)
    except FileError as error:
        return f"warning: your trusted packs cannot be read. {error}"
    named = f"{pack.id} {pack.version}"
    match state:
        case TrustState.TRUSTED:
            return ""
        case TrustState.ALTERED:
            return (
                f"warning: altered questions. You trust {named} with other content, and"
                " a summary signed with these will be refused"
            )
        case TrustState.UNKNOWN:
            return (
                f"warning: {named} is not one of your trusted packs. If its owner gave"
                f" it to you, run `genai-guide pack trust {folder}`"
            )


def print_trust_warning(folder: Path | None, pack: Pack) -> None:
    """Print the warning to stderr, where there is one."""
    if warning := describe_trust(folder, pack):
        print_message(warning)
