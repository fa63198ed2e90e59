"""The step that lists the tools: add one, remove one, or that is all."""

from __future__ import annotations

from textual.content import Content

from genai_guide.record import draft as session
from genai_guide.record import steps as interview
from genai_guide.record.draft import MOST_TOOLS
from genai_guide.rules.evaluate import question_status
from genai_guide.tui import screens
from genai_guide.tui.display import literal, stack
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.steps import ADD, ALL, REMOVE, tool_names


class ToolListing(GuideScreen):
    """What the list of tools does."""

    def tools_asked(self) -> Content:
        """Name the tools, and ask whether these are all."""
        names = enumerate(tool_names(self.guide), start=1)
        rows = [literal(f"  {number}  {name}") for number, name in names]
        return stack(literal("Are these all the tools of this use?", "bold"), *rows)

    def tool_action(self, row: str) -> None:
        """Do what was chosen."""
        if row == ALL:
            self.guide.move(lambda now: interview.next_step(self.pack, now))
        elif row == ADD:
            self._add()
        elif row.startswith(REMOVE):
            self._ask_to_remove(int(row.removeprefix(REMOVE)))

    def _add(self) -> None:
        if len(self.session.tools) >= MOST_TOOLS:
            self.guide.say(
                f"At most {MOST_TOOLS} tools can be listed, removed ones too."
            )
            return
        now = session.add_tool(self.pack, self.session, self.guide.now())
        listed = interview.list_steps(
            self.pack, question_status(self.pack, now.answers)
        )
        count = len(now.answers.tools)
        first = next(step for step in listed if step.tool == count)
        self.guide.returning = ""
        self.guide.move(lambda _: interview.go_to(now, first.id))

    def _ask_to_remove(self, number: int) -> None:
        name = tool_names(self.guide)[number - 1]

        def remove(agreed: bool | None) -> None:  # noqa: FBT001 - what the dialog gives
            if agreed:
                now = self.guide.now()
                after = session.remove_tool(self.pack, self.session, number, now)
                self.guide.apply(after)

        question = (
            f"Remove tool {number}: {name}? Its answers are kept, and u brings it back."
        )
        self.guide.push_screen(screens.Ask(question, "Remove it", "Keep it"), remove)
