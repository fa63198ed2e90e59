"""What all screens about a use have in common: the lines at the top, the keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer

from genai_guide.record.draft import Draft, changed_since_signing
from genai_guide.record.steps import count_progress
from genai_guide.rules.answers import Place
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.pack import Pack
from genai_guide.tui.display import literal
from genai_guide.tui.widgets.guidance import guidance
from genai_guide.tui.widgets.lines import (
    Header,
    VerdictLine,
    progress_words,
    signed_words,
    title_of,
)

if TYPE_CHECKING:
    from genai_guide.tui.app import GuideApp

WIDE = 110
WIDTHS = [(0, "-narrow"), (80, "-normal"), (WIDE, "-wide")]
_WIDEST = 100
HEIGHTS = [(0, "-short"), (20, "-tall")]


def fit(screen: Screen[None]) -> None:
    """Give a screen the classes of its size while there is nothing in it to restyle."""
    size = screen.app.size
    for breakpoints, length in ((WIDTHS, size.width), (HEIGHTS, size.height)):
        names = [name for least, name in breakpoints if length >= least]
        screen.add_class(names[-1], update=False)


def styled_already(screen: Screen[None], event: events.ScreenResume) -> None:
    """Keep a screen that has just come up from styling each widget once more."""
    if not screen.stack_updates:
        event.refresh_styles = False


class GuideScreen(Screen[None]):
    """A screen about the use being worked on."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "app.verdict", show=False),
        Binding("m", "app.message", show=False),
        Binding("s", "app.sign_off", show=False),
        Binding("u", "app.undo", show=False),
        Binding("U", "app.redo", show=False),
    ]

    takes_undo = True
    """Whether a change can be taken back from here."""

    @property
    def guide(self) -> GuideApp:
        """The app, with what it knows."""
        return cast("GuideApp", self.app)

    @property
    def pack(self) -> Pack:
        """The questions and rules."""
        return self.guide.pack

    @property
    def session(self) -> Draft:
        """The use being worked on."""
        return self.guide.session

    @property
    def assessment(self) -> Assessment:
        """What follows from its answers."""
        return self.guide.assessment

    def compose(self) -> ComposeResult:
        """The two lines, the body, the keys."""
        fit(self)
        yield Header()
        yield VerdictLine()
        yield from self.body()
        yield Footer(compact=True)

    def body(self) -> Iterable[Widget]:
        """What stands between the lines and the keys."""
        return ()

    def paint(self) -> None:
        """Show the session as it is now."""
        self.paint_header()
        self.query_one(VerdictLine).assess(self.assessment)

    def paint_header(self) -> None:
        """Show the title, the progress, and whether all is saved."""
        done = count_progress(self.pack, self.session, self.assessment.status)
        title = title_of(self.assessment)
        left = Content.assemble(literal("GenAI Guide", "bold"), "   ", literal(title))
        right = progress_words(done, self.guide.saved, self._signed_words())
        for header in self.query(Header):
            header.show(left, literal(right))

    def _signed_words(self) -> str:
        signed, changed = self.session.signed, changed_since_signing(self.session)
        if not signed:
            return ""
        return signed_words(signed.revision, signed.at, changed=changed)

    @property
    def place(self) -> Place | None:
        """The question that the cursor is at, if it is at one."""
        return None

    @property
    def text_width(self) -> int:
        """How wide a text to read may be."""
        return min(self.app.size.width, _WIDEST) - 4

    def settle(self) -> bool:
        """Take in what is being typed before going elsewhere; may refuse."""
        return True

    def about(self) -> Content:
        """Say what the help should say of this screen."""
        return Content("")

    def guidance_to(self, question_id: str) -> Content:
        """Say why a question is asked."""
        return guidance(self.pack, self.pack.by_id[question_id])

    def on_resize(self) -> None:
        """Wrap what has to be wrapped anew."""
        if self.is_mounted:
            self.resized()

    def resized(self) -> None:
        """Show the session in the room that there is now."""
        self.paint()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show what changed while another screen was in front."""
        styled_already(self, event)
        self.paint()
