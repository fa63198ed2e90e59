"""A summary as legal reads it: whether it verifies, what it says, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from genai_guide.report.record import build_record_document
from genai_guide.signing.unknown_signers import UnknownSigner, find_unknown_signers
from genai_guide.signing.verification import Result, SignatureState, Verification
from genai_guide.storage.allowed_signers import (
    add_allowed_signer,
    allowed_signers_path,
    load_allowed_signers,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import own_public_key
from genai_guide.tui.display import literal, stack, wrap_hanging
from genai_guide.tui.record_rows import record_rows
from genai_guide.tui.screens.base import HEIGHTS, WIDTHS
from genai_guide.tui.screens.decide import SAME_KEY, DecideScreen
from genai_guide.tui.screens.dialogs import AskLong
from genai_guide.tui.widgets.lines import Header, TwoSided
from genai_guide.tui.widgets.reading import Reading
from genai_guide.workflows.decide import ALREADY_DECIDED

if TYPE_CHECKING:
    from genai_guide.tui.summary_app import SummaryApp

_WIDEST = 100
_SIGNS = {Result.GOOD: "✓", Result.NOT_VOUCHED_FOR: "?", Result.UNSIGNED: "?"}
_WRONG = "✗"


class ResultLine(TwoSided):
    """Whether the summary verifies; stays while the record scrolls."""


class SummaryScreen(Screen[None]):
    """Shows the statement as it was signed, and what verifying it found.

    Args:
        path: The summary's file.
        found: What verifying it found.
    """

    HELP: ClassVar[str | None] = (
        "A signed summary as legal reads it: first whether it holds, then what it says."
        " Nothing in the file is changed by reading it."
    )

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back"),
        Binding("d", "decide", "decide"),
        Binding("e", "enrol", "know signer"),
        Binding("r", "revise", "new revision"),
    ]

    def __init__(self, path: Path, found: Verification) -> None:
        super().__init__()
        self.path = path
        self.found = found

    @property
    def guide(self) -> SummaryApp:
        """The app, with what it knows."""
        return cast("SummaryApp", self.app)

    def compose(self) -> ComposeResult:
        """The file, the result, the record, the keys."""
        yield Header()
        yield ResultLine()
        yield Static(id="said", markup=False)
        with Reading():
            yield Static(id="text", markup=False)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Let the keys scroll."""
        self.query_one(Reading).focus()
        self.say("")

    def on_screen_resume(self) -> None:
        """Show what was found."""
        self._paint()

    def on_resize(self) -> None:
        """Wrap the record anew."""
        if self.is_mounted:
            self._paint()

    def _paint(self) -> None:
        result = self.found.result
        named = literal(self.path.name)
        left = Content.assemble(literal("GenAI Guide", "bold"), "   ", named)
        self.query_one(Header).show(left, literal("summary"))
        sign = _SIGNS.get(result, _WRONG)
        line = self.query_one(ResultLine)
        line.show(
            literal(f"{sign} {result.word.upper()}", "bold"), literal(self._state())
        )
        line.set_class(result is Result.GOOD, "-good")
        line.set_class(sign == _WRONG, "-wrong")
        self.query_one("#text", Static).update(stack(*self._rows()))

    def _state(self) -> str:
        """Say which revision this is, and what was decided."""
        summary, decided = self.found.summary, self.found.decided
        revision = f"revision {summary.statement.revision}"
        if summary.decision is None or decided is None:
            return f"{revision} · no decision"
        if decided.state.is_void:
            return f"{revision} · decision void"
        return f"{revision} · {summary.decision.outcome.label}"

    def _rows(self) -> Iterator[Content]:
        width = min(self.app.size.width, _WIDEST) - 4
        statement, pack = self.found.summary.statement, self.guide.pack
        yield wrap_hanging(self.found.first_line, width, 0).stylize("bold")
        for difference in self.found.differences:
            yield Content.assemble("  ", wrap_hanging(difference, width, 2))
        yield literal("")
        same = statement.pack.digest == pack.digest
        document = build_record_document(statement, pack if same else None, self.found)
        yield from record_rows(document, width)

    def say(self, problem: str) -> None:
        """Say what cannot be done, and why; or that it was done."""
        said = self.query_one("#said", Static)
        said.update(literal(problem))
        said.display = bool(problem)

    def action_decide(self) -> None:
        """Record a decision, if there is none yet."""
        if self.found.summary.decision:
            self.say(f"{ALREADY_DECIDED[:1].upper()}{ALREADY_DECIDED[1:]}.")
        elif self.found.signed.public and own_public_key() == self.found.signed.public:
            self.say(SAME_KEY)
        else:
            screen = DecideScreen(self.path, self.found)
            self.app.push_screen(screen, self._decided)

    def _decided(self, done: bool | None) -> None:  # noqa: FBT001 - a dialog's
        if done:
            said = "The decision is in the file; the rest is as it was."
            self._verify_anew(f"{said} Now send the file back to the producer.")

    def _verify_anew(self, said: str) -> None:
        try:
            self.found = self.guide.verified(self.path)
        except FileError as problem:
            said = problem.sentence
        self.say(said)
        self._paint()

    def action_enrol(self) -> None:
        """Show each signer that is not known yet, and know those confirmed."""
        try:
            new = find_unknown_signers(self.found, load_allowed_signers())
        except FileError as problem:
            self.say(str(problem))
            return
        if new:
            self.run_worker(self._enrol(new), exclusive=True)
        elif self.found.signed.state is SignatureState.KNOWN:
            self.say("Its signers are known already.")
        else:
            self.say("There is no signature here that could be known.")

    async def _enrol(self, new: tuple[UnknownSigner, ...]) -> None:
        said = "Nobody was added to the signers that you know."
        for one in new:
            text = "\n".join(one.lines)
            dialog = AskLong(text, "It is their key: know this signer", "Not now")
            if not await self.app.push_screen_wait(dialog):
                continue
            try:
                add_allowed_signer(one.signer)
            except FileError as problem:
                said = str(problem)
                break
            said = (
                f"{one.signer.who} is known from now on, in {allowed_signers_path()}."
            )
        self._verify_anew(said)

    def action_revise(self) -> None:
        """Go on with the answers, in a new use."""
        if problem := self.guide.revise(self.path, self.found):
            self.say(problem)
