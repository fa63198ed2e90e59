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

SHOW_FORMATS = ("text", "markdown", "html", "json")
"""How `show` can print a record; `commands/show.py` knows how."""
FILE_FORMATS = ("pdf", "eml")
"""What `show` makes that is no text for a terminal."""
PAPERS = ("a4", "letter")
_KEY = "sign with the ssh key (Ed25519) in PATH instead of your genai-guide key"


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


class _Parser(argparse.ArgumentParser):
    """A parser with short names for what many commands take."""

    def add_path(self, name: str, metavar: str = "FILE", **options: Any) -> None:
        self.add_argument(name, type=_path, metavar=metavar, **options)

    def add_json(self, text: str) -> None:
        self.add_argument("--json", action="store_true", help=text)


def _path(text: str) -> os.PathLike[str]:
    # Imported here: it takes as long as all else that `--version` does.
    from pathlib import Path

    return Path(text)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        sentence = f"{text!r}: use a number of days such as 14"
        raise argparse.ArgumentTypeError(sentence)
    return int(text)


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    top = _Parser(
        prog="genai-guide",
        usage="genai-guide [-h] [--version] [--pack DIR] [--debug FILE] [COMMAND ...]",
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
    top.add_path("--pack", "DIR", help=hidden)
    top.add_path("--debug", help=hidden)
    # Suppressed, so that a command does not undo what was said before it.
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_path("--pack", "DIR", help="use the questions in the folder DIR")
    debug = "log what the program does in FILE, but no answers"
    common.add_path("--debug", help=debug)
    _add_commands(top, common)
    return top


def _add_commands(top: _Parser, common: _Parser) -> None:
    # The list has the only heading: a description would not fit a small window.
    about = "Answer questions about a planned use of GenAI, and get a summary for legal"
    commands = top.add_subparsers(
        dest="command", metavar="COMMAND", title=about, prog=top.prog
    )

    def command(name: str, text: str, module: str | None = None) -> _Parser:
        added = commands.add_parser(
            name, help=text, description=text, parents=[common], allow_abbrev=False
        )
        added.set_defaults(module=module or name)
        return added

    new = command("new", "start a new use", "app")
    new.add_path("file", nargs="?", help="save it in FILE")
    _add_start(new)
    about = "continue a draft, or read and decide on a summary"
    command("open", about, "app").add_path("file")
    ask = command("ask", "plain mode: the same, line by line, for any terminal")
    ask.add_path("file", nargs="?", help="continue FILE, or save a new use in it")
    _add_start(ask)
    questions = command("questions", "all questions with their options, in order")
    questions.add_json("print one JSON list")

    assess = command("assess", "the verdict of drafts, summaries, answers files")
    assess.add_path("files", nargs="+")
    assess.add_json("print one JSON object per file")
    assess.add_argument(
        "--fail-on",
        metavar="LEVEL",
        help="exit 1 at this level or above, named by its id",
    )

    sign = command("sign", "sign a complete draft or answers file")
    sign.add_path("file")
    _add_claims(sign)
    sign.add_argument(
        "--attest",
        action="store_true",
        help="state the sentence at the end of `genai-guide questions`",
    )
    about = "write to OUT: a file, a folder, or - for standard output"
    sign.add_path("-o", "OUT", dest="out", help=about)
    sign.add_argument(
        "--pdf", action="store_true", help="also write a PDF beside the summary"
    )
    sign.add_path("--key", "PATH", help=_KEY)

    verify = command("verify", "check that a summary is genuine and the use in force")
    about = "a summary, a folder of them, or - for standard input"
    verify.add_path("files", nargs="+", help=about)
    verify.add_json("print one JSON object per file")
    verify.add_argument(
        "--in-force",
        action="store_true",
        help="exit 6 for a genuine summary whose use is not in force",
    )
    verify.add_argument(
        "--recursive", action="store_true", help="include folders inside a folder"
    )
    verify.add_path(
        "--evidence", "DIR", help="compare the files in DIR with the recorded evidence"
    )

    _add_decide(command("decide", "record a decision on a summary"))
    _add_update(command("update", "close a task, answer legal or add a note"))
    _add_trust(command("trust", "trust the key that signed a summary"))
    about = "what all uses of a production share"
    _add_production(command("production", about), common)
    _add_register(
        command("register", "list the uses in folders: waiting, due, expiring")
    )
    about = "write what was signed, for `ssh-keygen -Y verify`"
    command("payload", about).add_path("file")
    _add_show(command("show", "one page to read, print or send"))
    _add_diff(command("diff", "compare two records and their verdicts"))
    _add_pack(command("pack", "check, compare and trust packs of questions"), common)
    _add_profile(command("profile", "your name and role, filled in when you sign"))
    command("paths", "where genai-guide keeps its files")
    completion = command("completion", "a script for tab completion in your shell")
    completion.add_argument("shell", choices=["bash", "zsh", "fish"])


def _add_diff(diff: _Parser) -> None:
    diff.add_path("old", "OLD")
    diff.add_path("new", "NEW")


def _add_profile(profile: _Parser) -> None:
    for name in ("name", "role", "organisation", "email"):
        profile.add_argument(
            f"--{name}",
            metavar=name.upper(),
            help="set this, or clear it with an empty text",
        )
    about = "write summaries to the folder DIR"
    profile.add_argument("--summaries", metavar="DIR", help=about)


def _add_start(parser: _Parser) -> None:
    parser.add_path("--production", help="start a use of the production in FILE")
    parser.add_argument(
        "--tool",
        action="append",
        default=[],
        metavar="NAME",
        help="use this tool of the production (can be repeated)",
    )


def _add_production(production: _Parser, common: _Parser) -> None:
    commands = production.add_subparsers(
        dest="production_command",
        metavar="PRODUCTION_COMMAND",
        required=True,
        prog="genai-guide production",
    )
    about = "write a file with what all uses of a production share"
    new = commands.add_parser(
        "new", help=about, description=about, parents=[common], allow_abbrev=False
    )
    new.add_path("file")
    new.add_argument("--title", metavar="TITLE", help="the title of the production")
    new.add_path("--from", dest="source", help="copy the shared answers of this use")
    about = "print what all uses of a production share"
    show = commands.add_parser(
        "show", help=about, description=about, parents=[common], allow_abbrev=False
    )
    show.add_path("file")
    show.add_json("print one JSON object")


def _add_register(register: _Parser) -> None:
    register.add_path("folders", "FOLDER", nargs="+")
    views = ("all", "waiting", "due", "expiring", "blocked", "conflicts")
    register.add_argument(
        "--view", choices=views, default="all", metavar="VIEW", help=", ".join(views)
    )
    register.add_argument(
        "--due",
        type=_days,
        default=14,
        metavar="DAYS",
        help="how many days ahead something counts as due (default: 14)",
    )
    register.add_argument(
        "--fail-on", choices=["due"], help="exit 1 if something is due or overdue"
    )
    for name, about in (
        ("csv", "a table for any spreadsheet"),
        ("xlsx", "a workbook"),
        ("ics", "a calendar of every due date"),
    ):
        register.add_path(f"--{name}", help=f"write {about} to FILE")
    register.add_argument(
        "--cue-list",
        action="store_true",
        help="with --csv or --xlsx: list what is in the delivery",
    )
    register.add_json("print one JSON object per use")


def _add_trust(trust: _Parser) -> None:
    trust.add_path("file")
    trust.add_argument(
        "--fingerprint",
        metavar="SHA256:…",
        help="the whole fingerprint, as the owner of the key gave it to you",
    )
    whose = trust.add_mutually_exclusive_group()
    whose.add_argument(
        "--decider",
        action="store_true",
        help="trust the key that signed the decision instead of the summary",
    )
    whose.add_argument(
        "--updates",
        action="store_true",
        help="trust the key that signed updates instead of the summary",
    )


def _add_claims(parser: _Parser) -> None:
    """Add what the signer says about themselves; by default from the profile."""
    for name in ("name", "role", "organisation", "email"):
        parser.add_argument(
            f"--{name}", metavar=name.upper(), help="default: from your profile"
        )


def _add_author(parser: _Parser) -> None:
    _add_claims(parser)
    parser.add_path("--key", "PATH", help=_KEY)


def _add_decide(decide: _Parser) -> None:
    decide.add_path("file")
    outcomes = (
        "approved",
        "approved-with-conditions",
        "no-approval-needed",
        "refused",
        "more-information",
    )
    what = decide.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--outcome", choices=outcomes, metavar="OUTCOME", help=", ".join(outcomes)
    )
    what.add_argument("--withdraw", action="store_true", help="withdraw the decision")
    what.add_argument(
        "--extend-to", metavar="DATE", help="extend the approval until DATE"
    )
    what.add_argument(
        "--accept",
        metavar="CONDITION",
        help="accept that the condition with this id is met",
    )
    decide.add_argument(
        "--reasons",
        default="",
        metavar="TEXT",
        help="your reasons, or what you need to know",
    )
    decide.add_argument(
        "--condition",
        action=_Condition,
        default=[],
        metavar="TEXT",
        help="a condition of the approval (can be repeated)",
    )
    for name, about in (
        ("owner", "who has to meet the condition named before this"),
        ("due", "when it is due: before-use, before-delivery or a date"),
        ("covers", "which obligations it takes care of: a,b"),
    ):
        decide.add_argument(
            f"--{name}", action=_ConditionDetail, metavar=name.upper(), help=about
        )
    decide.add_argument(
        "--valid-until", metavar="DATE", help="the last day, in UTC, such as 2026-12-31"
    )
    decide.add_argument(
        "--although-blocked",
        action="store_true",
        help="approve a use that is on hold or ruled out (needs --reasons)",
    )
    decide.add_argument(
        "--in-place-of", action="store_true", help="replace what somebody else decided"
    )
    decide.add_argument(
        "--although-unverified",
        action="store_true",
        help="decide on a summary that is not genuine (the record says so)",
    )
    _add_author(decide)


def _add_update(update: _Parser) -> None:
    update.add_path("file")
    what = update.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--close",
        metavar="ID",
        help="report the task or condition with this id as done",
    )
    what.add_argument("--answer", metavar="TEXT", help="answer what legal asked")
    what.add_argument("--note", metavar="TEXT", help="add a note")
    what.add_argument(
        "--from",
        dest="copy",
        type=_path,
        metavar="COPY",
        help="add your own entries from another copy of this summary",
    )
    update.add_argument(
        "--evidence", metavar="EVIDENCE", help="what shows it: words, a link or a file"
    )
    _add_author(update)


def _add_show(show: _Parser) -> None:
    show.add_path("file")
    show.add_argument(
        "--full", action="store_true", help="add the annex with all answers and reasons"
    )
    formats = (*SHOW_FORMATS, *FILE_FORMATS)
    show.add_argument("--format", choices=formats, default="text")
    show.add_argument(
        "--paper",
        choices=PAPERS,
        default="a4",
        help="the paper size of a PDF (default: a4)",
    )
    show.add_path("-o", "OUT", dest="out", help="write to OUT")


class _Condition(argparse.Action):
    """Adds a condition, with no details yet."""

    def __call__(self, _: Any, namespace: Any, values: Any, __: Any = None) -> None:
        """Add it to a list of its own: argparse shares the default."""
        before = getattr(namespace, self.dest)
        setattr(namespace, self.dest, [*before, (values, {})])


class _ConditionDetail(argparse.Action):
    """Adds a detail to the condition before it."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: Any,
        values: Any,
        _: Any = None,
    ) -> None:
        """Add it, or refuse it where no condition stands before it."""
        if not namespace.condition:
            parser.error(f"--{self.dest} has to follow a --condition")
        namespace.condition[-1][1][self.dest] = values


def _add_pack(pack: _Parser, common: _Parser) -> None:
    commands = pack.add_subparsers(
        dest="pack_command",
        metavar="PACK_COMMAND",
        required=True,
        prog="genai-guide pack",
    )

    def command(name: str, text: str, *parents: _Parser) -> _Parser:
        return commands.add_parser(
            name, help=text, description=text, parents=parents, allow_abbrev=False
        )

    check = command(
        "check", "check a pack, and prove its rules for all answers", common
    )
    table = command("table", "print the rules as a table", common)
    graph = command("graph", "draw which answer leads to which question", common)
    diff = command("diff", "compare two packs, and find every verdict that changes")
    cases = command("cases", "add an answer to the test cases that lack it", common)
    trust = command("trust", "trust the pack in DIR after comparing its digest")
    trust.add_path("dir", "DIR")
    digest = "the whole SHA-256 from the owner of the pack, so that nothing is asked"
    trust.add_argument("--digest", metavar="SHA256", help=digest)
    for parser in (check, table, graph, cases):
        parser.add_path("dir", "DIR", nargs="?")
    cases.add_argument(
        "--fill",
        action="append",
        required=True,
        metavar="QUESTION=OPTION",
        help="the answer to add where the question is asked (can be repeated)",
    )
    table.add_argument("--format", choices=["markdown", "tsv"], default="markdown")
    diff.add_path("old", "OLD")
    diff.add_path("new", "NEW")
    diff.add_path("--against", "DIR", help="also list which files under DIR change")
    for parser in (check, diff):
        parser.add_json("print one JSON object")
        parser.add_path("--examples", "DIR", help="write example answers to DIR")


def list_actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield each option and argument of a parser and of its commands.

    shtab, which the completion is made with, reads the same private names.
    """
    for action in parser._actions:  # noqa: SLF001 - see above
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - see above
            for command in action.choices.values():
                yield from list_actions(command)
