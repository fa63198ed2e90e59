"""What the screens have in common: their size, the lines at the top, the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.record.draft import Draft, changed_since_signing
from genai_guide.rules.answers import Place
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.pack import Pack
from genai_guide.tui.commands import bind
from genai_guide.tui.display import format_day, literal
from genai_guide.tui.guide import Guide, guide_of
from genai_guide.tui.widgets.key_line import KeyLine
from genai_guide.tui.widgets.lines import (
    Header,
    Problem,
    VerdictLine,
    signed_words,
    title_of,
)
from genai_guide.tui.widgets.page import Reading

Result = TypeVar("Result")
NORMAL, WIDE = 80, 110
WIDTHS = [(0, "-narrow"), (NORMAL, "-normal"), (WIDE, "-wide")]
TALL = 20
HEIGHTS = [(0, "-short"), (TALL, "-tall")]
WIDEST = 90
"""The most columns that a text is stretched over."""
_MIN_WIDTH, _MIN_HEIGHT = 60, 16


def set_size_classes(screen: Screen[Any]) -> None:
    """Set a screen's classes of its size while nothing in it has to be restyled."""
    size = screen.app.size
    for breakpoints, length in ((WIDTHS, size.width), (HEIGHTS, size.height)):
        names = [name for least, name in breakpoints if length >= least]
        screen.add_class(names[-1], update=False)


def skip_restyling(screen: Screen[Any], event: events.ScreenResume) -> None:
    """Keep a screen that has just come up from styling each widget once more."""
    if not screen.stack_updates:
        event.refresh_styles = False


def text_width(screen: Screen[Any]) -> int:
    """Return how wide a text to read may be on a screen."""
    return min(screen.app.size.width, WIDEST) - 4


def is_too_small(size: Size) -> bool:
    """Tell whether a window is too small to show a question."""
    return size.width < _MIN_WIDTH or size.height < _MIN_HEIGHT


class TooSmall(ModalScreen[None]):
    """Covers everything, so that no key answers what cannot be seen."""

    def compose(self) -> ComposeResult:
        """Say what would help."""
        yield Static(f"Enlarge to {_MIN_WIDTH}x{_MIN_HEIGHT}", markup=False)


class SizedScreen(Screen[Result]):
    """A screen whose layout depends on the size of the window."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    @property
    def guide(self) -> Guide:
        """The app, with the use that is open."""
        return guide_of(self)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again what has to be wrapped."""
        if event.size != self.app.size:
            # Each layout reports its size to the screen once more: two sizes that are
            # on the way at the same time would take turns for ever.
            event.prevent_default()
        elif self.is_mounted and self.is_current:
            self.resized()

    def resized(self) -> None:
        """Show the content in the room that there is now."""

    def say(self, problem: str) -> None:
        """Show what is wrong, if there is a line for it; `""` hides it."""
        for line in self.query(Problem):
            line.say(problem)


class GuideScreen(SizedScreen[None]):
    """A screen about the use that is open, with a text to read or another body."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.verdict", ""),
        bind("app.message", ""),
        bind("app.sign_off", ""),
        bind("app.undo"),
        bind("app.redo"),
        bind("screen.revise"),
    ]

    takes_undo = True
    """Whether a change can be undone from here."""
    idle: ClassVar[tuple[str, ...]] = ()
    """The commands whose keys work on other screens, and not here."""

    @property
    def pack(self) -> Pack:
        """The questions and rules."""
        return self.guide.controller.pack

    @property
    def draft(self) -> Draft:
        """The use that is open."""
        return self.guide.controller.draft

    @property
    def assessment(self) -> Assessment:
        """What follows from its answers."""
        return self.guide.controller.assessment

    @property
    def place(self) -> Place | None:
        """The question that the cursor is at, if it is at one."""
        return None

    def compose(self) -> ComposeResult:
        """Show the two lines, the body, the keys."""
        set_size_classes(self)
        yield Header()
        yield VerdictLine()
        yield from self.body()
        yield KeyLine()

    def body(self) -> Iterable[Widget]:
        """Return what stands between the lines and the keys."""
        yield Reading(Static(id="reading", markup=False))

    def text(self) -> Content:
        """Return the text to read."""
        return Content("")

    def paint(self) -> None:
        """Show the draft as it is now."""
        self.paint_header()
        self.query_one(VerdictLine).assess(self.assessment, *self.beside_verdict())
        for shown in self.query("#reading").results(Static):
            shown.update(self.text())

    def beside_verdict(self) -> tuple[str, tuple[str, ...]]:
        """Return what stands beside the verdict, and at the right of its line.

        Of the words at the right the longest come first.
        """
        return "", ()

    def paint_header(self) -> None:
        """Show the title, what is signed, and whether all is saved."""
        saved, signed = self.guide.controller.save_state, self.signed_words()
        if saved == "saved":
            saved = "" if self._offers_revision else "saved ✓"
        words = (signed, saved)
        title = literal(title_of(self.assessment) or "GenAI Guide", "bold")
        for header in self.query(Header):
            header.show(title, literal(" · ".join(filter(None, words))))

    def signed_words(self) -> str:
        """Return which revision is signed, or that it was changed; else nothing."""
        revision = self.draft.signed
        if revision is None:
            return ""
        if self._offers_revision:
            is_wide = self.app.size.width >= WIDTHS[1][0]
            day = f" on {format_day(revision.at)}" if is_wide else ""
            return f"Signed{day} · e: start revision {self.draft.next_revision}"
        changed = changed_since_signing(self.draft)
        return signed_words(revision.revision, revision.at, changed=changed)

    @property
    def idle_keys(self) -> tuple[str, ...]:
        """The actions whose keys would only say that the use is signed."""
        return ("note", "sign_off") if self._offers_revision else ()

    @property
    def _offers_revision(self) -> bool:
        return self.guide.controller.is_signed and "revise" not in self.idle

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer the next revision of what is signed, and of nothing else."""
        return action != "revise" or self._offers_revision

    def action_revise(self) -> None:
        """Start the next revision, in which answers can be changed."""
        self.guide.revise()

    def settle(self) -> bool:
        """Record what is being typed before going elsewhere; may refuse."""
        return True

    def hold_back(self, leave: Callable[[], object]) -> None:
        """Say why one cannot leave, or ask what is to become of what was typed."""

    def about(self) -> Content:
        """Return what the help explains at the cursor."""
        return Content("")

    def resized(self) -> None:
        """Show the draft in the room that there is now."""
        self.paint()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show what changed while another screen was in front."""
        skip_restyling(self, event)
        if self.is_current:  # it may be gone already, and its widgets with it
            self.paint()
