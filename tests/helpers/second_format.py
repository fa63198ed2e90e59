"""A pack with what the second format adds: conflicts, stages, tools not chosen yet."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.rules.pack import (
    Checklist,
    ChecklistItem,
    ChecklistKind,
    Conflict,
    Kind,
    Question,
    Stage,
)
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.levels import ESCALATE

_IS_CHOSEN = when(literal("chosen", "yes"))
_NAME = Question(
    "name",
    "s",
    Kind.TEXT,
    "Which tool?",
    when=_IS_CHOSEN,
    per_tool=True,
    field="tool.name",
)
PACK = replace(
    pack_of(
        [
            choice("q0", "a b"),
            choice("q1", "a b"),
            replace(choice("chosen", "yes no", per_tool=True), field="tool.chosen"),
            _NAME,
            choice("t", per_tool=True, condition=_IS_CHOSEN),
            Question(
                "d0", "s", Kind.TEXT, "Detail?", optional=True, stage=Stage.RECORD
            ),
            replace(choice("d1"), optional=True, stage=Stage.RECORD),
        ],
        [rule("r", when(literal("q0", "a")), level=ESCALATE)],
    ),
    conflicts=(
        Conflict("c", "Both are A.", ((literal("q0", "a"), literal("q1", "a")),)),
    ),
    checklists=(
        Checklist(
            "five",
            "The principles",
            ChecklistKind.PRINCIPLE,
            (
                ChecklistItem(
                    "c", when(literal("q0", "b")), when(literal("q0", "a")), "Not A"
                ),
            ),
        ),
    ),
)
