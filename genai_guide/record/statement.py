"""What a summary says: its shape, how it is built from answers, and as it was read.

The dataclasses here are the only description of the file's tables. Their fields stand
in the order of the file; `storage.summaries` turns tables into them and back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from textwrap import shorten
from typing import Annotated, Any

from genai_guide import __version__
from genai_guide.record.draft import MOST_EARLIER, ClosedTask, Draft, unseen_places
from genai_guide.record.entries import Author, EvidenceEntry, SignedEntry
from genai_guide.record.fields import (
    IDENTITY_PATTERN,
    MOST_REVISIONS,
    Constraint,
    Digest,
    Identity,
    Number,
    OptionalIdentity,
    OptionalVersion,
    Sha256,
    Text,
    Texts,
    Time,
    check_date,
    check_time,
    file_keys,
)
from genai_guide.rules.answers import (
    CHOSEN,
    RESERVED,
    Place,
    chosen_options,
    format_answer,
    format_listed_tool,
    is_chosen_question,
)
from genai_guide.rules.checklists import ItemResult
from genai_guide.rules.evaluate import (
    Assessment,
    Reason,
    assess,
    field_values,
    name_use,
)
from genai_guide.rules.levels import Approval, Color, Level, Obligation
from genai_guide.rules.pack import ChecklistKind, Due, ItemState, Pack, Risk, Rule
from genai_guide.text import quote

_TITLE_LIMIT = 120
_TELLING_WORDS = 5
"""From how many words on an answer is understood without its question."""
_COLORS: dict[Approval, Color] = {
    "no": "calm",
    "ask": "caution",
    "yes": "warning",
    "blocked": "danger",
    "forbidden": "danger",
}
"""The colour of a level where its questions are not at hand."""


@dataclass(frozen=True, kw_only=True)
class SignOff(Author):
    """What a person types to sign off a record, and when."""

    at: Time


@dataclass(frozen=True, kw_only=True)
class SignOffEntry(Author):
    """The sign-off as the record has it, with what was attested."""

    at: Time
    """When, in UTC."""
    attestation: Text

    def __post_init__(self) -> None:
        """Raise `ValueError` for a time or a claim that no record can have."""
        check_time(self.at)
        if problem := self.problem():
            raise ValueError(problem)


@dataclass(frozen=True, kw_only=True)
class ItemEntry:
    """An item of a checklist: where it stands, and the answers that say so."""

    __pydantic_config__ = file_keys()
    text: Text
    state: ItemState
    answered: Text = ""


@dataclass(frozen=True, kw_only=True)
class ChecklistEntry:
    """The principles of the policy, in its own order and words."""

    __pydantic_config__ = file_keys(items="item")
    title: Text
    items: Annotated[tuple[ItemEntry, ...], Constraint(max_length=100)]


@dataclass(frozen=True)
class Quotation:
    """A clause of the policy, quoted."""

    __pydantic_config__ = file_keys()
    title: Text
    quote: Text
    id: Text


@dataclass(frozen=True, kw_only=True)
class ReasonEntry:
    """A rule that applied, and why."""

    __pydantic_config__ = file_keys(clauses="clause")
    level: Text = ""
    """Empty for a rule that only notes something."""
    reason: Text
    obligations: Texts = ()
    rule: Text
    tools: tuple[Number, ...] = ()
    clauses: tuple[Quotation, ...]


@dataclass(frozen=True, kw_only=True)
class ConflictEntry:
    """Answers that cannot both be true."""

    __pydantic_config__ = file_keys()
    id: Text
    text: Text
    answers: Texts
    """The questions, with the number of the tool after "#"."""


@dataclass(frozen=True, kw_only=True)
class TaskEntry:
    """What has to be done, by whom and when."""

    __pydantic_config__ = file_keys()
    id: Text
    text: Text
    owner: Text
    due: Due
    evidence_wanted: Text = ""
    done_on: Text = ""
    """The date, YYYY-MM-DD; empty while it is open."""
    evidence: EvidenceEntry | None = None

    def __post_init__(self) -> None:
        """Raise `ValueError` for a date that is none."""
        check_date("done_on", self.done_on)


@dataclass(frozen=True)
class ToolEntry:
    """A tool, with what was answered of it."""

    __pydantic_config__ = file_keys()
    number: Number
    name: Text = ""
    facts: Mapping[str, Text] = field(default_factory=dict)
    """The other keys of its table in the file."""


@dataclass(frozen=True, kw_only=True)
class AnswerEntry:
    """A question with its answer, as they were shown."""

    __pydantic_config__ = file_keys()
    question: Text
    tool: Number | None = None
    text: Text
    answered: Text
    options: Annotated[tuple[Text, ...], Constraint(max_length=400)] | None = None
    note: Text = ""

    @property
    def place(self) -> Place:
        """Where the question was asked."""
        return Place(self.question, self.tool)


@dataclass(frozen=True)
class LevelEntry:
    """A level of the pack, as far as reading a record takes it."""

    __pydantic_config__ = file_keys()
    id: Text
    label: Text
    sign: Text
    approval: Approval


@dataclass(frozen=True, kw_only=True)
class PackEntry:
    """The questions and rules that were answered."""

    __pydantic_config__ = file_keys(levels="level")
    id: Text
    version: Text
    digest: Sha256
    policy: Text
    source: Text
    reading: Text
    """What a verdict under this pack is, in the pack's words."""
    engine: OptionalVersion = ""
    """The version of the program that built the statement."""
    levels: Annotated[tuple[LevelEntry, ...], Constraint(max_length=12)] = ()
    """The lowest first, so that the level is understood without the pack."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is answered, what follows from it, and why; perhaps not signed yet.

    While answers are missing there is no level.
    """

    __pydantic_config__ = file_keys(
        checklists="checklist",
        reasons="reason",
        conflicts="conflict",
        tasks="task",
        tools="tool",
        answers="answer",
    )
    title: Text
    level: Text = ""
    label: Text = ""
    sign: Text = ""
    needs_approval: Approval | None = None
    sentence: Text = ""
    headlines: Texts = ()
    obligations: Texts = ()
    also_needed: Texts = ()
    """What the obligations are called."""
    id: OptionalIdentity = ""
    """The same for all revisions of a use."""
    revision: Annotated[int, Constraint(strict=True, ge=0, le=MOST_REVISIONS)] = 0
    supersedes: Annotated[tuple[Digest, ...], Constraint(max_length=MOST_EARLIER)] = ()
    """The digests of the statements that this one replaces, the latest first."""
    signoff: SignOffEntry | None = None
    checklists: tuple[ChecklistEntry, ...] = ()
    reasons: tuple[ReasonEntry, ...] = ()
    conflicts: tuple[ConflictEntry, ...] = ()
    tasks: tuple[TaskEntry, ...] = ()
    production: Mapping[str, Text] = field(default_factory=dict)
    use: Mapping[str, Text] = field(default_factory=dict)
    tools: tuple[ToolEntry, ...] = ()
    answers: tuple[AnswerEntry, ...] = ()
    pack: PackEntry

    @property
    def level_by_id(self) -> dict[str, Level]:
        """The levels of the pack by their ids, the verdict as it is named here."""
        return {
            entry.id: Level(
                rank,
                entry.id,
                self.label if entry.id == self.level else entry.label,
                entry.sign,
                _COLORS[entry.approval],
                entry.approval,
                self.sentence if entry.id == self.level else "",
            )
            for rank, entry in enumerate(self.pack.levels)
        }

    @property
    def named_obligations(self) -> tuple[Obligation, ...]:
        """The obligations with what they are called."""
        named = zip(self.obligations, self.also_needed, strict=True)
        return tuple(Obligation(rank, *pair) for rank, pair in enumerate(named))


@dataclass(frozen=True, kw_only=True)
class SignedStatement(Statement):
    """A statement that was signed off: complete, with the sign-off."""

    # `field()` takes away the default that the field of a draft has.
    level: Text = field()
    label: Text = field()
    sign: Text = field()
    needs_approval: Approval = field()
    id: Identity = field()
    revision: Number = field()
    signoff: SignOffEntry = field()

    def __post_init__(self) -> None:
        """Raise `ValueError` for what contradicts itself."""
        levels = {self.level, *(each.level for each in self.reasons if each.level)}
        unknown = levels.difference(entry.id for entry in self.pack.levels)
        for each in self.reasons:
            unknown |= set(each.obligations).difference(self.obligations)
        if unknown:
            named = ", ".join(quote(each[:64]) for each in sorted(unknown))
            msg = f"no such level or obligation: {named}"
            raise ValueError(msg)
        if len(self.obligations) != len(self.also_needed):
            msg = "expected as many entries in also_needed as in obligations"
            raise ValueError(msg)
        if not (self.revision > 1) <= len(self.supersedes) < self.revision:
            msg = "expected the digests of the earlier revisions in supersedes"
            raise ValueError(msg)
        facts = {"production": self.production, "use": self.use}
        tables = [*facts.items(), *(("tool", tool.facts) for tool in self.tools)]
        for table, values in tables:
            key = RESERVED[table]
            if key in values and not re.fullmatch(IDENTITY_PATTERN, values[key]):
                msg = f"expected 32 hex digits in {table}.{key}"
                raise ValueError(msg)


def build_statement(
    assessment: Assessment,
    notes: Mapping[Place, str] | None = None,
    closed: Mapping[str, ClosedTask] | None = None,
    *,
    today: date,
) -> Statement:
    """Return an assessment as a statement: the verdict, who and what, the reasons.

    Args:
        assessment: What follows from the answers.
        notes: Remarks on the answers.
        closed: The tasks that are done, by their id.
        today: The day on which dates are judged; of a summary the day of signing.
    """
    level, pack = assessment.level, assessment.pack
    return Statement(
        title=format_title(assessment),
        level=level.id if level else "",
        label=assessment.verdict.label if level else "",
        sign=level.sign if level else "",
        needs_approval=level.approval if level else None,
        sentence=assessment.verdict.sentence if level else "",
        headlines=tuple(assessment.headlines),
        obligations=tuple(each.id for each in assessment.obligations),
        also_needed=tuple(each.label for each in assessment.obligations),
        checklists=tuple(_principles(assessment)),
        reasons=tuple(_reason(assessment, reason) for reason in assessment.reasons),
        conflicts=tuple(
            ConflictEntry(
                id=conflict.conflict.id,
                text=conflict.text,
                answers=tuple(map(str, conflict.places)),
            )
            for conflict in assessment.conflicts(today)
        ),
        tasks=tuple(_tasks(assessment, closed or {})),
        production=field_values(assessment, "production"),
        use=field_values(assessment, "use"),
        tools=tuple(_tools(assessment)),
        answers=tuple(_answers(assessment, notes or {})),
        pack=_pack_entry(pack),
    )


def _pack_entry(pack: Pack) -> PackEntry:
    return PackEntry(
        id=pack.id,
        version=pack.version,
        digest=pack.digest,
        policy=pack.policy,
        source=pack.source,
        reading=pack.reading,
        levels=tuple(
            LevelEntry(each.id, each.label, each.sign, each.approval)
            for each in pack.levels
        ),
    )


def build_draft_statement(
    draft: Draft, assessment: Assessment, today: date
) -> Statement:
    """Return the statement of a draft, with its notes and closed tasks."""
    asked = assessment.status.asked
    notes = {place: note for place in asked if (note := draft.note(place))}
    statement = build_statement(assessment, notes, draft.closed, today=today)
    return _with_relations(statement, draft)


def _with_relations(statement: Statement, draft: Draft) -> Statement:
    """Return a statement with what relates it to others of its production."""
    production, use = dict(statement.production), dict(statement.use)
    if draft.production:
        production[RESERVED["production"]] = draft.production.id
    if draft.same_element_as:
        use[RESERVED["use"]] = draft.same_element_as
    libraries = [draft.tools[key - 1].library_id for key in draft.listed_keys]
    tools = tuple(
        replace(tool, facts={**tool.facts, RESERVED["tool"]: library})
        if (library := libraries[tool.number - 1])
        else tool
        for tool in statement.tools
    )
    return replace(statement, production=production, use=use, tools=tools)


def build_signed_statement(
    pack: Pack, draft: Draft, signoff: SignOff, record_id: str
) -> SignedStatement:
    """Return the statement of a draft that is signed off.

    Raises:
        ValueError: if the draft is not complete, or the sign-off lacks a part.
    """
    assessment = assess(pack, draft.answers)
    error = signoff.problem() if assessment.complete else "answers are missing"
    if unseen := unseen_places(draft, assessment.status.asked):
        question = pack.by_id[unseen[0].question].text
        error = f"nobody has looked at the answer to “{question}” yet"
    if error:
        raise ValueError(error)
    signoff = replace(signoff, at=signoff.at.astimezone(UTC).replace(microsecond=0))
    statement = build_draft_statement(draft, assessment, signoff.at.date())
    before = draft.signed
    changes = {
        "id": record_id,
        "revision": draft.next_revision,
        "supersedes": before.chain if before else (),
        "pack": replace(statement.pack, engine=__version__),
        "signoff": SignOffEntry(**vars(signoff), attestation=pack.attestation),
    }
    return SignedStatement(**{**vars(statement), **changes})


def format_topic(pack: Pack, rule: Rule) -> str:
    """Name what a rule is about, for a reader, by its best clause."""
    return pack.clause[rule.clauses[0]].title


def format_title(assessment: Assessment) -> str:
    """Name a record by its production and its use, by title or first line."""
    production, use = name_use(assessment)
    use = shorten(use.split("\n")[0], _TITLE_LIMIT, placeholder="…")
    return ": ".join(part for part in (production, use) if part)


def _principles(assessment: Assessment) -> Iterator[ChecklistEntry]:
    for result in assessment.checklists:
        if result.checklist.kind is ChecklistKind.PRINCIPLE:
            yield ChecklistEntry(
                title=result.checklist.title,
                items=tuple(
                    ItemEntry(
                        text=format_item(assessment.pack, item),
                        state=item.state,
                        answered=format_item_answers(assessment, item),
                    )
                    for item in result.items
                ),
            )


def format_item(pack: Pack, result: ItemResult) -> str:
    """Return what an item of a checklist is called."""
    return result.item.text or pack.clause[result.item.clause].title


def format_item_answers(assessment: Assessment, result: ItemResult) -> str:
    """Return the answers that say where an item stands, in a line."""
    pack, tools = assessment.pack, assessment.answers.tools
    places: dict[int | None, list[Place]] = {}
    for place in result.places:
        places.setdefault(place.tool, []).append(place)
    texts = [
        _read_with_question(assessment, _telling_place(assessment, result, each))
        for each in places.values()
    ]
    if not texts:
        texts = [
            format_listed_tool(pack, number, tools[number - 1])
            for number in result.tools
            if not tools[number - 1].is_chosen(pack)
        ]
    return "; ".join(texts)


def _telling_place(
    assessment: Assessment, result: ItemResult, places: Sequence[Place]
) -> Place:
    """Return the answer that says most about where an item stands.

    Where it fails or nobody knows, that is a risky or unsure answer. After that it is
    one to a question that cites the item's clause first, then the last one asked.
    """
    pack, answers = assessment.pack, assessment.answers
    holds = result.state in {ItemState.MET, ItemState.DOES_NOT_APPLY}

    def rank(place: Place) -> tuple[bool, bool]:
        question = pack.by_id[place.question]
        chosen = chosen_options(question, answers.at(pack, place))
        tells = any(option.risk in {Risk.RISKY, Risk.UNSURE} for option in chosen)
        return tells and not holds, question.clauses[:1] == (result.item.clause,)

    return max(reversed(places), key=rank)


def _read_with_question(assessment: Assessment, place: Place) -> str:
    """Return an answer; after its question where a word like "Yes" says too little."""
    pack, answers = assessment.pack, assessment.answers
    question = pack.by_id[place.question]
    text = format_answer(question, answers.at(pack, place))
    if len(text.split()) < _TELLING_WORDS:
        text = f"{question.text} {text}"
    if place.tool and len(answers.tools) > 1:
        return f"{assessment.fill('{tool}', place.tool)}: {text}"
    return text


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
            )


def _reason(assessment: Assessment, reason: Reason) -> ReasonEntry:
    rule = reason.rule
    clauses = (assessment.pack.clause[clause_id] for clause_id in rule.clauses)
    return ReasonEntry(
        level=rule.level.id if rule.level is not None else "",
        reason=reason.text,
        obligations=tuple(each.id for each in sorted(rule.obligations)),
        rule=rule.id,
        tools=reason.tools,
        clauses=tuple(
            Quotation(clause.title, clause.quote, clause.id) for clause in clauses
        ),
    )


def _tasks(
    assessment: Assessment, closed: Mapping[str, ClosedTask]
) -> Iterator[TaskEntry]:
    for task, _ in assessment.tasks:
        done = closed.get(task.id)
        yield TaskEntry(
            id=task.id,
            text=task.text,
            owner=task.owner,
            due=task.due,
            evidence_wanted=task.evidence or "",
            done_on=done.on if done else "",
            evidence=EvidenceEntry.of(done.evidence)
            if done and done.evidence
            else None,
        )


@dataclass(frozen=True)
class Summary:
    """A signed statement, and the entries that were added to it.

    What is signed is kept as bytes that were made from the file's own tables, so
    that nothing which is left out of the typed values can change it.
    """

    statement: SignedStatement
    payload: bytes
    """The bytes of the statement that are signed."""
    digest: str
    """The digest of these bytes, by which people and other records name it."""
    link: str
    """The digest of these bytes and their signature, which the first entry names."""
    tables: Mapping[str, Any]
    """The file's tables, as they were read."""
    signature: str = ""
    """The producer's signature; empty if there is none."""
    entries: tuple[SignedEntry, ...] = ()
    earlier: tuple[SignedEntry, ...] = ()
    """The entries on the revisions before, which this file carries along."""
    comments: int = 0
    """How many comments the file has that the program did not write."""

    @property
    def last_link(self) -> str:
        """What the next entry names as the one before it."""
        return self.entries[-1].link if self.entries else self.link


@dataclass(frozen=True)
class TrialSummary:
    """A summary of the pre-release version: a table, and its signature."""

    payload: bytes
    tables: Mapping[str, Any]
    signature: str
