"""What a summary says: its shape, and how it is built from answers.

The dataclasses here are the only description of the file's tables. Their fields stand
in the order of the file; `storage.summaries` turns tables into them and back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from textwrap import shorten
from typing import Annotated, Any, Literal

from genai_guide import __version__
from genai_guide.record.draft import (
    DIGEST_PATTERN,
    MOST_REVISIONS,
    ClosedTask,
    Draft,
)
from genai_guide.rules.alternatives import Alternative, find_alternatives
from genai_guide.rules.answers import (
    CHOSEN,
    Place,
    format_answer,
    is_chosen_question,
)
from genai_guide.rules.evaluate import (
    Assessment,
    Reason,
    RuleResult,
    RuleState,
    assess,
    field_values,
)
from genai_guide.rules.explain import deciding_places
from genai_guide.rules.levels import Approval, Color, Level, Obligation
from genai_guide.rules.pack import Due, Pack, Rule
from genai_guide.rules.plans import plan_lines
from genai_guide.text import claim_error, email_error, is_blank

_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_TITLE_LIMIT = 120
NOT_ASKED, UNLESS = "not asked", "unless: "
"""How the reasons begin for which a rule did not apply, besides answers."""


class Constraint:
    """A limit on a value that is read from a file, in the terms of pydantic's core."""

    def __init__(self, **limits: Any) -> None:
        self._limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> dict[str, Any]:
        """Return the schema of the type with the limit added."""
        return {**handler(source), **self._limits}


def file_keys(**keys: str) -> dict[str, Any]:
    """Return the pydantic configuration of a table of the file.

    Args:
        keys: The keys of the file for the fields that have another name.
    """
    return {"extra": "forbid", "alias_generator": lambda name: keys.get(name, name)}


def check_year(at: datetime) -> None:
    """Raise `ValueError` for a time that no record can have."""
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        msg = f"expected a time between the years {_FIRST_YEAR} and {_LAST_YEAR}"
        raise ValueError(msg)


Text = Annotated[str, Constraint(max_length=4_000)]
Texts = Annotated[tuple[Text, ...], Constraint(max_length=2_000)]
Number = Annotated[int, Constraint(strict=True, ge=1, le=MOST_REVISIONS)]
Size = Annotated[int, Constraint(strict=True, ge=0)]
Time = Annotated[datetime, Constraint(strict=True, tz_constraint="aware")]
Digest = Annotated[str, Constraint(pattern=DIGEST_PATTERN)]


@dataclass(frozen=True)
class ToolEntry:
    """A tool, with what was answered of it."""

    __pydantic_config__ = file_keys()
    number: Number
    name: Text = ""
    facts: Mapping[str, Text] = field(default_factory=dict)
    """The other keys of its table in the file."""


@dataclass(frozen=True, kw_only=True)
class LeftEmptyEntry:
    """A question that may be left empty, and was."""

    __pydantic_config__ = file_keys()
    question: Text
    tool: Number | None = None
    text: Text

    @property
    def place(self) -> Place:
        """Where the question was asked."""
        return Place(self.question, self.tool)


@dataclass(frozen=True, kw_only=True)
class AnswerEntry(LeftEmptyEntry):
    """A question with its answer."""

    answered: Text
    options: Texts | None = None
    note: Text = ""
    clauses: Texts


@dataclass(frozen=True)
class Quotation:
    """A clause of the policy, quoted."""

    __pydantic_config__ = file_keys()
    id: Text
    title: Text
    quote: Text


@dataclass(frozen=True, kw_only=True)
class ReasonEntry:
    """A rule that applied, and why."""

    __pydantic_config__ = file_keys(answers="from", clauses="clause")
    rule: Text
    tools: tuple[Number, ...] | None = None
    level: Text | None = None
    obligations: Texts
    because: Text
    answers: Texts
    """The answers by which it applied, each with its question in a line."""
    clauses: tuple[Quotation, ...]


@dataclass(frozen=True, kw_only=True)
class TaskEntry:
    """What has to be done, by whom and when."""

    __pydantic_config__ = file_keys()
    id: Text
    text: Text
    owner: Text
    due: Due
    clauses: Texts
    status: Literal["open", "done"]
    closed_on: Text = ""
    evidence_wanted: Text = ""

    @property
    def is_done(self) -> bool:
        """Whether it was done when this was written."""
        return self.status == "done"


@dataclass(frozen=True, kw_only=True)
class EvidenceEntry:
    """What shows that a task is done: a link, or what identifies a file."""

    __pydantic_config__ = file_keys()
    label: Text
    task: Text
    on: Text
    link: Text = ""
    file: Text = ""
    size: Size | None = None
    sha256: Text = ""


@dataclass(frozen=True, kw_only=True)
class AlternativeEntry:
    """A change of plan that lowers the verdict, and what it takes."""

    __pydantic_config__ = file_keys()
    plan: Texts
    changes: Texts
    provided: Texts
    gives: Text
    tasks: Texts


@dataclass(frozen=True, kw_only=True)
class RuledOutEntry:
    """A rule that did not apply, and because of which answers."""

    __pydantic_config__ = file_keys(ruled_out_by="kept_off_by")
    rule: Text
    because: Text
    ruled_out_by: Texts


@dataclass(frozen=True)
class LevelEntry:
    """A level of the pack, as far as reading a record takes it."""

    __pydantic_config__ = file_keys()
    id: Text
    label: Text
    sign: Text
    color: Color
    approval: Approval


@dataclass(frozen=True)
class PackEntry:
    """The questions and rules that were answered."""

    __pydantic_config__ = file_keys(levels="level", obligations="obligation")
    id: Text
    version: Text
    digest: Text
    policy: Text
    source: Text
    engine: Text = ""
    """The version of the program that built the statement."""
    levels: Annotated[tuple[LevelEntry, ...], Constraint(max_length=12)] = ()
    """The lowest first, so that the level is understood without the pack."""
    obligations: Mapping[str, Text] = field(default_factory=dict)
    """What they are called, by their ids."""

    @property
    def level_by_id(self) -> dict[str, Level]:
        """The levels by their ids."""
        return {
            entry.id: Level(rank, **vars(entry))
            for rank, entry in enumerate(self.levels)
        }


@dataclass(frozen=True)
class SignOff:
    """What a person types to sign off a record."""

    name: Text
    role: Text
    organisation: Text
    email: Text
    at: Time
    """When, with the offset from UTC."""

    def problem(self, *, assigned: bool = True) -> str | None:
        """Return which part is missing or cannot be taken, or `None`.

        Args:
            assigned: As in `text_error`.
        """
        parts = {
            "name": self.name,
            "role": self.role,
            "organisation": self.organisation,
            "e-mail": self.email,
        }
        for label, value in parts.items():
            if is_blank(value):
                return f"{label}: this is needed to sign"
            if error := claim_error(value, assigned=assigned):
                return f"{label}: {error}"
        if error := email_error(self.email):
            return f"e-mail: {error}"
        return None


@dataclass(frozen=True)
class SignOffEntry(SignOff):
    """The sign-off as it stands in the record, with what was attested."""

    __pydantic_config__ = file_keys()
    attestation: Text

    def __post_init__(self) -> None:
        """Raise `ValueError` for a year or a claim that no record can have."""
        check_year(self.at)
        if problem := self.problem(assigned=False):
            raise ValueError(problem)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is answered, what follows from it, and why; perhaps not signed yet.

    While answers are missing there is no `level`, but `lowest`, `highest` and the
    questions left `open`.
    """

    __pydantic_config__ = file_keys(
        tools="tool",
        answers="answer",
        reasons="reason",
        tasks="task",
        alternatives="would_change",
        ruled_out="not_fired",
    )
    id: Text = ""
    revision: int = 0
    supersedes: str = ""
    """The digest of the statement that this one takes the place of."""
    title: Text
    lowest: Text | None = None
    highest: Text | None = None
    open: tuple[str, ...] | None = None
    level: Text | None = None
    label: Text = ""
    sign: Text = ""
    needs_approval: Approval | None = None
    sentence: Text = ""
    obligations: Texts
    headlines: Texts
    decided_by: Texts = ()
    newer_text: Text = ""
    production: Mapping[str, Text]
    use: Mapping[str, Text]
    tools: tuple[ToolEntry, ...] = ()
    answers: tuple[AnswerEntry, ...]
    left_empty: tuple[LeftEmptyEntry, ...] = ()
    reasons: tuple[ReasonEntry, ...]
    tasks: tuple[TaskEntry, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()
    alternatives: tuple[AlternativeEntry, ...] = ()
    ruled_out: tuple[RuledOutEntry, ...] = ()
    pack: PackEntry
    signoff: SignOffEntry | None = None

    @property
    def bounds(self) -> tuple[Level, Level]:
        """The lowest and the highest level that it can still come to, as named here."""
        levels = self.pack.level_by_id
        if self.level:
            level = replace(levels[self.level], label=self.label)
            return level, level
        return levels[self.lowest or ""], levels[self.highest or ""]

    @property
    def named_obligations(self) -> tuple[Obligation, ...]:
        """The obligations with what they are called."""
        return tuple(
            Obligation(rank, each, label)
            for rank, (each, label) in enumerate(self.pack.obligations.items())
            if each in self.obligations
        )


@dataclass(frozen=True, kw_only=True)
class SignedStatement(Statement):
    """A statement that was signed off: complete, with the sign-off."""

    # `field()` takes away the default that the field of a draft has.
    id: Text = field()
    revision: Number = field()
    supersedes: Digest | Literal[""] = ""
    lowest: None = None
    highest: None = None
    open: None = None
    level: Text = field()
    label: Text = field()
    sign: Text = field()
    needs_approval: Approval = field()
    sentence: Text = field()
    decided_by: Texts = field()
    newer_text: Text = field()
    signoff: SignOffEntry = field()

    def __post_init__(self) -> None:
        """Raise `ValueError` for a level or an obligation that is not listed."""
        levels = {self.level, *(each.gives for each in self.alternatives)}
        levels |= {each.level for each in self.reasons if each.level}
        obligations = {*self.obligations}.union(
            *(each.obligations for each in self.reasons)
        )
        unknown = levels.difference(entry.id for entry in self.pack.levels)
        unknown |= obligations.difference(self.pack.obligations)
        if unknown:
            msg = f"no such level or obligation in pack: {', '.join(sorted(unknown))}"
            raise ValueError(msg)


def build_statement(
    assessment: Assessment,
    notes: Mapping[Place, str] | None = None,
    closed: Mapping[str, ClosedTask] | None = None,
) -> Statement:
    """Return an assessment as a statement: the verdict, who and what, the reasons.

    Args:
        assessment: What follows from the answers.
        notes: Remarks on the answers.
        closed: The tasks that are done, by their id.
    """
    closed = closed or {}
    return replace(
        build_determined(assessment, notes, closed),
        decided_by=tuple(
            format_answered_question(assessment, place)
            for place in deciding_places(assessment)
        ),
        newer_text=(
            f"This follows {assessment.pack.policy}. There may be a newer version:"
            f" check the source, or ask {assessment.pack.contact}."
        ),
        evidence=tuple(_evidence(assessment, closed)),
        alternatives=tuple(
            _alternative(assessment, alternative)
            for alternative in find_alternatives(assessment)
        ),
        ruled_out=tuple(
            RuledOutEntry(
                rule=result.rule.id,
                because=assessment.fill(result.rule.reason)
                if result.state is RuleState.RULED_OUT
                else format_topic(assessment.pack, result.rule),
                ruled_out_by=tuple(format_ruled_out(assessment, result)),
            )
            for result in assessment.results
            if result.state in (RuleState.RULED_OUT, RuleState.NOT_ASKED)
        ),
    )


def build_determined(
    assessment: Assessment,
    notes: Mapping[Place, str] | None = None,
    closed: Mapping[str, ClosedTask] | None = None,
) -> Statement:
    """Return what questions, rules and answers determine, without explanations.

    Explaining takes longer than all the rest, and verifying has no need of it.
    """
    level, pack = assessment.level, assessment.pack
    is_open = level is None
    return Statement(
        title=format_title(assessment),
        lowest=assessment.lowest.id if is_open else None,
        highest=assessment.highest.id if is_open else None,
        open=tuple(map(str, assessment.status.open)) if is_open else None,
        level=level.id if level else None,
        label=assessment.verdict.label if level else "",
        sign=level.sign if level else "",
        needs_approval=level.approval if level else None,
        sentence=assessment.verdict.sentence,
        obligations=tuple(each.id for each in assessment.obligations),
        headlines=tuple(assessment.headlines),
        production=field_values(assessment, "production"),
        use=field_values(assessment, "use"),
        tools=tuple(_tools(assessment)),
        answers=tuple(_answers(assessment, notes or {})),
        left_empty=tuple(_left_empty(assessment)),
        reasons=tuple(_reason(assessment, reason) for reason in assessment.reasons),
        tasks=tuple(_tasks(assessment, closed or {})),
        pack=_pack_entry(pack),
    )


def _pack_entry(pack: Pack) -> PackEntry:
    return PackEntry(
        pack.id,
        pack.version,
        pack.digest,
        pack.policy,
        pack.source,
        levels=tuple(
            LevelEntry(each.id, each.label, each.sign, each.color, each.approval)
            for each in pack.levels
        ),
        obligations={each.id: each.label for each in pack.obligations},
    )


def build_draft_statement(draft: Draft, assessment: Assessment) -> Statement:
    """Return the statement of a draft, with its notes and closed tasks."""
    asked = assessment.status.asked
    notes = {place: note for place in asked if (note := draft.note(place))}
    return build_statement(assessment, notes, draft.closed)


def build_signed_statement(
    pack: Pack, draft: Draft, signoff: SignOff, record_id: str
) -> SignedStatement:
    """Return the statement of a draft that is signed off.

    Raises:
        ValueError: if the draft is not complete, or the sign-off lacks a part.
    """
    assessment = assess(pack, draft.answers)
    error = signoff.problem() if assessment.complete else "answers are missing"
    if error:
        raise ValueError(error)
    statement = build_draft_statement(draft, assessment)
    before = draft.signed
    changes = {
        "id": record_id,
        "revision": before.revision + 1 if before else 1,
        "supersedes": before.digest if before else "",
        "pack": replace(statement.pack, engine=__version__),
        "signoff": SignOffEntry(**vars(signoff), attestation=pack.attestation),
    }
    return SignedStatement(**{**vars(statement), **changes})


def format_answered_question(assessment: Assessment, place: Place) -> str:
    """Format a question, what was answered to it, and its place in one line."""
    question = assessment.pack.by_id[place.question]
    answer = assessment.answers.at(assessment.pack, place)
    return f"{question.text} {format_answer(question, answer)} [{place}]"


def format_topic(pack: Pack, rule: Rule) -> str:
    """Name what a rule is about, for a reader, by its best clause."""
    return pack.clause[rule.clauses[0]].title


def format_ruled_out(assessment: Assessment, result: RuleResult) -> list[str]:
    """Return which answers ruled a rule out, or that nothing was asked of it."""
    if result.state is RuleState.NOT_ASKED:
        return [NOT_ASKED]
    lines = [format_answered_question(assessment, place) for place in result.places]
    if result.by_exception and result.rule.unless:
        return [f"{UNLESS}{assessment.fill(result.rule.unless.reason)}", *lines]
    return lines


def format_title(assessment: Assessment) -> str:
    """Name a record by its production and its use, by title or first line."""
    production = field_values(assessment, "production").get("title", "")
    about = field_values(assessment, "use")
    use = about.get("title") or about.get("description", "").split("\n")[0]
    use = shorten(use, _TITLE_LIMIT, placeholder="…")
    return ": ".join(part for part in (production, use) if part)


def _tools(assessment: Assessment) -> Iterator[ToolEntry]:
    asked = {place.tool for place in assessment.status.asked if place.tool}
    for number in sorted(asked):
        values = field_values(assessment, "tool", number)
        name = values.pop("name", "") or assessment.answers.tools[number - 1].name
        yield ToolEntry(number, name, values)


def _answers(
    assessment: Assessment, notes: Mapping[Place, str]
) -> Iterator[AnswerEntry]:
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        answer = assessment.answers.at(assessment.pack, place)
        # A tool is chosen unless the record says that it is not.
        is_default = is_chosen_question(assessment.pack, place) and answer == CHOSEN
        if answer is not None and not is_default:
            yield AnswerEntry(
                question=question.id,
                tool=place.tool,
                text=question.text,
                answered=format_answer(question, answer),
                options=None if isinstance(answer, str) else tuple(answer),
                note=notes.get(place, ""),
                clauses=tuple(question.clauses),
            )


def _left_empty(assessment: Assessment) -> Iterator[LeftEmptyEntry]:
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        if question.optional and assessment.answers.at(assessment.pack, place) is None:
            yield LeftEmptyEntry(
                question=question.id, tool=place.tool, text=question.text
            )


def _reason(assessment: Assessment, reason: Reason) -> ReasonEntry:
    rule = reason.rule
    clauses = (assessment.pack.clause[clause_id] for clause_id in rule.clauses)
    return ReasonEntry(
        rule=rule.id,
        tools=reason.tools or None,
        level=rule.level.id if rule.level is not None else None,
        obligations=tuple(each.id for each in sorted(rule.obligations)),
        because=reason.text,
        answers=tuple(
            format_answered_question(assessment, place) for place in reason.places
        ),
        clauses=tuple(
            Quotation(clause.id, clause.title, clause.quote) for clause in clauses
        ),
    )


def _alternative(assessment: Assessment, alternative: Alternative) -> AlternativeEntry:
    """Return a change of plan with the answers behind it and what stays to do."""
    then = assess(assessment.pack, alternative.answers)
    return AlternativeEntry(
        plan=tuple(plan_lines(assessment, alternative.changes)),
        changes=tuple(
            format_answered_question(then, place) for place, _ in alternative.changes
        ),
        provided=tuple(
            format_answered_question(then, place) for place, _ in alternative.opened
        ),
        gives=alternative.gives.id,
        tasks=tuple(task.text for task, _ in then.tasks),
    )


def _tasks(
    assessment: Assessment, closed: Mapping[str, ClosedTask]
) -> Iterator[TaskEntry]:
    for task, result in assessment.tasks:
        done = closed.get(task.id)
        yield TaskEntry(
            id=task.id,
            text=task.text,
            owner=task.owner,
            due=task.due,
            clauses=tuple(result.rule.clauses),
            status="done" if done else "open",
            closed_on=done.on if done else "",
            evidence_wanted=task.evidence or "",
        )


def _evidence(
    assessment: Assessment, closed: Mapping[str, ClosedTask]
) -> Iterator[EvidenceEntry]:
    """Yield what shows that tasks are done; of a file only what identifies it."""
    for task, _ in assessment.tasks:
        done = closed.get(task.id)
        if done is None or done.evidence is None:
            continue
        evidence = done.evidence
        entry = EvidenceEntry(label=task.text, task=task.id, on=done.on)
        if evidence.link:
            yield replace(entry, link=evidence.link)
        else:
            yield replace(
                entry,
                file=evidence.name,
                size=evidence.size,
                sha256=evidence.sha256,
            )
