"""`genai-guide assess`: the verdict of files that hold answers."""

from __future__ import annotations

import shutil
from argparse import Namespace
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from genai_guide.commands.opening import describe_migration
from genai_guide.commands.output import format_json, print_message
from genai_guide.commands.trust_warning import print_trust_warning
from genai_guide.exit_codes import ExitCode, first_of
from genai_guide.plain.console import wrap_line
from genai_guide.plain.wording import (
    format_explanation,
    format_inactive,
    list_items,
)
from genai_guide.record.draft import Draft
from genai_guide.record.explanation import explain, format_answered
from genai_guide.record.statement import format_topic
from genai_guide.rules.alternatives import Alternative, find_alternatives
from genai_guide.rules.answers import Place, is_chosen_question
from genai_guide.rules.evaluate import Assessment, RuleResult, RuleState, assess
from genai_guide.rules.levels import format_label
from genai_guide.rules.pack import Pack
from genai_guide.rules.plans import plan_lines
from genai_guide.signing.verification import one_line
from genai_guide.storage.errors import FileError, nearest_word
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import list_toml_files, read_record
from genai_guide.text import escape, escape_line
from genai_guide.workflows.parallel import map_files

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
    if options.pack is not None:
        print_trust_warning(options.pack, begin())
    codes = set()
    files = list_toml_files(options.files).files
    for output in map_files(work, files, begin, few=_FEW):
        codes.add(output.code)
        if output.message is not None:
            print_message(*output.message.split("\n"))
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
    assessment, today = record.assessment, datetime.now().astimezone().date()
    code = ExitCode.DONE if assessment.complete else ExitCode.INCOMPLETE
    if fail_on and assessment.highest >= pack.level_by_id[fail_on]:
        code = ExitCode.FAILED
    if as_json:
        data = _to_json(path, _verdict_as_object(assessment, record.draft, today))
    else:
        data = _format(path, assessment, record.draft, today)
    return _Output(code, describe_migration(record), data)


def _to_json(path: Path, values: dict[str, Any]) -> str:
    return format_json({"file": str(path), **values})


def _verdict_as_object(
    assessment: Assessment, draft: Draft, today: date
) -> dict[str, Any]:
    """Return an assessment as one object for scripts."""
    pack, status, level = assessment.pack, assessment.status, assessment.level
    return {
        "level": level.id if level is not None else None,
        "needs_approval": level.approval if level else None,
        "obligations": [each.id for each in assessment.obligations],
        "lowest": assessment.lowest.id,
        "highest": assessment.highest.id,
        "headlines": list(assessment.headlines),
        "checklists": [
            {
                "id": result.checklist.id,
                "title": result.checklist.title,
                "kind": str(result.checklist.kind),
                "items": [
                    {
                        "clause": item.item.clause,
                        "title": item.item.text or pack.clause[item.item.clause].title,
                        "state": str(item.state),
                    }
                    for item in result.items
                ],
            }
            for result in assessment.checklists
        ],
        "reasons": [
            {
                "rule": reason.rule.id,
                "level": reason.rule.level.id if reason.rule.level else None,
                "tool": tool,
                "text": reason.text,
                "clauses": list(reason.rule.clauses),
            }
            for reason in assessment.reasons
            for tool in reason.tools or (None,)
        ],
        "tasks": _tasks(assessment, draft),
        "alternatives": [
            _alternative(assessment, alternative)
            for alternative in find_alternatives(assessment)
        ],
        "not_applied": [
            _not_applied(assessment, result)
            for result in assessment.results
            if result.state in (RuleState.RULED_OUT, RuleState.NOT_ASKED)
        ],
        "conflicts": [
            {
                "id": conflict.conflict.id,
                "text": conflict.text,
                "answers": _places(conflict.places),
                "note": " ".join(filter(None, map(draft.note, conflict.places))),
            }
            for conflict in assessment.conflicts(today)
        ],
        "asked": _places(
            place for place in status.asked if not is_chosen_question(pack, place)
        ),
        "open": _places(status.open),
        "inactive": _places(status.inactive),
        "complete": assessment.complete,
    }


def _tasks(assessment: Assessment, draft: Draft) -> list[dict[str, Any]]:
    """Return what has to be done, and what of it is done."""
    tasks = []
    for task, result in assessment.tasks:
        done = draft.closed.get(task.id)
        tasks.append(
            {
                "id": task.id,
                "text": task.text,
                "owner": task.owner,
                "due": str(task.due),
                "clauses": list(result.rule.clauses),
                "evidence_wanted": task.evidence or "",
                "done_on": done.on if done else "",
            }
        )
    return tasks


def _alternative(assessment: Assessment, alternative: Alternative) -> dict[str, Any]:
    """Return a change of plan with the answers behind it and what stays to do."""
    then = assess(assessment.pack, alternative.answers)

    def lines(answers: Iterable[tuple[Place, Any]]) -> list[str]:
        return [_answered(then, place) for place, _ in answers]

    return {
        "plan": list(plan_lines(assessment, alternative.changes)),
        "changes": lines(alternative.changes),
        "provided": lines(alternative.opened),
        "gives": alternative.gives.id,
        "tasks": [task.text for task, _ in then.tasks],
    }


def _not_applied(assessment: Assessment, result: RuleResult) -> dict[str, Any]:
    """Return a rule that did not apply, and because of which answers."""
    rule = result.rule
    why = [_answered(assessment, place) for place in result.places]
    if result.state is RuleState.NOT_ASKED:
        return {
            "rule": rule.id,
            "text": format_topic(assessment.pack, rule),
            "why": ["not asked"],
        }
    if result.by_exception and rule.unless:
        why.insert(0, f"unless: {assessment.fill(rule.unless.reason)}")
    return {"rule": rule.id, "text": assessment.fill(rule.reason), "why": why}


def _answered(assessment: Assessment, place: Place) -> str:
    """Format a question with its answer and its place."""
    text = format_answered(assessment.pack, assessment.answers, place)
    return f"{text} [{place}]"


def _places(places: Iterable[Place]) -> list[str]:
    return [str(place) for place in places]


def _format(path: Path, assessment: Assessment, draft: Draft, today: date) -> str:
    """Format the verdict of a file for a terminal, wrapped to its width."""
    pack, answers = assessment.pack, assessment.answers
    explained = explain(assessment, draft.closed, format_label, today, draft.note)
    # Whoever writes the file needs the names that stand in it.
    still_open = [
        f"{one_line(format_answered(pack, answers, place))} ({place.question})"
        for place in assessment.status.open
    ]
    lines = [
        *format_explanation(assessment, explained),
        *list_items("Still to be answered:", still_open),
        *format_inactive(explained),
        explained.disclaimer,
    ]
    width = shutil.get_terminal_size().columns
    rows = [
        row
        for line in lines
        for part in escape(line).split("\n")
        for row in wrap_line(part, width - 2)
    ]
    return "\n".join((f"{escape_line(str(path))}:", *(f"  {row}" for row in rows)))
