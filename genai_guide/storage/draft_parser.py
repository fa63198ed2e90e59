"""Turn the TOML of a draft into its value, judging every part of it.

Of a draft under another version of its pack, answers that the pack does not know are
judged for their shape and their text, and then carried over (see `record.migration`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from genai_guide.record.draft import (
    LISTED,
    MOST_TOOLS,
    REMOVED,
    ClosedTask,
    Draft,
    DraftTool,
    Evidence,
    LogEntry,
    Origin,
    ProductionLink,
    SignedRevision,
    is_digest,
    new_draft,
)
from genai_guide.record.fields import IDENTITY_PATTERN, MOST_REVISIONS
from genai_guide.record.migration import EarlierAnswer, EarlierDraft, Migration, migrate
from genai_guide.rules.answers import TOOL_NAME_FIELD, Answer, Tool, is_iso_date
from genai_guide.rules.pack import Pack, Question
from genai_guide.storage.answers_files import (
    check_keys,
    parse_answer,
    require_table,
    require_tables,
    require_text,
    unknown_word,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import find_pack
from genai_guide.storage.toml import Table
from genai_guide.storage.toml_lines import FaultCollector
from genai_guide.text import quote, sanitize

DRAFT_FORMAT = "genai-guide/draft/2"
EARLIER_DRAFT_FORMAT = "genai-guide/session/1"
"""The format before, of which only the answers are read."""
DRAFT_FORMATS = (DRAFT_FORMAT, EARLIER_DRAFT_FORMAT)
SUMMARY_FORMAT = "genai-guide/summary/2"
TRIAL_FORMAT = "genai-guide/summary/1"
"""The format of the pre-release version; its signature is checked, and no more."""
END = {"whole": True}
"""The last table; without it a file that was cut short would be taken for whole."""
EMPTY = "this file is empty"
CUT_SHORT = (
    "the end of this file is missing. If you know that nothing else is missing, add"
    " the last two lines: [end] and whole = true"
)
_TOP_KEYS = ("format", "session", "tool", "answer", "task", "change", "earlier", "end")
_HEAD_KEYS = (
    *("title", "use", "lowest", "highest", "answered", "least", "most"),
    *("saved", "changed", "at", "draft", "pack", "signed"),
    *("production", "same_element_as"),
)
_ANSWER_KEYS = (
    *("question", "tool", "asked", "answered", "options", "note", "inactive"),
    "carried",
)
_EARLIER_KEYS = ("verdict", "parked")
"""The keys of the format before that have another name now."""
_LOG_KEYS = ("at", "step", "by", "what", "question", "tool", "from", "to")
_IDENTIFYING_KEYS = {"answer": ("question", "tool"), "task": ("id",)}
"""The tables that may not stand twice, and what identifies them."""
_MOST_STEPS = 10**9

T = TypeVar("T")


def format_error(found: object, expected: str) -> str:
    """Return the message that a file is of another, or of a newer, format."""
    name, _, version = expected.rpartition("/")
    if isinstance(found, str) and found.startswith(f"{name}/"):
        newer = quote(found.removeprefix(f"{name}/")[:20])
        return f"written in the newer format {newer}, not {version}. Update genai-guide"
    return f"not a file of the format “{expected}”"


def parse_or_migrate(
    path: Path, content: Table, pack: Pack, old: Pack | None = None, source: bytes = b""
) -> Migration:
    """Parse a draft; one under another version of the pack is carried over.

    Args:
        path: The file, named in errors.
        content: The parsed TOML.
        pack: The questions as they are now.
        old: Other questions that it may have been answered under; released ones are
            found without.
        source: What was parsed, to name the lines of faults.

    Raises:
        FileError: if it is no draft of this pack, with every fault of its entries.
    """
    faults = FaultCollector(path, source)
    head = _check_head(path, content, pack)
    version, digest = _pack_version(path, head)
    if content["format"] == EARLIER_DRAFT_FORMAT:
        return migrate(_earlier_draft(content, version, faults), pack)
    if digest == pack.digest:
        return Migration(_draft(content, head, pack, faults), version)
    if old is None or old.digest != digest:
        old = find_pack(pack, pack.id, digest)
    migration = migrate(_earlier_draft(content, version, faults), pack, old)
    draft = replace(
        migration.draft,
        signed=_signed(path, head),
        earlier=_earlier(path, content),
        production=_production(path, head),
        same_element_as=_identity(path, "session", head, "same_element_as"),
    )
    return replace(migration, draft=draft)


def _check_head(path: Path, content: Table, pack: Pack) -> Table:
    """Return a draft's head, or refuse what is no draft of this pack."""
    if content.get("format") not in DRAFT_FORMATS:
        raise FileError(path, format_error(content.get("format"), DRAFT_FORMAT))
    check_keys(path, "", content, _TOP_KEYS)
    if content.get("end") != END:
        raise FileError(path, CUT_SHORT)
    _check_duplicates(path, content)
    head = require_table(path, "session", content.get("session", {}))
    check_keys(path, "session", head, (*_HEAD_KEYS, *_EARLIER_KEYS))
    pack_id = require_table(path, "session, pack", head.get("pack", {})).get("id")
    if pack_id != pack.id:
        reason = (
            f"answered with the questions “{str(pack_id)[:64]}”, not “{pack.id}”."
            " Name the folder of those questions with --pack"
        )
        raise FileError(path, reason)
    return head


def _check_duplicates(path: Path, content: Table) -> None:
    for name, keys in _IDENTIFYING_KEYS.items():
        seen: dict[str, int] = {}
        for number, entry in enumerate(require_tables(path, name, content), start=1):
            first = seen.setdefault(repr([entry.get(key) for key in keys]), number)
            if first != number:
                reason = (
                    f"{name} {number}: the same as {name} {first}. Keep one of them"
                )
                raise FileError(path, reason)


def _pack_version(path: Path, head: Table) -> tuple[str, str]:
    """Return the version and the digest of the pack that a draft names."""
    named = head["pack"]
    version = require_text(path, "session, pack, version", named.get("version", ""))
    return version, require_text(path, "session, pack, digest", named.get("digest", ""))


def _parse_each(
    faults: FaultCollector, name: str, content: Table, parse: Callable[[str, Table], T]
) -> tuple[T, ...]:
    """Parse all tables of a name, and go on behind each fault."""
    parsed = []
    tables = require_tables(faults.path, name, content)
    for number, entry in enumerate(tables, start=1):
        with faults.at(name, number - 1):
            parsed.append(parse(f"{name} {number}", entry))
    return tuple(parsed)


def _draft(content: Table, head: Table, pack: Pack, faults: FaultCollector) -> Draft:
    path = faults.path
    version, digest = _pack_version(path, head)
    draft = replace(
        new_draft(pack),
        pack_version=version,
        pack_digest=digest,
        tools=_tools(content, faults),
    )
    with faults.at("session"):
        draft = replace(
            draft,
            position=require_text(path, "session, at", head.get("at", "")),
            unfinished=require_text(
                path, "session, draft", head.get("draft", ""), long=True
            ),
            signed=_signed(path, head),
            production=_production(path, head),
            same_element_as=_identity(path, "session", head, "same_element_as"),
        )
    for number, entry in enumerate(require_tables(path, "answer", content), start=1):
        with faults.at("answer", number - 1):
            draft = _with_answer(path, f"answer {number}", entry, pack, draft)

    def log_entry(place: str, entry: Table) -> LogEntry:
        return _log_entry(path, place, entry, pack, len(draft.tools))

    log = _parse_each(faults, "change", content, log_entry)
    closed = _closed_tasks(content, faults)
    earlier = _earlier(path, content)
    faults.check()
    return replace(draft, log=log, closed=closed, earlier=earlier)


def _earlier(path: Path, content: Table) -> tuple[Table, ...]:
    """Return the entries on earlier revisions; signing judges what is in them."""
    return tuple(require_tables(path, "earlier", content))


def _production(path: Path, head: Table) -> ProductionLink | None:
    """Return the production that a draft belongs to."""
    if "production" not in head:
        return None
    place = "session, production"
    entry = require_table(path, place, head["production"])
    check_keys(path, place, entry, ("id", "path"))
    # A folder's name may be in another normal form than NFC.
    file = require_text(path, place, entry.get("path", ""), long=True, nfc=False)
    return ProductionLink(_identity(path, place, entry, "id"), file)


def _identity(path: Path, place: str, entry: Table, key: str) -> str:
    """Return the id of a production, a tool or a use; empty where there is none."""
    text = require_text(path, f"{place}, {key}", entry.get(key, ""))
    if text and not re.fullmatch(IDENTITY_PATTERN, text):
        raise FileError(path, f"{place}, {key}: expected 32 hex digits")
    return text


def _signed(path: Path, head: Table) -> SignedRevision | None:
    """Return which summary was signed off from a draft."""
    if "signed" not in head:
        return None
    place = "session, signed"
    entry = require_table(path, place, head["signed"])
    keys = ("id", "revision", "digest", "at", "steps", "supersedes", "path")
    check_keys(path, place, entry, keys)
    digest = require_text(path, place, entry.get("digest"))
    revision, steps = entry.get("revision"), entry.get("steps")
    if type(revision) is not int or not 1 <= revision < MOST_REVISIONS:
        raise FileError(path, f"{place}: expected a revision, a number from 1")
    if not is_digest(digest):
        raise FileError(path, f"{place}: expected a digest, sha256:…")
    record_id, at = (require_text(path, place, entry.get(key)) for key in ("id", "at"))
    if steps is not None and (type(steps) is not int or not 0 <= steps <= _MOST_STEPS):
        raise FileError(path, f"{place}: expected the number of steps")
    supersedes = entry.get("supersedes", [])
    if not isinstance(supersedes, list) or not all(
        isinstance(earlier, str) and is_digest(earlier) for earlier in supersedes
    ):
        raise FileError(path, f"{place}, supersedes: expected a list of digests")
    # A folder's name may be in another normal form than NFC.
    file = require_text(path, place, entry.get("path", ""), long=True, nfc=False)
    return SignedRevision(
        record_id, revision, digest, at, steps, tuple(supersedes), file
    )


def _closed_tasks(content: Table, faults: FaultCollector) -> dict[str, ClosedTask]:
    """Return which tasks are done."""
    path, texts = faults.path, ("link", "path", "name", "sha256", "text")

    def closed_task(place: str, entry: Table) -> tuple[str, ClosedTask]:
        check_keys(path, place, entry, ("id", "closed_on", "size", *texts))
        on = require_text(path, f"{place}, closed_on", entry.get("closed_on"))
        size = entry.get("size", 0)
        if not is_iso_date(on) or type(size) is not int:
            raise FileError(path, f"{place}: expected a date, and a size in bytes")
        words = {
            # A folder's name may be in another normal form than NFC.
            key: require_text(
                path, place, entry.get(key, ""), long=True, nfc=key != "path"
            )
            for key in texts
        }
        evidence = None
        if any(words.values()):
            link, folder, name, sha256, text = words.values()
            evidence = Evidence(link, folder, name, size, sha256, text=text)
        task_id = require_text(path, f"{place}, id", entry.get("id"))
        return task_id, ClosedTask(on, evidence)

    return dict(_parse_each(faults, "task", content, closed_task))


def _tools(content: Table, faults: FaultCollector) -> tuple[DraftTool, ...]:
    """Return the tools with their names, those that were removed too."""
    path = faults.path
    tools: list[DraftTool] = []
    for number, entry in enumerate(require_tables(path, "tool", content), start=1):
        place, name, library_id = f"tool {number}", "", ""
        with faults.at("tool", number - 1):
            keys = ("number", "name", "removed", "library_id")
            check_keys(path, place, entry, keys)
            name = require_text(path, f"{place}, name", entry.get("name", ""))
            library_id = _identity(path, place, entry, "library_id")
        # One with a fault keeps its place, for the others are named by their numbers.
        removed = entry.get("removed") is True
        tools.append(DraftTool(Tool(name), removed, library_id))
    if len(tools) > MOST_TOOLS:
        raise FileError(path, f"{len(tools)} tools; at most {MOST_TOOLS} are allowed")
    if all(tool.removed for tool in tools):
        tools.append(DraftTool())
    return tuple(tools)


def _with_answer(
    path: Path, place: str, entry: Table, pack: Pack, draft: Draft
) -> Draft:
    check_keys(path, place, entry, _ANSWER_KEYS)
    question = _question(path, place, entry.get("question"), pack)
    tool = _tool_of(path, place, entry.get("tool"), question, len(draft.tools))
    if "note" in entry:
        note = require_text(path, f"{place}, note", entry["note"], long=True)
        draft = replace(draft, notes={**draft.notes, (question.id, tool): note})
    place = f"{place}, “{question.id}”"
    if origin := _origin(path, place, entry):
        carried = {**draft.carried, (question.id, tool): origin}
        draft = replace(draft, carried=carried)
    key = "options" if question.is_choice else "answered"
    if entry.get(key) is not None:
        answer = parse_answer(path, place, question, entry[key])
        return draft.with_answer(question.id, tool, answer)
    if "answered" in entry or not entry.keys() & {"note", "carried"}:
        raise FileError(path, f"{place}: expected the key {key}")
    return draft


def _origin(path: Path, place: str, entry: Table) -> Origin | None:
    """Return where an answer comes from that nobody has looked at yet."""
    if (found := entry.get("carried")) is None:
        return None
    for origin in get_args(Origin):
        if found == origin:
            return cast("Origin", origin)
    expected = " or ".join(f"“{each}”" for each in get_args(Origin))
    raise FileError(path, f"{place}, carried: expected {expected}")


def _question(path: Path, place: str, found: Any, pack: Pack) -> Question:
    if isinstance(found, str) and found in pack.by_id:
        return pack.by_id[found]
    reason = unknown_word(place, "a question of the pack", str(found), pack.by_id)
    raise FileError(path, reason)


def _tool_number(path: Path, place: str, found: Any, count: int) -> int:
    """Return the number of a tool among all, or refuse another one."""
    if type(found) is int and 1 <= found <= count:
        return found
    raise FileError(path, f"{place}: expected the number of a listed tool")


def _tool_of(
    path: Path, place: str, found: Any, question: Question, count: int
) -> int | None:
    """Return the tool that an answer is about; `None` if it is about the use."""
    if question.per_tool:
        return _tool_number(path, place, found, count)
    if found is not None:
        raise FileError(path, f"{place}: “{question.id}” is not asked per tool")
    return None


def _log_entry(
    path: Path, place: str, entry: Table, pack: Pack, count: int
) -> LogEntry:
    check_keys(path, place, entry, _LOG_KEYS)
    what, by, step = entry.get("what"), entry.get("by"), entry.get("step")
    known = "answer", "note", "tool", "element"
    if what not in known or by not in ("change", "undo", "redo"):
        raise FileError(path, f"{place}: no change of a kind that is known")
    if type(step) is not int or not 1 <= step <= _MOST_STEPS:
        raise FileError(path, f"{place}: expected the number of its step")
    before, after = entry.get("from"), entry.get("to")
    tool: int | None
    if what == "tool":
        tool = _tool_number(path, place, entry.get("tool"), count)
        if (before, after) not in ((LISTED, REMOVED), (REMOVED, LISTED)):
            raise FileError(path, f"{place}: expected from {LISTED} to {REMOVED}")
    elif what == "element":
        tool = None
        before, after = (
            _identity(path, place, entry, key) or None for key in ("from", "to")
        )
    else:
        question = _question(path, place, entry.get("question"), pack)
        tool = _tool_of(path, place, entry.get("tool"), question, count)
        before, after = (
            _logged_value(path, place, value, question, is_note=what == "note")
            for value in (before, after)
        )
    at = require_text(path, f"{place}, at", entry.get("at", ""))
    return LogEntry(at, step, by, what, entry.get("question", ""), tool, before, after)


def _logged_value(
    path: Path, place: str, value: Any, question: Question, *, is_note: bool
) -> Answer | None:
    if value is None:
        return None
    if is_note or question.field == TOOL_NAME_FIELD:
        return require_text(path, place, value, long=is_note)
    return parse_answer(path, place, question, value)


def _earlier_draft(
    content: Table, version: str, faults: FaultCollector
) -> EarlierDraft:
    """Return the answers, whether or not there are such questions now."""
    tools = _tools(content, faults)

    def earlier_answer(place: str, entry: Table) -> EarlierAnswer:
        return _earlier_answer(faults.path, place, entry, len(tools))

    given = _parse_each(faults, "answer", content, earlier_answer)
    closed = _closed_tasks(content, faults)
    faults.check()
    return EarlierDraft(version, given, tools, closed)


def _earlier_answer(path: Path, place: str, entry: Table, count: int) -> EarlierAnswer:
    check_keys(path, place, entry, (*_ANSWER_KEYS, *_EARLIER_KEYS))
    tool, options = entry.get("tool"), entry.get("options")
    if tool is not None:
        tool = _tool_number(path, place, tool, count)
    question = require_text(path, f"{place}, question", entry.get("question"))
    answer: Answer | None
    if options is None:
        answer = entry.get("answered")
        if answer is not None:
            answer = require_text(path, place, answer, long=True)
    elif isinstance(options, list) and options:
        place_of = f"{place}, options"
        answer = tuple(require_text(path, place_of, option) for option in options)
    else:
        raise FileError(path, f"{place}, options: expected a list of options")
    return EarlierAnswer(
        question=question,
        tool=tool,
        answer=answer,
        asked=_quoted(path, f"{place}, asked", entry.get("asked", "")),
        words=_quoted(path, f"{place}, answered", entry.get("answered", "")),
        note=require_text(path, f"{place}, note", entry.get("note", ""), long=True),
        carried=_origin(path, place, entry),
    )


def _quoted(path: Path, place: str, words: Any) -> str:
    """Return words that are only shown and compared."""
    if not isinstance(words, str):
        raise FileError(path, f"{place}: expected a text in quotes")
    return sanitize(words, long=True)
