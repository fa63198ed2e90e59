"""`genai-guide assess`: the verdict of files that hold answers."""

from __future__ import annotations

import json
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from genai_guide.commands.carried import describe_migration
from genai_guide.commands.output import print_message
from genai_guide.commands.parallel import map_files
from genai_guide.exit_codes import ExitCode, first_of
from genai_guide.record.statement import build_statement
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError, nearest_word
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import list_toml_files, read_record
from genai_guide.storage.summaries import to_table
from genai_guide.text import escape

_FEW = 1_000
"""Up to so many files, starting other processes costs more than it saves."""


class UnknownLevelError(FileError):
    """The pack has no level of the name that was given."""

    code = int(ExitCode.USAGE)


class _Output(NamedTuple):
    """What is printed of one file."""

    code: ExitCode
    message: str | None
    data: str | None


def run(options: Namespace) -> int:
    """Assess each file; go on past one that cannot be read."""
    work = partial(_assess, as_json=options.json, fail_on=options.fail_on)
    begin = partial(_begin, options.pack, options.fail_on)
    codes = set()
    for output in map_files(work, list_toml_files(options.files), begin, few=_FEW):
        codes.add(output.code)
        if output.message is not None:
            print_message(output.message)
        if output.data is not None:
            print(output.data)
    return first_of(codes)


def _begin(folder: Path | None, fail_on: str | None) -> Pack:
    pack = load_pack(folder)
    if fail_on and fail_on not in pack.level_by_id:
        known = ", ".join(pack.level_by_id)
        nearest = nearest_word(fail_on, pack.level_by_id)
        hint = f"; did you mean “{nearest}”?" if nearest else ""
        sentence = f"no level “{fail_on}”; the levels of {pack.id} are {known}{hint}"
        option = "--fail-on"
        raise UnknownLevelError(option, sentence)
    return pack


def _assess(pack: Pack, path: Path, *, as_json: bool, fail_on: str | None) -> _Output:
    try:
        record = read_record(path, pack)
    except FileError as error:
        data = _to_json(path, {"error": error.sentence}) if as_json else None
        return _Output(ExitCode.FAILED, str(error), data)
    assessment = record.assessment
    code = ExitCode.DONE if assessment.complete else ExitCode.INCOMPLETE
    if fail_on and assessment.highest >= pack.level_by_id[fail_on]:
        code = ExitCode.FAILED
    if as_json:
        data = _to_json(path, _verdict_as_object(assessment))
    else:
        data = _format(path, assessment)
    return _Output(code, describe_migration(record), data)


def _to_json(path: Path, values: dict[str, Any]) -> str:
    return json.dumps({"file": str(path), **values}, ensure_ascii=False)


def _verdict_as_object(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as one object for scripts."""
    level, asked = assessment.level, assessment.status
    statement = build_statement(assessment)
    table = to_table(statement)
    return {
        "level": level.id if level is not None else None,
        "needs_approval": level.approval if level else None,
        "obligations": table["obligations"],
        "lowest": assessment.lowest.id,
        "highest": assessment.highest.id,
        "headlines": table["headlines"],
        "decided_by": table["decided_by"],
        "reasons": [
            {
                "rule": reason.rule,
                "level": reason.level,
                "because": reason.because,
                "clauses": [clause.id for clause in reason.clauses],
            }
            for reason in statement.reasons
        ],
        "asked": [str(place) for place in asked.asked],
        "open": [str(place) for place in asked.open],
        "parked": [str(place) for place in asked.inactive],
        "tasks": table["task"],
        "would_change": table["would_change"],
        "not_fired": table["not_fired"],
        "complete": assessment.complete,
    }


def _format(path: Path, assessment: Assessment) -> str:
    level, low, high = assessment.level, assessment.lowest, assessment.highest
    flags = "".join(f", {flag.label}" for flag in assessment.obligations)
    places = assessment.status.open
    if level is None:
        verdict = f"incomplete, {len(places)} open: {low.id} to {high.id}{flags}"
    else:
        verdict = f"{level.id} ({level.title}{flags})"
    lines = [f"{path}: {verdict}"]
    lines += [
        f"  {reason.rule.id}: {reason.text}"
        for reason in assessment.reasons
        if reason.rule.level is not None
    ]
    by_id = assessment.pack.by_id
    lines += [f"  open: {by_id[place.question].text} [{place}]" for place in places]
    return escape("\n".join(lines))
