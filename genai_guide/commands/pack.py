"""`genai-guide pack`: check a pack, lay it out, compare two of them."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from time import perf_counter
from typing import Any

from genai_guide.exit_codes import ExitCode
from genai_guide.rules.check.findings import CheckResult, Finding, Property, Severity
from genai_guide.rules.check.space import PackTooLargeError
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import default_dir, find_changed_release, load_pack
from genai_guide.text import escape


def run(options: Namespace) -> int:
    """Run the one of the commands on packs that was named."""
    commands = {"check": _check, "table": _table, "graph": _graph, "diff": _diff}
    try:
        return commands[options.pack_command](options)
    except PackTooLargeError as problem:
        print(f"genai-guide: {problem}", file=sys.stderr)
        return ExitCode.FAILED


def _folder(options: Namespace) -> Path:
    named: Path | None = options.dir or options.pack
    return named or default_dir()


def _table(options: Namespace) -> int:
    from genai_guide.report.pack_views import render_markdown_table, render_tsv
    from genai_guide.rules.tables import build_rule_table

    write = render_tsv if options.format == "tsv" else render_markdown_table
    print(write(build_rule_table(load_pack(_folder(options)))))
    return ExitCode.DONE


def _graph(options: Namespace) -> int:
    from genai_guide.report.pack_views import render_mermaid
    from genai_guide.rules.tables import build_section_graphs

    print(render_mermaid(build_section_graphs(load_pack(_folder(options)))))
    return ExitCode.DONE


def _diff(options: Namespace) -> int:
    from genai_guide.commands.pack_diff import run_diff

    return run_diff(options)


def _check(options: Namespace) -> int:
    from genai_guide.rules.check.run import check_pack
    from genai_guide.storage.cases import load_cases
    from genai_guide.storage.counterexamples import require_new_folder
    from genai_guide.storage.errors import PackError

    if options.witness:
        require_new_folder(options.witness)
    folder = _folder(options)
    try:
        pack = load_pack(folder)
    except PackError as problem:
        if options.json:
            _print_json({"pack": str(folder), "faults": _faults(problem)})
        raise
    cases, unread = load_cases(folder, pack)
    found = [*unread, *_reused(pack)]
    start = perf_counter()
    proof = check_pack(pack, cases, found)
    seconds = perf_counter() - start
    if options.json:
        _print_json(_object(folder, proof, seconds))
    else:
        print(escape(f"{pack.id} {pack.version}, in {folder}"))
        print(escape(_lines(proof, seconds)))
    if options.witness:
        _write(options.witness, proof)
    return ExitCode.FAILED if proof.errors else ExitCode.DONE


def _reused(pack: Pack) -> list[Finding]:
    """Say that the content of a released version changed, if it did."""
    released = find_changed_release(pack)
    if released is None:
        return []
    sentence = (
        f"version {pack.version} is released, in {released.folder}, and says something"
        " else; raise the version"
    )
    place = "pack, version"
    one = Property.RELEASED, Severity.ERROR, "pack.toml", place, pack.id, sentence
    return [Finding(*one)]


def _faults(problem: Any) -> list[dict[str, str]]:
    keys = ("file", "place", "found", "expected", "nearest")
    return [{key: getattr(one, key) for key in keys} for one in problem.faults]


def _write(folder: Path, proof: CheckResult) -> None:
    from genai_guide.storage.counterexamples import write_counterexamples

    named = (
        (f"{flaw.property}-{flaw.id}", f"{flaw.place}: {one.shows}", one)
        for flaw in proof.findings
        for one in flaw.counterexamples
    )
    for path in write_counterexamples(folder, named):
        print(escape(f"written: {path}"), file=sys.stderr)


def _lines(proof: CheckResult, seconds: float) -> str:
    lines = [f"{flaw.severity}: {_flaw_words(flaw)}" for flaw in proof.findings]
    lines += [""] if lines else []
    lines.append(f"for all {_many(proof.answer_sets)} combinations of answers:")
    failed = {flaw.property for flaw in proof.findings}
    for one in Property:
        count = proof.counts[one]
        state = "see above" if one in failed else one.state
        lines.append(f"  {state:9}  {one.words} ({_looked_at(one, count)})")
    errors, warnings = len(proof.errors), len(proof.warnings)
    found = f"{_number(errors, 'error')}, {_number(warnings, 'warning')}"
    lines.append(f"{found}; decided in {seconds * 1000:.0f} ms")
    return "\n".join(lines)


def _flaw_words(flaw: Finding) -> str:
    text = f"{flaw.file}: {flaw.place}: {flaw.sentence}"
    return "\n".join(
        [text, *(f"    witness: {one.shows}" for one in flaw.counterexamples)]
    )


def _looked_at(one: Property, count: int) -> str:
    if count > 1 and one is Property.MONOTONE:
        return f"{count} changes of an answer"
    return _number(count, one.counted)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _many(count: int) -> str:
    """Write a number that may be too long to read as a power of ten."""
    digits = str(count)
    if len(digits) <= 7:  # noqa: PLR2004 - up to here it can be read
        return f"{count:,}"
    return f"{digits[0]}.{digits[1]} x 10^{len(digits) - 1}"


def _object(folder: Path, proof: CheckResult, seconds: float) -> dict[str, Any]:
    from genai_guide.storage.counterexamples import answers_to_tables

    return {
        "pack": str(folder),
        "answer_sets": str(proof.answer_sets),
        "milliseconds": round(seconds * 1000),
        "properties": [
            {
                "property": one,
                "meaning": one.words,
                "looked_at": proof.counts[one],
                "errors": sum(flaw.property is one for flaw in proof.errors),
                "warnings": sum(flaw.property is one for flaw in proof.warnings),
            }
            for one in Property
        ],
        "flaws": [
            {
                "property": flaw.property,
                "severity": flaw.severity,
                "file": flaw.file,
                "place": flaw.place,
                "id": flaw.id,
                "sentence": flaw.sentence,
                "witnesses": [
                    {
                        "part": one.part or None,
                        "shows": one.shows,
                        **answers_to_tables(one.answers),
                    }
                    for one in flaw.counterexamples
                ],
            }
            for flaw in proof.findings
        ],
    }


def _print_json(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=1))
