"""Compare two records, and say what each change does to the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from genai_guide.record.decision import RecordedDecision
from genai_guide.record.diff_values import (
    AnswerDiff,
    AnswerState,
    ComparedRecord,
    Reason,
    RecordDiff,
    RecordedAnswer,
    RevisionRelation,
    ToolChange,
    ToolMatch,
    ValueChange,
    Verdict,
    match_tools,
)
from genai_guide.record.statement import Statement
from genai_guide.record.summary import Summary
from genai_guide.record.versions import rename_answer, rename_answers
from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Place,
    Tool,
    answer_error,
    with_answer,
)
from genai_guide.rules.evaluate import Assessment, assess, question_status

_DIGITS = 12
_NO_TASK = "not asked for"


def list_reasons(
    side: ComparedRecord, by_number: Mapping[int, ToolMatch]
) -> dict[tuple[str, str, ToolMatch | None], Reason]:
    """List the rules that fired, tool by tool, by what makes them the same."""
    found: dict[tuple[str, str, ToolMatch | None], Reason] = {}
    for entry in side.statement.reasons:
        level = entry.level or "note"
        for tool in [by_number.get(number) for number in entry.tools or ()] or [None]:
            reason = Reason(entry.rule, level, entry.because, tool)
            found[reason.rule, level, tool] = reason
    return found


def diff_tasks(old: Statement, new: Statement) -> Iterator[ValueChange]:
    """Say which tasks are asked for, done and shown otherwise."""
    before, after = _by_task(old), _by_task(new)
    for key in {**after, **before}:
        text = after.get(key, before.get(key, ("", "")))[0]
        was, now = (side.get(key, ("", _NO_TASK))[1] for side in (before, after))
        if was != now:
            yield ValueChange(text, was, now)


def _by_task(statement: Statement) -> dict[str, tuple[str, str]]:
    """Return each task's text and its state in words, by its id."""
    evidence = {entry.task: entry for entry in statement.evidence}
    states = {}
    for task in statement.tasks:
        state: str = task.status
        if task.closed_on:
            state += f" on {task.closed_on}"
        if entry := evidence.get(task.id):
            file = f"{entry.file}, SHA-256 {entry.sha256}"
            state += f"; evidence: {entry.link or file}"
        states[task.id] = task.text, state
    return states


def diff_rest(old: ComparedRecord, new: ComparedRecord) -> Iterator[ValueChange]:
    """Compare the questions' version, the sign-off and the decision."""
    pairs = zip(_named(old), _named(new), strict=True)
    for (what, was), (_, now) in pairs:
        if was != now:
            yield ValueChange(what, was, now)


def _named(side: ComparedRecord) -> list[tuple[str, str]]:
    pack, signoff = side.statement.pack, side.statement.signoff
    who, at, attested = "not signed off", "never", "nothing"
    if signoff:
        who = f"{signoff.name}, {signoff.role}, {signoff.organisation}, {signoff.email}"
        at, attested = signoff.at.isoformat(), signoff.attestation
    decision = side.summary.decision if side.summary else None
    return [
        ("Questions", f"{pack.id} {pack.version}, digest {pack.digest[:_DIGITS]}"),
        ("Policy", pack.policy),
        ("Signed off by", who),
        ("Signed at, as claimed", at),
        ("Attested", attested),
        ("Decision", _decision(decision) if decision else "none"),
    ]


def _decision(decision: RecordedDecision) -> str:
    text = f"{decision.outcome.label}, by {decision.name}, {decision.role}"
    if decision.valid_until:
        text += f", until {decision.valid_until}"
    return "\n".join([text, *decision.conditions])


def relate_revisions(old: Summary | None, new: Summary | None) -> RevisionRelation:
    """Return how two records stand to each other as revisions."""
    if old is None or new is None:
        return RevisionRelation.NONE
    if new.statement.supersedes == old.digest:
        return RevisionRelation.NEXT
    if old.statement.supersedes == new.digest:
        return RevisionRelation.BEFORE
    if old.statement.id != new.statement.id or old.digest == new.digest:
        return RevisionRelation.NONE
    distance = abs(old.statement.revision - new.statement.revision)
    nearby = {0: RevisionRelation.RIVALS, 1: RevisionRelation.BROKEN}
    return nearby.get(distance, RevisionRelation.APART)


class WhatIf:
    """The answers of the old record, to be tried out with single changes.

    What a change brings up is answered as in the new record, so that a change is
    weighed with what comes along with it.
    """

    def __init__(self, before: Assessment, after: Mapping[Place, Answer]) -> None:
        """Take the old record.

        Args:
            before: What follows from its answers.
            after: The answers of the new record, at the places of the old one.
        """
        self.pack = before.pack
        self.asked = before.status.asked_set
        self.answers = active_answers(before)
        self.after = {at: one for at, one in after.items() if self._fits(at, one)}

    def _fits(self, place: Place, answer: Answer) -> bool:
        question = self.pack.by_id.get(place.question)
        if question is None or question.per_tool is not (place.tool is not None):
            return False
        return answer_error(question, answer) is None

    def answered(self, place: Place, answer: Answer | None) -> Verdict | None:
        """Change one answer; `None` if that alone is not possible, or counts not."""
        if answer is not None and not self._fits(place, answer):
            return None
        answers = self._put(self.answers, place, answer)
        if place not in question_status(self.pack, answers).asked_set:
            return None
        return self._verdict(answers)

    def with_tool(self, name: str, given: Mapping[str, Answer]) -> Verdict:
        """List one more tool."""
        fitting = {
            key: one for key, one in given.items() if self._fits(Place(key, 1), one)
        }
        tools = (*self.answers.tools, Tool(name, fitting))
        return self._verdict(replace(self.answers, tools=tools))

    def without_tool(self, number: int) -> Verdict:
        """Take one tool away."""
        tools = list(self.answers.tools)
        del tools[number - 1]
        return self._verdict(replace(self.answers, tools=tuple(tools) or (Tool(),)))

    def _put(self, answers: Answers, place: Place, answer: Answer | None) -> Answers:
        if self.pack.by_id[place.question].field != TOOL_NAME_FIELD or not place.tool:
            return with_answer(answers, place, answer)
        tools = list(answers.tools)
        tools[place.tool - 1] = replace(tools[place.tool - 1], name=str(answer or ""))
        return replace(answers, tools=tuple(tools))

    def _verdict(self, answers: Answers) -> Verdict:
        while brought_up := [
            place
            for place in question_status(self.pack, answers).open
            if place not in self.asked and place in self.after
        ]:
            for place in brought_up:
                answers = self._put(answers, place, self.after[place])
        return Verdict.of(assess(self.pack, answers))


def active_answers(found: Assessment) -> Answers:
    """Leave out the answers that are parked."""
    answers = found.answers
    for place in found.status.inactive:
        answers = with_answer(answers, place, None)
    return answers


Key = tuple[str, ToolMatch | None]


def diff_records(old: ComparedRecord, new: ComparedRecord) -> RecordDiff:
    """Compare two records."""
    tools = match_tools(old.tools_beside(new), new.tools_beside(old))
    by_old = {one.old: one for one in tools if one.old}
    by_new = {one.new: one for one in tools if one.new}
    before, after = _keyed(old, new, by_old), _keyed(new, old, by_new)
    entries = [
        AnswerDiff(
            *key, before.get(key, RecordedAnswer()), after.get(key, RecordedAnswer())
        )
        for key in sorted({**before, **after}, key=_order(old, new, tools))
    ]
    weights = _Weights(old, new, entries)
    was, now = list_reasons(old, by_old), list_reasons(new, by_new)
    return RecordDiff(
        was=Verdict.stated(old.statement),
        now=Verdict.stated(new.statement),
        entries=tuple(weights.weighed(one) for one in entries if one.differs),
        tools=tuple(weights.of_tool(one) for one in tools if one.differs),
        gained=tuple(one for key, one in now.items() if key not in was),
        lost=tuple(one for key, one in was.items() if key not in now),
        tasks=tuple(diff_tasks(old.statement, new.statement)),
        rest=tuple(diff_rest(old, new)),
        judged=old.assessment is not None,
        judged_anew=_judged_anew(old, new),
        chain=relate_revisions(old.summary, new.summary),
    )


def _order(
    old: ComparedRecord, new: ComparedRecord, tools: Sequence[ToolMatch]
) -> Callable[[Key], tuple[int, int]]:
    """Give the order of asking: the use first, then tool by tool."""
    packs = [one.assessment.pack for one in (old, new) if one.assessment]
    rank = {key: number for pack in packs for key, number in pack.rank.items()}
    turn = {match: number for number, match in enumerate(tools, start=1)}

    def order(key: Key) -> tuple[int, int]:
        question, tool = key
        return turn[tool] if tool else 0, rank.get(question, len(rank))

    return order


def _keyed(
    side: ComparedRecord, other: ComparedRecord, by_number: Mapping[int, ToolMatch]
) -> dict[Key, RecordedAnswer]:
    """List what a record says, by the names that the other one's questions have."""
    found: dict[Key, RecordedAnswer] = {}
    for place, seen in side.seen().items():
        name, answer = _renamed(side, other, place.question, seen.answer)
        tool = by_number.get(place.tool) if place.tool else None
        found[name, tool] = seen._replace(answer=answer)
    return found


def _renamed(
    side: ComparedRecord,
    other: ComparedRecord,
    question: str,
    answer: Answer | None = None,
) -> tuple[str, Answer | None]:
    pack = other.assessment.pack if other.assessment else None
    if pack is None or pack.id != side.statement.pack.id:
        return question, answer
    return rename_answer(pack, side.version, question, answer)


class _Weights:
    """What each change alone does to the verdict of the old record."""

    def __init__(
        self, old: ComparedRecord, new: ComparedRecord, entries: Sequence[AnswerDiff]
    ) -> None:
        self.trial: WhatIf | None = None
        self.ids: dict[str, str] = {}
        """The questions of the old record, by their names of now."""
        self.entries = entries
        if old.assessment:
            asked = old.assessment.pack.questions
            self.ids = {_renamed(old, new, one.id)[0]: one.id for one in asked}
            self.trial = WhatIf(old.assessment, dict(self._after()))

    def _after(self) -> Iterator[tuple[Place, Answer]]:
        for entry in self.entries:
            place = self._place(entry)
            if place and entry.after.answer is not None:
                yield place, entry.after.answer

    def _place(self, entry: AnswerDiff) -> Place | None:
        """Find the place in the old record, if it has one."""
        number = entry.tool.old if entry.tool else None
        if entry.question not in self.ids or (entry.tool and number is None):
            return None
        return Place(self.ids[entry.question], number)

    def weighed(self, entry: AnswerDiff) -> AnswerDiff:
        """Say what a change of an answer does, if it can be made alone."""
        place = self._place(entry)
        gone = entry.after.standing is AnswerState.NOT_ASKED
        if not (self.trial and place and entry.answered_otherwise) or gone:
            return entry
        return entry._replace(alone=self.trial.answered(place, entry.after.answer))

    def of_tool(self, match: ToolMatch) -> ToolChange:
        """Say what one more or one less tool does."""
        alone = None
        if self.trial and match.old is None:
            about = [one for one in self.entries if one.tool == match]
            given = {
                self.ids[one.question]: one.after.answer
                for one in about
                if one.question in self.ids and one.after.answer is not None
            }
            alone = self.trial.with_tool(match.now, given)
        elif self.trial and match.old and match.new is None:
            alone = self.trial.without_tool(match.old)
        return ToolChange(match, alone)


def _judged_anew(old: ComparedRecord, new: ComparedRecord) -> Verdict | None:
    """Judge the old answers by the new questions, if those are others."""
    if not (old.assessment and new.assessment):
        return None
    before, after = old.assessment.pack, new.assessment.pack
    if before.id != after.id or before.digest == after.digest:
        return None
    found = rename_answers(active_answers(old.assessment), old.version, after)
    return Verdict.of(assess(after, found.answers))
