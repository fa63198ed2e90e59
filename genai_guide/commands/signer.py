"""Who signs on the command line: what the options say, and else the profile."""

from __future__ import annotations

from argparse import Namespace

from genai_guide.commands.output import print_message, sanitize_option
from genai_guide.record.profile import CLAIMS, LABELS
from genai_guide.storage.profile import load_profile


def read_claims(options: Namespace) -> dict[str, str]:
    """Return what the signer says about themselves; what is missing is named.

    Raises:
        FileError: if the profile is needed and cannot be read.
    """
    typed = {key: getattr(options, key) for key in CLAIMS}
    claims = {
        key: sanitize_option(LABELS[key].lower(), text)
        for key, text in typed.items()
        if text is not None
    }
    if len(claims) < len(CLAIMS):
        claims = load_profile().claims | claims
    missing = [f"--{key}" for key in CLAIMS if not claims[key]]
    if missing:
        print_message(
            f"not given: {', '.join(missing)}. To say it once for all, use"
            f" `genai-guide profile {missing[0]} …`"
        )
    return {key: claims[key] for key in CLAIMS}
