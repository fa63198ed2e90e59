"""The app as its screens, dialogs and commands see it.

They import this module, not the app: the app imports them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from textual.dom import DOMNode
from textual.screen import Screen

from genai_guide.record.draft import Draft
from genai_guide.rules.answers import Place
from genai_guide.storage.settings import Settings
from genai_guide.workflows.controller import Controller

BackTo = Literal["", "review", "verdict"]
HINT = 3.0
"""How many seconds a message stands that only says why a key did nothing."""


@dataclass(frozen=True)
class GuideResult:
    """What is left when the app has ended."""

    summary: Path | None
    """The summary that was written."""
    draft: Path | None
    """The file of the draft, if anything was saved."""


class Guide(Protocol):
    """The part of the app that others may use."""

    controller: Controller
    warning: str
    """What is to be told about the questions; empty if nothing is."""
    returning: BackTo
    """Where to come back to after the next answer."""
    back_at: str
    """The question that the review was left for, and has its cursor at again."""
    typed_to_sign: tuple[Path | None, dict[str, str]]
    """What was typed to sign off the draft of a file, and not signed yet."""
    settings: Settings
    """What is remembered from one time to the next."""
    signed_as: dict[str, str]
    """As whom the person signed last, or signs by their profile."""
    use_names: dict[str, str]
    """The titles of the other uses of the production, by their ids, once looked for."""

    @property
    def summaries_dir(self) -> Path:
        """The folder that summaries and messages are written to."""

    def remember_signer(self, claims: Mapping[str, str], summary: Path | None) -> None:
        """Remember who signed, and where the summary went."""

    def change_settings(self, **changes: Any) -> None:
        """Hold other settings, and save them."""

    def remember_file(self, path: Path) -> None:
        """Remember that a file was opened or signed just now."""

    @property
    def front(self) -> Screen[None] | None:
        """The screen in front, if it is about the use and stands already."""

    def say(self, message: str, seconds: float = 8) -> None:
        """Show a message in passing; never the only place where it stands."""

    def may_change(self) -> bool:
        """Return whether answers can be changed; say why not, once at a time."""

    def accept(self, draft: Draft) -> bool:
        """Hold a changed draft and save it; return whether it may be changed."""

    def apply(self, draft: Draft) -> None:
        """Hold a changed draft, save it and show it."""

    def move(self, change: Callable[[Draft], Draft]) -> None:
        """Go elsewhere in the interview, once what is being typed is taken in."""

    def go_to(self, place: Place) -> None:
        """Go to a question."""

    def change_from(self, place: Place, back_to: BackTo) -> None:
        """Go to a question, and come back when it is answered."""

    def revise(self) -> None:
        """Start the next revision of a use that is signed."""

    def start_new(self) -> None:
        """Start a new use."""

    def open(self, path: Path) -> str:
        """Open a draft; return why that is impossible, or nothing."""

    def try_again(self) -> None:
        """Open once more what another window held."""

    def show_draft(self) -> None:
        """Show a draft that was just opened, in place of all other screens."""

    def uncover(self) -> None:
        """Remove what stands over the first screen."""

    def action_same_element(self) -> object:
        """Ask which other use has the same element."""

    def action_save_elsewhere(self) -> None:
        """Save the use in another file, and go on there."""

    def action_new(self) -> None:
        """Start another use; ask first of which production, if there are any."""

    def action_open(self) -> None:
        """Ask for a file, and open it."""

    def action_onward(self) -> None:
        """Go to the next step, or back to where one came from."""


def format_save_first(reason: str) -> str:
    """Format why nothing else can be opened now."""
    return f"First save the use that is open. It is not saved yet: {reason}."


def guide_of(node: DOMNode) -> Guide:
    """Return the app that a screen or a widget belongs to."""
    return cast("Guide", node.app)
