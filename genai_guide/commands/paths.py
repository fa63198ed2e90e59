"""`genai-guide paths`: where things are kept."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from genai_guide.exit_codes import ExitCode
from genai_guide.files import paths
from genai_guide.files.packs import default_dir


def run(options: Namespace) -> int:
    """Print the folders."""
    folders = {
        "sessions": paths.sessions_dir(),
        "settings": paths.config_dir(),
        "questions": options.pack or default_dir(),
        "summaries": Path.cwd(),
    }
    for name, folder in folders.items():
        print(f"{name}: {folder}")
    return ExitCode.DONE
