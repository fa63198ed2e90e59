"""What can be done by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from genai_guide.tui.display import literal

if TYPE_CHECKING:
    from genai_guide.tui.app import GuideApp


class Command(NamedTuple):
    """Something that can be done."""

    name: str
    action: str
    help: str
    anywhere: bool = False
    """Whether it can be done on the start screen too."""


COMMANDS = (
    Command("Theme", "change_theme", "Change the current theme", anywhere=True),
    Command("Next question", "onward", "leaves an open one open"),
    Command("Previous question", "previous", ""),
    Command("First open question", "first_open", "the first that is not answered"),
    Command("List of tools", "tools", "add or remove a tool"),
    Command("Note", "note", "a remark on this answer"),
    Command("Review", "review", "every answer, and what is missing"),
    Command("Verdict", "verdict", "what the text asks for, why, and what to do"),
    Command("Message", "message", "to the contact, ready to be sent"),
    Command("Sign off", "sign_off", "sign, and write the summary"),
    Command("Undo", "undo", "take back the last change"),
    Command("Redo", "redo", "do it again"),
    Command("Save again", "save_again", "after saving has failed"),
    Command("Help", "help", "why this is asked, and the keys", anywhere=True),
    Command("Start screen", "start", "new, resume, open", anywhere=True),
    Command("New use", "new", "the one before stays saved", anywhere=True),
    Command("Open a file", "open", "resume a session, read a summary", anywhere=True),
    Command("Leave", "quit", "everything is saved", anywhere=True),
)


LIST_COMMANDS = (
    Command("Find a use", "screen.find", "by words of its title or its use"),
    Command("Sort the uses", "screen.sort", "by time, title or verdict"),
    Command("Rename, duplicate or put away", "screen.more", "the use at the cursor"),
)
"""What can be done with the list of the start screen."""

SUMMARY_COMMANDS = (
    Command(
        "Decide",
        "screen.decide",
        "approved, with conditions, refused, more wanted",
    ),
    Command("Know this signer", "screen.enrol", "once their key is compared"),
    Command("New revision", "screen.revise", "the answers go on in a new use"),
)
"""What can be done with the summary that is read."""


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
            yield DiscoveryHit(literal(one.name), run, one.name, one.help)

    async def search(self, query: str) -> Hits:
        """Find actions and questions."""
        matcher = self.matcher(query)
        for one in self._available():
            if score := matcher.match(one.name):
                run = partial(self.guide.run_action, one.action)
                yield Hit(score, literal(one.name), run, one.name, one.help)
        if not self.guide.begun():
            return
        for place in self.guide.assessment.status.asked:
            text = self.guide.pack.by_id[place.question].text
            text = f"Tool {place.tool}: {text}" if place.tool else text
            if score := matcher.match(text):
                go = partial(self.guide.go_to, place)
                yield Hit(score, literal(text), go, text, "go to this question")

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
    if hasattr(screen, "action_enrol"):
        here = SUMMARY_COMMANDS
    return [*here, *(one for one in COMMANDS if one.anywhere or begun)]
