"""Read folders of summaries into the rows of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from genai_guide.record.draft import Draft
from genai_guide.record.register import (
    DRAFT,
    Change,
    DueItem,
    RegisterRow,
    UsedTool,
    due_day,
    find_changes,
    is_of_production,
    latest_rows,
    with_conflicts,
)
from genai_guide.record.statement import (
    SignedStatement,
    Statement,
    build_draft_statement,
)
from genai_guide.report.exports import Export
from genai_guide.rules.answers import RESERVED, format_answer
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import (
    SignatureState,
    TrialCheck,
    Verification,
)
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.draft_list import list_drafts
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import free_path
from genai_guide.storage.reading import path_is_folder
from genai_guide.storage.records import list_toml_files, read_record
from genai_guide.storage.register_index import RegisterIndex
from genai_guide.workflows.controller import Controller
from genai_guide.workflows.parallel import map_files
from genai_guide.workflows.verify import Verifier

FEW = 100
"""Up to so many files, starting other processes costs more than it saves."""
_MOST_OTHERS = FEW
"""So many summaries, and as many drafts, are compared with a use that is signed."""
Report = Callable[[int, int], None]
"""Told how many of how many files are read; what it raises stops the reading."""


@dataclass(frozen=True)
class Register:
    """What some folders hold."""

    rows: tuple[RegisterRow, ...] = ()
    """A row for each use, by production, and one for each file that is none."""
    changes: tuple[Change, ...] = ()
    """What changed since these folders were looked at last."""
    skipped: tuple[tuple[Path, str], ...] = ()
    """What was not looked at, each with the reason."""


def read_register(
    folders: Sequence[Path], pack: Pack, now: datetime, report: Report
) -> Register:
    """Read every summary in some folders, inner ones too.

    Only what changed since the last look is verified. What is found is kept, also if
    the reading is stopped.

    Args:
        folders: The folders.
        pack: The questions.
        now: The time, with its offset.
        report: Told how far it is.

    Raises:
        FileError: if the lists of what is trusted cannot be read.
    """
    listed = list_toml_files(folders, recursive=True)
    index = RegisterIndex(now.date().isoformat(), pack.digest)
    try:
        begin = partial(Verifier, pack, now)
        rows = latest_rows(_read_rows(listed.files, begin, index, report))
        names = "\n".join(sorted(str(folder.absolute()) for folder in folders))
        changes, states = find_changes(index.states(names), rows)
        index.keep_states(names, states)
    finally:
        index.close()
    return Register(tuple(rows), tuple(changes), listed.skipped)


def _read_rows(
    paths: Sequence[Path],
    begin: Callable[[], Verifier],
    index: RegisterIndex,
    report: Report,
) -> list[RegisterRow]:
    """Return a row for each file, verifying those that changed since the last look."""
    found = index.known(paths)
    changed = [path for path in paths if path not in found]
    new: dict[Path, RegisterRow] = {}
    try:
        read = map_files(read_row, changed, begin, few=FEW) if changed else ()
        for number, row in enumerate(read, start=1):
            new[Path(row.file)] = row
            report(number, len(changed))
    finally:
        index.keep(new)
    found |= new
    return [found[path] for path in paths]


def read_row(verifier: Verifier, path: Path) -> RegisterRow:
    """Verify a file, and return what the register says of it."""
    try:
        verification = verifier.verify(path)
    except FileError as error:
        return RegisterRow(str(path), error=error.sentence)
    if isinstance(verification, TrialCheck):
        return RegisterRow(
            str(path), verification.result.word, error=verification.first_line
        )
    return build_row(str(path), verification)


def build_row(file: str, verification: Verification) -> RegisterRow:
    """Return what the register says of a summary that was verified."""
    summary, standing = verification.summary, verification.standing
    statement, decision = summary.statement, standing.decision
    signed, level = verification.signed, statement.level_by_id[statement.level]
    by = next(
        (
            entry.check.address
            for entry in verification.entries
            if entry.signed.link == standing.link
        ),
        "",
    )
    # Anybody can write another person's key beside a signature that does not hold.
    key = "" if signed.state is SignatureState.BROKEN else signed.fingerprint
    return RegisterRow(
        file,
        verification.result.word,
        production=statement.production.get("title", ""),
        production_id=statement.production.get(RESERVED["production"], ""),
        use=statement.use.get("title") or statement.title,
        use_id=statement.id,
        revision=statement.revision,
        digest=summary.digest,
        supersedes=statement.supersedes,
        level=statement.level,
        label=verification.verdict,
        sign=statement.sign,
        rank=level.rank,
        color=level.color,
        needs_approval=statement.needs_approval,
        obligations=statement.obligations,
        decision=str(decision.outcome or decision.kind) if decision else "",
        decided=standing.summary,
        by=by,
        valid_until=standing.valid_until,
        in_force=verification.in_force,
        obstacles=verification.obstacles,
        due=tuple(_due(statement, verification)),
        warnings=tuple(
            each for each in verification.warnings if each not in standing.overdue
        ),
        signer=signed.address or key,
        key=key,
        is_trusted=signed.is_known,
        entries=tuple(entry.link for entry in summary.entries),
        decisions=tuple(
            entry.signed.link
            for entry in verification.entries
            if entry.check.is_known and entry.signed.entry.kind.is_decisive
        ),
        cues=_cues(verification.assessment),
        same_element_as=statement.use.get(RESERVED["use"], ""),
        tools=tuple(_used_tools(statement, verification.assessment)),
    )


def _used_tools(
    statement: Statement, assessment: Assessment | None
) -> Iterator[UsedTool]:
    """Return the tools of a use, those of a library with what uses share of them.

    Which answers are shared is data of the questions; without them nothing is known.
    """
    questions = assessment.pack.questions if assessment else ()
    shared = {question.id for question in questions if question.shared}
    for tool in statement.tools:
        library_id = tool.facts.get(RESERVED["tool"], "")
        answers = {
            entry.question: (entry.text, entry.answered)
            for entry in statement.answers
            if library_id and entry.tool == tool.number and entry.question in shared
        }
        yield UsedTool(tool.name, library_id, answers)


def _cues(assessment: Assessment | None) -> dict[str, str] | None:
    """Return the columns of the cue list; none if the use does not belong in it.

    What belongs in it is data of the questions; without them nothing is known.
    """
    if assessment is None:
        return None
    pack, columns, belongs = assessment.pack, dict[str, str](), False
    for place in assessment.status.asked:
        question = pack.by_id[place.question]
        answer = assessment.answers.at(pack, place)
        if answer is None:
            continue
        belongs = belongs or not {*question.cued}.isdisjoint(answer)
        if question.cue:
            columns[question.cue] = format_answer(question, answer)
    return columns if belongs else {}


def _due(statement: SignedStatement, verification: Verification) -> list[DueItem]:
    """Return the open tasks and conditions with their days."""
    standing = verification.standing
    start = statement.use.get("intended_start", "")
    delivery = statement.use.get("delivery", "")
    tasks = [
        DueItem(task.text, task.owner, due_day(task.due, start, delivery))
        for task in statement.tasks
        if not task.done_on and task.id not in standing.closings
    ]
    conditions = [
        DueItem(
            each.condition.text,
            each.condition.owner,
            due_day(each.condition.due, start, delivery),
            is_condition=True,
            is_reported=bool(each.reported_on),
        )
        for each in standing.conditions
        if not each.is_met
    ]
    return [*conditions, *tasks]


def find_other_uses(controller: Controller, summaries: Path) -> list[RegisterRow]:
    """Return the other uses of the production of the use that is open.

    They are looked for among the latest summaries in a folder, and the latest drafts.
    A use that is signed is there once, by its summary.

    Raises:
        FileError: if the lists of what is trusted cannot be read.
    """
    draft, pack, now = controller.draft, controller.pack, controller.clock()
    own = _draft_row(controller.path, draft, controller.assessment, now.date())
    index = RegisterIndex(now.date().isoformat(), pack.digest)
    begin = partial(Verifier, pack, now)
    try:
        found_rows = _read_rows(_latest_files(summaries), begin, index, lambda *_: None)
        rows = latest_rows(found_rows)
    finally:
        index.close()
    found = {row.use_id: row for row in rows if row.use_id}
    for path in _latest_drafts(controller, own.production):
        with suppress(FileError):
            record = read_record(path, pack)
            row = _draft_row(path, record.draft, record.assessment, now.date())
            found.setdefault(row.use_id, row)
    return [
        row
        for row in found.values()
        if row.use_id != own.use_id
        and is_of_production(row, own.production, own.production_id)
    ]


def name_signed_uses(controller: Controller, summaries: Path) -> dict[str, str]:
    """Return the titles of the other signed uses of the production, by their ids.

    Raises:
        FileError: if the lists of what is trusted cannot be read.
    """
    uses = find_other_uses(controller, summaries)
    return {row.use_id: row.use for row in uses if not row.is_draft}


def find_use_conflicts(controller: Controller, summaries: Path) -> tuple[str, ...]:
    """Return what other uses of its production say against the use that is open.

    It is told to the signer; it changes no level, and blocks nothing.
    """
    today = controller.clock().date()
    try:
        others = find_other_uses(controller, summaries)
    except FileError as error:
        return (f"The other uses could not be compared: {error}",)
    draft, assessment = controller.draft, controller.assessment
    own = _draft_row(controller.path, draft, assessment, today)
    return with_conflicts([own, *others])[0].conflicts


def _latest_files(folder: Path) -> list[Path]:
    """Return the summaries of a folder that were written last, in name order."""
    files = list_toml_files([folder]).files if path_is_folder(folder) else ()
    latest = sorted(files, key=_written, reverse=True)[:_MOST_OTHERS]
    return sorted(latest)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _latest_drafts(controller: Controller, production: str) -> list[Path]:
    """Return the drafts of a production that were saved last, but for the open one."""
    listed = [
        saved.path
        for saved in list_drafts(controller.drafts_dir, controller.pack.id)
        if not saved.problem
        and saved.title.casefold() == production.casefold()
        and saved.path != controller.path
    ]
    return listed[:_MOST_OTHERS]


def _draft_row(
    path: Path | None, draft: Draft, assessment: Assessment, today: date
) -> RegisterRow:
    """Return what the register would say of a use that is not signed yet."""
    statement = build_draft_statement(draft, assessment, today)
    use = statement.use
    return RegisterRow(
        str(path),
        DRAFT,
        production=statement.production.get("title", ""),
        production_id=statement.production.get(RESERVED["production"], ""),
        use=use.get("title") or statement.title,
        use_id=draft.signed.id if draft.signed else str(path),
        decided="not signed yet",
        cues=_cues(assessment if assessment.complete else None),
        same_element_as=use.get(RESERVED["use"], ""),
        tools=tuple(_used_tools(statement, assessment)),
    )


def write_register(
    folder: Path, export: Export, rows: Sequence[RegisterRow], today: date
) -> Path:
    """Write rows into a new file of a folder, and return where.

    Raises:
        FileError: if it cannot be written.
    """
    name, _, ending = export.partition(".")
    path = free_path(folder, f"{name}-{today.isoformat()}", f".{ending}")
    write_new(path, export.render(rows, today), private=False)
    return path
