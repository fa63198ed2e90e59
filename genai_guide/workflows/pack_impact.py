"""What a changed pack would say of the records that were saved under a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from genai_guide.record.diff import Verdict
from genai_guide.record.versions import rename_answers
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import OnSaved, Pack
from genai_guide.storage.draft_parser import parse_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.storage.records import RecordKind, read_record


@dataclass(frozen=True)
class FileImpact:
    """One file, with its verdicts by the old pack and by the new one."""

    path: Path
    kind: str = ""
    old: str = ""
    new: str = ""
    confirm: tuple[str, ...] = ()
    """The questions of a draft whose answers would have to be confirmed."""
    again: tuple[str, ...] = ()
    """The questions whose answers the new pack does not accept."""
    gone: tuple[str, ...] = ()
    """The questions that the new pack no longer asks."""
    problem: str = ""
    """Why it cannot be compared, for example because it is no record of the pack."""

    @property
    def differs(self) -> bool:
        """Whether the verdict changes."""
        return self.old != self.new


def measure_impact(folder: Path, old: Pack, new: Pack) -> list[FileImpact]:
    """Return the verdicts of both packs for each TOML file under a folder.

    Raises:
        FileError: if there is no such folder.
    """
    if not folder.is_dir():
        raise FileError(folder, "there is no such folder")
    impacts = []
    for path in sorted(folder.rglob("*.toml")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            try:
                impacts.append(_measure_file(path, old, new))
            except FileError as error:
                impacts.append(FileImpact(path, problem=error.sentence))
    return impacts


def _measure_file(path: Path, old: Pack, new: Pack) -> FileImpact:
    """Compare the verdicts of one file.

    A draft is migrated as if it were opened. Anything else stays as it was answered,
    and only renamed questions and options are followed.
    """
    record = read_record(path, old)
    confirm: tuple[str, ...] = ()
    if record.file.kind is RecordKind.SESSION:
        # The old pack is at hand, whether or not it was released.
        migration = parse_or_migrate(path, record.file.content, new, old)
        answers = migration.draft.answers
        confirm, again, gone = (
            tuple(dict.fromkeys(answer.question for answer in affected))
            for affected in (
                migration.of(OnSaved.CONFIRM),
                migration.of(OnSaved.AGAIN),
                migration.gone,
            )
        )
    else:
        renamed = rename_answers(record.draft.answers, old.version, new)
        answers, again, gone = renamed.answers, renamed.left_out, renamed.gone
    return FileImpact(
        path,
        record.file.kind.value,
        str(Verdict.of(record.assessment)),
        str(Verdict.of(assess(new, answers))),
        confirm,
        again,
        gone,
    )
