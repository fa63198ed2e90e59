"""`genai-guide questions`: every question with its options, in order."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from genai_guide.commands.output import print_json
from genai_guide.exit_codes import ExitCode
from genai_guide.rules.conditions import Condition, Fact
from genai_guide.rules.pack import Question
from genai_guide.storage.packs import load_pack


def run(options: Namespace) -> int:
    """Print the questions, for people or as JSON."""
    pack = load_pack(options.pack)
    if options.json:
        print_json([_question_as_json(question) for question in pack.questions])
        return ExitCode.DONE
    section = ""
    for question in pack.questions:
        if question.section != section:
            section = question.section
            print(f"\n{pack.section[section].title}")
        notes = [str(question.kind)]
        notes += ["asked for each tool"] if question.per_tool else []
        notes += ["optional"] if question.optional else []
        print(f"  {question.text}  [{question.id}: {', '.join(notes)}]")
        for option in question.options:
            print(f"    {option.id}: {option.label}")
    print(f"\nWhoever signs states:\n  {pack.attestation}")
    return ExitCode.DONE


def _question_as_json(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "section": question.section,
        "per": "tool" if question.per_tool else None,
        "stage": str(question.stage),
        "kind": str(question.kind),
        "text": question.text,
        "help": question.help,
        "clauses": list(question.clauses),
        "when": None if question.when is None else _condition_as_json(question.when),
        "field": question.field,
        "optional": question.optional,
        "options": [
            {
                "id": option.id,
                "label": option.label,
                "risk": str(option.risk),
                "exclusive": option.exclusive,
            }
            for option in question.options
        ],
    }


def _condition_as_json(condition: Condition) -> list[dict[str, Any]]:
    """Return a condition as the files of a pack write it."""
    rows: list[dict[str, Any]] = []
    for row in condition:
        cells: dict[str, Any] = {}
        for cell in row:
            if isinstance(cell, Fact):
                cells[cell.id] = True
                continue
            any_of, none_of = sorted(cell.any_of), sorted(cell.none_of)
            cells[cell.question] = any_of
            if none_of or not any_of:
                lists = {"any_of": any_of, "none_of": none_of}
                cells[cell.question] = {key: ids for key, ids in lists.items() if ids}
        rows.append(cells)
    return rows
