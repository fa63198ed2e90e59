"""What a changed pack would say of the records that were saved under a folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from genai_guide.record.diff_values import Verdict
from genai_guide.record.versions import rename_answers
from genai_guide.rules.answers import Answers
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import OnSaved, Pack
from genai_guide.storage.draft_parser import parse_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.storage.records import Record, RecordKind, read_record

_SUFFIX = ".toml"


class FileImpact(NamedTuple):
    """One file, with its verdicts by the old pack and by the new one."""

    path: Path
    kind: str = ""
    old: str = ""
    new: str = ""
    confirm: tuple[str, ...] = ()
    """The questions of a session whose answers would have to be confirmed."""
    again: tuple[str, ...] = ()
    """The questions whose answers the new pack does not take."""
    gone: tuple[str, ...] = ()
    """The questions that the new pack no longer asks."""
    problem: str = ""
    """Why it cannot be compared; it is no record of the old pack, for example."""

    @property
    def differs(self) -> bool:
        """Whether the verdict is another one."""
        return self.old != self.new


def measure_impact(folder: Path, old: Pack, new: Pack) -> list[FileImpact]:
    """Judge each TOML file under a folder by both packs.

    Raises:
        FileProblem: if there is no such folder.
    """
    if not folder.is_dir():
        raise FileError(folder, "there is no such folder")
    found = []
    for path in sorted(folder.rglob(f"*{_SUFFIX}")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            found.append(_effect(path, old, new))
    return found


def _effect(path: Path, old: Pack, new: Pack) -> FileImpact:
    try:
        record = read_record(path, old)
        now = _now(record, old, new)
    except FileError as error:
        return FileImpact(path, problem=error.sentence)
    return FileImpact(
        path,
        record.kind.value,
        str(Verdict.of(record.assessment)),
        str(Verdict.of(assess(new, now.answers))),
        now.confirm,
        now.again,
        now.gone,
    )


class _Now(NamedTuple):
    answers: Answers
    confirm: tuple[str, ...]
    again: tuple[str, ...]
    gone: tuple[str, ...]


def _now(record: Record, old: Pack, new: Pack) -> _Now:
    """Put the answers of a record as they would be under the new pack.

    A session is carried over as if it were opened; all else stays as it was
    answered, and only renamed questions and options are followed.
    """
    if record.kind is not RecordKind.SESSION:
        found = rename_answers(record.session.answers, old.version, new)
        return _Now(found.answers, (), found.left_out, found.gone)
    # The old questions are at hand, whether or not they are released.
    opened = parse_or_migrate(record.path, record.document, new, old)
    confirm, again, gone = (
        tuple(dict.fromkeys(one.question for one in found))
        for found in (opened.of(OnSaved.CONFIRM), opened.of(OnSaved.AGAIN), opened.gone)
    )
    return _Now(opened.draft.answers, confirm, again, gone)
