"""`genai-guide paths`: where things are kept."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from genai_guide.commands.output import print_data
from genai_guide.exit_codes import ExitCode
from genai_guide.signing.sshsig import fingerprint
from genai_guide.storage import paths
from genai_guide.storage.keys import own_key_path, own_public_key
from genai_guide.storage.memory import memory_path
from genai_guide.storage.packs import default_dir
from genai_guide.storage.profile import (
    load_profile_or_empty,
    profile_path,
    summaries_folder,
)
from genai_guide.storage.trust import allowed_signers_path, trusted_packs_path


def run(options: Namespace) -> int:
    """Print the folders and files."""
    try:
        prepared: Path | str = paths.cache_dir()
    except RuntimeError:
        prepared = "not saved, because there is no home folder"
    places = {
        "drafts": paths.drafts_dir(),
        "settings": paths.config_dir(),
        "prepared questions": prepared,
        "questions": options.pack or default_dir(),
        "summaries": summaries_folder(load_profile_or_empty()[0], None),
        "profile": profile_path(),
        "trusted keys": allowed_signers_path(),
        "trusted packs": trusted_packs_path(),
        "what you signed": memory_path(),
        "your signing key": own_key_path(),
    }
    for name, place in places.items():
        print_data(f"{name}: {place}")
    if public := own_public_key():
        print_data(f"  its fingerprint: {fingerprint(public)}")
    return ExitCode.DONE
