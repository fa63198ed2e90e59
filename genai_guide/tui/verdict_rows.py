"""The verdict as rows: what is to be done, what would lower it, why, what not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from textual.content import Content

from genai_guide.record.draft import ClosedTask, Draft
from genai_guide.rules.alternatives import (
    MOST_CHANGES,
    Alternative,
    find_alternatives,
    plan_lines,
)
from genai_guide.rules.answers import Answers, Place, format_answer
from genai_guide.rules.evaluate import Assessment, RuleResult, RuleState
from genai_guide.rules.explain import deciding_places
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Pack, Task
from genai_guide.tui.display import format_level, literal, stack, wrap_hanging
from genai_guide.tui.widgets.guidance import cited

DO, LOWER, WHY, NOT = "do", "lower", "why", "not"
_HEADINGS = {
    DO: "What is to be done",
    LOWER: "What would lower it",
    WHY: "Why",
    NOT: "What did not apply",
}


class VerdictRow(NamedTuple):
    """A row to read; with a part it folds, with a task or place it leads there."""

    text: Content
    part: str = ""
    task: str = ""
    place: Place | None = None


class VerdictRows(NamedTuple):
    """Makes the rows from what follows from the answers."""

    assessment: Assessment
    session: Draft
    width: int
    folded: frozenset[str]
    """The parts of which only the heading is shown."""

    @property
    def _pack(self) -> Pack:
        return self.assessment.pack

    def all(self) -> Iterator[VerdictRow]:
        """List every row, from the verdict's sentence to what did not apply."""
        yield VerdictRow(stack(*self._verdict()))
        done = {task.id for task, _ in self.assessment.tasks} & set(self.session.closed)
        tasks = [self._task(task) for task, _ in self.assessment.tasks]
        yield from self._part(DO, f"{len(done)} of {len(tasks)} done", tasks)
        yield from self._part(LOWER, "", list(self._lower()))
        applied = self.assessment.applied
        reasons = [row for finding in applied for row in self._reason(finding)]
        yield from self._part(WHY, str(len(applied)), reasons)
        silent = [one for one in self.assessment.results if one.state in _SILENT]
        kept_off = [self._silent(one) for one in silent]
        yield from self._part(NOT, str(len(silent)), kept_off)

    def _part(
        self, part: str, count: str, rows: list[VerdictRow]
    ) -> Iterator[VerdictRow]:
        if not rows:
            return
        folded = part in self.folded
        sign = "[+]" if folded else "[-]"
        more = f" ({count})" if count else ""
        heading = literal(f"{sign} {_HEADINGS[part]}{more}", "bold")
        yield VerdictRow(literal(""))
        yield VerdictRow(heading, part=part)
        if not folded:
            yield from rows

    def _verdict(self) -> Iterator[Content]:
        found = self.assessment
        for headline in found.headlines:
            yield self._text(headline, 0, "bold")
        yield self._text(found.lowest.sentence, 0)
        if not found.complete:
            yield self._text(_still_open(found), 0)
        if found.obligations:
            flags = ", ".join(one.label for one in found.obligations)
            yield self._text(f"Beside the level: {flags}.", 0)
        deciding = deciding_places(found)
        if deciding:
            yield literal("These answers alone decide the level:")
            for place in deciding:
                yield self._text(self._answered(self._answers, place), 2)
        said = "This reports what the published text asks for. It is no approval."
        yield self._text(said, 0)

    @property
    def _answers(self) -> Answers:
        return self.assessment.answers

    def _task(self, task: Task) -> VerdictRow:
        closed = self.session.closed.get(task.id)
        said = f"{task.text} ({task.owner}, {task.due.words})"
        if closed:
            said += f" Done on {closed.on}{_shown_by(closed)}"
        mark = "[x] " if closed else "[ ] "
        text = Content.assemble("  ", mark, wrap_hanging(said, self.width, 6))
        return VerdictRow(text, task=task.id)

    def _lower(self) -> Iterator[VerdictRow]:
        if self.assessment.lowest is Level.NOTIFY:
            return
        found = find_alternatives(self.assessment)
        if not found:
            text = f"No change of up to {MOST_CHANGES} answers lowers it."
            yield VerdictRow(self._text(text, 2))
        for proposal in found:
            yield self._proposal(proposal)

    def _proposal(self, proposal: Alternative) -> VerdictRow:
        plan = "; ".join(plan_lines(self.assessment, proposal))
        plan = plan[:1].upper() + plan[1:]
        said = [self._text(f"{plan}: then {format_level(proposal.gives)}", 2)]
        said += [
            self._text(f"provided that: {self._answered(proposal.answers, place)}", 4)
            for place, _ in proposal.opened
        ]
        return VerdictRow(stack(*said), place=proposal.changes[0][0])

    def _reason(self, finding: RuleResult) -> Iterator[VerdictRow]:
        rule = finding.rule
        level = "Note" if rule.level is None else format_level(rule.level)
        rows = [literal(f"  {level}", "bold"), self._text(rule.reason, 2)]
        rows += [self._clause(clause) for clause in rule.clauses]
        yield VerdictRow(stack(*rows), place=next(iter(finding.places), None))
        for place in finding.places:
            said = f"You answered: {self._answered(self._answers, place)}"
            yield VerdictRow(self._text(said, 4), place=place)

    def _clause(self, clause: str) -> Content:
        lines = cited(self._pack, clause).wrap(max(self.width - 4, 8))
        return Content("\n").join(Content.assemble("    ", line) for line in lines)

    def _silent(self, finding: RuleResult) -> VerdictRow:
        rule = finding.rule
        said = [self._text(rule.reason, 2)]
        if finding.state is RuleState.NOT_ASKED:
            said.append(self._text("Not so: nothing was asked that bears on it.", 4))
        if finding.by_exception and rule.unless:
            said.append(self._text(f"Not so: {rule.unless.reason}", 4))
        for place in finding.places:
            answered = self._answered(self._answers, place)
            said.append(self._text(f"Not so, by: {answered}", 4))
        return VerdictRow(stack(*said), place=next(iter(finding.places), None))

    def _answered(self, answers: Answers, place: Place) -> str:
        question = self._pack.by_id[place.question]
        tool = f"Tool {place.tool}: " if place.tool else ""
        given = format_answer(question, answers.at(self._pack, place))
        return f"{tool}{question.text} {given}"

    def _text(self, text: str, indent: int, style: str = "") -> Content:
        wrapped = wrap_hanging(text, self.width, indent)
        return Content.assemble(" " * indent, wrapped.stylize(style))


_SILENT = (RuleState.RULED_OUT, RuleState.NOT_ASKED)


def _shown_by(closed: ClosedTask) -> str:
    if closed.evidence is None:
        return "."
    return f": {closed.evidence.link or closed.evidence.name}."


def _still_open(found: Assessment) -> str:
    count = len(found.status.open)
    left = "1 question is open" if count == 1 else f"{count} questions are open"
    if found.highest > found.lowest:
        highest = found.highest.title
        return f"So far: {left}, and the verdict can still rise to {highest}."
    return (
        f"{left}. The level cannot change any more; the rest is for the record,"
        " and for what has to be met beside it."
    )
