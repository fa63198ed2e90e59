"""Conditions as a person reads them, with the ids that the pack's files use."""

from __future__ import annotations

from genai_guide.policy.conditions import Condition, Fact, Literal, Row
from genai_guide.policy.pack import Pack


def condition_words(pack: Pack, condition: Condition | None) -> str:
    """Say when a condition holds: a row is joined by “and”, rows by “; or”."""
    if condition is None:
        return "always"
    return "; or ".join(row_words(pack, row) for row in condition)


def row_words(pack: Pack, row: Row) -> str:
    """Say when a row holds."""
    return " and ".join(
        cell.id
        if isinstance(cell, Fact)
        else f"{cell.question} = {cell_words(pack, cell)}"
        for cell in row
    )


def cell_words(pack: Pack, cell: Literal) -> str:
    """Say which options satisfy a cell, in the question's order."""
    order = [option.id for option in pack.by_id[cell.question].options]
    any_of = [one for one in order if one in cell.any_of]
    none_of = [one for one in order if one in cell.none_of]
    parts = [" or ".join(any_of)] if any_of else []
    parts += ["not " + " or ".join(none_of)] if none_of else []
    return ", ".join(parts)
