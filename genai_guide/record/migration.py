"""Carry a draft over to another version of its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from genai_guide.record.draft import ClosedTask, Draft, DraftTool, Origin, new_draft
from genai_guide.record.versions import is_major_change, trace_changes
from genai_guide.rules.answers import Answer, answer_error, format_answer
from genai_guide.rules.pack import OnSaved, Pack, Question
from genai_guide.text import LONG_LIMIT, sanitize, text_error

ANSWERED_BEFORE = "Answered before: "
"""How the note begins that holds an answer to be confirmed."""
_LONGEST_ANSWER = 120
"""How much of an answer is shown or read out."""


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
    carried: Origin | None = None
    """Where it comes from, if nobody has looked at it yet."""

    @property
    def in_words(self) -> str:
        """The answer as a person reads it."""
        if isinstance(self.answer, str):
            return self.answer
        return self.words or ", ".join(self.answer or ())


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
    """Whether the question does not exist any more."""

    def __str__(self) -> str:
        tool = f" (tool {self.tool})" if self.tool else ""
        why = "" if self.what is OnSaved.KEEP else f" {self.why}"
        answer = " ".join(self.answered.split())
        if len(answer) > _LONGEST_ANSWER:
            answer = f"{answer[:_LONGEST_ANSWER]}…"
        return f"{self.asked}{tool} “{answer}”.{why}"


@dataclass(frozen=True)
class Migration:
    """A draft that can be continued, and what became of its answers."""

    draft: Draft
    before: str = ""
    """The version that it was answered under."""
    results: tuple[MigratedAnswer, ...] = ()
    moved: bool = False
    """Whether it was answered under other questions than these."""

    def of(self, what: OnSaved) -> tuple[MigratedAnswer, ...]:
        """List the answers that this becomes of, to questions that still exist."""
        return tuple(
            result for result in self.results if result.what is what and not result.gone
        )

    @property
    def gone(self) -> tuple[MigratedAnswer, ...]:
        """The answers that are left out, as nobody asks for them any more."""
        return tuple(result for result in self.results if result.gone)

    def groups(self) -> list[tuple[str, tuple[MigratedAnswer, ...]]]:
        """Return the answers under their headings, those that ask for work first."""
        groups = [
            ("To answer again", self.of(OnSaved.AGAIN)),
            ("To confirm (the old answer is in a note)", self.of(OnSaved.CONFIRM)),
            ("Kept", self.of(OnSaved.KEEP)),
            ("Left out (the old file keeps them)", self.gone),
        ]
        return [
            (f"{heading}: {len(answers)}", answers)
            for heading, answers in groups
            if answers
        ]

    def describe_continuing(self, name: str, version: str) -> str:
        """Describe what becomes of the draft of a file if it is continued."""
        return (
            f"{name}: {self.describe_versions(version)}. If you continue, a new file is"
            " written. This one stays as it is."
        )

    def describe_versions(self, version: str) -> str:
        """Describe which version it was answered under, and which this is."""
        if self.before == version:
            return f"the questions of version {version} have changed since"
        before = self.before or "unknown"
        return f"answered under version {before} of the questions. This is {version}"


def migrate(earlier: EarlierDraft, pack: Pack, old: Pack | None = None) -> Migration:
    """Carry a draft over to a pack, from the old one, which may not be at hand."""
    draft = replace(new_draft(pack), tools=earlier.tools)
    if not is_major_change(earlier.version, pack.version):
        known = {task.id for rule in pack.rules for task in rule.tasks}
        closed = {
            task_id: task
            for task_id, task in earlier.closed.items()
            # A task of the second tool has the id `id#2`.
            if task_id.partition("#")[0] in known
        }
        draft = replace(draft, closed=closed)
    results = []
    taken: set[tuple[str, int | None]] = set()
    for given in earlier.given:
        result, answer = _judge(given, earlier.version, pack, old)
        key = (result.question, given.tool)
        if key in taken:
            why = "Two answers would stand at this question."
            result, answer = replace(result, what=OnSaved.AGAIN, why=why), None
        taken.add(key)
        question = pack.by_id.get(result.question)
        if question and question.per_tool is (given.tool is not None):
            note = _joined(draft.notes.get(key, ""), given.note)
            if given.answer is not None and result.what is OnSaved.CONFIRM:
                note = _joined(note, f"{ANSWERED_BEFORE}{given.in_words}")
            if note:
                draft = replace(draft, notes={**draft.notes, key: note})
            if result.what is OnSaved.KEEP and answer is not None:
                draft = draft.with_answer(question.id, given.tool, answer)
                if given.carried:
                    carried = {**draft.carried, key: given.carried}
                    draft = replace(draft, carried=carried)
        if given.answer is not None:
            results.append(result)
    last = len(pack.questions)
    results.sort(
        key=lambda result: (result.tool or 0, pack.rank.get(result.question, last))
    )
    return Migration(draft, earlier.version, tuple(results), moved=True)


def _joined(note: str, more: str) -> str:
    """Add to a note what it does not say already."""
    if more in note:
        return note
    # Cut rather than refused: the old file holds all of it.
    return "\n".join(filter(None, (note, more)))[:LONG_LIMIT].strip()


def _judge(
    given: EarlierAnswer, version: str, pack: Pack, old: Pack | None
) -> tuple[MigratedAnswer, Answer | None]:
    """Decide what becomes of an answer, and return it under the names of now."""
    chosen = given.answer if isinstance(given.answer, tuple) else ()
    trace = trace_changes(pack, version, given.question, chosen)
    question = pack.by_id.get(trace.question)
    result = MigratedAnswer(
        OnSaved.AGAIN,
        trace.question,
        given.tool,
        question.text if question else given.asked or given.question,
        given.in_words,
        "This question is no longer asked.",
        gone=question is None,
    )
    if question is None:
        return result, None
    answer = given.answer
    if isinstance(answer, tuple):
        order = {option.id: number for number, option in enumerate(question.options)}
        answer = tuple(sorted(trace.options, key=lambda option: order.get(option, 0)))
    what, why = OnSaved.KEEP, "Asked as before."
    before = old.by_id.get(given.question) if old else None
    if before and before.kind is not question.kind:
        why = "It is answered in another way now, and your answer still fits."
    is_major = is_major_change(version, pack.version)
    if misfit := _misfit(question, given, answer):
        what, why = OnSaved.AGAIN, misfit
    elif trace.on_saved is OnSaved.AGAIN:
        what, why = OnSaved.AGAIN, "The list of changes asks for a new answer."
    elif trace.on_saved is OnSaved.CONFIRM:
        what, why = OnSaved.CONFIRM, "The list of changes asks to confirm the answer."
    elif is_major and trace.on_saved is None and question.is_choice:
        why = f"Version {pack.version} changes what the answers mean."
        what = OnSaved.AGAIN
    elif trace.worded:
        why = "The list of changes says that the answer still holds."
    elif trace.on_saved is None and (
        changed := _other_wording(given, question, trace.options, before)
    ):
        what, why = OnSaved.CONFIRM, changed
    return replace(result, what=what, why=why), answer


def _misfit(question: Question, given: EarlierAnswer, answer: Answer | None) -> str:
    """Return why an answer does not fit a question any more, or `""`."""
    if question.per_tool is not (given.tool is not None):
        how = "for each tool" if question.per_tool else "once for the use"
        return f"This is now asked {how}."
    if answer is None:
        return ""
    error = None
    if isinstance(answer, tuple):
        if question.is_choice and any(
            question.option(option) is None for option in answer
        ):
            return "An option that was chosen is no longer offered."
    elif not question.is_choice:
        error = text_error(answer, long=question.long)
    error = error or answer_error(question, answer)
    return f"The answer does not fit the question any more: {error}." if error else ""


def _other_wording(
    given: EarlierAnswer,
    question: Question,
    options: tuple[str, ...],
    before: Question | None,
) -> str:
    """Return what is worded differently now, or `""`."""
    asked = before.text if before else given.asked
    if sanitize(asked, long=True) != sanitize(question.text, long=True):
        return "The question is worded differently now."
    if not isinstance(given.answer, tuple):
        return ""
    words = format_answer(before, given.answer) if before else given.words
    # The labels count, whatever their order.
    labels_then, labels_now = (
        sorted(sanitize(text, long=True).split("; "))
        for text in (words, format_answer(question, options))
    )
    is_same = labels_then == labels_now
    for option in before.options if before else ():
        after = question.option(option.id)
        is_same = is_same and (after is None or option.label == after.label)
    return "" if is_same else "An option is worded differently now."
