"""`genai-guide pack diff`: what changed from one pack to another, and for whom."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from genai_guide.exit_codes import ExitCode
from genai_guide.record.versions import NewNames
from genai_guide.rules.check.compare import Constraint, PackComparison, Region
from genai_guide.rules.check.findings import QUESTIONS
from genai_guide.rules.check.pack_changes import (
    PackChange,
    diff_packs,
    is_version_reused,
)
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Pack
from genai_guide.storage.counterexamples import (
    answers_to_tables,
    require_new_folder,
    write_counterexamples,
)
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import RecordKind
from genai_guide.text import escape
from genai_guide.workflows.pack_impact import FileImpact, measure_impact

_MOST_REGIONS = 60
"""The most regions that are printed for people; `--json` lists all of them."""


def run_diff(options: Namespace) -> int:
    """Say what changed, which verdicts it changes, and what that does to files."""
    if options.witness:
        require_new_folder(options.witness)
    old, new = load_pack(options.old), load_pack(options.new)
    names = NewNames.of(old, new)
    there = names.pack(old)
    changes = (*_renames(names), *diff_packs(there, new))
    regions = tuple(
        one._replace(old=one.old._replace(answers=names.before(one.old.answers)))
        for one in PackComparison(there, new).regions()
    )
    effects = measure_impact(options.against, old, new) if options.against else []
    reused = is_version_reused(old, new)
    if options.json:
        found = {
            "old": _head(old),
            "new": _head(new),
            "version_reused": reused,
            "changes": [_change_object(one) for one in changes],
            "regions": [_region_object(one) for one in regions],
            "files": [_effect_object(one) for one in effects],
        }
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print(escape("\n".join(_lines(old, new, changes, regions))))
        if options.against:
            print(escape("\n".join(_effect_lines(options.against, effects))))
    if options.witness:
        _write(options.witness, regions)
    if reused:
        sentence = (
            f"{new.id} {new.version}: the content changed and the version did not;"
            " raise the version in pack.toml"
        )
        print(escape(f"genai-guide: {options.new}: {sentence}"), file=sys.stderr)
        return ExitCode.FAILED
    return ExitCode.DONE


def _renames(names: NewNames) -> Iterator[PackChange]:
    """List what has another name, as the list of changes says."""
    for before, after in names.questions.items():
        pairs = [(f"question “{before}”", before, after)]
        options = names.options[before].items()
        pairs += [
            (f"question “{after}”, option “{one}”", one, to) for one, to in options
        ]
        for place, one, to in pairs:
            if one != to:
                yield PackChange(QUESTIONS, place, "renamed", one, to)


def _write(folder: Path, regions: tuple[Region, ...]) -> None:
    named = []
    for number, region in enumerate(regions, start=1):
        start = f"{'rises' if region.rises else 'falls'}-{number}"
        title = f"{_where(region.where)}: {region.change}"
        named += [(start, title, one) for one in (region.old, region.new)]
    for path in write_counterexamples(folder, named):
        print(escape(f"written: {path}"), file=sys.stderr)


def _lines(
    old: Pack,
    new: Pack,
    changes: tuple[PackChange, ...],
    regions: tuple[Region, ...],
) -> list[str]:
    lines = [f"from {old.id} {old.version} to {new.id} {new.version}"]
    lines.append(f"written differently: {len(changes) or 'nothing'}")
    for change in changes:
        now = f", now “{change.after}”" if change.kind == "renamed" else ""
        lines.append(f"  {change.kind}: {change.file}: {change.place}{now}")
        if change.kind == "changed":
            lines += [f"    - {change.before}", f"    + {change.after}"]
    if not regions:
        lines.append("verdicts: proved the same for all answers that both take")
    for rises, word, unless in (
        (True, "rises", "unless other rules gave it before"),
        (False, "falls", "unless other rules still give it"),
    ):
        listed = [one for one in regions if one.rises is rises]
        if listed:
            lines.append(f"the verdict {word}, {unless}, where")
        for region in listed[:_MOST_REGIONS]:
            gives = ", ".join(_outcomes(region))
            was = "now" if rises else "before"
            lines.append(f"  {_where(region.where)}: {was} {gives}")
            lines.append(f"    for example {region.change}")
        if len(listed) > _MOST_REGIONS:
            lines.append(f"  and {len(listed) - _MOST_REGIONS} more; --json lists all")
    return lines


def _outcomes(region: Region) -> list[str]:
    return [
        f"at least {one.id}" if isinstance(one, Level) else one.value
        for one in region.outcomes
    ]


def _where(where: tuple[Constraint, ...]) -> str:
    return " and ".join(_named(one) for one in where) or "all answers"


def _named(one: Constraint) -> str:
    if one.any_of:
        return f"{one.question}: {' or '.join(one.any_of)}"
    parts = [" and ".join(one.includes)] if one.includes else []
    parts += [f"not {' or '.join(one.without)}"] if one.without else []
    return f"{one.question}: {', '.join(parts)}"


def _effect_lines(folder: Path, effects: list[FileImpact]) -> list[str]:
    differing = [one for one in effects if one.differs]
    compared = [one for one in effects if not one.problem]
    counted = f"{len(differing)} of {len(compared)} change"
    if left := len(effects) - len(compared):
        counted += f"; {left} more {'was' if left == 1 else 'were'} not compared"
    lines = [f"files under {folder}: {counted}"]
    for one in effects:
        if one.problem:
            lines.append(f"  {one.path}: not compared: {one.problem}")
        elif one.differs:
            stays = ", stays as signed" if one.kind == RecordKind.SUMMARY else ""
            lines.append(f"  {one.path} ({one.kind}{stays}): {one.old} → {one.new}")
            if one.confirm:
                lines.append(f"    to be confirmed: {', '.join(one.confirm)}")
            if one.again:
                lines.append(f"    to be answered again: {', '.join(one.again)}")
            if one.gone:
                lines.append(f"    no longer asked: {', '.join(one.gone)}")
    return lines


def _head(pack: Pack) -> dict[str, str]:
    return {"id": pack.id, "version": pack.version, "digest": pack.digest}


def _change_object(change: PackChange) -> dict[str, str]:
    keys = ("file", "place", "kind", "before", "after")
    return {key: getattr(change, key) for key in keys}


def _region_object(region: Region) -> dict[str, Any]:
    return {
        "direction": "rises" if region.rises else "falls",
        "gives": [
            one.id if isinstance(one, Level) else one.value for one in region.outcomes
        ],
        "where": [
            {
                "question": one.question,
                "any_of": list(one.any_of),
                "includes": list(one.includes),
                "without": list(one.without),
            }
            for one in region.where
        ],
        "witness": {
            one.part: {"verdict": one.shows, **answers_to_tables(one.answers)}
            for one in (region.old, region.new)
        },
    }


def _effect_object(effect: FileImpact) -> dict[str, Any]:
    return {
        "file": str(effect.path),
        "kind": effect.kind or None,
        "differs": effect.differs,
        "old": effect.old or None,
        "new": effect.new or None,
        "confirm": list(effect.confirm),
        "answer_again": list(effect.again),
        "no_longer_asked": list(effect.gone),
        "problem": effect.problem or None,
    }
