"""`genai-guide pack`: check a pack, lay it out, compare two of them."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from time import perf_counter
from typing import Any

from genai_guide.exit_codes import ExitCode
from genai_guide.rules.check.findings import Flaw, Proof, Property, Severity
from genai_guide.rules.check.space import PackTooLargeError
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import changed_since_release, default_dir, load_pack
from genai_guide.text import shown


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
    from genai_guide.report.pack_views import table_markdown, tsv
    from genai_guide.rules.tables import rule_table

    write = tsv if options.format == "tsv" else table_markdown
    print(write(rule_table(load_pack(_folder(options)))))
    return ExitCode.DONE


def _graph(options: Namespace) -> int:
    from genai_guide.report.pack_views import mermaid
    from genai_guide.rules.tables import section_graphs

    print(mermaid(section_graphs(load_pack(_folder(options)))))
    return ExitCode.DONE


def _diff(options: Namespace) -> int:
    from genai_guide.commands.pack_diff import run_diff

    return run_diff(options)


def _check(options: Namespace) -> int:
    from genai_guide.rules.check.run import check
    from genai_guide.storage.cases import read_cases
    from genai_guide.storage.counterexamples import see_that_it_is_new
    from genai_guide.storage.errors import PackProblem

    if options.witness:
        see_that_it_is_new(options.witness)
    folder = _folder(options)
    try:
        pack = load_pack(folder)
    except PackProblem as problem:
        if options.json:
            _print_json({"pack": str(folder), "faults": _faults(problem)})
        raise
    cases, unread = read_cases(folder, pack)
    found = [*unread, *_reused(pack)]
    start = perf_counter()
    proof = check(pack, cases, found)
    seconds = perf_counter() - start
    if options.json:
        _print_json(_object(folder, proof, seconds))
    else:
        print(shown(f"{pack.id} {pack.version}, in {folder}"))
        print(shown(_lines(proof, seconds)))
    if options.witness:
        _write(options.witness, proof)
    return ExitCode.FAILED if proof.errors else ExitCode.DONE


def _reused(pack: Pack) -> list[Flaw]:
    """Say that the content of a released version changed, if it did."""
    released = changed_since_release(pack)
    if released is None:
        return []
    sentence = (
        f"version {pack.version} is released, in {released.folder}, and says something"
        " else; raise the version"
    )
    place = "pack, version"
    one = Property.RELEASED, Severity.ERROR, "pack.toml", place, pack.id, sentence
    return [Flaw(*one)]


def _faults(problem: Any) -> list[dict[str, str]]:
    keys = ("file", "place", "found", "expected", "nearest")
    return [{key: getattr(one, key) for key in keys} for one in problem.faults]


def _write(folder: Path, proof: Proof) -> None:
    from genai_guide.storage.counterexamples import write_witnesses

    named = (
        (f"{flaw.property}-{flaw.id}", f"{flaw.place}: {one.shows}", one)
        for flaw in proof.flaws
        for one in flaw.witnesses
    )
    for path in write_witnesses(folder, named):
        print(shown(f"written: {path}"), file=sys.stderr)


def _lines(proof: Proof, seconds: float) -> str:
    lines = [f"{flaw.severity}: {_flaw_words(flaw)}" for flaw in proof.flaws]
    lines += [""] if lines else []
    lines.append(f"for all {_many(proof.answer_sets)} combinations of answers:")
    failed = {flaw.property for flaw in proof.flaws}
    for one in Property:
        count = proof.counts[one]
        state = "see above" if one in failed else "proved"
        lines.append(f"  {state:9}  {one.words} ({_looked_at(one, count)})")
    errors, warnings = len(proof.errors), len(proof.warnings)
    found = f"{_number(errors, 'error')}, {_number(warnings, 'warning')}"
    lines.append(f"{found}; decided in {seconds * 1000:.0f} ms")
    return "\n".join(lines)


def _flaw_words(flaw: Flaw) -> str:
    text = f"{flaw.file}: {flaw.place}: {flaw.sentence}"
    return "\n".join([text, *(f"    witness: {one.shows}" for one in flaw.witnesses)])


_LOOKED_AT = {
    Property.REFERENCES: "reference",
    Property.ORDER: "question",
    Property.TOTAL: "pack",
    Property.DEAD_QUESTION: "question",
    Property.DEAD_OPTION: "option",
    Property.CAN_FIRE: "rule",
    Property.DECISIVE: "rule",
    Property.MONOTONE: "change of an answer",
    Property.IRRELEVANCE: "rule",
    Property.FAIL_CLOSED: "question",
    Property.CLAUSES: "clause",
    Property.ASSERT: "assert",
    Property.CASE: "case",
    Property.WORDING: "question",
    Property.RELEASED: "pack",
}


def _looked_at(one: Property, count: int) -> str:
    noun = _LOOKED_AT[one]
    if count > 1 and noun == "change of an answer":
        return f"{count} changes of an answer"
    return _number(count, noun)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _many(count: int) -> str:
    """Write a number that may be too long to read as a power of ten."""
    digits = str(count)
    if len(digits) <= 7:  # noqa: PLR2004 - up to here it can be read
        return f"{count:,}"
    return f"{digits[0]}.{digits[1]} x 10^{len(digits) - 1}"


def _object(folder: Path, proof: Proof, seconds: float) -> dict[str, Any]:
    from genai_guide.storage.counterexamples import answers_object

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
                        **answers_object(one.answers),
                    }
                    for one in flaw.witnesses
                ],
            }
            for flaw in proof.flaws
        ],
    }


def _print_json(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=1))
