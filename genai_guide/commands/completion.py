"""`genai-guide completion`: the script that lets a shell complete our words."""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from collections.abc import Iterator

from genai_guide.commands.arguments import build_parser
from genai_guide.exit_codes import ExitCode

_FILES = ("FILE", "OUT", "PATH", "OLD", "NEW")
_WHERE = {
    "bash": 'eval "$(genai-guide completion bash)"  in ~/.bashrc',
    "zsh": 'eval "$(genai-guide completion zsh)"  in ~/.zshrc, after compinit',
    "fish": "genai-guide completion fish | source  in ~/.config/fish/config.fish",
}


def run(options: Namespace) -> int:
    """Print the script; say on a terminal where it belongs."""
    import shtab

    top = build_parser()
    for action in _actions(top):
        if action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(top, shell=options.shell))
    if sys.stdout.isatty():
        print(f"genai-guide: put {_WHERE[options.shell]}", file=sys.stderr)
    return ExitCode.DONE


def _actions(top: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Walk through what each command takes."""
    for action in top._actions:  # noqa: SLF001 - shtab walks through these too
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                yield from _actions(command)
