"""The words of the command line: each command with what it takes.

Two things of argparse that this needs have no public name: how the list of commands is
laid out, and which arguments a parser has. Only this module uses the private names.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from typing import Any

from genai_guide import __version__

_ABOUT = "Walk a proposed use of generative AI through a platform's rules."
_EXAMPLES = "examples: genai-guide, genai-guide ask, genai-guide verify summary.toml"

_PACK = "use the questions in the folder DIR"
_DEBUG = "log what the program does in FILE, without any answer"
_KEY = "sign with the ssh key (Ed25519) in PATH, not with your own of genai-guide"


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="genai-guide",
        usage="genai-guide [-h] [--version] [--pack DIR] [--debug FILE] [COMMAND ...]",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    # The line of usage says what these are; the list is for the commands.
    hidden = argparse.SUPPRESS
    top.add_argument("-h", "--help", action="help", help=hidden)
    version = f"genai-guide {__version__}"
    top.add_argument("--version", action="version", version=version, help=hidden)
    top.set_defaults(command=None, module="app")
    _add_path(top, "--pack", "DIR", help=hidden)
    _add_path(top, "--debug", help=hidden)
    # Suppressed, so that a command does not undo what was said before it.
    pack = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    _add_path(pack, "--pack", "DIR", help=_PACK)
    _add_path(pack, "--debug", help=_DEBUG)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def command(
        name: str, text: str, module: str | None = None
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name, help=text, description=text, parents=[pack], allow_abbrev=False
        )
        added.set_defaults(module=module or name)
        return added

    new = command("new", "start a new use", "app")
    _add_path(new, "file", nargs="?", help="save it in FILE")
    opened = command("open", "resume a session; read and decide on a summary", "app")
    _add_path(opened, "file")
    ask = command("ask", "the same questions line by line, for any terminal")
    _add_path(ask, "file", nargs="?", help="save in or resume FILE")
    questions = command("questions", "every question with its options, in order")
    _add_json(questions, "print one JSON list")
    _add_assess(command("assess", "the verdict of sessions, summaries, answers files"))
    _add_sign(command("sign", "sign off a complete session or answers file"))
    verify = command("verify", "is a summary whole, and does its verdict follow")
    _add_path(verify, "files", nargs="+")
    _add_json(verify, "print one JSON object a file")
    _add_decide(command("decide", "record legal's decision on a summary"))
    enrol = command("enrol", "know the signer of a summary from now on")
    _add_path(enrol, "file")
    enrol.add_argument("--yes", action="store_true", help="do not ask")
    payload = command("payload", "write what was signed, for `ssh-keygen -Y verify`")
    _add_path(payload, "file")
    show = command("show", "a record as a document to read")
    _add_path(show, "file")
    show.add_argument(
        "--format", choices=["text", "markdown", "html", "json"], default="text"
    )
    _add_out(show)
    diff = command("diff", "what changed between two records, and what it does")
    _add_path(diff, "old", "OLD")
    _add_path(diff, "new", "NEW")
    _add_pack(command("pack", "check, lay out and compare packs of questions"), pack)
    command("paths", "where things are kept")
    completion = command("completion", "a script that completes these words")
    completion.add_argument("shell", choices=["bash", "zsh", "fish"])
    return top


def list_actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield each option and argument of a parser and of its commands.

    shtab, which the completion is made with, reads the same private names.
    """
    for action in parser._actions:  # noqa: SLF001 - see above
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - see above
            for command in action.choices.values():
                yield from list_actions(command)


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Gives each command one line, so that all of the help fits a small window."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        # The longest command and its indent; argparse counts one indent too few.
        self._action_max_length = 14

    def _format_action(self, action: argparse.Action) -> str:
        lines = super()._format_action(action)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - see above
            return lines.split("\n", 1)[1]  # without the line that says COMMAND
        return lines


def _path(text: str) -> os.PathLike[str]:
    # Imported here: it takes as long as all else that `--version` does.
    from pathlib import Path

    return Path(text)


def _add_path(
    command: argparse.ArgumentParser, name: str, metavar: str = "FILE", **options: Any
) -> None:
    command.add_argument(name, type=_path, metavar=metavar, **options)


def _add_json(command: argparse.ArgumentParser, text: str) -> None:
    command.add_argument("--json", action="store_true", help=text)


def _add_out(command: argparse.ArgumentParser) -> None:
    _add_path(command, "-o", "OUT", dest="out", help="write to OUT")


def _add_assess(assess: argparse.ArgumentParser) -> None:
    _add_path(assess, "files", nargs="+")
    _add_json(assess, "print one JSON object a file")
    assess.add_argument(
        "--fail-on",
        metavar="LEVEL",
        help="exit 1 at this level of the pack, by its id, or above",
    )


def _add_sign(sign: argparse.ArgumentParser) -> None:
    _add_path(sign, "file")
    for name in ("name", "role", "organisation", "email"):
        sign.add_argument(f"--{name}", required=True, metavar=name.upper())
    sign.add_argument(
        "--attest",
        action="store_true",
        help="attest the sentence that `genai-guide questions` ends with",
    )
    _add_out(sign)
    _add_path(sign, "--key", "PATH", help=_KEY)


def _add_decide(decide: argparse.ArgumentParser) -> None:
    _add_path(decide, "file")
    decide.add_argument(
        "--outcome",
        required=True,
        choices=["approved", "approved-with-conditions", "refused", "more-information"],
        metavar="OUTCOME",
        help="approved, approved-with-conditions, refused or more-information",
    )
    decide.add_argument(
        "--condition",
        action="append",
        default=[],
        metavar="TEXT",
        help="a condition of the approval, or what is wanted; may be repeated",
    )
    decide.add_argument("--valid-until", metavar="DATE", help="YYYY-MM-DD")
    decide.add_argument("--name", required=True, metavar="NAME")
    decide.add_argument("--role", required=True, metavar="ROLE")
    _add_path(decide, "--key", "PATH", help=_KEY)
    decide.add_argument(
        "--although-unverified",
        action="store_true",
        help="decide on a summary that does not verify; the record will say so",
    )


def _add_pack(pack: argparse.ArgumentParser, named: argparse.ArgumentParser) -> None:
    commands = pack.add_subparsers(
        dest="pack_command", metavar="PACK_COMMAND", required=True
    )

    def command(
        name: str, text: str, *parents: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=text, description=text, parents=parents, allow_abbrev=False
        )

    check = command("check", "prove what can be proved of a pack", named)
    table = command("table", "the rules as a table, a column a question", named)
    graph = command("graph", "what brings up what, in Mermaid", named)
    diff = command("diff", "what changed, and every verdict that rises or falls")
    cases = command("cases", "write an answer into the test cases that lack it", named)
    for parser in (check, table, graph, cases):
        _add_path(parser, "dir", "DIR", nargs="?")
    cases.add_argument(
        "--fill",
        action="append",
        required=True,
        metavar="QUESTION=OPTION",
        help="the answer to write where the question is asked; can be repeated",
    )
    table.add_argument("--format", choices=["markdown", "tsv"], default="markdown")
    _add_path(diff, "old", "OLD")
    _add_path(diff, "new", "NEW")
    _add_path(diff, "--against", "DIR", help="say which files under DIR change")
    for parser in (check, diff):
        _add_json(parser, "print one JSON object")
        _add_path(parser, "--examples", "DIR", help="write the answers that show it")
