"""Loading packs, strictly: what leaves the meaning open is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import NotCanonicalError, canonical_digest
from genai_guide.storage.errors import FileError, PackError, PackIssue, nearest_word
from genai_guide.storage.pack_builder import PackBuilder
from genai_guide.storage.pack_cache import load_or_compile
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.text import text_error

_TABLES = {
    "pack.toml": ("pack",),
    "clauses.toml": ("clause",),
    "questions.toml": ("section", "question"),
    "rules.toml": ("fact", "rule", "assert"),
    "CHANGES.toml": ("change",),
}
_OPTIONAL = "CHANGES.toml"


def default_dir() -> Path:
    """The folder of the shipped pack: in the package, or in the repository."""
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
    found = (one for one in _others(pack, pack_id) if one.digest == digest)
    return next(found, None)


def find_changed_release(pack: Pack) -> Pack | None:
    """Find a pack of the same id and version that says something else."""
    others = (one for one in _others(pack, pack.id) if one.version == pack.version)
    return next((one for one in others if one.digest != pack.digest), None)


def _others(pack: Pack, pack_id: str) -> Iterator[Pack]:
    """Load what is released beside a pack, the shipped one, and what is beside it."""
    shipped = default_dir()
    # One made in a test or by another program may come from nowhere.
    known = {os.path.abspath(one) for one in (pack.folder, shipped) if one}  # noqa: PTH100
    beside = [Path(one).parent / "released" for one in sorted(known)]
    folders = [one for each in beside for one in _named_after(pack_id, each)]
    # The shipped one has its id for a name too; another need not be loaded.
    for folder in [*folders, *([shipped] if shipped.name == pack_id else [])]:
        if os.path.abspath(folder) == pack.folder:  # noqa: PTH100
            continue
        try:
            found = load_pack(folder)
        except FileError:
            continue
        if found.id == pack_id:
            yield found


def _named_after(pack_id: str, folder: Path) -> list[Path]:
    """List the folders of a pack's versions."""
    # Unlike Path.is_dir it says no, and not more, to a name that is too long.
    if not os.path.isdir(folder):  # noqa: PTH112
        return []
    return sorted(one for one in folder.iterdir() if one.name.startswith(f"{pack_id}-"))


def load_pack(folder: Path | None = None) -> Pack:
    """Load a pack, by default the shipped one.

    Raises:
        FileProblem: if a file is missing or is not TOML.
        PackProblem: if the content leaves the meaning open, with every fault.
    """
    folder = folder or default_dir()
    files = _files(folder)
    content = load_or_compile(files, lambda: _judged(folder, files))
    try:
        sealed = canonical_digest(content)
    except NotCanonicalError as error:
        raise PackError(folder, [PackIssue("pack.toml", "", str(error))]) from None
    builder = PackBuilder(content)
    pack = builder.build(sealed)
    if builder.refs.faults:
        raise PackError(folder, builder.refs.faults)
    return replace(pack, folder=os.path.abspath(folder))  # noqa: PTH100


def _files(folder: Path) -> dict[str, bytes]:
    """Read the files of a pack, unparsed."""
    # Unlike Path.is_dir it says no, and not more, to a name that is too long.
    if not os.path.isdir(folder):  # noqa: PTH112
        raise FileError(folder, "there is no such folder of questions")
    return {
        name: read_bytes(folder / name, RECORD_BYTES)
        for name in _TABLES
        if name != _OPTIONAL or (folder / name).exists()
    }


def _judged(folder: Path, files: dict[str, bytes]) -> dict[str, Any]:
    """Parse the files into one table and judge its shape."""
    content = _parsed(folder, files)
    if unclean := _unclean(content):
        raise PackError(folder, unclean)
    # Imported here: pydantic costs half as much as the whole screen.
    from pydantic import ValidationError

    from genai_guide.storage.pack_schema import ContentModel
    from genai_guide.storage.schema_errors import describe_errors

    try:
        ContentModel.model_validate(content)
    except ValidationError as error:
        found = describe_errors(error, content, ContentModel, _file_of)
        raise PackError(folder, found) from None
    return content


def _parsed(folder: Path, files: dict[str, bytes]) -> dict[str, Any]:
    # Imported here: what is compiled already need not wait for a parser.
    from genai_guide.storage.toml import parse_toml

    content: dict[str, Any] = {}
    for name, read in files.items():
        tables = _TABLES[name]
        for key, value in parse_toml(folder / name, read).items():
            if key not in tables:
                near = nearest_word(key, tables)
                fault = PackIssue(
                    name, "", f"the table “{key}”", " or ".join(tables), near
                )
                raise PackError(folder, [fault])
            content[key] = value
    return content


def _file_of(table: str) -> str:
    return next(
        (file for file, tables in _TABLES.items() if table in tables), "pack.toml"
    )


def _unclean(content: dict[str, Any]) -> list[PackIssue]:
    """Find the texts that hold characters which may not stand in a text."""
    # Imported here: what is cached need not wait for a parser.
    from genai_guide.storage.toml import format_location, walk_texts

    return [
        PackIssue(_file_of(str(way[0])), format_location(content, way), why)
        for way, text in walk_texts(content)
        if (why := text_error(text, long=True))
    ]
