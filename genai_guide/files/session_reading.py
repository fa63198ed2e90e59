"""Reading a session out of parsed TOML, and judging every part of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from genai_guide.files.answers_files import (
    answer_to,
    check_keys,
    table,
    tables,
    text,
    unknown,
)
from genai_guide.files.errors import FileProblem
from genai_guide.files.formats import SESSION, not_the_format
from genai_guide.policy.answers import TOOL_NAME, Answer, Tool, is_date
from genai_guide.policy.pack import Pack, Question
from genai_guide.record.session import (
    LISTED,
    MOST_TOOLS,
    REMOVED,
    Change,
    Closed,
    Evidence,
    ListedTool,
    Session,
    Signed,
    new,
)
from genai_guide.record.signoff import MOST_REVISIONS, is_digest

ANSWER_KEYS = ("question", "tool", "asked", "answered", "options", "note", "parked")
_MOST_STEPS = 10**9
_TOP = ("format", "session", "tool", "answer", "task", "change", "end")
END = {"whole": True}
"""The last table; without it a file that was cut short would be taken for whole."""
CUT_SHORT = (
    "cut short: its last two lines, [end] and whole = true, are missing; put them"
    " there if you know that all else is"
)
_TWINS = {"answer": ("question", "tool"), "task": ("id",)}
"""The tables of which there is one each, and what tells them apart."""
_HEAD = (
    *("title", "use", "verdict", "answered", "least", "most"),
    *("saved", "changed", "at", "draft"),
)


def session_head(path: Path, content: dict[str, Any], pack: Pack) -> dict[str, Any]:
    """Take a session's head, or refuse what is no session of this pack."""
    if content.get("format") != SESSION:
        raise FileProblem(path, not_the_format(content.get("format"), SESSION))
    check_keys(path, "", content, _TOP)
    if content.get("end") != END:
        raise FileProblem(path, CUT_SHORT)
    _refuse_twins(path, content)
    head = table(path, "session", content.get("session", {}))
    check_keys(path, "session", head, (*_HEAD, "pack", "signed"))
    named = table(path, "session, pack", head.get("pack", {}))
    if named.get("id") != pack.id:
        theirs = str(named.get("id"))[:64]
        raise FileProblem(
            path,
            f"answered with the questions “{theirs}”, not with “{pack.id}”;"
            " name their folder with --pack",
        )
    return head


def _refuse_twins(path: Path, content: dict[str, Any]) -> None:
    for name, keys in _TWINS.items():
        seen: dict[str, int] = {}
        for number, entry in enumerate(tables(path, name, content), start=1):
            first = seen.setdefault(repr([entry.get(key) for key in keys]), number)
            if first != number:
                sentence = f"{name} {number}: the same as {name} {first}; keep one"
                raise FileProblem(path, sentence)


def version_of(path: Path, head: dict[str, Any]) -> tuple[str, str]:
    """Read the version and the digest of the pack that a session names."""
    named = head["pack"]
    version = text(path, "session, pack, version", named.get("version", ""))
    return version, text(path, "session, pack, digest", named.get("digest", ""))


def session_from(path: Path, content: dict[str, Any], pack: Pack) -> Session:
    """Build a session from parsed TOML, judging every part of it."""
    head = session_head(path, content, pack)
    version, digest = version_of(path, head)
    session = new(pack)._replace(
        pack_version=version,
        pack_digest=digest,
        tools=tools_of(path, content),
        at=text(path, "session, at", head.get("at", "")),
        draft=text(path, "session, draft", head.get("draft", ""), long=True),
        signed=signed_of(path, head),
    )
    for number, entry in enumerate(tables(path, "answer", content), start=1):
        session = _with_answer(path, f"answer {number}", entry, pack, session)
    log = tuple(
        _change(path, f"change {number}", entry, pack, len(session.tools))
        for number, entry in enumerate(tables(path, "change", content), start=1)
    )
    return session._replace(log=log, closed=closed_of(path, content))


def signed_of(path: Path, head: dict[str, Any]) -> Signed | None:
    """Read which summary was signed off from a session."""
    if "signed" not in head:
        return None
    entry, place = table(path, "session, signed", head["signed"]), "session, signed"
    check_keys(path, place, entry, ("id", "revision", "digest", "at"))
    revision, digest = entry.get("revision"), text(path, place, entry.get("digest"))
    if type(revision) is not int or not 1 <= revision < MOST_REVISIONS:
        raise FileProblem(path, f"{place}: expected a revision, a number from 1")
    if not is_digest(digest):
        raise FileProblem(path, f"{place}: expected a digest, sha256:…")
    record_id, at = (text(path, place, entry.get(key)) for key in ("id", "at"))
    return Signed(record_id, revision, digest, at)


def closed_of(path: Path, content: dict[str, Any]) -> dict[str, Closed]:
    """Read which tasks are done."""
    return dict(
        _closed(path, f"task {number}", entry)
        for number, entry in enumerate(tables(path, "task", content), start=1)
    )


def _closed(path: Path, place: str, entry: dict[str, Any]) -> tuple[str, Closed]:
    texts = ("link", "path", "name", "sha256")
    check_keys(path, place, entry, ("id", "closed_on", "size", *texts))
    on = text(path, f"{place}, closed_on", entry.get("closed_on"))
    size = entry.get("size", 0)
    if not is_date(on) or type(size) is not int:
        raise FileProblem(path, f"{place}: expected a date, and a size in bytes")
    told = {
        # A folder's name may be in another normal form than NFC.
        key: text(path, place, entry.get(key, ""), long=True, nfc=key != "path")
        for key in texts
    }
    evidence = Evidence(**told, size=size) if any(told.values()) else None
    return text(path, f"{place}, id", entry.get("id")), Closed(on, evidence)


def tools_of(path: Path, content: dict[str, Any]) -> tuple[ListedTool, ...]:
    """Read the tools with their names, those that were removed too."""
    found: list[ListedTool] = []
    for number, entry in enumerate(tables(path, "tool", content), start=1):
        place = f"tool {number}"
        check_keys(path, place, entry, ("number", "name", "removed"))
        name = text(path, f"{place}, name", entry.get("name", ""))
        found.append(ListedTool(Tool(name), entry.get("removed") is True))
    if len(found) > MOST_TOOLS:
        raise FileProblem(path, f"{len(found)} tools; at most {MOST_TOOLS} are allowed")
    if all(one.removed for one in found):
        found.append(ListedTool())
    return tuple(found)


def _with_answer(
    path: Path, place: str, entry: dict[str, Any], pack: Pack, session: Session
) -> Session:
    check_keys(path, place, entry, ANSWER_KEYS)
    question = _question(path, place, entry.get("question"), pack)
    key = _key(path, place, entry.get("tool"), question, len(session.tools))
    if "note" in entry:
        note = text(path, f"{place}, note", entry["note"], long=True)
        session = session._replace(notes={**session.notes, (question.id, key): note})
    wanted = "options" if question.is_choice else "answered"
    value = entry.get(wanted)
    if value is None:
        if "answered" in entry or "note" not in entry:
            sentence = f"{place}, “{question.id}”: expected the key {wanted}"
            raise FileProblem(path, sentence)
        return session
    answer = answer_to(path, f"{place}, “{question.id}”", question, value)
    if key is None:
        return session._replace(use={**session.use, question.id: answer})
    listed = session.tools[key - 1]
    answers = {**listed.tool.answers, question.id: answer}
    changed = listed._replace(tool=listed.tool._replace(answers=answers))
    return session._replace(
        tools=(*session.tools[: key - 1], changed, *session.tools[key:])
    )


def _question(path: Path, place: str, found: Any, pack: Pack) -> Question:
    if not isinstance(found, str) or found not in pack.by_id:
        known = [question.id for question in pack.questions]
        sentence = unknown(place, "a question of the pack", str(found), known)
        raise FileProblem(path, sentence)
    return pack.by_id[found]


def _key(
    path: Path, place: str, found: Any, question: Question, count: int
) -> int | None:
    if question.per_tool and (type(found) is not int or not 1 <= found <= count):
        raise FileProblem(path, f"{place}: expected the number of a listed tool")
    if not question.per_tool and found is not None:
        raise FileProblem(path, f"{place}: “{question.id}” is not asked per tool")
    return cast("int | None", found)


def _change(
    path: Path, place: str, entry: dict[str, Any], pack: Pack, count: int
) -> Change:
    known = ("at", "step", "by", "what", "question", "tool", "from", "to")
    check_keys(path, place, entry, known)
    what, by, step = entry.get("what"), entry.get("by"), entry.get("step")
    if what not in ("answer", "note", "tool") or by not in ("change", "undo", "redo"):
        raise FileProblem(path, f"{place}: no change of a kind that is known")
    if type(step) is not int or not 1 <= step <= _MOST_STEPS:
        raise FileProblem(path, f"{place}: expected the number of its step")
    tool = entry.get("tool")
    values: list[Answer | None] = []
    if what == "tool":
        if type(tool) is not int or not 1 <= tool <= count:
            raise FileProblem(path, f"{place}: expected the number of a listed tool")
        values = [entry.get(key) for key in ("from", "to")]
        if values not in ([LISTED, REMOVED], [REMOVED, LISTED]):
            raise FileProblem(path, f"{place}: expected from {LISTED} to {REMOVED}")
    else:
        question = _question(path, place, entry.get("question"), pack)
        tool = _key(path, place, tool, question, count)
        values = [
            _value(path, place, entry.get(key), question, is_note=what == "note")
            for key in ("from", "to")
        ]
    at = text(path, f"{place}, at", entry.get("at", ""))
    return Change(at, step, by, what, entry.get("question", ""), tool, *values)


def _value(
    path: Path, place: str, found: Any, question: Question, *, is_note: bool
) -> Answer | None:
    if found is None:
        return None
    if is_note or question.field == TOOL_NAME:
        return text(path, place, found, long=is_note)
    return answer_to(path, place, question, found)
