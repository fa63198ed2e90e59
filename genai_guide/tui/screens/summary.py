"""A summary as legal reads it: whether it verifies, what it says, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from genai_guide.record.entries import EntryKind
from genai_guide.report.annex import build_annex
from genai_guide.report.brief import build_brief
from genai_guide.report.source import source_of_summary
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.unknown_signers import UnknownSigner, find_unknown_signer
from genai_guide.signing.verification import (
    Result,
    SignatureState,
    TrialCheck,
    Verification,
    quote_lines,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import own_public_key
from genai_guide.storage.profile import load_profile_or_empty
from genai_guide.storage.trust import (
    add_allowed_signer,
    allowed_signers_path,
    load_allowed_signers,
)
from genai_guide.tui.commands import bind
from genai_guide.tui.display import literal, stack, wrap_hanging
from genai_guide.tui.guide import format_save_first
from genai_guide.tui.record_rows import record_rows
from genai_guide.tui.screens.base import HEIGHTS, text_width
from genai_guide.tui.screens.decide import DecideScreen
from genai_guide.tui.screens.dialogs import AskLong, Choose
from genai_guide.tui.screens.entry import EntryScreen
from genai_guide.tui.screens.other_version import OtherVersion
from genai_guide.tui.screens.summary_file import SummaryFileScreen
from genai_guide.tui.screens.trust import TrustDialog
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.key_line import KeyLine
from genai_guide.tui.widgets.lines import Header, TwoSided
from genai_guide.tui.widgets.page import Reading
from genai_guide.workflows.possible_entries import (
    PossibleEntry,
    possible_decisions,
    possible_updates,
    why_no_decision,
    why_no_update,
)
from genai_guide.workflows.revise import (
    describe_earlier_decision,
    describe_revision,
    start_revision,
)
from genai_guide.workflows.verify import Verifier

_GOOD, _WRONG = "✓", "✗"


class ResultLine(TwoSided):
    """Whether the summary verifies; stays while the record scrolls."""


class ChooseEntry(Choose):
    """Asks what is to be added to a summary; as many rows as there are tasks."""

    VERTICAL_BREAKPOINTS = HEIGHTS

    HELP: ClassVar[str | None] = (
        "What you can add to this summary now. A form follows, and you see everything"
        " before you sign it. Esc goes back."
    )


class SummaryScreen(SummaryFileScreen):
    """Shows the statement as it was signed, and what verifying it found.

    Args:
        path: The summary's file.
        verification: What verifying it found.
    """

    HELP: ClassVar[str | None] = (
        "A signed summary. First you see whether it is genuine, then what it says."
        " Reading it changes nothing."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.pop_screen"),
        bind("screen.decide"),
        bind("screen.update"),
        bind("screen.trust"),
        bind("screen.revise"),
        bind("screen.file"),
        bind("app.quit", ""),
    ]

    def __init__(self, path: Path, verification: Verification) -> None:
        super().__init__()
        self.path = path
        self.verification = verification

    def compose(self) -> ComposeResult:
        """Show the file, the result, the record, the keys."""
        yield Header()
        yield ResultLine()
        yield Static(id="said", markup=False)
        with Reading():
            yield Static(id="text", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Have the keys scroll."""
        self.query_one(Reading).focus()
        self.say("")

    def on_screen_resume(self) -> None:
        """Show what was found."""
        if self.is_current:
            self.resized()

    def resized(self) -> None:
        """Show the result and the record in the room that there is now."""
        verification = self.verification
        result, summary = verification.result, verification.summary
        named = literal(self.path.name)
        left = Content.assemble(literal("GenAI Guide", "bold"), "   ", named)
        self.query_one(Header).show(left, literal("summary"))
        sign = "?" if not result.is_broken else _WRONG
        if result is Result.GENUINE:
            sign = _GOOD
        force = "in force" if verification.in_force else "not in force"
        statement, standing = summary.statement, verification.standing
        line = self.query_one(ResultLine)
        line.show(
            literal(f"{sign} {result.title}. {verification.verdict}", "bold"),
            literal(f"revision {statement.revision} · {standing.summary} · {force}"),
        )
        # The colour is that of the verdict: a good signature makes no use a good one.
        level = statement.level_by_id[statement.level]
        for color in ("calm", "caution", "warning", "danger"):
            line.set_class(not result.is_broken and color == level.color, f"-{color}")
        line.set_class(sign == _WRONG, "-wrong")
        self.query_one("#text", Static).update(stack(*self._rows()))

    def _rows(self) -> Iterator[Content]:
        width = text_width(self)
        yield wrap_hanging(self.verification.first_line, width, 0).stylize("bold")
        for difference in self.verification.differences:
            yield Content.assemble("  ", wrap_hanging(difference, width, 2))
        # On the first screen, whatever the size: what keeps the use from going ahead,
        # and what legal says or asks for.
        for obstacle in self.verification.obstacles:
            yield wrap_hanging(f"Not in force: {obstacle}.", width, 0)
        decision = self.verification.standing.decision
        if decision and decision.reasons:
            reasons = f"Legal says: {quote_lines(decision.reasons)}"
            yield wrap_hanging(reasons, width, 0)
        yield literal("")
        source = source_of_summary(self.verification)
        yield from record_rows(build_brief(source), build_annex(source), width=width)

    def say(self, problem: str) -> None:
        """Show what cannot be done and why, or that it was done."""
        said = self.query_one("#said", Static)
        said.update(literal(problem))
        said.display = bool(problem)

    @property
    def file(self) -> Path:
        """The summary's file."""
        return self.path

    @property
    def digest(self) -> str:
        """The digest of the summary that is shown."""
        return self.verification.summary.digest

    @work(exclusive=True)
    async def action_file(self) -> None:
        """Offer what can be done with the file."""
        rows = [
            Row("open_folder", "Open its folder"),
            Row("copy_path", "Copy its path"),
            Row("write_pdf", "Save it as a PDF"),
            Row("write_email", "Write an e-mail with it"),
        ]
        if chosen := await self.app.push_screen_wait(Choose(str(self.path), rows)):
            await self.run_action(chosen)

    def action_decide(self) -> None:
        """Offer what a decider can add now; decide at once if that is all."""
        own = own_public_key()
        if refused := why_no_decision(self.verification, own):
            self.say(refused)
            return
        self._add("Decide", list(possible_decisions(self.verification, own)))

    def action_update(self) -> None:
        """Offer what a producer can add now."""
        if refused := why_no_update(self.verification):
            self.say(refused)
            return
        self._add("Update", list(possible_updates(self.verification)))

    @work(exclusive=True)
    async def _add(self, what: str, possible: list[PossibleEntry]) -> None:
        chosen = 0
        if len(possible) > 1:
            rows = [Row(str(at), each.label) for at, each in enumerate(possible)]
            question = f"{what}: {self.verification.standing.summary}."
            picked = await self.app.push_screen_wait(ChooseEntry(question, rows))
            if not picked:
                return
            chosen = int(picked)
        entry = possible[chosen]
        is_decision = entry.kind is EntryKind.DECISION
        kind = DecideScreen if is_decision else EntryScreen
        if await self.app.push_screen_wait(kind(self.path, self.verification, entry)):
            to = "the producer" if entry.kind.is_decisive else "legal"
            self._verify_again(
                "Signed and added to the file. Nothing else changed. Now send this file"
                f" back to {to}."
            )

    def _verify_again(self, message: str) -> None:
        controller = self.guide.controller
        verifier = Verifier(controller.pack, controller.clock())
        try:
            verification = verifier.verify(self.path)
        except FileError as error:
            message = error.sentence
        else:
            if not isinstance(verification, TrialCheck):
                self.verification = verification
        self.say(message)
        self.resized()

    def action_trust(self) -> None:
        """Show the first key that is not trusted, and trust it once it is confirmed.

        The key of a decision comes after that of the summary, in a step of its own.
        """
        try:
            trusted = load_allowed_signers()
        except FileError as error:
            self.say(str(error))
            return
        for part in SignedPart:
            unknown = find_unknown_signer(
                self.verification, trusted, part, load_profile_or_empty()[0]
            )
            if unknown:
                self._trust(unknown)
                return
        if self.verification.signed.state is SignatureState.KNOWN:
            self.say("You trust its keys already.")
        else:
            self.say("There is no signature here with a key to trust.")

    @work(exclusive=True)
    async def _trust(self, unknown: UnknownSigner) -> None:
        message = "No key was added to your trusted keys."
        if await self.app.push_screen_wait(TrustDialog(unknown)):
            message = (
                f"You trust this key for {unknown.address} now. It was added to"
                f" {allowed_signers_path()}."
            )
            try:
                add_allowed_signer(unknown.allowed_signer)
            except FileError as error:
                message = str(error)
        self._verify_again(message)

    def action_revise(self) -> None:
        """Ask, and continue with the answers in a new use."""
        guide = self.guide
        pack = guide.controller.pack
        if reason := guide.controller.unsaved():
            self.say(format_save_first(reason))
            return
        try:
            migration = start_revision(self.path, self.verification, pack)
        except FileError as error:
            self.say(error.sentence)
            return

        def start(agreed: str | None) -> None:
            if not agreed:
                return
            try:
                guide.controller.work_on_revision(migration)
            except FileError as error:
                guide.say(error.sentence)
                return
            guide.show_draft()
            if earlier := describe_earlier_decision(guide.controller.draft):
                guide.say(f"{earlier} This revision starts without a decision.")

        if migration.moved:
            dialog = OtherVersion(self.path, migration, pack.version)
            self.app.push_screen(dialog, start)
            return
        question = describe_revision(self.verification)
        if self.verification.result.is_broken:
            question = f"{self.verification.first_line}\n\n{question}"
        ask = AskLong(question, "Start the next revision", "Leave it as it is")
        self.app.push_screen(ask, start)
