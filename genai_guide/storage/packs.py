"""Load packs, strictly: what leaves the meaning open is refused."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from genai_guide.rules.pack import TABLES, Pack, file_of
from genai_guide.signing.payload import NotCanonicalError, canonical_digest
from genai_guide.storage.errors import (
    MOST_COUNTED,
    FileError,
    PackError,
    PackIssue,
    nearest_word,
)
from genai_guide.storage.pack_builder import PACK_FORMAT, PackBuilder
from genai_guide.storage.pack_cache import load_or_compile
from genai_guide.storage.paths import data_dir
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import (
    Location,
    Table,
    format_location,
    line_in,
    parse_toml,
    walk_texts,
)
from genai_guide.storage.toml_lines import TomlLines, parse_place
from genai_guide.text import quote, text_error

_OPTIONAL = "CHANGES.toml"
_NAMED_ELSEWHERE = {
    "pack.toml": "levels and obligations",
    "clauses.toml": "clauses",
    "questions.toml": "questions",
    "rules.toml": "facts",
}
"""What the other files refer to of each file."""


def default_dir() -> Path:
    """Return the folder of the shipped pack: in the package, or in the repository."""
    package = Path(__file__).parent.parent
    installed = package / "questions" / "netflix-genai"
    if installed.is_dir():
        return installed
    return package.parent / "questions" / "netflix-genai"


def find_pack(pack: Pack, pack_id: str, digest: str) -> Pack | None:
    """Find the very questions that a record names; `None` if they are not at hand.

    Args:
        pack: The questions in use, which may be the ones.
        pack_id: The id of the pack that is looked for.
        digest: Its digest.
    """
    if (pack.id, pack.digest) == (pack_id, digest):
        return pack
    others = chain(_other_packs(pack, pack_id), _kept_packs(digest))
    wanted = (pack_id, digest)
    return next((other for other in others if (other.id, other.digest) == wanted), None)


def load_shipped_packs() -> Iterator[Pack]:
    """Load the packs that ship with the program, the current one first."""
    shipped = default_dir()
    for folder in (shipped, *_releases(shipped.parent / "released")):
        with suppress(FileError):
            yield load_pack(folder)


def kept_pack_dir(digest: str) -> Path:
    """Return the folder in which the copy of an accepted pack is kept."""
    return data_dir() / "packs" / digest


def _kept_packs(digest: str) -> Iterator[Pack]:
    """Load the copy of an accepted pack, if there is one with this digest."""
    # Whoever wrote the record chose what stands there: it must not lead elsewhere.
    if re.fullmatch("[0-9a-f]{64}", digest):
        with suppress(FileError):
            yield load_pack(kept_pack_dir(digest))


def find_changed_release(pack: Pack) -> Pack | None:
    """Find a pack of the same id and version that says something else."""
    for other in _other_packs(pack, pack.id):
        if other.version == pack.version and other.digest != pack.digest:
            return other
    return None


def _other_packs(pack: Pack, pack_id: str) -> Iterator[Pack]:
    """Load what is released beside a pack, the shipped one, and what is beside it."""
    shipped = default_dir()
    # One made in a test or by another program may come from nowhere.
    known = {os.path.abspath(folder) for folder in (pack.folder, shipped) if folder}  # noqa: PTH100
    folders = [
        folder
        for place in sorted(known)
        for folder in _releases(Path(place).parent / "released", f"{pack_id}-")
    ]
    # The shipped one has its id for a name too; another need not be loaded.
    if shipped.name == pack_id:
        folders.append(shipped)
    for folder in folders:
        if os.path.abspath(folder) == pack.folder:  # noqa: PTH100
            continue
        try:
            other = load_pack(folder)
        except FileError:
            continue
        if other.id == pack_id:
            yield other


def _releases(folder: Path, prefix: str = "") -> list[Path]:
    """List the folders of released packs whose names begin so."""
    # Unlike Path.is_dir it says no, and not more, to a name that is too long.
    if not os.path.isdir(folder):  # noqa: PTH112
        return []
    return sorted(entry for entry in folder.iterdir() if entry.name.startswith(prefix))


def load_pack(folder: Path | None = None) -> Pack:
    """Load a pack, by default the shipped one.

    Raises:
        FileError: if a file is missing or is not TOML.
        PackError: if the content leaves the meaning open, with every issue.
    """
    folder = folder or default_dir()
    # Unlike Path.is_dir it says no, and not more, to a name that is too long.
    if not os.path.isdir(folder):  # noqa: PTH112
        raise FileError(folder, "this folder of questions does not exist")
    files: dict[str, bytes] = {}
    missing: list[FileError] = []
    for name in TABLES:
        # Unlike Path.exists it says no, and not more, where nobody may look.
        if name != _OPTIONAL or os.path.exists(folder / name):  # noqa: PTH110
            try:
                files[name] = read_bytes(folder / name, RECORD_BYTES)
            except FileError as error:
                missing.append(error)
    if not files:
        raise missing[0]
    unreadable = [_unreadable(error) for error in missing]
    content = load_or_compile(files, lambda: _validated(folder, files, unreadable))
    try:
        digest = canonical_digest(content)
    except NotCanonicalError as error:
        raise PackError(folder, [PackIssue("pack.toml", "", str(error))]) from None
    builder = PackBuilder(content)
    pack = builder.build(digest)
    if builder.issues:
        issues = _with_lines(builder.issues, files, content)
        raise PackError(folder, issues, pack, builder.unread)
    return replace(pack, folder=os.path.abspath(folder))  # noqa: PTH100


def _unreadable(error: FileError) -> PackIssue:
    """Return the issue that a file cannot be read, and what was not checked for it."""
    name, sentence = error.path.name, error.sentence
    if what := _NAMED_ELSEWHERE.get(name):
        sentence += f"; what other files say of its {what} was not checked"
    return PackIssue(name, "", sentence, line=line_in(sentence))


def _validated(folder: Path, files: dict[str, bytes], issues: list[PackIssue]) -> Table:
    """Parse the files into one table, and validate its texts and its shape.

    Args:
        folder: The folder of the pack.
        files: The content of the files that could be read.
        issues: What is wrong with the others.
    """
    unread = {table for issue in issues for table in TABLES[issue.file]}
    content = _parsed(folder, files, issues, unread)
    head = content.get("pack")
    if isinstance(head, dict) and head.get("format") == 1:
        sentence = f"written in format 1; this program reads format {PACK_FORMAT}"
        raise FileError(folder, sentence)
    # Imported here: pydantic costs half as much as the whole screen.
    from genai_guide.storage.pack_schema import ContentModel, repair_content
    from genai_guide.storage.schema_errors import validate

    _, faults = validate(ContentModel, content, file_of)
    # A table that was not read is not missing.
    whole_tables: set[Location] = {(table,) for table in unread}
    issues += [each for each in faults if each.location not in whole_tables]
    misshapen = {issue.location for issue in issues}
    issues += [
        PackIssue(
            file_of(str(location[0])),
            format_location(content, location),
            found,
            location=location,
        )
        for location, text in walk_texts(content)
        if (found := text_error(text, long=True)) and location not in misshapen
    ]
    if not issues:
        return content
    repaired, faulty = repair_content(content, unread)
    builder = PackBuilder(repaired, faulty)
    pack = builder.build("")
    located = _with_lines([*issues, *builder.issues], files, repaired)
    raise PackError(folder, located, pack, builder.unread)


def _parsed(
    folder: Path, files: dict[str, bytes], issues: list[PackIssue], unread: set[str]
) -> Table:
    """Parse the files into one table.

    Args:
        folder: The folder of the pack.
        files: The content of the files.
        issues: What is wrong is added to it.
        unread: The tables that are elsewhere, or could not be read, are added to it.
    """
    content: Table = {}
    for name, read in files.items():
        try:
            tables = parse_toml(folder / name, read)
        except FileError as error:
            unread |= {*TABLES[name]}
            issues.append(_unreadable(error))
            continue
        known = TABLES[name]
        for key in tables.keys() - set(known):
            near = nearest_word(key, known)
            expected = " or ".join(known)
            found = f"the table {quote(key[:64])}"
            issues.append(PackIssue(name, "", found, expected, near, (key,)))
            unread |= {near, key} & {*chain(*TABLES.values())}
        content |= {key: tables[key] for key in known if key in tables}
    return content


def _with_lines(
    issues: Iterable[PackIssue], files: dict[str, bytes], content: Table
) -> list[PackIssue]:
    """Return issues with their lines, in the order of the files; not all of a flood."""
    lines = {name: TomlLines(source) for name, source in files.items()}
    located = [
        replace(
            issue,
            line=lines[issue.file].find(
                issue.location or parse_place(issue.place, content)
            ),
        )
        if issue.file in lines and (issue.location or issue.place)
        else issue
        for issue in islice(issues, MOST_COUNTED)
    ]
    order = list(TABLES)
    return sorted(located, key=lambda issue: (order.index(issue.file), issue.line))
