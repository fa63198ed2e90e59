"""What may be on a disk when the power goes, after each call of a recorded save.

The model is as weak as the rules of POSIX allow: of the names changed since a
folder was brought to the disk any may be there, and of the writes since a file was
brought there none, half, all, or as many zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ON = re.compile(r"^(\d+)<")
Disk = frozenset[tuple[str, bytes]]
"""The names in the folder, with their content."""


@dataclass
class Content:
    """What a file holds: on the disk for certain, and in memory."""

    synced: bytes = b""
    now: bytes = b""

    def possible(self) -> set[bytes]:
        """List what may be there after a power cut."""
        if self.synced == self.now:
            return {self.now}
        halves = {self.now[: len(self.now) // 2], b"\0" * len(self.now)}
        return {self.synced, self.now} | halves


@dataclass
class Folder:
    """The names of one folder, and those that may not be on the disk yet."""

    path: str
    synced: dict[str, Content]
    pending: list[tuple[str, str, Content | None]] = field(default_factory=list)
    """Each a name that goes, a name that comes, and what it leads to."""

    def now(self) -> dict[str, Content]:
        return self._after([True] * len(self.pending))

    def _after(self, kept: list[bool] | tuple[bool, ...]) -> dict[str, Content]:
        names = dict(self.synced)
        for (gone, come, content), there in zip(self.pending, kept, strict=True):
            if there:
                names.pop(gone, None)
                if content:
                    names[come] = content
        return names

    def possible(self) -> Iterator[Disk]:
        """List what may be there after a power cut."""
        for kept in product([False, True], repeat=len(self.pending)):
            names = self._after(kept)
            for contents in product(*(one.possible() for one in names.values())):
                yield frozenset(zip(names, contents, strict=True))

    def do(self, gone: str, come: str, content: Content | None) -> None:
        self.pending.append((gone, come, content))

    def sync(self) -> None:
        self.synced, self.pending = self.now(), []


@dataclass
class Machine:
    """A folder, and the files that a process has open in it."""

    folder: Folder
    open: dict[int, Content | Folder | None] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    """What the process wrote elsewhere: its acknowledgements."""

    def call(self, line: str) -> None:
        """Do one call of a recording."""
        found = _LINE.match(line)
        if not found or int(found[3]) < 0:
            return
        name, words, result = found[1], found[2], int(found[3])
        texts = [_bytes(one) for one in _TEXT.findall(words)]
        on = _ON.match(words)
        target = self.open.get(int(on[1])) if on else None
        match name:
            case "openat" | "open":
                self.open[result] = self._opened(texts[0].decode(), words)
            case "close" if on:
                self.open.pop(int(on[1]), None)
            case "write" if isinstance(target, Content):
                target.now += texts[0][:result]
            case "write":
                self.said.append(texts[0].decode())
            case "ftruncate" if isinstance(target, Content):
                target.now = target.now[: int(words.rpartition(",")[2])]
            case "fsync" | "fdatasync" if isinstance(target, Content):
                target.synced = target.now
            case "fsync" if isinstance(target, Folder):
                target.sync()
            case "rename" | "renameat" | "renameat2":
                old, new = (self._name(one.decode()) for one in texts)
                self.folder.do(old, new, self.folder.now()[old])
            case "unlink" | "unlinkat":
                if gone := self._name(texts[0].decode()):
                    self.folder.do(gone, "", None)
            case "link" | "mkdir" | "pwrite64" | "writev" | "truncate" | "symlink":
                msg = f"the model knows no {name}"
                raise AssertionError(msg)

    def _name(self, path: str) -> str:
        folder, _, name = path.rpartition("/")
        return name if folder == self.folder.path else ""

    def _opened(self, path: str, words: str) -> Content | Folder | None:
        if path == self.folder.path:
            return self.folder
        name = self._name(path)
        if not name:
            return None
        there = self.folder.now().get(name)
        if there is None:
            there = Content()
            self.folder.do("", name, there)
        if "O_TRUNC" in words:
            there.now = b""
        return there


def _bytes(text: str) -> bytes:
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


def disks(
    folder: str, before: dict[str, bytes], lines: list[str]
) -> Iterator[tuple[Disk, list[str]]]:
    """After each call: what may be on the disk, and what was said until then."""
    names = {name: Content(content, content) for name, content in before.items()}
    machine = Machine(Folder(folder, names))
    seen: set[tuple[Disk, int]] = set()
    for line in ["", *lines]:
        machine.call(line)
        for disk in machine.folder.possible():
            if (disk, len(machine.said)) not in seen:
                seen.add((disk, len(machine.said)))
                yield disk, list(machine.said)
