"""Going on with a use that was answered under another version of its questions.

Each answer is kept, to be confirmed, or to be answered again, with the reason in
plain words. Nothing is changed here: a new session is made of the old answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from genai_guide.policy.answers import Answer
from genai_guide.policy.pack import OnSaved, Pack
from genai_guide.record.old_answers import Given, Outcome, judged
from genai_guide.record.session import Closed, ListedTool, Session, new
from genai_guide.record.text import LONG_LIMIT
from genai_guide.record.versions import major_raised

_TWICE = "Two answers would stand at this question."
_HEADS = {
    OnSaved.AGAIN: "To be answered again",
    OnSaved.CONFIRM: "To be confirmed, the old answer in a note",
    OnSaved.KEEP: "Kept",
}
BEFORE = "Answered before: "
"""How the note begins that holds an answer to be confirmed."""


class Earlier(NamedTuple):
    """A session as its file tells it, whatever pack it was answered under."""

    version: str
    given: tuple[Given, ...]
    tools: tuple[ListedTool, ...] = (ListedTool(),)
    """The tools with their names, without their answers."""
    closed: Mapping[str, Closed] = MappingProxyType({})


class Finding(NamedTuple):
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


class Migration(NamedTuple):
    """A session that can be gone on with, and what became of its answers."""

    session: Session
    before: str = ""
    """The version that it was answered under."""
    findings: tuple[Finding, ...] = ()
    moved: bool = False
    """Whether it was answered under other questions than these."""

    def of(self, what: OnSaved) -> tuple[Finding, ...]:
        """List the answers to questions that there still are, that this becomes of."""
        return tuple(one for one in self.findings if one.what is what and not one.gone)

    @property
    def gone(self) -> tuple[Finding, ...]:
        """List the answers that are left out, as nobody asks for them any more."""
        return tuple(one for one in self.findings if one.gone)

    def groups(self) -> Iterator[tuple[str, tuple[Finding, ...]]]:
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


def migrate(earlier: Earlier, pack: Pack, old: Pack | None = None) -> Migration:
    """Carry a session over to this version of its pack.

    Args:
        earlier: The session as it was answered.
        pack: The questions as they are now.
        old: The questions that it was answered under, if they are at hand.
    """
    session = new(pack)._replace(tools=earlier.tools, closed=_closed(earlier, pack))
    findings = []
    taken: set[tuple[str, int | None]] = set()
    for given in earlier.given:
        outcome = judged(given, earlier.version, pack, old)
        if (outcome.question, given.tool) in taken:
            outcome = outcome._replace(what=OnSaved.AGAIN, answer=None, why=_TWICE)
        taken.add((outcome.question, given.tool))
        session = _taken(session, pack, given, outcome)
        if given.answer is not None:
            findings.append(_finding(given, outcome, pack))
    return Migration(session, earlier.version, _sorted(findings, pack), moved=True)


def _closed(earlier: Earlier, pack: Pack) -> dict[str, Closed]:
    """Keep what is done of the tasks that there still are."""
    if major_raised(earlier.version, pack.version):
        return {}
    known = {task.id for rule in pack.rules for task in rule.tasks}
    return {key: done for key, done in earlier.closed.items() if key in known}


def _taken(session: Session, pack: Pack, given: Given, outcome: Outcome) -> Session:
    question = pack.by_id.get(outcome.question)
    if question is None or question.per_tool is not (given.tool is not None):
        return session
    key = (question.id, given.tool)
    note = _joined(session.notes.get(key, ""), given.note)
    if given.answer is not None and outcome.what is OnSaved.CONFIRM:
        note = _joined(note, f"{BEFORE}{given.in_words}")
    if note:
        session = session._replace(notes={**session.notes, key: note})
    if outcome.what is OnSaved.KEEP and outcome.answer is not None:
        session = _answered(session, question.id, given.tool, outcome.answer)
    return session


def _joined(note: str, more: str) -> str:
    """Add to a note what it does not say already."""
    if more in note:
        return note
    # Cut rather than refused: the old file holds all of it.
    return "\n".join(filter(None, (note, more)))[:LONG_LIMIT].strip()


def _answered(
    session: Session, question: str, tool: int | None, answer: Answer
) -> Session:
    if tool is None:
        return session._replace(use={**session.use, question: answer})
    listed = session.tools[tool - 1]
    answers = {**listed.tool.answers, question: answer}
    changed = listed._replace(tool=listed.tool._replace(answers=answers))
    tools = (*session.tools[: tool - 1], changed, *session.tools[tool:])
    return session._replace(tools=tools)


def _finding(given: Given, outcome: Outcome, pack: Pack) -> Finding:
    question = pack.by_id.get(outcome.question)
    asked = question.text if question else given.asked or given.question
    return Finding(
        outcome.what,
        outcome.question,
        given.tool,
        asked,
        given.in_words,
        outcome.why,
        gone=question is None,
    )


def _sorted(findings: Iterable[Finding], pack: Pack) -> tuple[Finding, ...]:
    last = len(pack.questions)
    return tuple(
        sorted(
            findings,
            key=lambda one: (one.tool or 0, pack.rank.get(one.question, last)),
        )
    )
