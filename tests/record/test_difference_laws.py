"""Laws of the redline: applying it, swapping it, and a record with itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from genai_guide.record.diff import (
    AnswerDiff,
    AnswerState,
    ComparedRecord,
    RecordDiff,
    ToolMatch,
    diff_records,
)
from genai_guide.record.statement import build_statement
from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Place,
    with_answer,
)
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.rules.status import question_status
from tests.helpers.building import acceptable
from tests.helpers.strategies import packs, random_answers

TODAY = date(2026, 3, 1)
NAMES = st.sampled_from(["", "A", "A", "B", "C"])


def side(pack: Pack, answers: Answers) -> ComparedRecord:
    """Make a record of answers."""
    found = assess(pack, answers)
    return ComparedRecord(build_statement(found, today=TODAY), found)


@st.composite
def two_records(draw: st.DrawFn) -> tuple[ComparedRecord, ComparedRecord]:
    """Draw two records of one small pack, complete or not, their tools named."""
    pack = draw(packs(4, 2, 4))

    def one() -> ComparedRecord:
        random = Random(draw(st.integers(0, 2**32)))
        answers = random_answers(random, pack, draw(st.integers(1, 3)))
        tools = tuple(replace(tool, name=draw(NAMES)) for tool in answers.tools)
        return side(pack, replace(answers, tools=tools))

    return one(), one()


@given(two_records())
def test_a_record_does_not_differ_from_itself(
    records: tuple[ComparedRecord, ComparedRecord],
) -> None:
    """Of one record there is nothing to say."""
    one, _ = records
    found = diff_records(one, one)
    assert not found
    assert not found.in_answers


def turned(tool: ToolMatch | None) -> ToolMatch | None:
    """Swap the two records of a match."""
    return tool and ToolMatch(tool.new, tool.old, tool.now, tool.was)


def parts(found: RecordDiff, *, swapped: bool = False) -> tuple[set[object], ...]:
    """Take a comparison apart, as it is or as that of the swapped records."""
    seen = []
    for one in found.entries:
        pair = (one.before, one.after)
        tool = turned(one.tool) if swapped else one.tool
        seen.append((one.question, tool, pair[::-1] if swapped else pair))
    tools = [turned(one.match) if swapped else one.match for one in found.tools]
    reasons = [
        {(one.rule, one.level, turned(one.tool) if swapped else one.tool) for one in of}
        for of in (found.gained, found.lost)
    ]
    tasks = {
        (one.what, one.now, one.was) if swapped else (one.what, one.was, one.now)
        for one in found.tasks
    }
    verdicts = {("was", found.was), ("now", found.now)}
    if swapped:
        verdicts = {("was", found.now), ("now", found.was)}
    return set(seen), set(tools), *reasons[:: -1 if swapped else 1], tasks, verdicts


@given(two_records())
def test_swapped_records_give_the_mirrored_difference(
    records: tuple[ComparedRecord, ComparedRecord],
) -> None:
    """What was is what is now, what was added is removed, and so on."""
    old, new = records
    assert parts(diff_records(old, new)) == parts(diff_records(new, old), swapped=True)


Said = dict[Place, Answer]


def said(record: ComparedRecord) -> Said:
    """List the answers that a record states."""
    return {
        at: one.answer for at, one in record.answers().items() if one.answer is not None
    }


def applied(
    record: ComparedRecord, names: dict[int, str], found: RecordDiff
) -> tuple[Said, dict[int, str]]:
    """Make the changes to what the old record says: the answers and the tools."""
    moved = {one.match.old: one.match for one in found.tools if one.match.old}
    stays = {
        number: ToolMatch(number, number, name, name) for number, name in names.items()
    }
    tools = {**stays, **moved}
    answers: Said = {}
    for place, answer in said(record).items():
        number = tools[place.tool].new if place.tool else None
        if number or not place.tool:
            answers[Place(place.question, number)] = answer
    for entry in found.entries:
        place = Place(entry.question, entry.tool.new if entry.tool else None)
        answers.pop(place, None)
        if entry.after.answer is not None:
            answers[place] = entry.after.answer
    added = [one.match for one in found.tools if one.match.old is None]
    named = {one.new: one.now for one in [*tools.values(), *added] if one.new}
    return answers, dict(sorted(named.items()))


@given(two_records())
def test_all_the_changes_make_the_old_record_the_new_one(
    records: tuple[ComparedRecord, ComparedRecord],
) -> None:
    """Nothing that differs is left out, and nothing is listed that does not."""
    old, new = records
    found = diff_records(old, new)
    result = applied(old, old.tools_beside(new), found)
    assert result == (said(new), new.tools_beside(old))
    places = [at for one in found.entries if (at := at_place(one)) in said(new)]
    assert new.assessment
    assert places == [one for one in new.assessment.status.asked if one in places]


@given(packs(4, 2, 4), st.integers(0, 2**32))
def test_one_change_alone_does_what_the_new_record_says(pack: Pack, seed: int) -> None:
    """Where one answer was changed, its effect is the whole difference."""
    random = Random(seed)
    answers = random_answers(random, pack, random.randint(1, 3))
    asked = [
        place
        for place in question_status(pack, answers).asked
        if pack.by_id[place.question].field != TOOL_NAME_FIELD
    ]
    if not asked:
        return
    place = random.choice(asked)
    now = random.choice(list(acceptable(pack.by_id[place.question])))
    if now == answers.at(pack, place):
        return
    old, new = side(pack, answers), side(pack, with_answer(answers, place, now))
    found = diff_records(old, new)
    changed = next(one for one in found.entries if at_place(one) == place)
    assert changed.alone == found.now
    for one in found.entries:
        if one.before.state is AnswerState.NOT_ASKED:
            assert one.alone is None


def at_place(entry: AnswerDiff) -> Place:
    """Say where an entry stands in the new record."""
    return Place(entry.question, entry.tool.new if entry.tool else None)


@given(packs(4, 2, 4), st.integers(0, 2**32))
def test_one_tool_more_or_less_does_what_the_new_record_says(
    pack: Pack, seed: int
) -> None:
    """Where only a tool was added or removed, its effect is the whole difference."""
    random = Random(seed)
    answers = random_answers(random, pack, 3)
    tools = tuple(replace(t, name=n) for t, n in zip(answers.tools, "ABC", strict=True))
    gone = random.randrange(3)
    more = side(pack, replace(answers, tools=tools))
    less = side(pack, replace(answers, tools=tools[:gone] + tools[gone + 1 :]))
    for old, new in ((more, less), (less, more)):
        found = diff_records(old, new)
        for one in found.tools:
            if one.match.one_sided:
                assert one.alone == found.now
            else:
                assert one.alone is None
