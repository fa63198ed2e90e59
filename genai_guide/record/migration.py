"""Carry a draft over to another version of its questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from genai_guide.record.draft import ClosedTask, Draft, DraftTool, new_draft
from genai_guide.record.versions import Trace, is_major_change, trace_changes
from genai_guide.rules.answers import Answer, answer_error, format_answer
from genai_guide.rules.pack import OnSaved, Pack, Question
from genai_guide.text import LONG_LIMIT, sanitize, text_error

_AGAIN = "The list of changes asks for a new answer."
_CONFIRM = "The list of changes asks to confirm the answer."


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer as a file tells it, whether or not there is such a question now."""

    question: str
    tool: int | None
    """The tool's number among all tools, from 1."""
    answer: Answer | None
    """`None` where there is only a note."""
    asked: str = ""
    """The question's text when it was answered."""
    words: str = ""
    """The answer in words when it was given."""
    note: str = ""

    @property
    def in_words(self) -> str:
        """The answer as a person reads it."""
        if isinstance(self.answer, str):
            return self.answer
        return self.words or ", ".join(self.answer or ())


@dataclass(frozen=True)
class MigrationOutcome:
    """What becomes of an answer."""

    what: OnSaved
    question: str
    """The question's id, as it is now."""
    answer: Answer | None
    """The answer, its options as they are called now."""
    why: str


def judge_answer(
    given: EarlierAnswer, version: str, pack: Pack, old: Pack | None
) -> MigrationOutcome:
    """Say what becomes of an answer.

    Args:
        given: The answer.
        version: The version that it was given under.
        pack: The questions as they are now.
        old: The questions that it was given under, if they are at hand.
    """
    chosen = given.answer if isinstance(given.answer, tuple) else ()
    trace = trace_changes(pack, version, given.question, chosen)
    question = pack.by_id.get(trace.question)
    if question is None:
        why = "This question is no longer asked."
        return MigrationOutcome(OnSaved.AGAIN, trace.question, None, why)
    answer = given.answer
    if isinstance(answer, tuple):
        order = {option.id: number for number, option in enumerate(question.options)}
        answer = tuple(sorted(trace.options, key=lambda one: order.get(one, 0)))
    why = _does_not_fit(question, given, answer)
    if why:
        return MigrationOutcome(OnSaved.AGAIN, question.id, None, why)
    what, why = _weighed(trace, question, version, pack)
    if what is OnSaved.KEEP and not (trace.on_saved or trace.worded):
        changed = _other_wording(given, question, trace, old)
        what, why = (OnSaved.CONFIRM, changed) if changed else (what, why)
    return MigrationOutcome(what, question.id, answer, why)


def _does_not_fit(
    question: Question, given: EarlierAnswer, answer: Answer | None
) -> str:
    if question.per_tool is not (given.tool is not None):
        how = "for each tool" if question.per_tool else "once for the use"
        return f"This is now asked {how}."
    if isinstance(answer, tuple) and question.is_choice:
        gone = any(question.option(one) is None for one in answer)
        if gone:
            return "An option that was chosen is no longer offered."
    if isinstance(answer, str) and not question.is_choice:
        wrong = text_error(answer, long=question.long)
        if wrong:
            return f"The answer does not fit the question any more: {wrong}."
    wrong = answer_error(question, answer) if answer is not None else None
    return f"The answer does not fit the question any more: {wrong}." if wrong else ""


def _weighed(
    trace: Trace, question: Question, version: str, pack: Pack
) -> tuple[OnSaved, str]:
    """Say what the list of changes and the numbers of the versions ask for."""
    if trace.on_saved is OnSaved.AGAIN:
        return OnSaved.AGAIN, _AGAIN
    if trace.on_saved is OnSaved.CONFIRM:
        return OnSaved.CONFIRM, _CONFIRM
    raised = is_major_change(version, pack.version)
    if raised and trace.on_saved is None and question.is_choice:
        why = f"Version {pack.version} changes what the answers mean."
        return OnSaved.AGAIN, why
    if trace.worded:
        return OnSaved.KEEP, "The list of changes says that the answer still holds."
    return OnSaved.KEEP, "Asked as before."


def _other_wording(
    given: EarlierAnswer, question: Question, trace: Trace, old: Pack | None
) -> str:
    """Say what is worded differently now, or nothing."""
    before = old.by_id.get(given.question) if old else None
    if sanitize(before.text if before else given.asked, long=True) != sanitize(
        question.text, long=True
    ):
        return "The question is worded differently now."
    if not isinstance(given.answer, tuple):
        return ""
    said = format_answer(before, given.answer) if before else given.words
    same = _parts(said) == _parts(format_answer(question, trace.options))
    if before:
        same = same and _labels_kept(before, question)
    return "" if same else "An option is worded differently now."


def _labels_kept(before: Question, now: Question) -> bool:
    """Whether the options that there are before and now read the same."""
    pairs = ((one, now.option(one.id)) for one in before.options)
    return all(after is None or one.label == after.label for one, after in pairs)


def _parts(said: str) -> list[str]:
    """The labels of an answer in words, whatever their order."""
    return sorted(sanitize(said, long=True).split("; "))


_TWICE = "Two answers would stand at this question."
_HEADS = {
    OnSaved.AGAIN: "To be answered again",
    OnSaved.CONFIRM: "To be confirmed, the old answer in a note",
    OnSaved.KEEP: "Kept",
}
ANSWERED_BEFORE = "Answered before: "
"""How the note begins that holds an answer to be confirmed."""


@dataclass(frozen=True)
class EarlierDraft:
    """A draft as its file tells it, whatever pack it was answered under."""

    version: str
    given: tuple[EarlierAnswer, ...]
    tools: tuple[DraftTool, ...] = (DraftTool(),)
    """The tools with their names, without their answers."""
    closed: Mapping[str, ClosedTask] = field(default_factory=dict)


@dataclass(frozen=True)
class MigratedAnswer:
    """What becomes of one answer, and why."""

    what: OnSaved
    question: str
    """The question's id, as it is now; one that is gone has the old one."""
    tool: int | None
    """The tool's number among all tools."""
    asked: str
    """The question's text, as it is now; one that is gone has the old one."""
    answered: str
    why: str
    gone: bool = False
    """Whether there is no such question any more."""


@dataclass(frozen=True)
class Migration:
    """A draft that can be gone on with, and what became of its answers."""

    draft: Draft
    before: str = ""
    """The version that it was answered under."""
    results: tuple[MigratedAnswer, ...] = ()
    moved: bool = False
    """Whether it was answered under other questions than these."""

    def of(self, what: OnSaved) -> tuple[MigratedAnswer, ...]:
        """List the answers to questions that there still are, that this becomes of."""
        return tuple(one for one in self.results if one.what is what and not one.gone)

    @property
    def gone(self) -> tuple[MigratedAnswer, ...]:
        """List the answers that are left out, as nobody asks for them any more."""
        return tuple(one for one in self.results if one.gone)

    def groups(self) -> Iterator[tuple[str, tuple[MigratedAnswer, ...]]]:
        """Put the answers under heads, those that ask for work first."""
        for what, head in _HEADS.items():
            yield head, self.of(what)
        yield "Left out; the old file keeps them", self.gone

    def told(self, version: str) -> str:
        """Say in words which version it was answered under, and which this is."""
        if self.before == version:
            return f"the questions of version {version} have changed since"
        before = self.before or "unknown"
        return f"answered under version {before} of the questions; this is {version}"


def migrate(earlier: EarlierDraft, pack: Pack, old: Pack | None = None) -> Migration:
    """Carry a draft over to this version of its pack.

    Args:
        earlier: The draft as it was answered.
        pack: The questions as they are now.
        old: The questions that it was answered under, if they are at hand.
    """
    draft = replace(new_draft(pack), tools=earlier.tools, closed=_closed(earlier, pack))
    findings = []
    taken: set[tuple[str, int | None]] = set()
    for given in earlier.given:
        outcome = judge_answer(given, earlier.version, pack, old)
        if (outcome.question, given.tool) in taken:
            outcome = replace(outcome, what=OnSaved.AGAIN, answer=None, why=_TWICE)
        taken.add((outcome.question, given.tool))
        draft = _taken(draft, pack, given, outcome)
        if given.answer is not None:
            findings.append(_finding(given, outcome, pack))
    return Migration(draft, earlier.version, _sorted(findings, pack), moved=True)


def _closed(earlier: EarlierDraft, pack: Pack) -> dict[str, ClosedTask]:
    """Keep what is done of the tasks that there still are."""
    if is_major_change(earlier.version, pack.version):
        return {}
    known = {task.id for rule in pack.rules for task in rule.tasks}
    return {key: done for key, done in earlier.closed.items() if key in known}


def _taken(
    draft: Draft, pack: Pack, given: EarlierAnswer, outcome: MigrationOutcome
) -> Draft:
    question = pack.by_id.get(outcome.question)
    if question is None or question.per_tool is not (given.tool is not None):
        return draft
    key = (question.id, given.tool)
    note = _joined(draft.notes.get(key, ""), given.note)
    if given.answer is not None and outcome.what is OnSaved.CONFIRM:
        note = _joined(note, f"{ANSWERED_BEFORE}{given.in_words}")
    if note:
        draft = replace(draft, notes={**draft.notes, key: note})
    if outcome.what is OnSaved.KEEP and outcome.answer is not None:
        draft = draft.with_answer(question.id, given.tool, outcome.answer)
    return draft


def _joined(note: str, more: str) -> str:
    """Add to a note what it does not say already."""
    if more in note:
        return note
    # Cut rather than refused: the old file holds all of it.
    return "\n".join(filter(None, (note, more)))[:LONG_LIMIT].strip()


def _finding(
    given: EarlierAnswer, outcome: MigrationOutcome, pack: Pack
) -> MigratedAnswer:
    question = pack.by_id.get(outcome.question)
    asked = question.text if question else given.asked or given.question
    return MigratedAnswer(
        outcome.what,
        outcome.question,
        given.tool,
        asked,
        given.in_words,
        outcome.why,
        gone=question is None,
    )


def _sorted(
    findings: Iterable[MigratedAnswer], pack: Pack
) -> tuple[MigratedAnswer, ...]:
    last = len(pack.questions)
    return tuple(
        sorted(
            findings,
            key=lambda one: (one.tool or 0, pack.rank.get(one.question, last)),
        )
    )
