"""The parsed and validated content of a pack's files, kept as JSON between starts.

Parsing a pack and validating its shape takes half as long as drawing the screen. The
outcome is kept under a name that stands for all it was made from: every byte of the
files, and this program. So it cannot go out of date: another byte is another name.

A kept file that is cut short, damaged or put under another name is not used: its
checksum does not fit. That is meant for accidents. Whoever writes in a person's own
folders could forge a checksum, as they could put another pack in place; but they could
not pass it off as this one, because the digest of a pack is always computed from the
content in use.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from genai_guide import __version__
from genai_guide.storage.atomic_write import write_atomic
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import cache_dir
from genai_guide.storage.reading import read_bytes
from genai_guide.storage.toml import Table

_NAME = re.compile(r"[0-9a-f]{64}\.json")
_MOST_KEPT = 16
_MOST_BYTES = 4_000_000


def load_or_compile(files: Mapping[str, bytes], make: Callable[[], Table]) -> Table:
    """Return what `make` makes of files, from the last time if they are the same.

    Args:
        files: What it is made from; the names say what kind of files they are.
        make: Makes it; what it raises is raised, and nothing is kept.
    """
    name = _name(files)
    with suppress(FileError, RuntimeError, ValueError):
        return _load(name)
    made = make()
    # No home, no space, no permission, or dates, which JSON does not have: it will be
    # made again the next time.
    with suppress(FileError, RuntimeError, OSError, TypeError, ValueError):
        _keep(name, made)
    return made


def _name(files: Mapping[str, bytes]) -> str:
    """Return the name that stands for the files and for what makes the content."""
    digest = sha256("\n".join([__version__, sys.version, *_source()]).encode())
    for name, content in files.items():
        digest.update(os.fsencode(f"{name}\0{len(content)}\0"))
        digest.update(content)
    return digest.hexdigest()


def _source() -> Iterator[str]:
    """List the state of each source file of this program."""
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("*.py")):
        with suppress(OSError):
            status = path.stat()
            yield f"{path.name} {status.st_size} {status.st_mtime_ns}"


def _load(name: str) -> Table:
    path = _path(name)
    checksum, _, body = read_bytes(path, 2 * _MOST_BYTES).partition(b"\n")
    if checksum != _checksum(name, body):
        raise FileError(path, "not what was written")
    content: Table = json.loads(body)
    return content


def _keep(name: str, made: Table) -> None:
    path = _path(name)
    body = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    if len(body) > _MOST_BYTES:
        return
    write_atomic(path, _checksum(name, body) + b"\n" + body)
    kept = [file for file in path.parent.iterdir() if _NAME.fullmatch(file.name)]
    kept.sort(key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for old in kept[_MOST_KEPT:]:
        old.unlink()


def _path(name: str) -> Path:
    path = cache_dir() / "packs" / f"{name}.json"
    if not path.is_absolute():
        # As `~/.cache`, where nobody's home is known: not to be found again.
        raise FileError(path, "not an absolute path")
    return path


def _checksum(name: str, body: bytes) -> bytes:
    return sha256(name.encode() + body).hexdigest().encode()
