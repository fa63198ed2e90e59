"""The redline of two records: what differs, and what each change alone does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from genai_guide.record import draft as record
from genai_guide.record.diff import (
    ComparedRecord,
    Direction,
    RevisionRelation,
    Verdict,
    diff_records,
)
from genai_guide.record.draft import (
    ClosedTask,
    Evidence,
    SignedRevision,
    close_task,
    draft_from_answers,
)
from genai_guide.record.statement import (
    Summary,
    build_signed_statement,
    build_statement,
)
from genai_guide.rules.answers import TOOL_NAME_FIELD, Answers, Place, Tool
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Kind, Pack, Rename, VersionChange
from tests.helpers.boat_pack import SAFE
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.drafts import AT
from tests.helpers.levels import CLEARANCE, ESCALATE, HOLD, NOTIFY
from tests.helpers.signing import SIGNER

TODAY = date(2026, 3, 1)


def side(pack: Pack, answers: Answers) -> ComparedRecord:
    """Make a record of answers."""
    found = assess(pack, answers)
    return ComparedRecord(build_statement(found, today=TODAY), found)


def test_tools_are_matched_by_name_and_then_by_number(boat: Pack) -> None:
    """A tool that moved is the same one; one without its name is that of its number."""

    def pairs(before: str, after: str) -> list[tuple[int | None, int | None]]:
        sides = [
            side(boat, replace(SAFE, tools=tuple(Tool(n.strip()) for n in one)))
            for one in (before, after)
        ]
        found = diff_records(*sides).tools
        return [(one.match.old, one.match.new) for one in found]

    assert pairs("AB", "BA") == [(2, 1), (1, 2)]
    assert pairs("AB", "B") == [(1, None), (2, 1)]
    assert pairs("AB", "AC") == [(2, 2)]
    assert pairs("AA", "AAA") == [(None, 3)]
    assert pairs("A ", "A") == [(2, None)]


def test_a_name_that_a_change_brings_up_is_taken_from_the_new_record() -> None:
    """A tool's name may be asked for only after another answer, and is no answer."""
    gate = choice("q", "no yes")
    name = replace(
        choice("t", "", per_tool=True, condition=when(literal("q", "yes"))),
        kind=Kind.TEXT,
        field=TOOL_NAME_FIELD,
    )
    pack = pack_of([gate, name], [rule("r", when(literal("q", "yes")), level=HOLD)])
    old = side(pack, Answers({"q": ("no",)}))
    new = side(pack, Answers({"q": ("yes",)}, (Tool("A"),)))
    found = diff_records(old, new)
    assert found.entries[0].alone == Verdict(HOLD, HOLD)
    assert [one.words for one in found.entries] == [("NO", "YES"), ("not asked", "A")]


def test_what_hangs_on_another_change_is_not_judged_alone(boat: Pack) -> None:
    """The change that brings a question up is weighed with the answer to it."""
    loaded = {**SAFE.use, "trip.cargo": ("glass",), "trip.permit": ("no",)}
    found = diff_records(side(boat, SAFE), side(boat, replace(SAFE, use=loaded)))
    cargo, permit = found.entries
    flags = (replace(CLEARANCE, rank=0),)
    assert cargo.alone == Verdict(ESCALATE, ESCALATE, flags)
    assert (permit.alone, permit.words) == (None, ("not asked", "No"))
    back = diff_records(side(boat, replace(SAFE, use=loaded)), side(boat, SAFE))
    assert [one.alone is None for one in back.entries] == [False, True]
    assert [one.rule for one in found.gained] == ["cargo-on-board"]
    assert [one.rule for one in found.lost] == ["empty-hold"]
    assert [(one.was, one.now) for one in found.tasks] == [("not asked for", "open")]


def test_a_parked_answer_of_the_old_record_does_not_count(boat: Pack) -> None:
    """What a change brings up is answered as in the new record, not as long ago."""
    stormy = {**SAFE.use, "trip.weather": ("storm",), "trip.cargo": ("glass",)}
    old = side(boat, replace(SAFE, use=stormy))
    found = diff_records(old, side(boat, SAFE))
    weather, cargo = found.entries
    assert weather.alone == found.now == Verdict(NOTIFY, NOTIFY)
    assert cargo.words == ("not asked", "Nothing")


def test_what_is_newly_asked_and_open_is_told(boat: Pack) -> None:
    """A question that is open only now differs, though neither has an answer."""
    use = {key: one for key, one in SAFE.use.items() if key != "trip.cargo"}
    stormy = replace(SAFE, use={**use, "trip.weather": ("storm",)})
    found = diff_records(side(boat, stormy), side(boat, replace(SAFE, use=use)))
    assert [one.words for one in found.entries] == [
        ("A storm", "Calm"),
        ("not asked", "open"),
    ]


def test_an_answer_taken_away_is_open_or_left_empty(boat: Pack) -> None:
    """What is asked and has no answer is said to be open, or to have been skipped."""
    left = {key: SAFE.use[key] for key in ("trip.title", "trip.story", "trip.cargo")}
    found = diff_records(side(boat, SAFE), side(boat, replace(SAFE, use=left)))
    words = {one.question: one.words[1] for one in found.entries}
    assert words == {
        "trip.date": "left empty",
        "trip.weather": "open",
        "trip.cargo": "not asked",
    }
    assert not found.now.complete


def test_changes_stand_in_the_order_of_asking(boat: Pack) -> None:
    """Also where the old record has no answer, and tool after tool."""
    fewer = {key: SAFE.use[key] for key in ("trip.title", "trip.weather", "trip.cargo")}
    two = tuple(Tool(name, {"boat.engine": ("unsure",)}) for name in "AB")
    both = (replace(SAFE, use=fewer, tools=two), replace(SAFE, tools=two[::-1]))
    found = diff_records(*(side(boat, one) for one in both))
    assert [one.question for one in found.entries] == ["trip.date", "trip.story"]
    tools = tuple(replace(one, answers={"boat.engine": ("sail",)}) for one in two)
    found = diff_records(
        *(side(boat, one) for one in (both[0], replace(SAFE, tools=tools)))
    )
    assert [(one.question, one.tool and one.tool.new) for one in found.entries] == [
        ("trip.date", None),
        ("trip.story", None),
        *(("boat.engine", 1), ("boat.insured", 1)),
        *(("boat.engine", 2), ("boat.insured", 2)),
    ]


def test_notes_tasks_and_sign_off_are_compared(boat: Pack) -> None:
    """They change no verdict, and legal wants to see them."""
    session = draft_from_answers(boat, SAFE)
    plain = build_signed_statement(boat, session, SIGNER, "id")
    noted = record.set_note(boat, session, Place("trip.weather"), "windless", AT)
    shown = Evidence(link="https://harbour.example")
    closed = close_task(noted, "tell-harbour", ClosedTask("2026-03-02", shown))
    other = build_signed_statement(
        boat, closed, replace(SIGNER, name="B. Other"), "id2"
    )
    found = diff_records(ComparedRecord(plain), ComparedRecord(other))
    (entry,) = found.entries
    assert (entry.before.note, entry.after.note) == ("", "windless")
    (task,) = found.tasks
    done = "done on 2 March 2026; evidence: https://harbour.example"
    assert (task.what, task.was, task.now) == ("Tell the harbour.", "open", done)
    (signer,) = found.rest
    assert signer.was.startswith("A. Producer, ")
    assert signer.now.startswith("B. Other, ")
    assert found
    assert not found.in_answers


def test_revisions_are_told_by_the_digest(boat: Pack) -> None:
    """Only the very statement that the later one names is the one before it."""
    session = draft_from_answers(boat, SAFE)
    first = build_signed_statement(boat, session, SIGNER, "id")
    later = replace(session, signed=SignedRevision("id", 1, "first", AT))
    second = build_signed_statement(boat, later, SIGNER, "id")
    changed = replace(first, title="Round another island")
    records = {
        "first": ComparedRecord(first, summary=Summary(first, b"", "first", "", {})),
        "draft": side(boat, SAFE),
    }
    for name, statement in (
        ("second", second),
        ("changed", changed),
        ("far", replace(second, revision=3)),
        ("other", replace(first, id="other")),
    ):
        records[name] = ComparedRecord(
            statement, summary=Summary(statement, b"", name, "", {})
        )
    for old, new, chain in (
        ("first", "second", RevisionRelation.NEXT),
        ("second", "first", RevisionRelation.BEFORE),
        ("changed", "second", RevisionRelation.BROKEN),
        ("changed", "far", RevisionRelation.APART),
        ("first", "changed", RevisionRelation.RIVALS),
        ("first", "first", RevisionRelation.NONE),
        ("first", "other", RevisionRelation.NONE),
        ("first", "draft", RevisionRelation.NONE),
    ):
        assert diff_records(records[old], records[new]).chain is chain


@pytest.fixture
def newer(boat: Pack) -> Pack:
    """Give the next version: a renamed question, a renamed option, another wording."""
    weather = boat.by_id["trip.weather"]
    fair = replace(weather.options[0], id="fair")
    options = (fair, *weather.options[1:])
    sky = replace(weather, id="trip.sky", options=options)
    engine = replace(boat.by_id["boat.engine"], text="What moves it?")
    put_in = {"trip.weather": sky, "boat.engine": engine}
    cargo = replace(boat.by_id["trip.cargo"], when=None)
    put_in["trip.cargo"] = cargo
    rules = [one for one in boat.rules if not one.id.startswith(("storm", "weather"))]
    sky_is_fair = when(literal("trip.sky", "fair"))
    sunny = rule("fair", sky_is_fair, level=HOLD, clauses=("weather",))
    changes = (
        VersionChange(
            "1.3.0",
            "renamed",
            Rename("trip.weather", "trip.sky"),
            Rename("calm", "fair"),
        ),
    )
    return replace(
        boat,
        version="1.3.0",
        digest="1" * 64,
        questions=tuple(put_in.get(one.id, one) for one in boat.questions),
        rules=(*rules, sunny),
        changes=changes,
    )


def test_renamed_questions_are_taken_as_one(boat: Pack, newer: Pack) -> None:
    """Between two versions a new name is no difference, and new words are told."""
    use = {key: one for key, one in SAFE.use.items() if key != "trip.weather"}
    now = replace(SAFE, use={**use, "trip.sky": ("fair",)})
    records = side(boat, SAFE), side(newer, now)
    for old, new in (records, records[::-1]):
        found = diff_records(old, new)
        assert not found.in_answers
        assert [one.question for one in found.entries] == ["boat.engine"]
        assert found.entries[0].worded_otherwise
    found = diff_records(*records)
    assert found.judged_anew == found.now
    assert found.now.lowest == HOLD
    assert found.was.to(found.now) is Direction.RISES
    assert "version 1.3.0" in found.rest[0].now


def test_a_change_is_weighed_by_the_old_questions(boat: Pack, newer: Pack) -> None:
    """Each change is tried out under the questions that the old record answered."""
    stormy = {**SAFE.use, "trip.weather": ("unsure",)}
    use = {key: one for key, one in SAFE.use.items() if key != "trip.weather"}
    calm = replace(SAFE, use={**use, "trip.sky": ("unsure",)})
    found = diff_records(side(newer, calm), side(boat, replace(SAFE, use=stormy)))
    assert not found.in_answers
    windy = replace(SAFE, use={**use, "trip.sky": ("storm",)})
    found = diff_records(side(boat, SAFE), side(newer, windy))
    weather = found.entries[0]
    assert (weather.question, weather.words) == ("trip.sky", ("Calm", "A storm"))
    assert weather.alone == Verdict(HOLD, HOLD)


def test_without_the_questions_what_is_stated_is_compared(boat: Pack) -> None:
    """Of questions that are not at hand nothing is judged anew."""
    loaded = {**SAFE.use, "trip.cargo": ("glass",), "trip.permit": ("no",)}
    sides = [side(boat, one) for one in (SAFE, replace(SAFE, use=loaded))]
    found = diff_records(*(ComparedRecord(one.statement) for one in sides))
    assert [one.question for one in found.entries] == ["trip.cargo", "trip.permit"]
    assert {one.alone for one in found.entries} == {None}
    assert not found.judged
    assert found.now == Verdict.of(sides[1].assessment)
