"""Judging one answer that was given under another version of the questions."""

from __future__ import annotations

from typing import NamedTuple

from genai_guide.policy.answers import Answer, problem, words
from genai_guide.policy.pack import OnSaved, Pack, Question
from genai_guide.record.text import clean, fault
from genai_guide.record.versions import Traced, major_raised, traced

_AGAIN = "The list of changes asks for a new answer."
_CONFIRM = "The list of changes asks to confirm the answer."


class Given(NamedTuple):
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


class Outcome(NamedTuple):
    """What becomes of an answer."""

    what: OnSaved
    question: str
    """The question's id, as it is now."""
    answer: Answer | None
    """The answer, its options as they are called now."""
    why: str


def judged(given: Given, version: str, pack: Pack, old: Pack | None) -> Outcome:
    """Say what becomes of an answer.

    Args:
        given: The answer.
        version: The version that it was given under.
        pack: The questions as they are now.
        old: The questions that it was given under, if they are at hand.
    """
    chosen = given.answer if isinstance(given.answer, tuple) else ()
    trace = traced(pack, version, given.question, chosen)
    question = pack.by_id.get(trace.question)
    if question is None:
        why = "This question is no longer asked."
        return Outcome(OnSaved.AGAIN, trace.question, None, why)
    answer = given.answer
    if isinstance(answer, tuple):
        order = {option.id: number for number, option in enumerate(question.options)}
        answer = tuple(sorted(trace.options, key=lambda one: order.get(one, 0)))
    why = _does_not_fit(question, given, answer)
    if why:
        return Outcome(OnSaved.AGAIN, question.id, None, why)
    what, why = _weighed(trace, question, version, pack)
    if what is OnSaved.KEEP and not (trace.on_saved or trace.worded):
        changed = _other_wording(given, question, trace, old)
        what, why = (OnSaved.CONFIRM, changed) if changed else (what, why)
    return Outcome(what, question.id, answer, why)


def _does_not_fit(question: Question, given: Given, answer: Answer | None) -> str:
    if question.per_tool is not (given.tool is not None):
        how = "for each tool" if question.per_tool else "once for the use"
        return f"This is now asked {how}."
    if isinstance(answer, tuple) and question.is_choice:
        gone = any(question.option(one) is None for one in answer)
        if gone:
            return "An option that was chosen is no longer offered."
    if isinstance(answer, str) and not question.is_choice:
        wrong = fault(answer, long=question.long)
        if wrong:
            return f"The answer does not fit the question any more: {wrong}."
    wrong = problem(question, answer) if answer is not None else None
    return f"The answer does not fit the question any more: {wrong}." if wrong else ""


def _weighed(
    trace: Traced, question: Question, version: str, pack: Pack
) -> tuple[OnSaved, str]:
    """Say what the list of changes and the numbers of the versions ask for."""
    if trace.on_saved is OnSaved.AGAIN:
        return OnSaved.AGAIN, _AGAIN
    if trace.on_saved is OnSaved.CONFIRM:
        return OnSaved.CONFIRM, _CONFIRM
    raised = major_raised(version, pack.version)
    if raised and trace.on_saved is None and question.is_choice:
        why = f"Version {pack.version} changes what the answers mean."
        return OnSaved.AGAIN, why
    if trace.worded:
        return OnSaved.KEEP, "The list of changes says that the answer still holds."
    return OnSaved.KEEP, "Asked as before."


def _other_wording(
    given: Given, question: Question, trace: Traced, old: Pack | None
) -> str:
    """Say what is worded differently now, or nothing."""
    before = old.by_id.get(given.question) if old else None
    if clean(before.text if before else given.asked, long=True) != clean(
        question.text, long=True
    ):
        return "The question is worded differently now."
    if not isinstance(given.answer, tuple):
        return ""
    said = words(before, given.answer) if before else given.words
    same = _parts(said) == _parts(words(question, trace.options))
    if before:
        same = same and _labels_kept(before, question)
    return "" if same else "An option is worded differently now."


def _labels_kept(before: Question, now: Question) -> bool:
    """Whether the options that there are before and now read the same."""
    pairs = ((one, now.option(one.id)) for one in before.options)
    return all(after is None or one.label == after.label for one, after in pairs)


def _parts(said: str) -> list[str]:
    """The labels of an answer in words, whatever their order."""
    return sorted(clean(said, long=True).split("; "))
