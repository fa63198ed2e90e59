"""One open use: its draft and its file, and everything that happens to them.

The app and plain mode each hold one controller. It knows nothing of screens: whoever
holds it shows the draft, and asks the person where something has to be decided.

The life of a change: a front end builds the changed draft (`with_answers`, or a
function of `record.draft`) and calls `apply`. The controller holds it, works out what
follows from it, and saves it: at once, or in a thread of its own where `on_save` is
given. The front end then hands each report of that thread back to `finish_save`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from genai_guide.debug_log import log
from genai_guide.record.draft import (
    Draft,
    SignedRevision,
    changed_since_signing,
    new_draft,
    set_answers,
)
from genai_guide.record.fields import is_recordable
from genai_guide.record.migration import Migration
from genai_guide.record.production import (
    Difference,
    Production,
    find_own_answers,
    find_shared_differences,
    is_own_change,
    pick_tool,
    share_answers,
)
from genai_guide.record.steps import (
    REVIEW,
    Step,
    current_step,
    format_left,
    go_to,
    left_before_signing,
    normalize_position,
)
from genai_guide.rules.answers import (
    CHOSEN,
    NOT_CHOSEN,
    TOOL_NAME_FIELD,
    Answer,
    Place,
    is_name_question,
)
from genai_guide.rules.dates import format_day
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.paths import new_draft_name, new_draft_path
from genai_guide.storage.productions import load_production, save_production
from genai_guide.storage.reading import path_is_folder
from genai_guide.text import recordable_path
from genai_guide.workflows.saver import Saver, SaveReport

_SHORTLY = 2.0
"""How many seconds opening another use waits for the last save."""
BUSY_DISK = "the disk does not answer"


class Controller:
    """The use that is open, what follows from its answers, and its file.

    Args:
        pack: The questions and rules.
        clock: Returns the time, with its offset.
        drafts_dir: The folder that new drafts are saved in.
        notify: Called with what the person should know of a save.
        on_save: Called in the saver's thread after each save; hand its report to
            `finish_save` in the main thread. Without it saving happens at once.
        reports_dir: Where reports of unforeseen errors go; beside the drafts if none
            is named.
    """

    def __init__(  # noqa: PLR0913 - all of it is the caller's to say
        self,
        pack: Pack,
        clock: Callable[[], datetime],
        drafts_dir: Path,
        notify: Callable[[str], None],
        *,
        on_save: Callable[[SaveReport], None] | None = None,
        reports_dir: Path | None = None,
    ) -> None:
        self.pack = pack
        self.clock = clock
        self.drafts_dir = drafts_dir
        self.reports_dir = reports_dir or drafts_dir.parent / "crashes"
        self._notify = notify
        self.file: OpenDraft | None = None
        """The draft's file; a new use has none before it is first saved."""
        self._new_path: Path | None = None
        self.draft = new_draft(pack)
        self.assessment = assess(pack, self.draft.answers)
        self.step: Step | None = None
        """Where the draft stands; `None` in the review."""
        self.summary: Path | None = None
        """The summary that was written of these answers."""
        self.production: Production | None = None
        """The production that the use belongs to, as it was when it was opened."""
        self.problem = ""
        """Why the newest draft is not on the disk; empty if it is, or may be soon."""
        self.saved = True
        """Whether the newest draft is on the disk."""
        self._written = False
        self._revising = False
        """Whether the person began the next revision of what is signed."""
        self._warned_of_clock = False
        self._requested: Draft | None = self.draft
        self.saver = (
            Saver(self._write, on_save, self.reports_dir, self.now) if on_save else None
        )

    # What is open

    @property
    def path(self) -> Path | None:
        """Where the draft is saved, if a use is open."""
        return self.file.path if self.file else self._new_path

    @property
    def read_only(self) -> str:
        """Why the draft cannot be changed; empty if it can."""
        return self.file.read_only if self.file else ""

    @property
    def is_signed(self) -> bool:
        """Whether the use is signed as it stands: nothing changes before `revise`."""
        return bool(self.draft.signed) and not self._revising

    @property
    def may_change(self) -> bool:
        """Whether answers can be changed now."""
        return not (self.read_only or self.is_signed)

    @property
    def signed_summary(self) -> Path | None:
        """The summary of these very answers, also if it was signed some time ago."""
        signed = self.draft.signed
        if self.summary or not signed or not signed.path:
            return self.summary
        return None if changed_since_signing(self.draft) else Path(signed.path)

    @property
    def begun(self) -> bool:
        """Whether anything was answered, typed or saved, now or before."""
        draft = self.draft
        content = draft.log or draft.unfinished or draft.closed or draft.signed
        return self._written or bool(content)

    @property
    def left(self) -> tuple[Place, ...]:
        """What has to be answered, or looked at, before the use can be signed."""
        return left_before_signing(self.draft, self.assessment.status)

    @property
    def not_yet(self) -> str:
        """Why the use cannot be signed yet; empty if it can."""
        return format_left(self.draft, self.assessment.status)

    @property
    def save_state(self) -> str:
        """Whether all is saved, in the words of the header."""
        if self.read_only:
            return "read only"
        if self.problem:
            return f"not saved: {self.problem}"
        if not self.saved:
            return "saving…"
        return "saved" if self._written else ""

    def now(self) -> str:
        """Return the time, with its offset."""
        return self.clock().isoformat(timespec="seconds")

    # Opening and leaving

    def start_new(self, path: Path | None = None, draft: Draft | None = None) -> None:
        """Start a new use; nothing is written before something is answered.

        Args:
            path: Where it is saved; a new file in the folder of drafts if not given.
            draft: What is filled in already, if anything is.
        """
        self._leave_file()
        self._new_path = path or new_draft_path(self.drafts_dir, self.clock())
        self._start(draft or new_draft(self.pack), written=False)

    def open(self, path: Path) -> OpenDraft:
        """Open a draft, which is not worked on before `work_on`.

        Where its answers come from another version of the questions
        (`OpenDraft.migration.moved`), ask first, and call `carry` instead of `work_on`.

        Raises:
            FileError: if it is no draft of this pack.
        """
        if self.file:
            # It may be the same file; if this fails, the next save locks it again.
            self.file.close()
        return OpenDraft.resume(path, self.pack, self.now())

    def work_on(self, file: OpenDraft) -> None:
        """Work on an opened draft from now on."""
        self._leave_file(file)
        self.file = file
        self._start(file.migration.draft, written=file.exists)

    def normalize_position(self) -> None:
        """Stand at a step by its name, so that answering it does not lead away."""
        self._hold(normalize_position(self.pack, self.draft))
        self._requested = self.draft

    def carry(self, file: OpenDraft) -> None:
        """Continue a draft of another version of the questions, in a new file.

        Raises:
            FileError: if the new file cannot be written; the old one is let go.
        """
        try:
            carried = file.carry(self.now())
        except FileError:
            file.close()
            raise
        self.work_on(carried)

    def save_elsewhere(self, path: Path) -> str:
        """Save the draft in a new file, and work on it there from now on.

        Args:
            path: The file, or the folder that it goes into under its present name.

        Returns:
            What the person should know of the save, or nothing.

        Raises:
            FileError: if this file exists already, or it cannot be written.
        """
        if path_is_folder(path):
            path /= self.path.name if self.path else new_draft_name(self.clock())
        elif not path.suffix:
            path = path.with_name(f"{path.name}.toml")
        if os.path.lexists(path):
            raise FileError(path, "not written: this file exists already")
        self.wait(_SHORTLY)
        file = OpenDraft(path, self.pack)
        file.migration = replace(file.migration, draft=self.draft)
        try:
            message = file.save(self.draft, self.now())
        except FileError:
            file.close()
            raise
        summary, revising = self.summary, self._revising
        self.work_on(file)
        self.summary, self._revising = summary, revising
        if self.saver:
            self.saver.problem = ""
        return message

    def work_on_revision(self, migration: Migration) -> str:
        """Save what was taken over from a summary as a new draft, and work on it.

        As `work_on_new` does.
        """
        return self.work_on_new(go_to(migration.draft, REVIEW))

    def work_on_new(self, draft: Draft) -> str:
        """Save a draft that has answers already in a new file, and work on it.

        Returns:
            What the person should know of the save, or nothing.

        Raises:
            FileError: if the draft cannot be written.
        """
        file = OpenDraft(new_draft_path(self.drafts_dir, self.clock()), self.pack)
        file.migration = replace(file.migration, draft=draft)
        try:
            message = file.save(draft, self.now())
        except FileError:
            file.close()
            raise
        self.work_on(file)
        self.revise()
        return message

    def let_go_of(self, path: Path) -> str:
        """Close a draft if it is the open one; return why that cannot be, or `""`.

        An empty draft is left, which is not written.
        """
        if self.path != path:
            return ""
        if reason := self.unsaved():
            return f"not yet: {reason}"
        self._leave_file()
        self._requested = self.draft
        return ""

    def close(self) -> None:
        """Let other windows have the draft, once it is saved."""
        if self.file and self.wait(_SHORTLY):
            self.file.close()

    def _leave_file(self, following: OpenDraft | None = None) -> None:
        if self.file and self.file is not following:
            self.file.close()
        self.file, self._new_path = None, None

    def _start(self, draft: Draft, *, written: bool) -> None:
        self.summary, self._revising = None, changed_since_signing(draft)
        self._written, self.saved, self.problem = written, True, ""
        self._hold(draft)
        self._requested = self.draft
        self.production = self._load_production()

    # Changing

    def with_answers(self, answers: Mapping[Place, Answer | None]) -> Draft:
        """Return the draft with some answers given, changed or cleared (`None`).

        A text that stands unfinished at one of these places gives way to the answer.
        """
        named = {
            place.tool
            for place, answer in answers.items()
            if answer is not None and is_name_question(self.pack, place)
        }
        if self.pack.tool_chosen:
            # A tool that is named is chosen.
            chosen = self.pack.tool_chosen.id
            answers = {**answers, **{Place(chosen, tool): CHOSEN for tool in named}}
        draft = set_answers(self.pack, self.draft, answers, self.now())
        if draft.position in map(str, answers):
            draft = replace(draft, unfinished="")
        return self.draft if draft == self.draft else draft

    def with_tool_chosen(self, number: int, *, chosen: bool) -> Draft:
        """Return the draft with a tool that is chosen, or not chosen yet."""
        question = self.pack.tool_chosen
        name = self.pack.question_for_field(TOOL_NAME_FIELD)
        if question is None or name is None:
            return self.draft
        state = CHOSEN if chosen else NOT_CHOSEN
        answers = {Place(name.id, number): None} if not chosen else {}
        return self.with_answers({**answers, Place(question.id, number): state})

    def with_library_tool(self, library_id: str) -> Draft:
        """Return the draft with a tool from the library of its production."""
        tools = self.production.tools if self.production else ()
        tool = next((each for each in tools if each.id == library_id), None)
        if tool is None:
            return self.draft
        return pick_tool(self.pack, self.draft, tool, self.now())

    def apply(self, draft: Draft) -> bool:
        """Hold a changed draft, and save it.

        Returns:
            Whether that was allowed: of a draft that may only be read, or that is
            signed, nothing but the position changes.
        """
        if not self.may_change:
            moved = go_to(self.draft, draft.position)
            if replace(draft, carried=moved.carried) != moved:
                return False
        if draft is not self.draft:
            self._hold(draft)
            self.save()
        return True

    def find_shared_changes(self) -> list[Difference]:
        """Return what the production says otherwise now, to be offered.

        Nothing is offered for what is signed, nor what was changed here on purpose.
        """
        if self.production is None or not self.may_change:
            return []
        found = find_shared_differences(self.production, self.draft)
        return [each for each in found if not is_own_change(self.draft, each)]

    def find_own_answers(self) -> list[Difference]:
        """Return what is asked here and shared, and the production does not say."""
        if self.production is None or not self.may_change:
            return []
        found = find_own_answers(self.pack, self.production, self.draft)
        asked = self.assessment.status.asked_set
        return [each for each in found if each.place in asked]

    def share(self, differences: Iterable[Difference]) -> None:
        """Change the production as this use has it, after a person agreed to it.

        Raises:
            FileError: if its file was changed by somebody else, or is not written.
        """
        link, before = self.draft.production, self.production
        if link is None or before is None:
            return
        after, draft = share_answers(self.pack, before, self.draft, differences)
        try:
            save_production(Path(link.path), self.pack, after, before, self.now())
        except FileError:
            self.production = self._load_production()
            raise
        self.production = after
        self.apply(draft)

    def _load_production(self) -> Production | None:
        """Load the production of the use, if it is at hand and can be read."""
        link = self.draft.production
        if link is None or not link.path:
            return None
        try:
            production = load_production(Path(link.path), self.pack)
        except FileError:
            return None
        return production if production.id == link.id else None

    def take_over(self, differences: Iterable[Difference]) -> None:
        """Take over what the production says, after a person agreed to it."""
        given = {each.place: each.shared for each in differences}
        self.apply(set_answers(self.pack, self.draft, given, self.now()))

    def record_signature(self, signed: SignedRevision, summary: Path) -> None:
        """Remember what was signed and where, so that the next one is its revision."""
        path = os.path.abspath(summary)  # noqa: PTH100 - links stay
        signed = replace(signed, path=recordable_path(path))
        self.revise()
        self.apply(replace(self.draft, signed=signed))
        self.summary, self._revising = summary, False

    def revise(self) -> None:
        """Begin the next revision of what is signed: it can be changed again."""
        self._revising = True

    def _hold(self, draft: Draft) -> None:
        if draft.answers != self.draft.answers:
            self.assessment = assess(self.pack, draft.answers)
            # What was signed before is no longer what is answered here.
            self.summary = None
        self.draft = draft
        self.step = current_step(self.pack, draft, self.assessment.status)

    # Saving

    def save(self) -> None:
        """Save; a draft without any content is not written."""
        if not self.begun or self.read_only or not self.path:
            return
        self.file = self.file or OpenDraft(self.path, self.pack)
        self._warn_of_clock()
        self.saved, self._requested = False, self.draft
        if self.saver:
            self.problem = ""
            self.saver.put(self.file, self.draft)
            return
        try:
            report = SaveReport(self.draft, self._write(self.file, self.draft))
        except FileError as error:
            report = SaveReport(self.draft, problem=error.reason)
        self.finish_save(report)

    def _warn_of_clock(self) -> None:
        """Say once that no summary can be signed at the time that the clock gives."""
        now = self.clock()
        if not is_recordable(now) and not self._warned_of_clock:
            self._warned_of_clock = True
            self._notify(
                f"The clock of this computer says {format_day(now)}. Your answers are"
                " saved. Set the clock before you sign."
            )

    def finish_save(self, report: SaveReport) -> None:
        """Take note of how a save went."""
        log("not saved" if report.problem else "saved")
        if report.message:
            self._notify(report.message)
        if report.draft is self.draft:
            self.problem = report.problem
            self.saved = not report.problem
            self._written = self._written or self.saved

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to be saved; return whether that is so."""
        return not self.saver or self.saver.wait(seconds)

    def unsaved(self, seconds: float = _SHORTLY) -> str:
        """Wait for the last save; return why it is not done, or `""`."""
        if not self.wait(seconds):
            return BUSY_DISK
        return self.saver.problem if self.saver else self.problem

    def save_now(self, seconds: float) -> str:
        """Save what is not saved yet; return why it is not on the disk, or `""`."""
        if self._requested is not self.draft:
            self.save()
        return self.unsaved(seconds)

    def _write(self, file: OpenDraft, draft: Draft) -> str:
        """Write a draft, in the saver's thread, with what is worked out already."""
        fits = self.assessment.answers == draft.answers
        return file.save(draft, self.now(), self.assessment if fits else None)
