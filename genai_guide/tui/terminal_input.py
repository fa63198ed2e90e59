"""Read what the terminal sends: keys, pastes, clicks, and much that nobody typed.

Terminals answer queries of this program, of the one before it, or of tmux, and some
report the mouse in an old form. None of that is typing. Textual types what it does not
understand, takes what follows an escape character in a paste for keys, and ends when
something is not UTF-8.
"""

from __future__ import annotations

import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Generator, Iterable
from functools import partial
from time import monotonic
from typing import Final

from textual import events
from textual.events import Key
from textual.message import Message

from genai_guide.tui.textual_private import (
    BRACKETED_PASTE_END,
    BRACKETED_PASTE_START,
    ParseEOF,
    ParseTimeout,
    Peek1,
    Read1,
    TokenCallback,
    XTermParser,
    read_report,
)

Report = TokenCallback[Message]
Reading = Generator[Read1 | Peek1, str, None]
_ESCAPE: Final = "\x1b"
_SUBSTITUTE: Final = "\x1a"
"""Replaces an escape character in a paste; neither may stand in a record."""
_STRINGS = "]P_^X"
"""What begins a string after an escape: OSC, DCS, APC, PM and SOS."""
_STRING_ENDS = "\x07\x9c"
_ALONE = 0.07
"""After how many seconds an escape is a key. A terminal sends on within 0.05."""
_UNFINISHED = 0.3
"""After how many seconds a sequence is given up that has been begun."""
_LINE_END = 0.05
_LONGEST = 64
"""No key, click or report that is understood is longer."""
_DRIVERS = ("linux_driver", "win32")


class TerminalParser(XTermParser):
    """Reads what the terminal sends; only keys press keys."""

    _returned_at = 0.0
    """When the last carriage return came."""

    def __init__(self, debug: bool = False) -> None:  # noqa: FBT001, FBT002 - as in Textual
        self._again: list[str] = []
        """What was read too early, the next character last."""
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """Read what came; an empty text ends the input."""
        if data:
            yield from self.tick()
        yield from super().feed(data)

    def parse(self, token_callback: Report) -> Reading:
        """Read one character after another, and report what they mean."""
        try:
            while True:
                char = yield from self._next()
                if char == _ESCAPE:
                    yield from self._read_escape(token_callback)
                else:
                    self._read_typed(char, token_callback)
        except ParseEOF:
            return

    def _next(self, seconds: float | None = None) -> Generator[Read1 | Peek1, str, str]:
        """Return the next character, or `""` if none comes in so many seconds."""
        if self._again:
            return self._again.pop()
        try:
            return (yield self.read1(seconds))
        except ParseTimeout:
            return ""

    def _read_typed(self, char: str, report: Report) -> None:
        """Report a character that was typed, unless nobody can type it."""
        now = monotonic()
        if char == "\r":
            self._returned_at = now
        elif char == "\n":
            # Some terminals send line feeds, or both, for the lines of a paste.
            if now - self._returned_at < _LINE_END:
                self._returned_at = 0.0
                return
            char = "\r"
        if _is_text(char):
            self._report_keys(char, report)

    def _report_keys(self, sequence: str, report: Report) -> bool:
        """Report the keys of a sequence; return whether it means any."""
        try:
            keys = list(self._sequence_to_key_events(sequence))
        except (ValueError, OverflowError):
            return False  # the number of no character
        for key in keys:
            if key.key != "<ignore>" and _is_text(key.character or ""):
                report(key)
        return bool(keys)

    def _read_escape(self, report: Report) -> Reading:
        """Read what follows an escape character; alone it is a key."""
        char = yield from self._next(_ALONE)
        if char in ("", _ESCAPE):
            report(Key("escape", _ESCAPE))
            self._again += char
        elif char in _STRINGS:
            yield from self._skip_string(char, report)
        elif char == "[":
            yield from self._read_control(report)
        elif char == "O":
            following = yield from self._next(_UNFINISHED)
            if not self._report_keys(f"{_ESCAPE}O{following}", report):
                self._again += following
        elif not self._report_keys(f"{_ESCAPE}{char}", report):
            self._report_alt(char, report)

    def _report_alt(self, char: str, report: Report) -> None:
        """Report a key that was pressed together with alt: it types nothing."""
        for key in self._sequence_to_key_events(char):
            report(Key(f"alt+{key.key}", None))

    def _skip_string(self, begun_by: str, report: Report) -> Reading:
        """Skip a string up to its end, to the next sequence, or until no more comes."""
        char = yield from self._next(_UNFINISHED)
        if not char:
            self._report_alt(begun_by, report)
        while char and char not in _STRING_ENDS:
            if char == _ESCAPE:
                following = yield from self._next(_UNFINISHED)
                if following and following != "\\":
                    self._again += (following, _ESCAPE)
                return
            char = yield from self._next(_UNFINISHED)

    def _read_control(self, report: Report) -> Reading:
        """Read a control sequence; what is neither key, click nor paste is skipped."""
        sequence, char = f"{_ESCAPE}[", "["
        while char := (yield from self._next(_UNFINISHED)):
            if not " " <= char <= "~":
                self._again += char
                return
            if len(sequence) <= _LONGEST:
                sequence += char
            # The keys of the Linux console begin with two brackets.
            if char >= "@" and sequence != f"{_ESCAPE}[[":
                break
        if not char:
            if sequence == f"{_ESCAPE}[":
                self._report_alt("[", report)
        elif sequence == f"{_ESCAPE}[M":
            yield from self._skip_bytes(3)
        elif sequence == BRACKETED_PASTE_START:
            yield from self._read_paste(report)
        elif len(sequence) <= _LONGEST and not read_report(self, sequence, report):
            self._report_keys(sequence, report)

    def _skip_bytes(self, count: int) -> Reading:
        """Skip bytes, whatever characters were made of them: an old mouse report."""
        while count > 0:
            char = yield from self._next(_UNFINISHED)
            if char in ("", _ESCAPE):
                self._again += char
                return
            count -= len(char.encode("utf-8", "surrogateescape"))

    def _read_paste(self, report: Report) -> Reading:
        """Read a paste up to its end: all of it is text."""
        chars: list[str] = []
        while True:
            char = yield from self._next()
            chars.append(char)
            if char == "~" and "".join(chars[-6:]) == BRACKETED_PASTE_END:
                break
        text = "".join(char for char in chars[:-6] if not _is_stray_byte(char))
        text = text.replace("\x00", "").replace(_ESCAPE, _SUBSTITUTE)
        report(events.Paste(text))


def _is_stray_byte(char: str) -> bool:
    """Tell whether this stands for a byte that was not UTF-8."""
    return "\ud800" <= char <= "\udfff"


def _is_text(text: str) -> bool:
    """Tell whether a text has no stray byte and no C1 code, which nobody types."""
    return not any(_is_stray_byte(char) or "\x80" <= char <= "\x9f" for char in text)


def _tolerant_decoder(encoding: str) -> partial[IncrementalDecoder]:
    """Return a decoder that ends at nothing, and marks each byte that is no text."""
    return partial(getincrementaldecoder(encoding), "surrogateescape")


def ignore_what_nobody_typed() -> None:
    """Have whatever reads the terminal use our parser, and survive any bytes."""
    for name in _DRIVERS:
        driver = sys.modules.get(f"textual.drivers.{name}")
        if driver:
            vars(driver)["XTermParser"] = TerminalParser
            vars(driver)["getincrementaldecoder"] = _tolerant_decoder
