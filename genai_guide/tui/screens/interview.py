"""The questions: one choice, one form, or the list of tools at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.record.draft import MOST_TOOLS, add_tool, remove_tool
from genai_guide.record.steps import (
    Step,
    after_unchosen_tool,
    go_to,
    go_to_tool,
    is_detail,
    next_step,
    skip_details,
)
from genai_guide.record.tool_list import (
    ADD,
    ALL,
    CHOOSE,
    PICK,
    REMOVE,
    TOO_MANY_TOOLS,
    UNCHOOSE,
    WHICH_TOOLS,
    tool_names,
)
from genai_guide.rules.answers import (
    Answer,
    Place,
    answer_error,
    answer_warning,
    is_name_question,
    toggle_option,
)
from genai_guide.rules.pack import Kind, Question
from genai_guide.tui.commands import bind
from genai_guide.tui.display import literal, stack, update_static
from genai_guide.tui.guide import HINT, BackTo
from genai_guide.tui.screens.base import TALL, WIDE, WIDEST, GuideScreen
from genai_guide.tui.screens.dialogs import Ask
from genai_guide.tui.steps import (
    choice_rows,
    form_fields,
    listed_tools,
    section_words,
    step_path,
)
from genai_guide.tui.widgets.choices import ChoiceList
from genai_guide.tui.widgets.fields import Field, FieldBox, Form, typed_into
from genai_guide.tui.widgets.outline import Outline, outline_parts
from genai_guide.tui.widgets.page import (
    Guidance,
    QuestionPage,
    QuestionText,
    choice_widgets,
    format_about,
    format_guidance,
    guidance_title,
)

BACK_TO_LABELS: dict[BackTo, str] = {
    "": "start",
    "review": "review",
    "verdict": "verdict",
}
"""Where escape leads, by where a question was opened from."""
_AROUND = 7
"""The lines that the question and its options do not have: header, verdict, keys."""
_HELP, _LEAST_HELP = 7, 4
"""The lines of the help beside a long list, and with how few it is of use."""
_BESIDE = 72
"""The columns of the sections and of the help in a wide window."""


class InterviewScreen(GuideScreen):
    """Shows the step where the draft stands, and takes its answers."""

    HELP: ClassVar[str | None] = (
        "One question at a time. The second line shows the verdict so far. You can skip"
        " a question and come back to it later."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.previous"),
        bind("app.onward"),
        bind("form_previous"),
        bind("form_previous", "", key="alt+left"),
        bind("app.previous", "", key="ctrl+b"),
        bind("app.previous", "", key="alt+left"),
        bind("form_onward"),
        bind("form_onward", "", key="alt+right"),
        bind("app.onward", "", key="ctrl+n"),
        bind("app.onward", "", key="alt+right"),
        bind("read_help", argument="1"),
        bind("read_help", key="pageup", argument="-1"),
        bind("fold_help"),
        bind("form_leave"),
        *(
            bind("go_up", BACK_TO_LABELS[to], argument=repr(to))
            for to in BACK_TO_LABELS
        ),
        bind("screen.not_chosen"),
        bind("screen.skip_details"),
        bind("app.note"),
        bind("app.review"),
        bind("app.quit", ""),
    ]
    AUTO_FOCUS = ""
    """The focus goes where the step wants it, and nowhere else before."""
    shown: Step | None = None
    known: Mapping[str, str] = MappingProxyType({})
    """What was recorded of the form when it was painted last."""
    is_help_folded = False

    def body(self) -> Iterable[Widget]:
        """Return the outline, and the page with the question."""
        step, fields = self.step, list[Field]()
        if self._is_form(step):
            # With its fields from the start, so that it is drawn only once.
            fields = self._fields(step)
            self.shown, self.known = step, self._recorded(step)
        yield Horizontal(
            *([Outline()] if self.app.size.width >= WIDE else ()),
            QuestionPage(
                Static(id="path", markup=False),
                *(() if fields else choice_widgets(self._column)),
                Form(fields, self._first_field),
                Vertical(Guidance(), id="guidance"),
                id="page",
            ),
        )

    @property
    def step(self) -> Step:
        """Where the draft stands."""
        return self.guide.controller.step or Step(())

    @property
    def place(self) -> Place | None:
        """The question that the cursor is at."""
        places = self.step.places
        here = (place for place in places if str(place) == self.draft.position)
        return next(here, places[0] if places else None)

    def paint(self) -> None:
        """Show the draft as it is now."""
        super().paint()
        step, is_new = self.step, self.step != self.shown
        before, self.shown = self.known if not is_new else {}, step
        self.known = self._recorded(step)
        self._paint_outline()
        path = self.query_one("#path", Static)
        update_static(path, step_path(self.guide, step))
        path.display = bool(path.content)
        form, is_form = self.query_one(Form), self._is_form(step)
        if not is_form and not self.query(QuestionText):
            self.query_one(QuestionPage).mount(
                *choice_widgets(self._column), before=form
            )
        form.display = is_form
        for widget in self.query("#asked, #choices"):
            widget.display = not is_form
        # From a field, tab goes to the next field: what is typed stays a text.
        self.query_one(Guidance).can_focus = not is_form
        if is_form and is_new:
            form.show(self._fields(step), self._first_field)
            if not self._first_field:
                self.query_one(QuestionPage).take_keys()
        elif is_form:
            changed = [key for key in before if before[key] != self.known[key]]
            form.refresh_values(self._fields(step), changed)
        else:
            self._paint_choices(step, is_new=is_new)
        self._paint_guidance()

    def _paint_guidance(self) -> None:
        """Show the help in the room that the options leave."""
        fits, guidance = self._share_room(), self.query_one(Guidance)
        self.query_one("#guidance").display = fits and self.place is not None
        if self.place:
            question = self._question(self.place)
            title = guidance_title(self.pack, question)
            text = self._with_note(format_guidance(self.pack, question))
            guidance.show(title, text, folded=self.is_help_folded)

    def _share_room(self) -> bool:
        """Give the options their lines; return whether the help has room as well."""
        size, short = self.app.size, self.app.size.height < TALL
        if short or self._is_form(self.step):
            return not short
        choices, path = self.query_one(ChoiceList), self.query_one("#path")
        lines = self.query_one(QuestionText).lines(self._column) + path.display
        room = size.height - _AROUND - min(lines, size.height // 2)
        is_helped = size.width >= WIDE or room - choices.lines - 1 >= _LEAST_HELP
        if not is_helped:
            room += 1  # no row parts them from the help
        if not is_helped and choices.is_long and choices.lines > room:
            choices.styles.max_height, is_helped = room - _HELP - 2, True
        else:
            choices.styles.max_height = max(room, 1)
        return is_helped

    def _paint_choices(self, step: Step, *, is_new: bool) -> None:
        choices = self.query_one(ChoiceList)
        production = self.guide.controller.production
        several, rows = choice_rows(self.pack, self.draft, step, production)
        optional = self.place is not None and self._question(self.place).optional
        choices.show(rows, of=step.id, several=several, optional=optional)
        if is_new:
            self.query_one(Form).show(())
            self.set_focus(choices)
        lines = []
        asked = WHICH_TOOLS
        if self.place:
            asked = self._question(self.place).text
            chosen = [row.label for row in rows if row.chosen]
            if several and choices.is_long and chosen:
                named = literal(f"{len(chosen)} chosen: {'; '.join(chosen)}")
                lines = [named.truncate(choices.text_width, ellipsis=True)]
        else:
            lines = [
                literal(f"  {tool}") for tool in listed_tools(self.pack, self.draft)
            ]
        text = stack(literal(asked, "bold"), *lines)
        self.query_one(QuestionText).show(text)

    def _paint_outline(self) -> None:
        if self.app.size.width < WIDE:
            return
        if not self.query(Outline):
            self.query_one(Horizontal).mount(Outline(), before=0)
        status, answers = self.assessment.status, self.draft.answers
        parts = outline_parts(self.pack, status, answers, self.step)
        self.query_one(Outline).show(parts)

    def about(self) -> Content:
        """Return why the question at the cursor is asked, and the note on it."""
        if not self.place:
            return Content("")
        return self._with_note(format_about(self.pack, self._question(self.place)))

    def _with_note(self, guidance: Content) -> Content:
        note = self.draft.note(self.place) if self.place else ""
        return stack(literal(f"Note: {note}", "bold"), guidance) if note else guidance

    def beside_verdict(self) -> tuple[str, tuple[str, ...]]:
        """Return the section."""
        return "", section_words(self.pack, self.step)

    @property
    def _column(self) -> int:
        """How wide the question is."""
        width = self.app.size.width
        return min(width - (_BESIDE if width >= WIDE else 0) - 2, WIDEST)

    def resized(self) -> None:
        """Keep the field that is being typed into in sight; the rest wraps itself."""
        self._paint_outline()
        self._paint_guidance()
        if self.focused and typed_into(self.focused):
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    def settle(self) -> bool:
        """Record what stands in the form, as far as it can be recorded."""
        boxes = self.query_one(Form).boxes
        wrong = self._record(boxes)
        if wrong:
            self.set_focus(boxes[wrong].input)
        return not wrong

    def hold_back(self, leave: Callable[[], object]) -> None:
        """Ask whether to fix or discard an entry that is not valid."""
        boxes = self.query_one(Form).boxes

        def discard(agreed: str | None) -> None:
            if not agreed:
                return
            for key, box in boxes.items():
                if self._record({key: box}):
                    box.text = self.known[key]
                    box.say("")
            self.guide.apply(replace(self.draft, unfinished=""))
            leave()

        dialog = Ask("Your last entry is not valid.", "Discard it and leave", "Fix it")
        self.app.push_screen(dialog, discard)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show the keys that work in a field only while one is in a field."""
        if action == "go_up":
            return parameters == (self.guide.returning,)
        if action == "skip_details":
            return is_detail(self.pack, self.step)
        if action == "read_help":
            return any(help_.max_scroll_y for help_ in self.query(Guidance))
        if action == "not_chosen":
            return self.place is not None and is_name_question(self.pack, self.place)
        if action.startswith("form_"):
            return typed_into(self.focused)
        return super().check_action(action, parameters)

    async def action_form_previous(self) -> None:
        """Go to the field before; from the first one to the step before."""
        if not self.query_one(Form).go(-1):
            await self.run_action("app.previous")

    def action_read_help(self, by: int) -> None:
        """Scroll the help to the question by a page, on or back."""
        guidance = self.query_one(Guidance)
        (guidance.scroll_page_down if by > 0 else guidance.scroll_page_up)()

    def action_fold_help(self) -> None:
        """Fold the help in or out."""
        self.is_help_folded = not self.is_help_folded
        self._paint_guidance()

    async def action_form_onward(self) -> None:
        """Go to the next step."""
        await self.run_action("app.onward")

    def action_skip_details(self) -> None:
        """Go past the questions for the record about this subject."""
        self.guide.returning = ""
        self.guide.move(partial(skip_details, self.pack))

    def action_not_chosen(self) -> None:
        """Leave the tool's name until the tool is chosen."""
        if self.place is None or self.place.tool is None:
            return
        guide, number = self.guide, self.place.tool
        box = self.query_one(Form).boxes.get(str(self.place))
        if box:
            box.text = ""
        guide.accept(guide.controller.with_tool_chosen(number, chosen=False))
        if guide.returning:
            guide.action_onward()
        else:
            guide.move(partial(after_unchosen_tool, self.pack, number=number))

    async def action_go_up(self, _to: str) -> None:
        """Go back to where this question was opened from, or to the start screen."""
        if self.guide.returning:
            self.guide.action_onward()
        else:
            await self.run_action("app.start")

    def action_form_leave(self) -> None:
        """Leave the field, so that letters are keys again."""
        if typed_into(self.focused):
            self.query_one(QuestionPage).take_keys()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Record an answer, and go on if only one can be given."""
        event.stop()
        if event.of != self.step.id:
            return
        if self.place is None:
            self._do_with_tools(event.id)
            return
        controller, question = self.guide.controller, self._question(self.place)
        if question.kind is Kind.MULTI:
            answer = self.draft.answers.at(self.pack, self.place)
            answers = {self.place: toggle_option(question, answer, event.id)}
            self.guide.apply(controller.with_answers(answers))
        # The screen is left at once, so it need not be painted once more.
        elif self.guide.accept(controller.with_answers({self.place: (event.id,)})):
            self.guide.action_onward()

    def on_choice_list_cleared(self, event: ChoiceList.Cleared) -> None:
        """Take an optional answer away."""
        event.stop()
        if event.of == self.step.id and self.place:
            self.guide.apply(self.guide.controller.with_answers({self.place: None}))

    def on_choice_list_confirmed(self, event: ChoiceList.Confirmed) -> None:
        """Go on from a choice of several, if anything is chosen."""
        event.stop()
        if event.of != self.step.id:
            return
        place = self.place
        is_open = place and self.draft.answers.at(self.pack, place) is None
        if is_open and place and not self._question(place).optional:
            self.guide.say("Choose an option, or press → to skip.", HINT)
        else:
            self.guide.action_onward()

    def _do_with_tools(self, row: str) -> None:
        """Do what was chosen in the list of tools."""
        guide, pack, draft = self.guide, self.pack, self.draft
        now = guide.controller.now
        if row == ALL:
            guide.move(partial(next_step, pack))
        elif not guide.may_change():
            return
        elif row.startswith(CHOOSE):
            number = int(row.removeprefix(CHOOSE))
            chosen = guide.controller.with_tool_chosen(number, chosen=True)
            guide.move(lambda _: go_to_tool(pack, chosen, number))
        elif row.startswith(UNCHOOSE):
            number = int(row.removeprefix(UNCHOOSE))
            guide.apply(guide.controller.with_tool_chosen(number, chosen=False))
        elif row.startswith(REMOVE):
            number = int(row.removeprefix(REMOVE))

            def remove(agreed: str | None) -> None:
                if agreed:
                    guide.apply(remove_tool(pack, self.draft, number, now()))

            name = tool_names(pack, draft)[number - 1]
            question = (
                f"Remove tool {number}: {name}? Its answers are kept, and u brings it"
                " back."
            )
            self.app.push_screen(Ask(question, "Remove it", "Keep it"), remove)
        elif len(draft.tools) >= MOST_TOOLS:
            guide.say(TOO_MANY_TOOLS)
        elif row == ADD:
            longer = add_tool(pack, draft, now())
            guide.returning = ""
            guide.move(lambda _: go_to_tool(pack, longer, len(longer.answers.tools)))
        else:
            tool = row.removeprefix(PICK)
            guide.apply(guide.controller.with_library_tool(tool))

    def on_form_confirmed(self, event: Form.Confirmed) -> None:
        """Go on from a form, if nothing is missing or wrong in it."""
        event.stop()
        boxes = self.query_one(Form).boxes
        if list(boxes) != [str(place) for place in self.step.places]:
            return
        wrong = self._record(boxes)
        for key, box in boxes.items():
            place = self._place(key)
            if place and not box.cleaned and not self._question(place).optional:
                box.say("this is needed; Ctrl+N skips it for now")
                wrong = wrong or key
        if wrong:
            boxes[wrong].input.focus()
        else:
            self.guide.action_onward()

    def on_field_box_entered(self, event: FieldBox.Entered) -> None:
        """Stand at the field that the cursor came into."""
        event.stop()
        place = self._place(event.key)
        if place and place != self.place:
            self.guide.apply(go_to(self.draft, event.key))

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """Keep what is being typed as an unfinished text."""
        event.stop()
        place, box = self._place(event.key), self.query_one(Form).boxes.get(event.key)
        if place and box:
            answer = self.draft.answers.at(self.pack, place) or ""
            unfinished = box.cleaned if box.value != answer else ""
            draft = replace(go_to(self.draft, event.key), unfinished=unfinished)
            if self.guide.accept(draft):
                self.paint_header()
            else:
                box.text = self.known[event.key]

    def on_field_box_left(self, event: FieldBox.Left) -> None:
        """Record the field that the cursor left."""
        event.stop()
        if box := self.query_one(Form).boxes.get(event.key):
            self._record({event.key: box})

    def on_outline_visited(self, event: Outline.Visited) -> None:
        """Go to a section."""
        event.stop()
        self.guide.move(partial(go_to, place=event.target))

    def _record(self, boxes: dict[str, FieldBox]) -> str:
        """Record texts; return the key of the first that is not valid, or `""`."""
        wrong, answers = "", dict[Place, Answer | None]()
        for key, box in boxes.items():
            place, text = self._place(key), box.value
            if place is None:
                continue
            box.tidy()
            fault = box.date_fault
            if text and not fault:
                fault = answer_error(self._question(place), text) or ""
            if fault:
                box.say(fault)
                wrong = wrong or key
                continue
            answers[place] = text or None
            warning = answer_warning(self._question(place), text)
            if warning and text != self.draft.answers.at(self.pack, place):
                self.guide.say(warning)
        self.guide.apply(self.guide.controller.with_answers(answers))
        return wrong

    @property
    def _first_field(self) -> str:
        """The field that is typed into first: none of a signed use, where `e` works.

        What was taken over stands already: typing goes on where something is missing.
        """
        here = self.place
        if here is None or self.guide.controller.is_signed:
            return ""
        if self.draft.origin(here) and not self.guide.returning:
            answers, places = self.draft.answers, self.step.places
            empty = (each for each in places if answers.at(self.pack, each) is None)
            here = next(empty, here)
        return str(here)

    def _place(self, key: str) -> Place | None:
        """Find the place of a field, if it belongs to the step."""
        # A screen that gave way to another may still hear from its fields.
        places = self.step.places if self.guide.front is self else ()
        return next((place for place in places if str(place) == key), None)

    def _is_form(self, step: Step) -> bool:
        return bool(step.places) and not self._question(step.places[0]).is_choice

    def _question(self, place: Place) -> Question:
        return self.pack.by_id[place.question]

    def _fields(self, step: Step) -> list[Field]:
        today = self.guide.controller.clock().date()
        return form_fields(self.pack, self.draft, step, today)

    def _recorded(self, step: Step) -> dict[str, str]:
        """Return the texts that are recorded of a form."""
        fields = self._fields(step)
        return {field.key: field.value for field in fields}
