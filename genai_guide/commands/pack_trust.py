"""`genai-guide pack trust`: accept the questions of a folder, once."""

from __future__ import annotations

import re
import sys
from argparse import Namespace

from genai_guide.commands.output import ask_line, is_terminal, print_message
from genai_guide.commands.pack_check import check_loaded, format_findings
from genai_guide.commands.pack_diff import compare_packs, format_diff
from genai_guide.exit_codes import ExitCode
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import group_digits
from genai_guide.signing.trust import TrustState
from genai_guide.storage.packs import load_pack
from genai_guide.storage.trust import (
    accept_pack,
    find_newest_trusted,
    load_accepted_packs,
    load_pack_trust,
    trusted_packs_path,
)
from genai_guide.text import escape

_TYPED = 8
"""How many characters of the digest have to be typed at least."""


def run_trust(options: Namespace) -> int:
    """Show a pack and what changed since the one before, and ask for its digest."""
    digest = _clean(options.digest or "")
    if options.digest is not None and not re.fullmatch("[0-9a-f]{64}", digest):
        print_message("--digest: give the whole SHA-256, 64 digits from 0-9 and a-f")
        return ExitCode.USAGE
    if not digest and not is_terminal():
        print_message(
            "there is no terminal to confirm this at. Give the whole digest from the"
            " owner of the questions with --digest SHA256"
        )
        return ExitCode.USAGE
    pack = load_pack(options.dir)
    trust = load_pack_trust()
    _print(
        f"questions: {pack.id}",
        f"version: {pack.version}",
        f"digest: {group_digits(pack.digest)}",
    )
    if digest and digest != pack.digest:
        print_message(
            f"not trusted: {options.dir} has another digest than the one you gave."
            " Ask the owner of the questions for the folder again"
        )
        return ExitCode.FAILED
    match trust.state(pack):
        case TrustState.ALTERED:
            print_message(_format_altered(pack))
            return ExitCode.CHANGED
        case TrustState.TRUSTED:
            if (pack.id, pack.version, pack.digest) in load_accepted_packs():
                accept_pack(pack)  # its copy may be gone or damaged
            print_message(f"{pack.id} {pack.version} is trusted already")
            return ExitCode.DONE
    result = check_loaded(options.dir, pack)
    _print("", *format_findings(result.findings))
    if result.errors:
        print_message("not trusted: `pack check` found errors")
        return ExitCode.FAILED
    before = find_newest_trusted(pack.id, pack, trust)
    if before is None:
        _print("", f"You have no trusted version of {pack.id} to compare this with.")
    else:
        _print("", *format_diff(compare_packs(before, pack)))
    if not digest and not _is_confirmed(pack):
        print_message("not trusted")
        return ExitCode.FAILED
    accept_pack(pack)
    print_message(f"{pack.id} {pack.version} is now trusted")
    return ExitCode.DONE


def _format_altered(pack: Pack) -> str:
    text = (
        f"altered: you trust {pack.id} {pack.version} with other content. Changed"
        " questions must get a new version number"
    )
    named = (pack.id, pack.version)
    if named in [accepted[:2] for accepted in load_accepted_packs()]:
        text += (
            ". To trust these instead, first remove the entry of the others from"
            f" {trusted_packs_path()}"
        )
    return text


def _is_confirmed(pack: Pack) -> bool:
    _print("", "Compare the digest with the one that the owner of this pack gave you.")
    what = f"to trust {pack.id} {pack.version}"
    question = f"Type at least its first {_TYPED} characters {what}: "
    typed = _clean(ask_line(question))
    return len(typed) >= _TYPED and pack.digest.startswith(typed)


def _clean(digest: str) -> str:
    """Return a digest without the blanks between its groups, in small letters."""
    return "".join(digest.split()).lower().removeprefix("sha256:")


def _print(*lines: str) -> None:
    for line in lines:
        # A text of the pack must not pose as a line of ours.
        print(escape(line.replace("\n", " / ")), file=sys.stderr)
