"""`genai-guide pack diff`: what changed from one pack to another, and for whom."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from genai_guide.commands.output import print_json, print_message
from genai_guide.exit_codes import ExitCode
from genai_guide.record.versions import NewNames
from genai_guide.rules.check.compare import (
    Constraint,
    LevelMatch,
    PackComparison,
    Region,
    UncomparedAnswers,
)
from genai_guide.rules.check.findings import QUESTIONS, Counterexample
from genai_guide.rules.check.pack_changes import (
    PackChange,
    diff_packs,
    is_version_reused,
)
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Pack
from genai_guide.storage.cases import (
    answers_to_tables,
    require_new_folder,
    write_counterexamples,
)
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import RecordKind
from genai_guide.text import escape, escape_line
from genai_guide.workflows.pack_impact import FileImpact, measure_impact

_MOST_REGIONS = 60
"""The most regions that are printed for people; `--json` lists all of them."""


@dataclass(frozen=True)
class PackDiff:
    """What changed from one pack to another, for all answers."""

    old: Pack
    new: Pack
    changes: tuple[PackChange, ...]
    levels: tuple[LevelMatch, ...]
    regions: tuple[Region, ...]
    uncompared: tuple[UncomparedAnswers, ...]


def run_diff(options: Namespace) -> int:
    """Print what changed, which verdicts it changes, and what that does to files."""
    if options.examples:
        require_new_folder(options.examples)
    old, new = load_pack(options.old), load_pack(options.new)
    diff = compare_packs(old, new)
    impacts = measure_impact(options.against, old, new) if options.against else []
    reused = is_version_reused(old, new)
    if options.json:
        heads = [
            {"id": pack.id, "version": pack.version, "digest": pack.digest}
            for pack in (old, new)
        ]
        print_json(
            {
                "old": heads[0],
                "new": heads[1],
                "version_reused": reused,
                "changes": [asdict(change) for change in diff.changes],
                "levels": [
                    {side: level and level.id for side, level in vars(match).items()}
                    for match in diff.levels
                ],
                "regions": [_region_as_json(region) for region in diff.regions],
                "not_compared": [_uncompared_as_json(each) for each in diff.uncompared],
                "files": [_impact_as_json(impact) for impact in impacts],
            }
        )
    else:
        lines = [*format_diff(diff)]
        if options.against:
            lines += _format_impacts(options.against, impacts)
        print(escape("\n".join(lines)))
    if options.examples:
        for path in write_counterexamples(
            options.examples, _named_examples(diff.regions)
        ):
            print(escape_line(f"written: {path}"), file=sys.stderr)
    if reused:
        print_message(
            f"{options.new}: {new.id} {new.version}: the content changed, but not the"
            " version. Raise the version in pack.toml"
        )
        return ExitCode.FAILED
    return ExitCode.DONE


def compare_packs(old: Pack, new: Pack) -> PackDiff:
    """Compare two packs, whose names may have changed from one to the other."""
    names = NewNames.of(old, new)
    renamed = names.pack(old)
    comparison = PackComparison(renamed, new)
    regions = tuple(
        replace(region, old=_under_old_names(region.old, names))
        for region in comparison.regions()
    )
    uncompared = tuple(
        replace(answers, example=_under_old_names(answers.example, names))
        if answers.taken_by == "old"
        else answers
        for answers in comparison.uncompared()
    )
    changes = (*_find_renames(names), *diff_packs(renamed, new))
    return PackDiff(old, new, changes, tuple(comparison.levels), regions, uncompared)


def format_diff(diff: PackDiff) -> Iterator[str]:
    """Format what changed, and which verdicts rise or fall by it."""
    old, new = diff.old, diff.new
    yield f"from {old.id} {old.version} to {new.id} {new.version}"
    yield from _format_changes(diff.changes)
    yield from _format_levels(diff.levels)
    yield from _format_regions(diff.regions)
    yield from _format_uncompared(diff.uncompared)


def _under_old_names(example: Counterexample, names: NewNames) -> Counterexample:
    return replace(example, answers=names.before(example.answers))


def _find_renames(names: NewNames) -> Iterator[PackChange]:
    """Find the questions and options that CHANGES.toml gives another name."""
    for before, after in names.questions.items():
        if before != after:
            place = f"question “{before}”"
            yield PackChange(QUESTIONS, place, "renamed", before, after)
        for option, new_ids in names.options[before].items():
            if new_ids != (option,):
                place = f"question “{after}”, option “{option}”"
                kind = "renamed" if len(new_ids) == 1 else "split"
                yield PackChange(QUESTIONS, place, kind, option, ", ".join(new_ids))


def _named_examples(regions: Iterable[Region]) -> Iterator[tuple[str, str, Any]]:
    for number, region in enumerate(regions, start=1):
        name = f"{'rises' if region.rises else 'falls'}-{number}"
        title = f"{_format_where(region.where)}: {region.change}"
        yield name, title, region.old
        yield name, title, region.new


def _format_changes(changes: Sequence[PackChange]) -> Iterator[str]:
    yield f"written differently: {len(changes) or 'nothing'}"
    for change in changes:
        now = f", now “{change.after}”" if change.kind in ("renamed", "split") else ""
        yield f"  {change.kind}: {change.file}: {change.place}{now}"
        if change.kind == "changed":
            yield f"    - {change.before}"
            yield f"    + {change.after}"


def _format_levels(levels: Iterable[LevelMatch]) -> Iterator[str]:
    """Name the levels that only one pack has, or that have another id now."""
    for match in levels:
        if match.old is None or match.new is None:
            level, pack = (match.old, "old") if match.old else (match.new, "new")
            yield f"only in the {pack} pack: level “{level and level.id}”"
        elif not match.same_id:
            yield f"level “{match.old.id}” is compared with “{match.new.id}”"


def _format_regions(regions: Sequence[Region]) -> Iterator[str]:
    if not regions:
        yield "verdicts: proved the same for all answers that both packs accept"
    for rises, heading, time in (
        (True, "rises, unless other rules gave it before, where", "now"),
        (False, "falls, unless other rules still give it, where", "before"),
    ):
        listed = [region for region in regions if region.rises is rises]
        if listed:
            yield f"the verdict {heading}"
        for region in listed[:_MOST_REGIONS]:
            gives = ", ".join(
                f"at least {outcome.id}" if isinstance(outcome, Level) else outcome.id
                for outcome in region.outcomes
            )
            yield f"  {_format_where(region.where)}: {time} {gives}"
            yield f"    for example {region.change}"
        if len(listed) > _MOST_REGIONS:
            yield f"  and {len(listed) - _MOST_REGIONS} more; --json lists all"


def _format_uncompared(uncompared: Sequence[UncomparedAnswers]) -> Iterator[str]:
    if uncompared:
        yield "not compared, because only one of the packs accepts these answers"
    for answers in uncompared[:_MOST_REGIONS]:
        where = _format_where(answers.where)
        yield f"  {where}: only the {answers.taken_by} pack"
        yield f"    for example {answers.example.shows}"
    if len(uncompared) > _MOST_REGIONS:
        yield f"  and {len(uncompared) - _MOST_REGIONS} more; --json lists all"


def _format_where(where: tuple[Constraint, ...]) -> str:
    return " and ".join(map(_format_constraint, where)) or "all answers"


def _format_constraint(constraint: Constraint) -> str:
    if constraint.any_of:
        return f"{constraint.question}: {' or '.join(constraint.any_of)}"
    parts = [" and ".join(constraint.includes)] if constraint.includes else []
    parts += [f"not {' or '.join(constraint.without)}"] if constraint.without else []
    return f"{constraint.question}: {', '.join(parts)}"


def _format_impacts(folder: Path, impacts: list[FileImpact]) -> Iterator[str]:
    compared = [impact for impact in impacts if not impact.problem]
    differing = sum(impact.differs for impact in compared)
    count = f"{differing} of {len(compared)} change"
    if left := len(impacts) - len(compared):
        count += f"; {left} more {'was' if left == 1 else 'were'} not compared"
    yield f"files under {folder}: {count}"
    for impact in impacts:
        if impact.problem:
            yield f"  {impact.path}: not compared: {impact.problem}"
        if not impact.differs:
            continue
        stays = ", stays as signed" if impact.kind == RecordKind.SUMMARY else ""
        yield f"  {impact.path} ({impact.kind}{stays}): {impact.old} → {impact.new}"
        for heading, questions in (
            ("to be confirmed", impact.confirm),
            ("to be answered again", impact.again),
            ("no longer asked", impact.gone),
        ):
            if questions:
                yield f"    {heading}: {', '.join(questions)}"


def _region_as_json(region: Region) -> dict[str, Any]:
    return {
        "direction": "rises" if region.rises else "falls",
        "gives": [outcome.id for outcome in region.outcomes],
        "where": [asdict(constraint) for constraint in region.where],
        "examples": {
            example.part: {
                "verdict": example.shows,
                **answers_to_tables(example.answers),
            }
            for example in (region.old, region.new)
        },
    }


def _uncompared_as_json(uncompared: UncomparedAnswers) -> dict[str, Any]:
    return {
        "taken_by": uncompared.taken_by,
        "where": [asdict(constraint) for constraint in uncompared.where],
        "verdict": uncompared.example.shows,
        **answers_to_tables(uncompared.example.answers),
    }


def _impact_as_json(impact: FileImpact) -> dict[str, Any]:
    return {
        "file": str(impact.path),
        "kind": impact.kind or None,
        "differs": impact.differs,
        "old": impact.old or None,
        "new": impact.new or None,
        "confirm": impact.confirm,
        "answer_again": impact.again,
        "no_longer_asked": impact.gone,
        "problem": impact.problem or None,
    }
