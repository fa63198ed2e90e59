"""The middle of a record: the path through the questions, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from genai_guide.report.document import Detail, Item, Section
from genai_guide.rules.alternatives import MOST_CHANGES
from genai_guide.rules.answers import Place
from genai_guide.rules.levels import LEVELS, Level

Table = dict[str, Any]


def tables(table: Table, key: str) -> list[Table]:
    """List the tables under a key; none where there is no such key."""
    return [one for one in table.get(key, []) if isinstance(one, dict)]


def words(level: Level) -> str:
    """Name a level for people, and as it stands in the file."""
    return f"{level.title} ({level.id})"


def path(statement: Table, titles: Mapping[str, str]) -> Section:
    """List the answers in the order of asking, each with the rules that it made apply.

    Args:
        statement: The tables of the record.
        titles: The title of each question's section, as far as it is known.
    """
    names = {one["number"]: one.get("name", "") for one in tables(statement, "tool")}

    def heading(answer: Table) -> str:
        title, tool = titles.get(answer["question"], ""), answer.get("tool")
        about = f"tool {tool}" + (f": {names[tool]}" if names.get(tool) else "")
        return ", ".join(part for part in (title, about if tool else "") if part)

    fired = [(mark, one["from"]) for mark, one in _marked(statement)]
    return Section(
        "The path through the questions",
        sections=tuple(
            Section(
                title or "Answers", items=tuple(_answer(one, fired) for one in group)
            )
            for title, group in groupby(tables(statement, "answer"), heading)
        ),
    )


def _answer(answer: Table, fired: Iterable[tuple[str, list[str]]]) -> Item:
    place = Place(answer["question"], answer.get("tool"))
    whole = f"{answer['text']} {answer['answered']} [{place}]"
    details = [Detail(answer["answered"])]
    if answer.get("note"):
        details.append(Detail(answer["note"], "note"))
    if led := [mark for mark, places in fired if whole in places]:
        details.append(Detail("; ".join(led), "led to"))
    return Item(answer["text"], details=tuple(details))


def left_empty(statement: Table) -> Section:
    """List the questions that may be left empty, and were."""
    entries = tables(statement, "left_empty")
    return Section("Left empty", items=tuple(Item(_asked(one)) for one in entries))


def _asked(entry: Table) -> str:
    about = f" (tool {entry['tool']})" if "tool" in entry else ""
    return f"{entry['text']}{about}"


def why(statement: Table) -> Section:
    """List the rules that apply, by which answers, with their clauses quoted."""
    return Section("Why", items=tuple(_reason(*one) for one in _marked(statement)))


def _marked(statement: Table) -> Iterator[tuple[str, Table]]:
    """Give each reason a number, by which the answers refer to it, and its level."""
    for number, reason in enumerate(tables(statement, "reason"), 1):
        yield f"reason {number}, {reason.get('level', 'note')}", reason


def _reason(mark: str, reason: Table) -> Item:
    tools = ", ".join(map(str, reason.get("tools", [])))
    about = f" (tool {tools})" if tools else ""
    answered = (Detail(place, "answered") for place in reason["from"])
    quoted = (
        Detail(clause["quote"], f"{clause['title']}, {clause['id']}", quoted=True)
        for clause in reason["clause"]
    )
    return Item(f"{reason['because']}{about}", mark, (*answered, *quoted))


def tasks(statement: Table) -> Section:
    """List what has to be done, by whom and when."""
    return Section("What to do", items=tuple(map(_task, tables(statement, "task"))))


def _task(task: Table) -> Item:
    due = str(task["due"]).replace("-", " ")
    details = [Detail(f"{task['owner']}, {due}")]
    if closed := task.get("closed_on"):
        details.append(Detail(closed, "closed on"))
    if wanted := task.get("evidence_wanted"):
        details.append(Detail(wanted.replace("-", " "), "evidence wanted"))
    if task["clauses"]:
        details.append(Detail(", ".join(task["clauses"]), "asked for by"))
    return Item(task["text"], task["status"], tuple(details))


def evidence(statement: Table) -> Section:
    """List what shows that tasks are done."""
    entries = tables(statement, "evidence")
    return Section("Evidence", items=tuple(map(_evidence, entries)))


def _evidence(entry: Table) -> Item:
    names = {"link": "link", "file": "file", "size": "bytes", "sha256": "SHA-256"}
    found = [
        Detail(str(entry[key]), name) for key, name in names.items() if key in entry
    ]
    return Item(entry["label"], details=(*found, Detail(entry["on"], "dated")))


def would_change(statement: Table) -> Section:
    """List the plans that lower the verdict, or say that there is none."""
    heading = "What would lower it"
    if plans := tables(statement, "would_change"):
        return Section(heading, items=tuple(map(_plan, plans)))
    if LEVELS.get(statement.get("level", ""), Level.NOTIFY) is Level.NOTIFY:
        return Section(heading)
    return Section(heading, (f"No change of up to {MOST_CHANGES} answers lowers it.",))


def _plan(plan: Table) -> Item:
    said = f"{'; '.join(plan['plan'])}: then {words(LEVELS[plan['gives']])}"
    provided = (Detail(place, "provided that") for place in plan["provided"])
    return Item(said, details=tuple(provided))


def silent(statement: Table) -> Section:
    """List the rules that did not apply, under the answers that kept them off."""
    kept_off: dict[tuple[str, ...], list[Table]] = {}
    for entry in tables(statement, "not_fired"):
        kept_off.setdefault(tuple(entry["kept_off_by"]), []).append(entry)
    unasked = kept_off.pop(("not asked",), [])
    rules = ", ".join(entry["rule"].replace("-", " ") for entry in unasked)
    return Section(
        "What did not apply, by these answers",
        (f"Nothing was asked that bears on: {rules}.",) if rules else (),
        items=tuple(
            Item(
                "\n".join(by),
                details=tuple(Detail(one["because"], "kept off") for one in entries),
            )
            for by, entries in kept_off.items()
        ),
    )
