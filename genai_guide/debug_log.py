"""A log for finding faults: what the program did, without any text of a person.

It is off unless `--debug FILE` or `GENAI_GUIDE_DEBUG` asks for it. A file is logged by
a number, since its name may be made from answers; an error by its place in the program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Imported when it is needed: `--help` must not wait for it.
    import logging
    import os

_logger: logging.Logger | None = None
_numbers: dict[str, int] = {}
"""A number for each file that was logged."""


def start_log(path: str | os.PathLike[str]) -> None:
    """Write a log from now on, after what the file holds already.

    Raises:
        OSError: if the file cannot be written.
    """
    global _logger  # noqa: PLW0603 - the one log of the process
    import logging

    handler = logging.FileHandler(path, encoding="utf-8")
    form = "%(asctime)s.%(msecs)03d %(threadName)s %(message)s"
    handler.setFormatter(logging.Formatter(form, "%Y-%m-%dT%H:%M:%S"))
    logging.raiseExceptions = False  # a full disk must not stop the program
    _logger = logging.getLogger("genai_guide")
    _logger.setLevel(logging.DEBUG)
    _logger.propagate = False
    _logger.addHandler(handler)


def stop_log() -> None:
    """Close the log."""
    global _logger  # noqa: PLW0603 - the one log of the process
    if _logger:
        for handler in list(_logger.handlers):
            _logger.removeHandler(handler)
            handler.close()
    _logger = None


def log(message: str, *values: object) -> None:
    """Add a line to the log, if there is one.

    Args:
        message: A constant text, with a `%s` for each value.
        values: Numbers, or names that this program gave: never what was typed.
    """
    if _logger:
        _logger.debug(message, *values)


def log_file(action: str, path: os.PathLike[str], size: int) -> None:
    """Log that a file was read or written, by its number and its size."""
    if _logger:
        number = _numbers.setdefault(str(path), len(_numbers) + 1)
        _logger.debug("%s file %d, %d bytes", action, number, size)
