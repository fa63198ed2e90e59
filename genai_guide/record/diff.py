"""Compare two records, and find what each change does to the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from genai_guide.record.state_words import DONE, OPEN
from genai_guide.record.statement import Statement, Summary
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
from genai_guide.rules.dates import format_date
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.status import question_status

_DIGITS = 12


class Direction(StrEnum):
    """Where a verdict goes."""

    RISES = "rises"
    FALLS = "falls"
    BOTH = "rises in part, falls in part"
    STAYS = "stays the same"


@dataclass(frozen=True)
class Verdict:
    """A level with its obligations, or the bounds of one while answers are missing."""

    lowest: Level
    highest: Level
    obligations: tuple[Obligation, ...] = ()
    complete: bool = True

    @classmethod
    def of(cls, assessment: Assessment) -> Verdict:
        """Return what follows from answers."""
        return cls(
            assessment.lowest,
            assessment.highest,
            _renumbered(assessment.obligations),
            assessment.complete,
        )

    @classmethod
    def stated(cls, statement: Statement) -> Verdict:
        """Return what a signed statement says."""
        level = statement.level_by_id[statement.level]
        return cls(level, level, statement.named_obligations)

    def to(self, other: Verdict) -> Direction:
        """Return where the verdict goes if it becomes the other one."""
        before, after = set(self.obligations), set(other.obligations)
        pairs = ((self.lowest, other.lowest), (self.highest, other.highest))
        up = any(old < new for old, new in pairs) or bool(after - before)
        down = any(old > new for old, new in pairs) or bool(before - after)
        if up and down:
            return Direction.BOTH
        return Direction.RISES if up else Direction.FALLS if down else Direction.STAYS

    @property
    def words(self) -> str:
        """The level by its name, then what is also needed."""
        level = self.lowest.label
        if not self.complete:
            level = f"open, from {level} to {self.highest.label}"
        needed = ", ".join(each.label for each in self.obligations)
        return f"{level}; also needed: {needed}" if needed else level

    def __str__(self) -> str:
        """Return it as one line: `approval, consent`, or `open (notify to hold)`."""
        level: str = self.lowest.id
        if not self.complete:
            level = f"open ({self.lowest.id} to {self.highest.id})"
        return ", ".join([level, *(each.id for each in self.obligations)])


def _renumbered(obligations: Sequence[Obligation]) -> tuple[Obligation, ...]:
    """Return obligations that compare as those of a statement, which has no others."""
    return tuple(replace(each, rank=rank) for rank, each in enumerate(obligations))


class AnswerState(StrEnum):
    """What a record has at a question."""

    ANSWERED = "answered"
    EMPTY = "left empty"
    OPEN = "open"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class RecordedAnswer:
    """What a record says at one question."""

    state: AnswerState = AnswerState.NOT_ASKED
    text: str = ""
    """The question."""
    answer: Answer | None = None
    answered: str = ""
    """The answer in words."""
    note: str = ""

    @property
    def words(self) -> str:
        """The answer in words, or the state of the question without one."""
        return self.answered if self.state is AnswerState.ANSWERED else str(self.state)


@dataclass(frozen=True)
class ComparedRecord:
    """A record: what is stated, and what follows from its answers."""

    statement: Statement
    """As it was signed, or as it was built from the answers."""
    assessment: Assessment | None = None
    """By the very questions that were answered; `None` if they are not at hand."""
    summary: Summary | None = None
    """The summary that the record is, if it is one."""
    decided: str = ""
    """The decision that stands, in words; empty if there is none."""

    @property
    def verdict(self) -> Verdict:
        """What the record comes to."""
        if self.assessment:
            return Verdict.of(self.assessment)
        return Verdict.stated(self.statement)

    def tools_beside(self, other: ComparedRecord) -> dict[int, str]:
        """Return the tools' names by their numbers.

        A record may ask nothing of its tools; they are listed where the other does.
        """
        stated = {tool.number: tool.name for tool in self.statement.tools}
        if stated or not other.statement.tools or not self.assessment:
            return stated
        listed = enumerate(self.assessment.answers.tools, start=1)
        return {number: tool.name for number, tool in listed}

    def answers(self) -> dict[Place, RecordedAnswer]:
        """Return the questions asked, with what stands there, in order of asking."""
        answers = {}
        for entry in self.statement.answers:
            answer = entry.answered if entry.options is None else entry.options
            answers[entry.place] = RecordedAnswer(
                AnswerState.ANSWERED, entry.text, answer, entry.answered, entry.note
            )
        if self.assessment:
            pack, still_open = self.assessment.pack, set(self.assessment.status.open)
            for place in self.assessment.status.asked:
                question = pack.by_id[place.question]
                if place in still_open:
                    answers[place] = RecordedAnswer(AnswerState.OPEN, question.text)
                elif question.optional and place not in answers:
                    answers[place] = RecordedAnswer(AnswerState.EMPTY, question.text)
        return answers


@dataclass(frozen=True)
class ToolMatch:
    """A tool of one record and the same tool of the other, where there is one."""

    old: int | None
    """Its number in the old record."""
    new: int | None
    was: str = ""
    """Its name in the old record."""
    now: str = ""

    @property
    def one_sided(self) -> bool:
        """Whether only one of the records has it."""
        return self.old is None or self.new is None


@dataclass(frozen=True)
class AnswerDiff:
    """One question, as each record has it."""

    question: str
    """The id, as the newer version of the pack has it."""
    tool: ToolMatch | None
    before: RecordedAnswer
    after: RecordedAnswer
    alone: Verdict | None = None
    """What the old record comes to with this change alone and what it brings up;
    `None` if it is possible, or counts, only with other changes."""

    @property
    def text(self) -> str:
        """The question, in its new words if there are any."""
        return self.after.text or self.before.text

    @property
    def words(self) -> tuple[str, str]:
        """What stood there before, and what stands there now."""
        return self.before.words, self.after.words

    @property
    def answered_otherwise(self) -> bool:
        """Whether the answer differs, or whether it is still open."""
        before, after = (
            frozenset(recorded.answer)
            if isinstance(recorded.answer, tuple)
            else recorded.answer
            for recorded in (self.before, self.after)
        )
        states = {self.before.state, self.after.state}
        return before != after or (AnswerState.OPEN in states and len(states) > 1)

    @property
    def noted_otherwise(self) -> bool:
        """Whether the note on the answer differs."""
        return self.before.note != self.after.note

    @property
    def worded_otherwise(self) -> bool:
        """Whether the same answer was given to, or in, other words."""
        states = {self.before.state, self.after.state}
        if self.answered_otherwise or AnswerState.NOT_ASKED in states:
            return False
        before = (self.before.text, self.before.answered)
        return before != (self.after.text, self.after.answered)


@dataclass(frozen=True)
class ToolChange:
    """A tool that was added, removed, renamed, or has another number."""

    match: ToolMatch
    alone: Verdict | None = None
    """What the old record comes to with the tool added, or taken away."""


@dataclass(frozen=True)
class Reason:
    """A rule that applied, for the use or for one tool."""

    rule: str
    level: str
    """The level's id."""
    label: str = field(compare=False)
    """The level's name, or the word for a rule that has none."""
    because: str = field(compare=False)
    tool: ToolMatch | None


@dataclass(frozen=True)
class ValueChange:
    """Something else that differs, in words."""

    what: str
    was: str
    now: str


class RevisionRelation(StrEnum):
    """How two records stand to each other as revisions of one, in a sentence."""

    NONE = ""
    """They are none: one of them was never signed off, or they are of two uses."""
    NEXT = "The new record is revision {now} of the old one."
    BEFORE = "The old record is the later one: revision {was} of the new one."
    APART = "They are the revisions {was} and {now} of one record."
    BROKEN = (
        "They say that they are the revisions {was} and {now} of one record,"
        " but the later one takes the place of another file than this:"
        " one of the two is not what it was, or there are two different"
        " revisions {earlier}."
    )
    RIVALS = (
        "These are two different revisions {now} of one use: ask the producer"
        " which one counts."
    )


@dataclass(frozen=True)
class RecordDiff:
    """Everything that differs between two records."""

    was: Verdict
    now: Verdict
    entries: tuple[AnswerDiff, ...]
    """The questions where anything differs, in the order of asking."""
    tools: tuple[ToolChange, ...]
    gained: tuple[Reason, ...]
    lost: tuple[Reason, ...]
    tasks: tuple[ValueChange, ...]
    rest: tuple[ValueChange, ...]
    """The questions' version, the sign-off and the decision."""
    judged: bool
    """Whether each change was weighed: the old questions are at hand."""
    judged_anew: Verdict | None
    """What the old answers come to under the new questions, if those are others."""
    chain: RevisionRelation
    """How the records stand to each other as revisions."""

    @property
    def in_answers(self) -> bool:
        """Whether an answer or a tool differs."""
        return bool(self.tools) or any(
            entry.answered_otherwise for entry in self.entries
        )

    def __bool__(self) -> bool:
        """Whether anything differs."""
        parts = (self.entries, self.tools, self.gained, self.lost, self.tasks)
        return any((*parts, self.rest, self.was != self.now))


def diff_records(old: ComparedRecord, new: ComparedRecord) -> RecordDiff:
    """Compare two records."""
    tools = _match_tools(old.tools_beside(new), new.tools_beside(old))
    by_old = {match.old: match for match in tools if match.old}
    by_new = {match.new: match for match in tools if match.new}
    before, after = _keyed(old, new, by_old), _keyed(new, old, by_new)
    rank: dict[str, int] = {}
    for record in (old, new):
        rank.update(record.assessment.pack.rank if record.assessment else {})
    turn = {None: 0} | {match: number for number, match in enumerate(tools, start=1)}
    # The use first, then tool by tool, each in the order of asking.
    keys = sorted(
        {**before, **after}, key=lambda key: (turn[key[1]], rank.get(key[0], len(rank)))
    )
    nothing = RecordedAnswer()
    entries = [
        AnswerDiff(*key, before.get(key, nothing), after.get(key, nothing))
        for key in keys
    ]
    trial = _Trial(old, new, entries) if old.assessment else None
    lost, gained = _reasons(old, by_old), _reasons(new, by_new)
    return RecordDiff(
        was=old.verdict,
        now=new.verdict,
        entries=tuple(
            replace(entry, alone=trial.weigh_answer(entry)) if trial else entry
            for entry in entries
            if entry.answered_otherwise
            or entry.noted_otherwise
            or entry.worded_otherwise
        ),
        tools=tuple(
            ToolChange(match, trial.weigh_tool(match) if trial else None)
            for match in tools
            if (match.old, match.was) != (match.new, match.now)
        ),
        gained=tuple(reason for reason in gained.values() if reason not in lost),
        lost=tuple(reason for reason in lost.values() if reason not in gained),
        tasks=tuple(_diff_tasks(old.statement, new.statement)),
        rest=tuple(
            ValueChange(what, was, now)
            for (what, was), (_, now) in zip(_facts(old), _facts(new), strict=True)
            if was != now
        ),
        judged=trial is not None,
        judged_anew=_judge_anew(old, new),
        chain=_relate_revisions(old.summary, new.summary),
    )


def _match_tools(old: Mapping[int, str], new: Mapping[int, str]) -> list[ToolMatch]:
    """Match tools by their names, the rest by their numbers.

    Tools of one name are matched in their order.
    """
    pairs: dict[int, int] = {}
    free = dict(new)
    for number, name in sorted(old.items()):
        same = [other for other in sorted(free) if name and free[other] == name]
        if same:
            pairs[number] = same[0]
            del free[same[0]]
    matches = []
    for number, name in old.items():
        other = pairs.get(number, number if number in free else None)
        matches.append(ToolMatch(number, other, name, new[other] if other else ""))
    matched = {match.new for match in matches}
    matches += [
        ToolMatch(None, number, "", name)
        for number, name in new.items()
        if number not in matched
    ]
    return sorted(
        matches, key=lambda match: (match.new or match.old or 0, match.old or 0)
    )


def _keyed(
    record: ComparedRecord, other: ComparedRecord, by_number: Mapping[int, ToolMatch]
) -> dict[tuple[str, ToolMatch | None], RecordedAnswer]:
    """Return what a record says, by the names that the other one's questions have."""
    keyed: dict[tuple[str, ToolMatch | None], RecordedAnswer] = {}
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
    made_with = record.statement.pack
    if not other.assessment or other.assessment.pack.id != made_with.id:
        return question, answer
    return rename_answer(other.assessment.pack, made_with.version, question, answer)


def _reasons(
    record: ComparedRecord, by_number: Mapping[int, ToolMatch]
) -> dict[Reason, Reason]:
    """Return the rules that apply, tool by tool."""
    reasons = {}
    for entry in record.statement.reasons:
        level = record.statement.level_by_id.get(entry.level)
        label = level.label if level else "note"
        for tool in [by_number.get(number) for number in entry.tools] or [None]:
            reason = Reason(entry.rule, entry.level, label, entry.reason, tool)
            reasons[reason] = reason
    return reasons


def _diff_tasks(old: Statement, new: Statement) -> Iterator[ValueChange]:
    """Yield which tasks are asked for, done and shown otherwise."""
    before, after = _task_states(old), _task_states(new)
    texts = {task.id: task.text for task in (*old.tasks, *new.tasks)}
    for task_id in {**after, **before}:
        was, now = (states.get(task_id, "not asked for") for states in (before, after))
        if was != now:
            yield ValueChange(texts[task_id], was, now)


def _task_states(statement: Statement) -> dict[str, str]:
    """Return the state of each task in words, by its id."""
    states = {}
    for task in statement.tasks:
        state = f"{DONE} on {format_date(task.done_on)}" if task.done_on else OPEN
        if entry := task.evidence:
            file = f"{entry.file}, SHA-256 {entry.sha256}"
            state += f"; evidence: {entry.text or entry.link or file}"
        states[task.id] = state
    return states


def _facts(record: ComparedRecord) -> list[tuple[str, str]]:
    """Return the questions' version, the sign-off and the decision, in words."""
    pack, signoff = record.statement.pack, record.statement.signoff
    who, at, attested = "not signed off", "never", "nothing"
    if signoff:
        who = f"{signoff.name}, {signoff.role}, {signoff.organisation}, {signoff.email}"
        at, attested = f"{signoff.at:%Y-%m-%d %H:%M} UTC", signoff.attestation
    return [
        (
            "Questions",
            f"version {pack.version} [{pack.id}, digest {pack.digest[:_DIGITS]}]",
        ),
        ("Policy", pack.policy),
        ("Signed off by", who),
        ("Signed at, as claimed", at),
        ("Attested", attested),
        ("Decision", record.decided or "none"),
    ]


def _judge_anew(old: ComparedRecord, new: ComparedRecord) -> Verdict | None:
    """Judge the old answers by the new questions, if those are others."""
    if not (old.assessment and new.assessment):
        return None
    before, after = old.assessment.pack, new.assessment.pack
    if before.id != after.id or before.digest == after.digest:
        return None
    answers = _active_answers(old.assessment)
    renamed = rename_answers(answers, old.statement.pack.version, after)
    return Verdict.of(assess(after, renamed.answers))


def _active_answers(assessment: Assessment) -> Answers:
    """Return the answers without those that are not asked for now."""
    answers = assessment.answers
    for place in assessment.status.inactive:
        answers = with_answer(answers, place, None)
    return answers


def _relate_revisions(old: Summary | None, new: Summary | None) -> RevisionRelation:
    """Return how two records stand to each other as revisions."""
    if old is None or new is None:
        return RevisionRelation.NONE
    if new.statement.supersedes[:1] == (old.digest,):
        return RevisionRelation.NEXT
    if old.statement.supersedes[:1] == (new.digest,):
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
    """

    def __init__(
        self, old: ComparedRecord, new: ComparedRecord, entries: Sequence[AnswerDiff]
    ) -> None:
        assert old.assessment  # noqa: S101 - the caller has made sure
        self.pack = old.assessment.pack
        self.asked = old.assessment.status.asked_set
        self.answers = _active_answers(old.assessment)
        self.entries = entries
        self.ids = {
            _renamed(old, new, question.id)[0]: question.id
            for question in self.pack.questions
        }
        """The questions of the old record, by their names of now."""
        self.after: dict[Place, Answer] = {}
        """The new answers that the old questions accept."""
        for entry in entries:
            place, answer = self._place(entry), entry.after.answer
            if place and answer is not None and self._fits(place, answer):
                self.after[place] = answer

    def weigh_answer(self, entry: AnswerDiff) -> Verdict | None:
        """Return what a change of an answer gives, if it can be made alone."""
        place, answer = self._place(entry), entry.after.answer
        is_gone = entry.after.state is AnswerState.NOT_ASKED
        if place is None or is_gone or not entry.answered_otherwise:
            return None
        if answer is not None and place not in self.after:
            return None
        answers = self._with_answer(self.answers, place, answer)
        if place not in question_status(self.pack, answers).asked_set:
            return None
        return self._verdict(answers)

    def weigh_tool(self, match: ToolMatch) -> Verdict | None:
        """Return what one more or one less tool gives."""
        tools = list(self.answers.tools)
        if match.old is None:
            given: dict[str, Answer] = {}
            for entry in self.entries:
                question, answer = self.ids.get(entry.question), entry.after.answer
                if entry.tool != match or question is None or answer is None:
                    continue
                if self._fits(Place(question, 1), answer):
                    given[question] = answer
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
        question = self.pack.by_id[place.question]
        if question.per_tool is not (place.tool is not None):
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
