"""Clearing away the temporary files that killed processes left in a folder."""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path

from genai_guide.storage.locking import LOCK_SUFFIX, acquire_lock
from genai_guide.storage.previous import previous_path

_OURS = re.compile(r"\.(?P<name>.+)\.(?P<pid>[1-9][0-9]{0,9})\.[0-9a-f]{8}\.tmp")
"""The name that `replacing` gives to what it moves into place."""
_OLD = 24 * 60 * 60.0


def remove_leftovers(path: Path, *, held: bool) -> None:
    """Clear away what dead processes left beside a session.

    Processes of other machines cannot be asked for. So of a session that we hold
    all goes whose process is dead here; of others only what is a day old.
    """
    try:
        with os.scandir(path.parent) as entries:
            found = [
                (Path(one.path), one.stat(follow_symlinks=False)) for one in entries
            ]
    except OSError:
        return
    for one, status in found:
        is_old = status.st_mtime < time.time() - _OLD
        if temporary := _OURS.fullmatch(one.name):
            ours = held and temporary["name"] in (path.name, previous_path(path).name)
            if (ours or is_old) and _is_dead(int(temporary["pid"])):
                with contextlib.suppress(OSError):
                    one.unlink()
        elif is_old and one.name.endswith(f".toml{LOCK_SUFFIX}"):
            _sweep_lock(one.with_name(one.name.removesuffix(LOCK_SUFFIX)))


def _sweep_lock(session: Path) -> None:
    """Take away the lock of a session that was never saved, if nobody holds it."""
    if not os.path.lexists(session):
        acquire_lock(session, "").release()


def _is_dead(pid: int) -> bool:
    if os.name == "nt":
        # There, asking with a signal would end it; a day's age has to be enough.
        return pid != os.getpid()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
