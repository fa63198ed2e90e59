"""`genai-guide pack`: check a pack, lay it out, compare two of them."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from genai_guide.commands.output import print_message
from genai_guide.commands.pack_check import run_check
from genai_guide.commands.pack_diff import run_diff
from genai_guide.commands.pack_trust import run_trust
from genai_guide.exit_codes import ExitCode
from genai_guide.report.pack_views import (
    render_markdown_table,
    render_mermaid,
    render_tsv,
)
from genai_guide.rules.check.space import PackTooLargeError
from genai_guide.rules.tables import build_rule_table, build_section_graphs
from genai_guide.storage.cases import fill_cases, parse_filling
from genai_guide.storage.packs import default_dir, load_pack
from genai_guide.text import escape, escape_line


def run(options: Namespace) -> int:
    """Run the command on packs that was named."""
    commands = {
        "check": lambda options: run_check(_folder(options), options),
        "table": _table,
        "graph": _graph,
        "diff": run_diff,
        "cases": _fill_cases,
        "trust": run_trust,
    }
    try:
        return commands[options.pack_command](options)
    except PackTooLargeError as error:
        print_message(str(error))
        return ExitCode.FAILED


def _folder(options: Namespace) -> Path:
    named: Path | None = options.dir or options.pack
    return named or default_dir()


def _table(options: Namespace) -> int:
    render = render_tsv if options.format == "tsv" else render_markdown_table
    print(render(build_rule_table(load_pack(_folder(options)))))
    return ExitCode.DONE


def _graph(options: Namespace) -> int:
    print(render_mermaid(build_section_graphs(load_pack(_folder(options)))))
    return ExitCode.DONE


def _fill_cases(options: Namespace) -> int:
    """Write answers into the test cases that are asked for them and lack them."""
    folder = _folder(options)
    pack = load_pack(folder)
    try:
        fillings = [parse_filling(pack, text) for text in options.fill]
    except ValueError as error:
        print_message(f"--fill: {error}")
        return ExitCode.USAGE
    filled = fill_cases(folder, pack, fillings)
    for case in filled:
        if case.problem:
            print_message(f"{case.path}: {case.problem}")
        elif case.places:
            places = ", ".join(map(str, case.places))
            print(escape_line(f"{case.path}: {places}"))
    written = sum(bool(case.places) for case in filled)
    print(escape(f"answers added to {written} of {len(filled)} test cases"))
    return ExitCode.FAILED if any(case.problem for case in filled) else ExitCode.DONE
