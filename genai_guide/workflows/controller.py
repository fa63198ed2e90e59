"""Holding the one session, and saving it after every change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from genai_guide.record import draft as sessions
from genai_guide.record.draft import Draft
from genai_guide.rules.answers import Answer, Place
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft


class Controller:
    """The session being worked on, what follows from it, and its file.

    Args:
        opened: The session's file.
        clock: Gives the time, with its offset.
        tell: Says to the person what the save has to say.
    """

    def __init__(
        self,
        opened: OpenDraft,
        clock: Callable[[], datetime],
        tell: Callable[[str], None],
    ) -> None:
        self._opened = opened
        self._tell = tell
        self.clock = clock
        self.session = opened.found.session
        self.assessment = assess(self.pack, self.session.answers)
        self.problem = ""
        """Why the newest session is not on the disk; empty if it is."""
        self.saved = True
        """Whether the newest session is on the disk."""
        self._news = False
        self._there = _content(self.session)

    @property
    def pack(self) -> Pack:
        """The questions and rules."""
        return self._opened.pack

    @property
    def path(self) -> Path:
        """Where the session is saved."""
        return self._opened.path

    @property
    def begun(self) -> bool:
        """Whether anything was answered or typed, now or before."""
        return self._there or _content(self.session)

    def now(self) -> str:
        """Tell the time, with its offset."""
        return self.clock().isoformat(timespec="seconds")

    def take(self, session: Draft) -> None:
        """Take a changed session, and save it before anything else is asked."""
        if session is self.session:
            return
        if session.answers != self.session.answers:
            self.assessment = assess(self.pack, session.answers)
        self.session, self.saved = session, False
        self.save()

    def answered(self, place: Place, given: Answer | None) -> Draft:
        """Give, change or clear an answer, in a session that is still to be taken."""
        now = sessions.set_answers(self.pack, self.session, {place: given}, self.now())
        return now._replace(draft="")

    def save(self) -> None:
        """Save; a session without answers is not written."""
        if not self.begun:
            return
        try:
            told = self._opened.save(self.session, self.now())
        except FileError as problem:
            self.problem = problem.sentence.removeprefix("not saved: ")
            return
        self.problem, self.saved, self._news = "", True, True
        self._there = True
        if told:
            self._tell(told)

    def said(self) -> str:
        """Say whether all is on the disk; that it is, once for each save."""
        if self.problem:
            return f"Not saved: {self.problem}. /save tries again."
        news, self._news = self._news, False
        return "Saved." if news else ""


def _content(session: Draft) -> bool:
    """Whether there is anything in a session that would be missed."""
    return bool(session.log or session.use or session.draft or session.closed)
