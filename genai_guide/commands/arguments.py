"""The words of the command line: each command with what it takes."""

from __future__ import annotations

import argparse
import os

from genai_guide import __version__

_ABOUT = "Walk a proposed use of generative AI through a platform's rules."
_EXAMPLES = "examples: genai-guide, genai-guide ask, genai-guide verify summary.toml"

_PACK = "use the questions in the folder DIR"
_DEBUG = "log what the program does in FILE, without any answer"
_KEY = "sign with the ssh key (Ed25519) in PATH, not with your own of genai-guide"


class _OneScreen(argparse.RawDescriptionHelpFormatter):
    """Puts the commands into a line each, so that all of it fits a small window."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        # The longest command and its indent; argparse counts one indent too few.
        self._action_max_length = 14

    def _format_action(self, action: argparse.Action) -> str:
        lines = super()._format_action(action)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            return lines.split("\n", 1)[1]  # without the line that says COMMAND
        return lines


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="genai-guide",
        usage="genai-guide [-h] [--version] [--pack DIR] [--debug FILE] [COMMAND ...]",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=_OneScreen,
        allow_abbrev=False,
        add_help=False,
    )
    # The line of usage says what these are; the list is for the commands.
    hidden = argparse.SUPPRESS
    top.add_argument("-h", "--help", action="help", help=hidden)
    version = f"genai-guide {__version__}"
    top.add_argument("--version", action="version", version=version, help=hidden)
    top.set_defaults(command=None, module="app")
    top.add_argument("--pack", type=_path, metavar="DIR", help=hidden)
    top.add_argument("--debug", type=_path, metavar="FILE", help=hidden)
    # Suppressed, so that a command does not undo what was said before it.
    pack = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    pack.add_argument("--pack", type=_path, metavar="DIR", help=_PACK)
    pack.add_argument("--debug", type=_path, metavar="FILE", help=_DEBUG)
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
    new.add_argument(
        "file", nargs="?", type=_path, metavar="FILE", help="save it in FILE"
    )
    opened = command("open", "resume a session; read and decide on a summary", "app")
    _add_file(opened)
    ask = command("ask", "the same questions line by line, for any terminal")
    ask.add_argument(
        "file", nargs="?", type=_path, metavar="FILE", help="save in or resume FILE"
    )
    questions = command("questions", "every question with its options, in order")
    _add_json(questions, "print one JSON list")
    _add_assess(command("assess", "the verdict of sessions, summaries, answers files"))
    _add_sign(command("sign", "sign off a complete session or answers file"))
    verify = command("verify", "is a summary whole, and does its verdict follow")
    verify.add_argument("files", nargs="+", type=_path, metavar="FILE")
    _add_json(verify, "print one JSON object a file")
    _add_decide(command("decide", "record legal's decision on a summary"))
    enrol = command("enrol", "know the signer of a summary from now on")
    _add_file(enrol)
    enrol.add_argument("--yes", action="store_true", help="do not ask")
    payload = command("payload", "write what was signed, for `ssh-keygen -Y verify`")
    _add_file(payload)
    show = command("show", "a record as a document to read")
    _add_file(show)
    show.add_argument(
        "--format", choices=["text", "markdown", "html", "json"], default="text"
    )
    _add_out(show)
    diff = command("diff", "what changed between two records, and what it does")
    _add_two(diff)
    _add_pack(command("pack", "check, lay out and compare packs of questions"), pack)
    command("paths", "where things are kept")
    completion = command("completion", "a script that completes these words")
    completion.add_argument("shell", choices=["bash", "zsh", "fish"])
    return top


def _path(text: str) -> os.PathLike[str]:
    # Imported here: it takes as long as all else that `--version` does.
    from pathlib import Path

    return Path(text)


def _add_file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=_path, metavar="FILE")


def _add_two(command: argparse.ArgumentParser) -> None:
    command.add_argument("old", type=_path, metavar="OLD")
    command.add_argument("new", type=_path, metavar="NEW")


def _add_json(command: argparse.ArgumentParser, text: str) -> None:
    command.add_argument("--json", action="store_true", help=text)


def _add_out(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-o", dest="out", type=_path, metavar="OUT", help="write to OUT"
    )


def _add_assess(assess: argparse.ArgumentParser) -> None:
    assess.add_argument("files", nargs="+", type=_path, metavar="FILE")
    _add_json(assess, "print one JSON object a file")
    assess.add_argument(
        "--fail-on",
        choices=["notify", "escalate", "approval", "hold"],
        metavar="LEVEL",
        help="exit 1 at LEVEL (notify, escalate, approval, hold) or above",
    )


def _add_sign(sign: argparse.ArgumentParser) -> None:
    _add_file(sign)
    for name in ("name", "role", "organisation", "email"):
        sign.add_argument(f"--{name}", required=True, metavar=name.upper())
    sign.add_argument(
        "--attest",
        action="store_true",
        help="attest the sentence that `genai-guide questions` ends with",
    )
    _add_out(sign)
    sign.add_argument("--key", type=_path, metavar="PATH", help=_KEY)


def _add_decide(decide: argparse.ArgumentParser) -> None:
    _add_file(decide)
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
    decide.add_argument("--key", type=_path, metavar="PATH", help=_KEY)
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
    for one in (check, table, graph):
        one.add_argument("dir", nargs="?", type=_path, metavar="DIR")
    table.add_argument("--format", choices=["markdown", "tsv"], default="markdown")
    _add_two(diff)
    diff.add_argument(
        "--against", type=_path, metavar="DIR", help="say which files under DIR change"
    )
    for one in (check, diff):
        _add_json(one, "print one JSON object")
        one.add_argument(
            "--witness",
            type=_path,
            metavar="DIR",
            help="write the answers that show it",
        )
