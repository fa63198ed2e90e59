"""Say which other use of the production has the same element."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from textual.screen import Screen

from genai_guide.record.draft import set_same_element
from genai_guide.record.register import NO_OTHER_USES, WHICH_USE
from genai_guide.storage.errors import FileError
from genai_guide.tui.guide import Guide, guide_of
from genai_guide.tui.screens.dialogs import Choose
from genai_guide.tui.widgets.choices import Row
from genai_guide.workflows.register import name_signed_uses

_NONE = "none"
"""The id of the row that names no use; no use has such an id."""


class SameElement(Choose):
    """Asks for one of the other uses; as many rows as there are uses."""

    HELP: ClassVar[str | None] = (
        "If two uses are about one element, such as a poster in two scenes, say so"
        " here. Where one is approved and the other refused, or only one is in the"
        " delivery, both the register and the sign-off say so. Esc changes nothing."
    )


async def find_names(guide: Guide) -> None:
    """Find the titles of the other uses of the production, beside the screen."""
    controller, folder = guide.controller, guide.summaries_dir
    guide.use_names = await asyncio.to_thread(name_signed_uses, controller, folder)


async def ask_same_element(screen: Screen[Any]) -> None:
    """Ask which other use has the same element, and record it."""
    guide = guide_of(screen)
    controller = guide.controller
    try:
        await find_names(guide)
    except FileError as error:
        guide.say(str(error))
        return
    now = controller.draft.same_element_as
    if not guide.use_names and not now:
        guide.say(NO_OTHER_USES)
        return
    rows = [
        Row(_NONE, "None of them", not now),
        *(Row(key, name, key == now) for key, name in guide.use_names.items()),
    ]
    chosen = await screen.app.push_screen_wait(SameElement(WHICH_USE, rows))
    if chosen:
        use_id = "" if chosen == _NONE else chosen
        draft, at = controller.draft, controller.now()
        guide.apply(set_same_element(controller.pack, draft, use_id, at))
