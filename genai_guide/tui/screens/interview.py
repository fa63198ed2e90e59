"""The questions: one choice, one form, or the list of tools at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.record import steps as interview
from genai_guide.record.draft import Draft, set_answers
from genai_guide.record.steps import Step
from genai_guide.rules.answers import Answer, Place, answer_error, toggle_option
from genai_guide.rules.pack import Question
from genai_guide.tui.display import literal, stack, update_static
from genai_guide.tui.screens.base import WIDE, GuideScreen
from genai_guide.tui.screens.tool_list import ToolListing
from genai_guide.tui.steps import fields_of, path_to, rows_of
from genai_guide.tui.widgets.choices import ChoiceList
from genai_guide.tui.widgets.fields import Field, FieldBox, typed_into
from genai_guide.tui.widgets.form import Form
from genai_guide.tui.widgets.guidance import Guidance
from genai_guide.tui.widgets.keys import BACK, NEXT
from genai_guide.tui.widgets.outline import Outline, parts
from genai_guide.tui.widgets.question_page import Asked, QuestionPage, for_a_choice


class InterviewScreen(ToolListing, GuideScreen):
    """Shows the step where the session stands, and takes its answers."""

    HELP: ClassVar[str | None] = (
        "One question at a time. The second line is the verdict so far. Go on without"
        " an answer whenever you like: the question stays open."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        BACK,
        NEXT,
        Binding("ctrl+b", "form_previous", "back"),
        Binding("ctrl+b", "app.previous", show=False),
        Binding("ctrl+n", "form_onward", "next"),
        Binding("ctrl+n", "app.onward", show=False),
        Binding("pageup", "app.previous", show=False, key_display="PgUp"),
        Binding("pagedown", "app.onward", show=False, key_display="PgDn"),
        Binding("escape", "form_leave", show=False),
        Binding("n", "app.note", "note"),
        Binding("r", "app.review", "review"),
    ]
    AUTO_FOCUS = ""
    """The focus goes where the step wants it, and nowhere else before."""
    shown: Step | None = None
    known: Mapping[str, str] = MappingProxyType({})
    """What was recorded of the form when it was painted last."""

    def body(self) -> Iterable[Widget]:
        """The outline, and the page with the question."""
        step, fields = self.step, list[Field]()
        if self._is_form(step):
            # With its fields from the start, so that it is drawn but once.
            fields = fields_of(self.guide, step)
            self.shown, self.known = step, self._recorded(step)
        yield Horizontal(
            *([Outline()] if self._is_wide else ()),
            QuestionPage(
                Static(id="path", markup=False),
                *(() if fields else for_a_choice()),
                Form(fields, str(self.place or "")),
                Guidance(),
                id="page",
            ),
        )

    @property
    def step(self) -> Step:
        """Where the session stands."""
        return self.guide.step or Step(())

    @property
    def place(self) -> Place | None:
        """The question that the cursor is at."""
        places = self.step.places
        at = (one for one in places if str(one) == self.session.position)
        return next(at, places[0] if places else None)

    def paint(self) -> None:
        """Show the session as it is now."""
        super().paint()
        step, afresh = self.step, self.step != self.shown
        before, self.shown = self.known if not afresh else {}, step
        self.known = self._recorded(step)
        self._paint_outline()
        update_static(self.query_one("#path", Static), path_to(self.guide, step))
        form, is_form = self.query_one(Form), self._is_form(step)
        if not is_form and not self.query(Asked):
            self.query_one(QuestionPage).mount(*for_a_choice(), before=form)
        form.display = is_form
        for one in self.query("#asked, #choices"):
            one.display = not is_form
        # From a field, tab goes to the next field: what is typed stays a text.
        self.query_one(Guidance).can_focus = not is_form
        if is_form and afresh:
            at = self.place
            form.show(fields_of(self.guide, step), str(at or ""))
        elif is_form:
            changed = [key for key in before if before[key] != self.known[key]]
            form.refresh_values(self.known, changed)
        else:
            choices = self.query_one(ChoiceList)
            several, rows = rows_of(self.guide, step)
            choices.show(rows, of=step.id, several=several)
            if afresh:
                form.show(())
                self.set_focus(choices)
            question = self.place and self._question(self.place)
            said = literal(question.text, "bold") if question else self.tools_asked()
            update_static(self.query_one(Asked).text, said)
        self.query_one(Guidance).show(self.about())

    @property
    def _is_wide(self) -> bool:
        """Whether there is room for the outline beside the question."""
        return self.app.size.width >= WIDE

    def _paint_outline(self) -> None:
        if not self._is_wide:
            return
        if not self.query(Outline):
            self.query_one(Horizontal).mount(Outline(), before=0)
        asked = self.assessment.status
        listed = interview.list_steps(self.pack, asked)
        shown = parts(self.pack, listed, asked, self.session.answers, self.step)
        self.query_one(Outline).show(shown)

    def about(self) -> Content:
        """Say why the question at the cursor is asked, and what was noted on it."""
        if not self.place:
            return Content("")
        guidance = self.guidance_to(self.place.question)
        note = self.session.note(self.place)
        return stack(literal(f"Note: {note}", "bold"), guidance) if note else guidance

    def resized(self) -> None:
        """Keep the field that is being typed into in sight; the rest wraps itself."""
        self._paint_outline()
        if self.focused and typed_into(self.focused):
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    def settle(self) -> bool:
        """Record what stands in the form, as far as it can be recorded."""
        return not self._record(self.query_one(Form).boxes)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Show the keys that work in a field only while one is in a field."""
        return typed_into(self.focused) or not action.startswith("form_")

    async def action_form_previous(self) -> None:
        """Go to the step before."""
        self.guide.action_previous()

    async def action_form_onward(self) -> None:
        """Go to the next step."""
        self.guide.action_onward()

    def action_form_leave(self) -> None:
        """Leave the field, so that letters are keys again."""
        if typed_into(self.focused):
            self.query_one(QuestionPage).take_keys()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Take an answer, and go on if there is but one to give."""
        event.stop()
        if event.of != self.step.id:
            return
        if self.place is None:
            self.tool_action(event.id)
            return
        question = self._question(self.place)
        several, _ = rows_of(self.guide, self.step)
        if several:
            now = self.session.answers.at(self.pack, self.place)
            self._answer({self.place: toggle_option(question, now, event.id)})
        else:
            # What is gone on from need not be painted once more.
            self.guide.accept(self._answered({self.place: (event.id,)}))
            self.guide.action_onward()

    def on_choice_list_confirmed(self, event: ChoiceList.Confirmed) -> None:
        """Go on from a choice of several, if anything is chosen."""
        event.stop()
        if event.of != self.step.id:
            return
        if self.place and self.session.answers.at(self.pack, self.place) is None:
            self.guide.say(
                "Nothing is chosen: ↓ and space, or a number. → leaves it open."
            )
        else:
            self.guide.action_onward()

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
                box.say("this is needed; ^n goes on without it")
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
            self.guide.apply(interview.go_to(self.session, event.key))

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """Keep what is being typed as a draft."""
        event.stop()
        place, box = self._place(event.key), self.query_one(Form).boxes.get(event.key)
        if place and box:
            known = self.session.answers.at(self.pack, place) or ""
            draft = box.cleaned if box.cleaned != known else ""
            now = interview.go_to(self.session, event.key)
            # The screen shows it already; unless it may not be changed.
            if self.guide.accept(replace(now, unfinished=draft)):
                self.paint_header()
            else:
                self.paint()

    def on_field_box_left(self, event: FieldBox.Left) -> None:
        """Record the field that the cursor left."""
        event.stop()
        box = self.query_one(Form).boxes.get(event.key)
        if box:
            self._record({event.key: box})

    def on_outline_visited(self, event: Outline.Visited) -> None:
        """Go to a section."""
        event.stop()
        self.guide.move(lambda now: interview.go_to(now, event.target))

    def _record(self, boxes: dict[str, FieldBox]) -> str:
        """Record texts; give the key of the first that cannot be, or `""`."""
        wrong, given = "", dict[Place, Answer | None]()
        for key, box in boxes.items():
            place, text = self._place(key), box.cleaned
            if place is None:
                continue
            box.tidy()
            fault = answer_error(self._question(place), text) if text else None
            if fault:
                box.say(fault)
                wrong = wrong or key
            else:
                given[place] = text or None
        self._answer(given)
        return wrong

    def _answer(self, given: dict[Place, Answer | None]) -> None:
        self.guide.apply(self._answered(given))

    def _answered(self, given: dict[Place, Answer | None]) -> Draft:
        now = set_answers(self.pack, self.session, given, self.guide.now())
        if now.log == self.session.log:
            return self.session
        return replace(now, unfinished="" if self.place in given else now.unfinished)

    def _place(self, key: str) -> Place | None:
        """Find the place of a field, if it is one of the step's."""
        # A screen that gave way to another may still hear from its fields.
        places = self.step.places if self.guide.front is self else ()
        return next((one for one in places if str(one) == key), None)

    def _is_form(self, step: Step) -> bool:
        return bool(step.places) and not self._question(step.places[0]).is_choice

    def _question(self, place: Place) -> Question:
        return self.pack.by_id[place.question]

    def _recorded(self, step: Step) -> dict[str, str]:
        at = {place: self.session.answers.at(self.pack, place) for place in step.places}
        return {str(k): v if isinstance(v, str) else "" for k, v in at.items()}
