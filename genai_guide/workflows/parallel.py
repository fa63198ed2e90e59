"""Do the same with each of many files, on all cores, in their order."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from functools import partial
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Tool = TypeVar("Tool")
Result = TypeVar("Result")
_CHUNK = 50
_tools: list[Any] = []
"""What `begin` made, in a process that was started for the work."""


def map_files(
    work: Callable[[Tool, Path], Result],
    paths: Sequence[Path],
    begin: Callable[[], Tool],
    *,
    few: int,
) -> Iterator[Result]:
    """Do the work with each file, and yield the results in the order of the files.

    Args:
        work: What is done with a file, and with what `begin` made in the process.
        paths: The files.
        begin: What each process calls once, to make what all its work needs.
        few: The number of files up to which starting other processes does not pay.
    """
    # Also where other processes do the work: a bad pack is reported once, here.
    tool = begin()
    pool = _start_pool(begin) if len(paths) > few and _cores() > 1 else None
    if pool is None:
        yield from (work(tool, path) for path in paths)
        return
    with _interrupted_once():
        try:
            with _interrupts_held_back(), redirect_stderr(sys.__stderr__):
                results = pool.map(partial(_work, work), paths, chunksize=_CHUNK)
            yield from results
        finally:
            pool.shutdown(cancel_futures=True)


def _start_pool(begin: Callable[[], object]) -> ProcessPoolExecutor | None:
    """Return other processes to work in, or `None` where the system has none."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    try:
        # What an app puts in the place of stderr cannot be handed on.
        with redirect_stderr(sys.__stderr__):
            # Spawned on every system: a fork would copy threads in any state.
            return ProcessPoolExecutor(
                mp_context=get_context("spawn"),
                initializer=_begin_other,
                initargs=(begin,),
            )
    except (OSError, ImportError, NotImplementedError):
        return None


def _cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _interrupted_once() -> Iterator[None]:
    """React to Ctrl+C only once.

    A second one would interrupt the end of the other processes; what they share would
    then stay locked, and this process would wait for ever.
    """
    if current_thread() is not main_thread():
        yield  # signals reach the main thread alone
        return

    def once(*_: object) -> None:
        signal.signal(signal.SIGINT, lambda *_: None)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, once)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Hold back Ctrl+C, so that processes that are started now never get it.

    It reaches every process of the terminal, and this one answers for all.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_other(begin: Callable[[], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _tools.append(begin())


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    # Nobody would need this process any more.
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _work(work: Callable[[Any, Path], Result], path: Path) -> Result:
    return work(_tools[0], path)
