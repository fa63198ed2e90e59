"""What is found of test cases, and of what no test case uses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.check import findings
from genai_guide.rules.check.findings import Property
from genai_guide.rules.check.run import check_pack
from genai_guide.rules.pack import (
    Checklist,
    ChecklistItem,
    ChecklistKind,
    Conflict,
    Due,
    ItemState,
    Pack,
    Task,
)
from tests.helpers.building import literal, rule, when
from tests.rules.check.test_wording import good_pack


@pytest.fixture
def pack() -> Pack:
    """Make the good pack with a task, a note, a conflict and a checklist."""
    pack = good_pack()
    yes, no = when(literal("q", "yes")), when(literal("q", "no"))
    task = Task("ask", "Ask.", "production", Due.BEFORE_USE)
    strict = replace(pack.rules[0], tasks=(task,))
    item = ChecklistItem("c", no, yes)
    return replace(
        pack,
        rules=(rule("note", yes), strict),
        conflicts=(Conflict("k", "Both.", yes),),
        checklists=(Checklist("l", "L", ChecklistKind.PRINCIPLE, (item,)),),
    )


def case(pack: Pack, answer: str = "yes", **more: object) -> findings.TestCase:
    """Make a test case that expects the verdict that it has."""
    answers = Answers({"q": (answer,)}, (Tool(),))
    level = pack.floor if answer == "no" else pack.levels[1]
    conflicts = frozenset("k" if answer == "yes" else ())
    expected = findings.TestCase(
        f"{answer}.toml", answers, level, frozenset(), frozenset()
    )
    return replace(expected, **{"conflicts": conflicts, **more})


def found(pack: Pack, one: Property, *cases: findings.TestCase) -> list[str]:
    return [
        f"{flaw.place}: {flaw.sentence}"
        for flaw in check_pack(pack, cases).findings
        if flaw.property is one
    ]


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"first": "r", "tasks": frozenset({"ask"})}, ""),
        ({"items": {"c": ItemState.NOT_MET}}, ""),
        ({"alternative": frozenset({"q"})}, ""),
        ({"first": "note"}, "expected “note” as the first reason, found “r”"),
        ({"tasks": frozenset({"tell"})}, "there is no task tell"),
        ({"no_tasks": frozenset({"ask"})}, "there is the task ask"),
        ({"conflicts": frozenset()}, "expected the conflicts none, found k"),
        ({"conflicts": None}, "it has conflicting answers (k) and does not list them"),
        ({"items": {"c": ItemState.MET}}, "expected “c” to be met, found not_met"),
        ({"alternative": frozenset()}, "plan to change none, found q"),
    ],
)
def test_a_case_gives_what_it_expects(
    pack: Pack, expected: dict[str, object], words: str
) -> None:
    """The first reason, tasks, states, conflicts and the first plan are compared."""
    sentences = found(pack, Property.CASE, case(pack, **expected))
    assert len(sentences) == bool(words)
    assert all(words in sentence for sentence in sentences)


def test_what_no_case_uses_is_found_rule_by_rule(pack: Pack) -> None:
    """A warning each: rules that never apply, and states that never occur."""
    alone = found(pack, Property.COVERAGE, case(pack, "no"))
    assert alone == [
        "rule “note”: it applies in no test case",
        "rule “r”: it applies in no test case",
        "checklist “l”, item “c”: it has the state “not_met” in no test case",
        "checklist “l”, item “c”: it has the state “unknown” in no test case",
    ]
    cases = [case(pack, answer) for answer in ("no", "yes", "unsure")]
    assert found(pack, Property.COVERAGE, *cases) == []
    assert len(found(pack, Property.COVERAGE)) == 5
    assert not check_pack(pack).errors


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reasons": {"q": {"yes": "So."}}}, ""),
        ({"reasons": {"q": {"no": "So."}}}, "reason for “no” of “q”"),
        ({"reasons": {"other": {"yes": "So."}}}, "reason for “yes” of “other”"),
    ],
)
def test_reasons_belong_to_the_answers_of_their_rule(
    pack: Pack, changed: dict[str, object], words: str
) -> None:
    """Nobody writes a sentence that no answer brings up."""
    rules = (*pack.rules[:-1], replace(pack.rules[-1], **changed))
    sentences = found(replace(pack, rules=rules), Property.REASONS)
    assert len(sentences) == bool(words)
    assert all(words in sentence for sentence in sentences)


def test_a_level_without_its_task_is_a_warning(pack: Pack) -> None:
    """Where most rules of a level set a task, one that does not is pointed out."""
    strict = pack.rules[-1]
    more = [replace(strict, id=f"more{number}") for number in range(2)]
    bare = replace(strict, id="bare", tasks=())
    changed = replace(pack, rules=(*pack.rules, *more, bare))
    (sentence,) = [s for s in found(changed, Property.WORDING) if "the task" in s]
    assert sentence.startswith("rule “bare”, task: 3 of the 3 other rules at level")
