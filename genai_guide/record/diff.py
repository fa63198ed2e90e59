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


def diff_records(old: ComparedRecord, new: ComparedRecord) -> RecordDiff:
    """Compare two records."""
    tools = match_tools(old.tools_beside(new), new.tools_beside(old))
    by_old = {match.old: match for match in tools if match.old}
    by_new = {match.new: match for match in tools if match.new}
    before, after = _keyed(old, new, by_old), _keyed(new, old, by_new)
    entries = [
        AnswerDiff(
            *key, before.get(key, RecordedAnswer()), after.get(key, RecordedAnswer())
        )
        for key in sorted({**before, **after}, key=_order(old, new, tools))
    ]
    trial = _Trial(old, new, entries) if old.assessment else None
    differing = [entry for entry in entries if entry.differs]
    changed_tools = [match for match in tools if match.differs]
    lost, gained = _reasons(old, by_old), _reasons(new, by_new)
    return RecordDiff(
        was=Verdict.stated(old.statement),
        now=Verdict.stated(new.statement),
        entries=tuple(
            replace(entry, alone=trial.weigh_answer(entry)) if trial else entry
            for entry in differing
        ),
        tools=tuple(
            ToolChange(match, trial.weigh_tool(match) if trial else None)
            for match in changed_tools
        ),
        gained=tuple(reason for key, reason in gained.items() if key not in lost),
        lost=tuple(reason for key, reason in lost.items() if key not in gained),
        tasks=tuple(_diff_tasks(old.statement, new.statement)),
        rest=tuple(
            ValueChange(what, was, now)
            for (what, was), (_, now) in zip(_facts(old), _facts(new), strict=True)
            if was != now
        ),
        judged=old.assessment is not None,
        judged_anew=_judged_anew(old, new),
        chain=_relate_revisions(old.summary, new.summary),
    )


def _reasons(
    record: ComparedRecord, by_number: Mapping[int, ToolMatch]
) -> dict[tuple[str, str, ToolMatch | None], Reason]:
    """Return the rules that apply, tool by tool, by what makes them the same."""
    reasons: dict[tuple[str, str, ToolMatch | None], Reason] = {}
    for entry in record.statement.reasons:
        level = entry.level or "note"
        for tool in [by_number.get(number) for number in entry.tools or ()] or [None]:
            reason = Reason(entry.rule, level, entry.because, tool)
            reasons[reason.rule, level, tool] = reason
    return reasons


def _diff_tasks(old: Statement, new: Statement) -> Iterator[ValueChange]:
    """Yield which tasks are asked for, done and shown otherwise."""
    before, after = _task_states(old), _task_states(new)
    texts = {task.id: task.text for task in (*old.tasks, *new.tasks)}
    for task_id in {**after, **before}:
        was, now = (states.get(task_id, _NO_TASK) for states in (before, after))
        if was != now:
            yield ValueChange(texts[task_id], was, now)


def _task_states(statement: Statement) -> dict[str, str]:
    """Return the state of each task in words, by its id."""
    evidence = {entry.task: entry for entry in statement.evidence}
    states = {}
    for task in statement.tasks:
        state: str = task.status
        if task.closed_on:
            state += f" on {task.closed_on}"
        if entry := evidence.get(task.id):
            file = f"{entry.file}, SHA-256 {entry.sha256}"
            state += f"; evidence: {entry.link or file}"
        states[task.id] = state
    return states


def _facts(record: ComparedRecord) -> list[tuple[str, str]]:
    """Return the questions' version, the sign-off and the decision, in words."""
    pack, signoff = record.statement.pack, record.statement.signoff
    who, at, attested = "not signed off", "never", "nothing"
    if signoff:
        who = f"{signoff.name}, {signoff.role}, {signoff.organisation}, {signoff.email}"
        at, attested = signoff.at.isoformat(), signoff.attestation
    decision = record.summary.decision if record.summary else None
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


def _relate_revisions(old: Summary | None, new: Summary | None) -> RevisionRelation:
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


class _Trial:
    """Tries single changes on the answers of the old record.

    What a change brings up is answered as in the new record, so that a change is
    weighed with what comes along with it.

    Args:
        old: The old record, with what follows from its answers.
        new: The new record.
        entries: Every question that one of them is asked.
    """

    def __init__(
        self, old: ComparedRecord, new: ComparedRecord, entries: Sequence[AnswerDiff]
    ) -> None:
        assert old.assessment  # noqa: S101 - the caller has made sure
        self.pack = old.assessment.pack
        self.asked = old.assessment.status.asked_set
        self.answers = active_answers(old.assessment)
        self.entries = entries
        self.ids = {
            _renamed(old, new, question.id)[0]: question.id
            for question in self.pack.questions
        }
        """The questions of the old record, by their names of now."""
        self.after = {
            place: entry.after.answer
            for entry in entries
            if (place := self._place(entry))
            and entry.after.answer is not None
            and self._fits(place, entry.after.answer)
        }

    def weigh_answer(self, entry: AnswerDiff) -> Verdict | None:
        """Return what a change of an answer gives, if it can be made alone."""
        place, answer = self._place(entry), entry.after.answer
        is_gone = entry.after.state is AnswerState.NOT_ASKED
        if place is None or is_gone or not entry.answered_otherwise:
            return None
        if answer is not None and not self._fits(place, answer):
            return None
        answers = self._with_answer(self.answers, place, answer)
        if place not in question_status(self.pack, answers).asked_set:
            return None
        return self._verdict(answers)

    def weigh_tool(self, match: ToolMatch) -> Verdict | None:
        """Return what one more or one less tool gives."""
        tools = list(self.answers.tools)
        if match.old is None:
            given = {
                self.ids[entry.question]: entry.after.answer
                for entry in self.entries
                if entry.tool == match
                and entry.question in self.ids
                and entry.after.answer is not None
                and self._fits(Place(self.ids[entry.question], 1), entry.after.answer)
            }
            tools.append(Tool(match.now, given))
        elif match.new is None:
            del tools[match.old - 1]
        else:
            return None
        return self._verdict(replace(self.answers, tools=tuple(tools) or (Tool(),)))

    def _place(self, entry: AnswerDiff) -> Place | None:
        """Find the place in the old record, if it has one."""
        number = entry.tool.old if entry.tool else None
        if entry.question not in self.ids or (entry.tool and number is None):
            return None
        return Place(self.ids[entry.question], number)

    def _fits(self, place: Place, answer: Answer) -> bool:
        question = self.pack.by_id.get(place.question)
        if question is None or question.per_tool is not (place.tool is not None):
            return False
        return answer_error(question, answer) is None

    def _with_answer(
        self, answers: Answers, place: Place, answer: Answer | None
    ) -> Answers:
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
                answers = self._with_answer(answers, place, self.after[place])
        return Verdict.of(assess(self.pack, answers))


def active_answers(assessment: Assessment) -> Answers:
    """Return the answers without those that are not asked for now."""
    answers = assessment.answers
    for place in assessment.status.inactive:
        answers = with_answer(answers, place, None)
    return answers


Key = tuple[str, ToolMatch | None]


def _order(
    old: ComparedRecord, new: ComparedRecord, tools: Sequence[ToolMatch]
) -> Callable[[Key], tuple[int, int]]:
    """Return the order of asking: the use first, then tool by tool."""
    packs = [record.assessment.pack for record in (old, new) if record.assessment]
    rank = {key: number for pack in packs for key, number in pack.rank.items()}
    turn = {match: number for number, match in enumerate(tools, start=1)}

    def order(key: Key) -> tuple[int, int]:
        question, tool = key
        return turn[tool] if tool else 0, rank.get(question, len(rank))

    return order


def _keyed(
    record: ComparedRecord, other: ComparedRecord, by_number: Mapping[int, ToolMatch]
) -> dict[Key, RecordedAnswer]:
    """Return what a record says, by the names that the other one's questions have."""
    keyed: dict[Key, RecordedAnswer] = {}
    for place, recorded in record.answers().items():
        name, answer = _renamed(record, other, place.question, recorded.answer)
        tool = by_number.get(place.tool) if place.tool else None
        keyed[name, tool] = replace(recorded, answer=answer)
    return keyed


def _renamed(
    record: ComparedRecord,
    other: ComparedRecord,
    question: str,
    answer: Answer | None = None,
) -> tuple[str, Answer | None]:
    pack = other.assessment.pack if other.assessment else None
    made_with = record.statement.pack
    if pack is None or pack.id != made_with.id:
        return question, answer
    return rename_answer(pack, made_with.version, question, answer)


def _judged_anew(old: ComparedRecord, new: ComparedRecord) -> Verdict | None:
    """Judge the old answers by the new questions, if those are others."""
    if not (old.assessment and new.assessment):
        return None
    before, after = old.assessment.pack, new.assessment.pack
    if before.id != after.id or before.digest == after.digest:
        return None
    version = old.statement.pack.version
    renamed = rename_answers(active_answers(old.assessment), version, after)
    return Verdict.of(assess(after, renamed.answers))
