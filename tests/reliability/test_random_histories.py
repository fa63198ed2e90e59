"""A session and its file against a plain dictionary, through any history."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from genai_guide.record import draft as record
from genai_guide.record import steps as interview
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Question
from genai_guide.rules.status import question_status
from genai_guide.storage.open_draft import OpenDraft
from tests.helpers.building import all_places
from tests.helpers.strategies import answers_to, clean_texts
from tests.reliability.effort import effort, tried
from tests.reliability.saver import NOW, SMALL

RUNS, STEPS = effort(25, 1_000), effort(25, 50)
WHERE, HAZARDS = Place("plan.where"), Place("plan.hazards")
Values = dict[tuple[str, Place], Any]
_steps = [0]


@dataclass
class Model:
    """What was said, in the simplest form that there is."""

    said: Values = field(default_factory=dict)
    """Answers and notes, by kind and place."""
    before: list[Values] = field(default_factory=list)
    undone: list[Values] = field(default_factory=list)
    at: str = ""
    draft: str = ""

    def copy(self) -> Model:
        return Model(
            dict(self.said), [*self.before], [*self.undone], self.at, self.draft
        )

    def put(self, kind: str, place: Place, value: Any) -> None:
        after = {key: one for key, one in self.said.items() if key != (kind, place)}
        if value:
            after[kind, place] = value
        if after != self.said:
            self.before.append(self.said)
            self.undone.clear()
            self.said = after

    def undo(self) -> None:
        if self.before:
            self.undone.append(self.said)
            self.said = self.before.pop()

    def redo(self) -> None:
        if self.undone:
            self.before.append(self.said)
            self.said = self.undone.pop()


class Histories(RuleBasedStateMachine):
    """Answers, changes, saves and crashes in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="histories-"))
        self.path = self.folder / "a.toml"
        self.file = OpenDraft(self.path, SMALL)
        self.session = record.new_draft(SMALL)
        self.model, self.kept = Model(), Model()

    def teardown(self) -> None:
        self.file.close()
        shutil.rmtree(self.folder)

    def _answer(self, place: Place, value: Any) -> None:
        self.session = record.set_answers(SMALL, self.session, {place: value}, NOW)
        self.model.put("answer", place, value)

    def _asked(self, data: st.DataObject) -> tuple[Place, Question]:
        place = data.draw(
            st.sampled_from(question_status(SMALL, self.session.answers).asked)
        )
        return place, SMALL.by_id[place.question]

    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        place, question = self._asked(data)
        self._answer(place, data.draw(answers_to(question)))

    @rule(data=st.data())
    def clear(self, data: st.DataObject) -> None:
        self._answer(self._asked(data)[0], None)

    @rule(data=st.data(), text=st.one_of(st.just(""), clean_texts(long=True)))
    def note(self, data: st.DataObject, text: str) -> None:
        place, _ = self._asked(data)
        self.session = record.set_note(SMALL, self.session, place, text, NOW)
        self.model.put("note", place, text)

    @precondition(lambda self: ("answer", HAZARDS) in self.model.said)
    @rule()
    def hide(self) -> None:
        """Answer so that another answer is no longer asked for; it stays."""
        self._answer(WHERE, ("no",))
        assert HAZARDS in question_status(SMALL, self.session.answers).inactive

    @rule(text=clean_texts())
    def type_half(self, text: str) -> None:
        self.session = replace(self.session, unfinished=text)
        self.model.draft = text

    @rule(way=st.sampled_from([interview.previous_step, interview.next_step]))
    def walk(self, way: Any) -> None:
        self.session = way(SMALL, self.session)
        if self.session.position != self.model.at:
            self.model.at, self.model.draft = self.session.position, ""

    @rule()
    def undo(self) -> None:
        self.session = record.undo(SMALL, self.session, NOW)
        self.model.undo()

    @rule()
    def redo(self) -> None:
        self.session = record.redo(SMALL, self.session, NOW)
        self.model.redo()

    @rule()
    def save(self) -> None:
        assert self.file.save(self.session, NOW) == ""
        self.kept = self.model.copy()
        _compare_text(self.path, self.kept)

    @precondition(lambda self: self.path.exists())
    @rule()
    def crash(self) -> None:
        """End without saving; what was saved last is there again, undo too."""
        self.file.close()
        self.file = OpenDraft.resume(self.path, SMALL, NOW)
        self.session, self.model = self.file.migration.draft, self.kept.copy()

    @precondition(lambda self: self.path.exists())
    @rule()
    def leave_and_resume(self) -> None:
        self.save()
        before = self.session
        self.crash()
        assert self.session == before

    @invariant()
    def session_is_model(self) -> None:
        _steps[0] += 1
        session, said = self.session, self.model.said
        for place in all_places(SMALL, session.answers):
            found = session.answers.at(SMALL, place)
            assert found == said.get(("answer", place)), place
            assert session.note(place) == said.get(("note", place), ""), place
        assert (session.position, session.unfinished) == (
            self.model.at,
            self.model.draft,
        )


def _compare_text(path: Path, model: Model) -> None:
    """Find each answer and note in the file as any other reader would."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    named = document["tool"][0]["name"]
    found: Values = {("answer", Place("gear.name", 1)): named} if named else {}
    for entry in document.get("answer", []):
        place = Place(entry["question"], entry.get("tool"))
        if "options" in entry:
            found["answer", place] = tuple(entry["options"])
        elif "answered" in entry:
            found["answer", place] = entry["answered"]
        if "note" in entry:
            found["note", place] = entry["note"]
    assert found == model.said
    assert document["session"].get("draft", "") == model.draft


class TestHistories(Histories.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=RUNS < 100,
        suppress_health_check=list(HealthCheck),
    )

    @classmethod
    def teardown_class(cls) -> None:
        tried("steps of random histories against a plain dictionary", _steps[0])
