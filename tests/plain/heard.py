"""A conversation by lines: what was typed, and what was said to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from genai_guide.plain.commands import COMMANDS
from genai_guide.plain.console import Console
from genai_guide.plain.conversation import run_dialogue
from genai_guide.plain.dialogue import Dialogue
from genai_guide.record.profile import Profile
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.storage.keys import make_key
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.workflows.controller import Controller

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Heard:
    """What a conversation left behind."""

    code: int
    said: str
    dialogue: Dialogue

    @property
    def flat(self) -> str:
        """What was said, in one line."""
        return " ".join(self.said.split())

    @property
    def summary(self) -> Path | None:
        """The summary, if it was written."""
        return self.dialogue.controller.summary

    @property
    def path(self) -> Path:
        """The session's file."""
        return self.dialogue.controller.path

    def given(self, question: str, tool: int | None = None):
        """Give the answer to a question, as it stands at the end."""
        answers = self.dialogue.draft.answers
        return answers.at(self.dialogue.pack, Place(question, tool))


def hear(  # noqa: PLR0913 - a test names what it is about
    pack: Pack,
    folder: Path,
    lines: Iterable[str],
    *,
    stop=EOFError,
    now=NOON,
    profile: Profile | None = None,
) -> Heard:
    """Type lines into a session in a folder, a new one or the one left there."""
    waiting = iter(lines)
    said: list[str] = []

    def read(prompt: str) -> str:
        line = next(waiting, None)
        if line is None:
            raise stop
        said.append(f"{prompt}{line}")
        return line

    console = Console(read, said.append)
    path = folder / "session.toml"
    opened = (
        OpenDraft.resume(path, pack, NOON.isoformat())
        if path.exists()
        else OpenDraft(path, pack)
    )
    controller = Controller(pack, lambda: now, folder / "drafts", console.say)
    controller.work_on(opened)
    dialogue = Dialogue(
        console, controller, folder, lambda: make_key(folder / "key"), COMMANDS, profile
    )
    try:
        code = run_dialogue(dialogue)
    finally:
        opened.close()
    return Heard(code, "\n".join(said), dialogue)
