"""`genai-guide pack check`: prove what can be proved of a pack."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from genai_guide.commands.output import print_json
from genai_guide.exit_codes import ExitCode
from genai_guide.rules.check.findings import CheckResult, Finding, Property, Severity
from genai_guide.rules.check.run import check_pack
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import group_digits
from genai_guide.storage.cases import (
    answers_to_tables,
    load_cases,
    require_new_folder,
    write_counterexamples,
)
from genai_guide.storage.errors import PackError, PackIssue
from genai_guide.storage.packs import find_changed_release, load_pack
from genai_guide.storage.toml_lines import locate_findings
from genai_guide.text import escape, escape_line


def run_check(folder: Path, options: Namespace) -> int:
    """Check the pack in a folder, and print what was found."""
    if options.examples:
        require_new_folder(options.examples)
    try:
        pack = load_pack(folder)
    except PackError as error:
        issues = [*error.issues]
        if error.pack is not None:
            _, findings = load_cases(folder, error.pack, error.unread)
            issues += [
                PackIssue(each.file, "", each.sentence, line=each.line)
                for each in findings
            ]
        if options.json:
            faults = [asdict(issue) for issue in issues]
            print_json({"pack": str(folder), "faults": faults})
        raise PackError(folder, issues) from None
    start = perf_counter()
    result = check_loaded(folder, pack)
    milliseconds = round((perf_counter() - start) * 1000)
    if options.json:
        print_json(_as_json(folder, pack, result, milliseconds))
    else:
        print(escape_line(f"{pack.id} {pack.version}, in {folder}"))
        print(escape(f"digest: {group_digits(pack.digest)}"))
        print(escape("\n".join(_format_result(result, milliseconds))))
    if options.examples:
        named = (
            (f"{finding.property}-{finding.id}", f"{finding.place}: {each.shows}", each)
            for finding in result.findings
            for each in finding.counterexamples
        )
        for path in write_counterexamples(options.examples, named):
            print(escape_line(f"written: {path}"), file=sys.stderr)
    return ExitCode.FAILED if result.errors else ExitCode.DONE


def check_loaded(folder: Path, pack: Pack) -> CheckResult:
    """Check a pack with the test cases in its folder."""
    cases, unread = load_cases(folder, pack)
    earlier = [*unread, *_find_changed_release(pack)]
    today = datetime.now().astimezone().date()
    result = check_pack(pack, cases, earlier, today=today)
    if result.findings:
        located = locate_findings(folder, result.findings)
        result = replace(result, findings=tuple(located))
    return result


def _find_changed_release(pack: Pack) -> Iterator[Finding]:
    """Find whether the content of a released version changed."""
    released = find_changed_release(pack)
    if released is not None:
        yield Finding(
            Property.RELEASED,
            Severity.ERROR,
            "pack.toml",
            "pack, version",
            pack.id,
            f"version {pack.version} was released in {released.folder} with other"
            " content. Raise the version",
        )


def format_findings(findings: Iterable[Finding]) -> Iterator[str]:
    """Format findings, each with its counterexamples below it."""
    for finding in findings:
        line = f", line {finding.line}" if finding.line else ""
        where = f"{finding.file}{line}: {finding.place}"
        yield f"{finding.severity}: {where}: {finding.sentence}"
        for example in finding.counterexamples:
            yield f"    counterexample: {example.shows}"


def _format_result(result: CheckResult, milliseconds: int) -> Iterator[str]:
    yield from format_findings(result.findings)
    if result.findings:
        yield ""
    yield f"for all {_format_large(result.answer_sets)} combinations of answers:"
    failed = {finding.property for finding in result.findings}
    for property_ in Property:
        state = "see above" if property_ in failed else property_.state
        count = _format_count(result.counts[property_], property_.counted)
        yield f"  {state:9}  {property_.words} ({count})"
    errors = _format_count(len(result.errors), "error")
    warnings = _format_count(len(result.warnings), "warning")
    yield f"{errors}, {warnings}; checked in {milliseconds} ms"


def _format_count(count: int, noun: str) -> str:
    if count == 1:
        return f"1 {noun}"
    first, *rest = noun.split(" ")
    return " ".join([str(count), f"{first}s", *rest])


def _format_large(count: int) -> str:
    """Format a number that may be too long to read as a power of ten."""
    digits = str(count)
    if len(digits) <= 7:  # noqa: PLR2004 - up to here it can be read
        return f"{count:,}"
    return f"{digits[0]}.{digits[1]} x 10^{len(digits) - 1}"


def _as_json(
    folder: Path, pack: Pack, result: CheckResult, milliseconds: int
) -> dict[str, Any]:
    errors = Counter(finding.property for finding in result.errors)
    warnings = Counter(finding.property for finding in result.warnings)
    return {
        "pack": str(folder),
        "digest": pack.digest,
        "answer_sets": str(result.answer_sets),
        "milliseconds": milliseconds,
        "properties": [
            {
                "property": property_,
                "meaning": property_.words,
                "looked_at": count,
                "errors": errors[property_],
                "warnings": warnings[property_],
            }
            for property_, count in result.counts.items()
        ],
        "findings": [_finding_as_json(finding) for finding in result.findings],
    }


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    values = dict(vars(finding))
    examples = values.pop("counterexamples")
    values["counterexamples"] = [
        {
            "part": example.part or None,
            "shows": example.shows,
            **answers_to_tables(example.answers),
        }
        for example in examples
    ]
    return values
