"""The command line: words in, one command run, an exit code out."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from traceback import extract_tb

from genai_guide import __version__
from genai_guide.exit_codes import ExitCode

_EXAMPLES = """\
examples:
  genai-guide                     the start screen: new, resume, open
  genai-guide new                 a new use, saved in the data folder
  genai-guide assess answers.toml --json
  genai-guide sign answers.toml --name "A. Producer" --role Producer \\
      --organisation "Studio" --email a@studio.com --attest

exit codes: 0 done, 1 failed, 2 usage or no terminal, 3 incomplete or
unsigned, 4 the verdict does not follow from the answers, 70 internal error,
130 interrupted. A verdict is never an error.
"""

_PACK = "use the questions in the folder DIR"


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words name and give the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A narrow character set must not stop a message from being printed.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    options = parser().parse_args(words)
    try:
        command = import_module(f"genai_guide.commands.{options.module}")
        code = int(command.run(options))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of the output went away; python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
    except Exception as error:  # noqa: BLE001 - the last resort; shows no answer
        return _failed(error)
    return code


def _failed(error: Exception) -> int:
    """Say what went wrong: a sentence if it is one for people, else a place."""
    from genai_guide.files.errors import FileProblem

    if isinstance(error, FileProblem):
        print(f"genai-guide: {error}", file=sys.stderr)
        return ExitCode.FAILED
    last = extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
    print(f"genai-guide: an error of this program: {place}.", file=sys.stderr)
    return ExitCode.INTERNAL


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="genai-guide",
        description="Walk a proposed use of generative AI through a platform's rules.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument(
        "--version", action="version", version=f"genai-guide {__version__}"
    )
    top.set_defaults(command=None, module="app")
    top.add_argument("--pack", type=Path, metavar="DIR", help=_PACK)
    # Suppressed, so that a command does not undo what was said before it.
    pack = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    pack.add_argument("--pack", type=Path, metavar="DIR", help=_PACK)
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

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
        "file", nargs="?", type=Path, metavar="FILE", help="save it in FILE"
    )
    opened = command("open", "resume a saved session", "app")
    opened.add_argument("file", type=Path, metavar="FILE")
    questions = command("questions", "every question with its options, in order")
    questions.add_argument("--json", action="store_true", help="print one JSON list")
    assess = command("assess", "the verdict of sessions, summaries, answers files")
    assess.add_argument("files", nargs="+", type=Path, metavar="FILE")
    assess.add_argument(
        "--json", action="store_true", help="print one JSON object a file"
    )
    assess.add_argument(
        "--fail-on",
        choices=["notify", "escalate", "approval", "hold"],
        metavar="LEVEL",
        help="exit 1 at LEVEL (notify, escalate, approval, hold) or above",
    )
    _add_sign(command("sign", "sign off a complete session or answers file"))
    show = command("show", "a record as a document to read")
    show.add_argument("file", type=Path, metavar="FILE")
    show.add_argument("--format", choices=["text", "json"], default="text")
    show.add_argument("-o", dest="out", type=Path, metavar="OUT", help="write to OUT")
    _add_pack(command("pack", "check, lay out and compare packs of questions"), pack)
    command("paths", "where things are kept")
    return top


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
        one.add_argument("dir", nargs="?", type=Path, metavar="DIR")
    table.add_argument("--format", choices=["markdown", "tsv"], default="markdown")
    diff.add_argument("old", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    diff.add_argument(
        "--against", type=Path, metavar="DIR", help="say which files under DIR change"
    )
    for one in (check, diff):
        one.add_argument("--json", action="store_true", help="print one JSON object")
        one.add_argument(
            "--witness", type=Path, metavar="DIR", help="write the answers that show it"
        )


def _add_sign(sign: argparse.ArgumentParser) -> None:
    sign.add_argument("file", type=Path, metavar="FILE")
    for name in ("name", "role", "organisation", "email"):
        sign.add_argument(f"--{name}", required=True, metavar=name.upper())
    sign.add_argument(
        "--attest",
        action="store_true",
        help="attest the sentence that `genai-guide questions` ends with",
    )
    sign.add_argument("-o", dest="out", type=Path, metavar="OUT", help="write to OUT")
