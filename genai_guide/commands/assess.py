"""`genai-guide assess`: the verdict of files that hold answers."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from genai_guide.commands.carried import say_carried
from genai_guide.commands.saying import say
from genai_guide.exit_codes import ExitCode, first_of
from genai_guide.files.errors import FileProblem
from genai_guide.files.packs import load_pack
from genai_guide.files.records import Record, read_record, toml_files
from genai_guide.policy.answers import Place
from genai_guide.policy.assessment import Assessment
from genai_guide.policy.verdict import LEVELS
from genai_guide.record.statement import statement_body
from genai_guide.record.text import shown


def run(options: Namespace) -> int:
    """Assess each file; go on past one that cannot be read."""
    pack = load_pack(options.pack)
    codes: set[ExitCode] = set()
    for path in toml_files(options.files):
        try:
            record = read_record(path, pack)
        except FileProblem as problem:
            codes.add(ExitCode.FAILED)
            if options.json:
                _print_json({"file": str(path), "error": problem.sentence})
            say(str(problem))
            continue
        say_carried(record)
        if options.json:
            _print_json({"file": str(path), **verdict_object(record.assessment)})
        else:
            print(_lines(path, record))
        codes.add(_code(record.assessment, options.fail_on))
    return first_of(codes)


def verdict_object(assessment: Assessment) -> dict[str, Any]:
    """Put an assessment as one object for scripts."""
    level, asked = assessment.level, assessment.asking
    body = statement_body(assessment)
    keys = ("rule", "level", "because")
    return {
        "level": level.id if level is not None else None,
        "needs_approval": level.needs_approval if level is not None else None,
        "obligations": body["obligations"],
        "lowest": assessment.lowest.id,
        "highest": assessment.highest.id,
        "headlines": body["headlines"],
        "decided_by": body["decided_by"],
        "reasons": [
            {
                **{key: reason.get(key) for key in keys},
                "clauses": [clause["id"] for clause in reason["clause"]],
            }
            for reason in body["reason"]
        ],
        "asked": [str(place) for place in asked.asked],
        "open": [str(place) for place in asked.open],
        "parked": [str(place) for place in asked.parked],
        "tasks": body["task"],
        "would_change": body["would_change"],
        "not_fired": body["not_fired"],
        "complete": assessment.complete,
    }


def _print_json(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False))


def _lines(path: Path, record: Record) -> str:
    assessment = record.assessment
    level, low, high = assessment.level, assessment.lowest, assessment.highest
    flags = "".join(f", {flag.label}" for flag in assessment.obligations)
    if level is None:
        count = len(assessment.asking.open)
        said = f"incomplete, {count} open: {low.id} to {high.id}{flags}"
    else:
        said = f"{level.id} ({level.title}{flags})"
    lines = [f"{path}: {said}"]
    lines += [
        f"  {finding.rule.id}: {finding.rule.because}"
        for finding in assessment.fired
        if finding.rule.level is not None
    ]
    lines += [f"  open: {_asked(assessment, one)}" for one in assessment.asking.open]
    return shown("\n".join(lines))


def _asked(assessment: Assessment, place: Place) -> str:
    return f"{assessment.pack.by_id[place.question].text} [{place}]"


def _code(assessment: Assessment, fail_on: str | None) -> ExitCode:
    if fail_on and assessment.highest >= LEVELS[fail_on]:
        return ExitCode.FAILED
    return ExitCode.DONE if assessment.complete else ExitCode.INCOMPLETE
