"""`genai-guide profile`: show, set and read what is filled in when a person signs."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict, replace
from pathlib import Path

from genai_guide.commands.output import print_data, print_message, sanitize_option
from genai_guide.exit_codes import ExitCode
from genai_guide.record.profile import CLAIMS, LABELS, profile_error
from genai_guide.storage.profile import load_profile, profile_path, save_profile
from genai_guide.storage.reading import parse_path
from genai_guide.text import escape_line


def run(options: Namespace) -> int:
    """Set what the options say, and print the profile."""
    profile = load_profile()
    given = {
        key: sanitize_option(LABELS[key].lower(), getattr(options, key))
        for key in CLAIMS
        if getattr(options, key) is not None
    }
    if options.summaries is not None:
        typed = str(options.summaries)
        given["summaries"] = str(parse_path(typed).absolute()) if typed else ""
        if typed and Path(given["summaries"]).is_file():
            print_message(f"{typed}: this is a file, not a folder")
            return ExitCode.USAGE
    for key, value in given.items():
        if error := profile_error(key, value):
            print_message(f"{LABELS[key].lower()}: {error}")
            return ExitCode.USAGE
    if given:
        profile = replace(profile, **given)
        save_profile(profile)
    for key, value in asdict(profile).items():
        print_data(f"{LABELS[key]}: {escape_line(value) if value else 'not set'}")
    print_message(f"saved in {profile_path()}")
    return ExitCode.DONE


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
            f"missing: {', '.join(missing)}. To save it for next time, use"
            f" `genai-guide profile {missing[0]} …`"
        )
    return {key: claims[key] for key in CLAIMS}
