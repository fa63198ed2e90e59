"""Reports of unexpected errors: where they were, and nothing that was said there.

No message of an error, no value of a variable and no line of a file goes in: each of
them could hold an answer.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb

from genai_guide import __version__
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.errors import FileError

_ROOT = Path(__file__).parent.parent
_MOST_CAUSES = 5
_LIBRARIES = ("textual", "pydantic", "cryptography")


def write_crash_report(error: BaseException, folder: Path, now: str) -> Path | None:
    """Write down where an error was; return the file, or `None` if that fails.

    Args:
        error: What nobody foresaw.
        folder: Where reports are kept.
        now: The time, as ISO 8601.
    """
    name = "crash-" + "".join(char if char.isalnum() else "-" for char in now)
    path = folder / f"{name}.txt"
    text = "\n".join(
        ["An error of genai-guide. No answers are in this report.", "", now, _about()]
        + [line for cause in _chain(error) for line in ("", *_frames(cause))]
    )
    try:
        write_new(path, f"{text}\n".encode("utf-8", "replace"))
    except FileError:
        return None
    return path


def format_error_place(error: BaseException) -> str:
    """Format the kind of an error and where it was."""
    name, *frames = _frames(error)
    return f"{name} at {frames[-1].strip().partition(' in ')[0]}" if frames else name


def _about() -> str:
    from importlib.metadata import PackageNotFoundError, version

    versions = [f"genai-guide {__version__}", f"Python {platform.python_version()}"]
    for name in _LIBRARIES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join([*versions, platform.platform()])


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it came from."""
    for _ in range(_MOST_CAUSES):
        yield error
        cause = error.__cause__ or error.__context__
        if cause is None:
            return
        error = cause


def _frames(error: BaseException) -> Iterator[str]:
    yield type(error).__name__
    for frame, line in walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        # The folders above would say whose computer it is.
        where = path.relative_to(_ROOT.parent) if _ROOT in path.parents else path.name
        yield f"  {where}:{line} in {frame.f_code.co_name}"
