"""What can be done by name: the palette, and the list of keys in the help."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from genai_guide.tui.display import plain, stacked

if TYPE_CHECKING:
    from genai_guide.tui.app import GuideApp


class Command(NamedTuple):
    """Something that can be done."""

    name: str
    action: str
    keys: str
    help: str
    anywhere: bool = False
    """Whether it can be done on the start screen too."""


COMMANDS = (
    Command("Theme", "change_theme", "", "Change the current theme", anywhere=True),
    Command("Next question", "onward", "→ ^n", "leaves an open one open"),
    Command("Previous question", "previous", "← ^b", ""),
    Command("First open question", "first_open", "", "the first that is not answered"),
    Command("Note", "note", "n", "a remark on this answer"),
    Command("Review", "review", "r", "every answer, and what is missing"),
    Command("Verdict", "verdict", "v", "what the text asks for, why, and what to do"),
    Command("Message", "message", "m", "to the contact, ready to be sent"),
    Command("Sign off", "sign_off", "s", "sign, and write the summary"),
    Command("Undo", "undo", "u", "take back the last change"),
    Command("Redo", "redo", "U", "do it again"),
    Command("Save again", "save_again", "^r", "after saving has failed", anywhere=True),
    Command("Help", "help", "F1", "why this is asked, and the keys", anywhere=True),
    Command("Start screen", "start", "", "new, resume, open", anywhere=True),
    Command("New use", "new", "", "the one before stays saved", anywhere=True),
    Command(
        "Open a file", "open", "", "resume a session, read a summary", anywhere=True
    ),
    Command("Leave", "quit", "^q", "everything is saved", anywhere=True),
)


LIST_COMMANDS = (
    Command("Find a use", "screen.find", "/", "by words of its title or its use"),
    Command("Sort the uses", "screen.sort", "t", "by time, title or verdict"),
    Command(
        "Rename, duplicate or put away", "screen.more", "x", "the use at the cursor"
    ),
)
"""What can be done with the list of the start screen."""


class GuideCommands(Provider):
    """Finds actions by their name, and questions by their words."""

    @property
    def guide(self) -> GuideApp:
        """The app."""
        return cast("GuideApp", self.app)

    async def discover(self) -> Hits:
        """List every action."""
        for one in self._available():
            run = partial(self.guide.run_action, one.action)
            yield DiscoveryHit(plain(one.name), run, one.name, one.help)

    async def search(self, query: str) -> Hits:
        """Find actions and questions."""
        matcher = self.matcher(query)
        for one in self._available():
            if score := matcher.match(one.name):
                run = partial(self.guide.run_action, one.action)
                yield Hit(score, plain(one.name), run, one.name, one.help)
        if not self.guide.begun():
            return
        for place in self.guide.assessment.asking.asked:
            text = self.guide.pack.by_id[place.question].text
            text = f"Tool {place.tool}: {text}" if place.tool else text
            if score := matcher.match(text):
                go = partial(self.guide.go_to, place)
                yield Hit(score, plain(text), go, text, "go to this question")

    def _available(self) -> list[Command]:
        return available(self.screen, begun=self.guide.begun())


def available(screen: Screen[object], *, begun: bool) -> list[Command]:
    """List what can be done on a screen.

    Args:
        screen: The screen in front.
        begun: Whether a use is open.
    """
    on_list = hasattr(screen, "action_find") and screen.check_action("find", ())
    here = LIST_COMMANDS if on_list else ()
    return [*here, *(one for one in COMMANDS if one.anywhere or begun)]


def help_page(screen: Screen[object], about: Content | None, *, begun: bool) -> Content:
    """Put together what the help says: of this screen, then of the keys."""
    rows = [plain(screen.HELP), plain("")] if screen.HELP else []
    rows += [about, plain("")] if about and about.plain else []
    rows.append(plain("Keys", "bold"))
    rows += [plain(f"{keys:<8}{words}") for keys, words in _MOVES]
    named = (one for one in available(screen, begun=begun) if one.keys)
    rows += [plain(f"{one.keys:<8}{_described(one)}") for one in named]
    rows.append(plain("^p      everything by its name, and questions by their words"))
    return stacked(*rows)


def _described(command: Command) -> str:
    return f"{command.name}: {command.help}" if command.help else command.name


_MOVES = (
    ("↑ ↓", "move; also j and k, and the mouse"),
    ("1 … 0", "choose by number"),
    ("enter", "answer and go on; in a form the next field"),
    ("space", "choose beside others, where several may be chosen"),
    ("esc", "leave a field, so that letters are keys again"),
    ("PgUp", "as ←, and PgDn as →; also from a field of one line"),
)
