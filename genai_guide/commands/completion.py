"""`genai-guide completion`: the script that lets a shell complete our words."""

from __future__ import annotations

import sys
from argparse import Namespace

from genai_guide.commands.arguments import build_parser, list_actions
from genai_guide.commands.output import print_message
from genai_guide.exit_codes import ExitCode

_FILES = ("FILE", "OUT", "PATH", "OLD", "NEW")
_WHERE = {
    "bash": 'eval "$(genai-guide completion bash)"  in ~/.bashrc',
    "zsh": 'eval "$(genai-guide completion zsh)"  in ~/.zshrc, after compinit',
    "fish": "genai-guide completion fish | source  in ~/.config/fish/config.fish",
}


def run(options: Namespace) -> int:
    """Print the script; on a terminal, say where it belongs."""
    import shtab

    parser = build_parser()
    for action in list_actions(parser):
        if action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(parser, shell=options.shell))
    if sys.stdout.isatty():
        print_message(f"to use it, put {_WHERE[options.shell]}")
    return ExitCode.DONE
