"""Begin the next revision of a summary that somebody sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from genai_guide.record.draft import Draft, DraftTool
from genai_guide.record.entries import EntryKind
from genai_guide.record.migration import EarlierAnswer, EarlierDraft, Migration, migrate
from genai_guide.record.standing import closed_tasks
from genai_guide.record.statement import Summary
from genai_guide.rules.answers import TOOL_NAME_FIELD, Tool
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import (
    KeyChecker,
    Verification,
    describe_decision,
    entry_message,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import own_public_key
from genai_guide.storage.packs import find_pack
from genai_guide.storage.summaries import (
    draft_from_summary,
    parse_entries,
    signed_revision,
)
from genai_guide.storage.trust import load_allowed_signers
from genai_guide.text import as_sentence, end_sentence, quote


def start_revision(path: Path, verification: Verification, pack: Pack) -> Migration:
    """Take over the answers, notes and done tasks of a summary; not its decision.

    The summary of the new draft will replace this one, and carries the entries on it
    along, so that a refusal is still seen. Answers that were given under another
    version of the questions are judged one by one.

    Raises:
        FileError: if it was made with other questions than these.
    """
    summary = verification.summary
    statement = summary.statement
    made_with = statement.pack
    closed = closed_tasks(statement, verification.standing.closings.values())
    if made_with.id != pack.id:
        others = quote(made_with.id)
        sentence = f"made with the questions {others}, not “{pack.id}”"
        raise FileError(path, sentence)
    if made_with.digest == pack.digest:
        draft = replace(draft_from_summary(path, summary, pack), closed=closed)
        return Migration(_following(draft, summary), made_with.version)
    old = find_pack(pack, made_with.id, made_with.digest)
    # A tool's name stands with the tool itself.
    names = {
        question.id
        for known in (pack, old)
        if known
        for question in known.tool_questions
        if question.field == TOOL_NAME_FIELD
    }
    tools = tuple(DraftTool(Tool(tool.name)) for tool in statement.tools)
    answers = tuple(
        EarlierAnswer(
            question=entry.question,
            tool=entry.tool,
            answer=entry.answered if entry.options is None else entry.options,
            asked=entry.text,
            words=entry.answered,
            note=entry.note,
        )
        for entry in statement.answers
        if entry.question not in names and (entry.tool or 0) <= len(tools)
    )
    earlier = EarlierDraft(made_with.version, answers, tools or (DraftTool(),), closed)
    migration = migrate(earlier, pack, old)
    return replace(migration, draft=_following(migration.draft, summary))


def describe_revision(verification: Verification) -> str:
    """Return what goes on in the next revision of a summary, and what stays behind."""
    summary = verification.summary
    number = summary.statement.revision
    goes_on = (
        f"To change answers, sign revision {number + 1}. Your answers, notes and"
        " finished tasks are copied to a new draft."
    )
    stays = ""
    if decision := verification.standing.decision:
        decided = end_sentence(describe_decision(number, decision))
        stays = (
            f" It starts without a decision: {decided}"
            " The new summary keeps a record of that."
        )
    return f"{goes_on}{stays} This file stays as it is."


def describe_earlier_decision(draft: Draft) -> str:
    """Return what was decided on the revision that a draft takes the place of.

    A sentence; empty if nothing was, or not by a key that is trusted.
    """
    before = draft.signed
    if before is None or not draft.earlier:
        return ""
    try:
        checker = KeyChecker(load_allowed_signers(), own_public_key())
        entries = parse_entries(Path(), {"earlier": list(draft.earlier)}, "earlier")
    except FileError:
        return ""
    decisions = [
        each.entry
        for each in entries
        if each.entry.on == before.digest
        and each.entry.kind in (EntryKind.DECISION, EntryKind.WITHDRAWAL)
        and checker.check(entry_message(each)).is_known
    ]
    if not decisions:
        return ""
    return as_sentence(describe_decision(before.revision, decisions[-1]))


def _following(draft: Draft, summary: Summary) -> Draft:
    """Return a draft whose summary will be the next revision of another."""
    entries = (*summary.earlier, *summary.entries)
    return replace(
        draft,
        signed=signed_revision(summary),
        earlier=tuple(entry.table for entry in entries),
    )
