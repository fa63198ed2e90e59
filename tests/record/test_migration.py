"""Going on under another version: each answer kept, to confirm, or to give again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from genai_guide.record.draft import ClosedTask, DraftTool
from genai_guide.record.migration import (
    ANSWERED_BEFORE,
    EarlierAnswer,
    EarlierDraft,
    migrate,
)
from genai_guide.rules.answers import Tool, format_answer
from genai_guide.rules.pack import Kind, OnSaved, Question, Rename, VersionChange
from tests.helpers.building import choice, pack_of, rule

TEXT = Question("t", "s", Kind.TEXT, "t?", long=True)
MULTI = choice("m", multi=True)
TOOL = choice("k", per_tool=True)
OLD = pack_of([choice("q"), TEXT, MULTI, TOOL], [rule("r")])
TOOLS = (DraftTool(Tool("Crane")), DraftTool(Tool("Drone"), removed=True))


def given(question, answer, tool=None, note=""):
    said = format_answer(question, answer)
    return EarlierAnswer(question.id, tool, answer, question.text, said, note)


EARLIER = EarlierDraft(
    "1.0.0",
    (
        given(OLD.by_id["q"], ("a",), note="I asked"),
        given(TEXT, "why\nnot"),
        given(MULTI, ("a", "b")),
        given(TOOL, ("a",), 1),
        given(TOOL, ("b",), 2),
    ),
    TOOLS,
)


def later(version, *changes, questions=OLD.questions):
    """Make the pack of a later version."""
    return replace(
        OLD,
        version=version,
        digest="1" * 64,
        questions=tuple(questions),
        changes=changes,
    )


def change(kind, question, option=None, on_saved=None, version="1.1.0"):
    named = [
        one if one is None or isinstance(one, Rename) else Rename(one, one)
        for one in (question, option)
    ]
    return VersionChange(version, kind, *named, on_saved and OnSaved(on_saved))


def what(found):
    """Name what became of each answer."""
    return {
        (one.question, one.tool) if one.tool else one.question: one.what.value
        for one in found.results
    }


def test_what_is_asked_as_before_is_kept_with_notes_and_tools():
    found = migrate(EARLIER, later("1.1.0"))
    assert set(what(found).values()) == {"keep"}
    session = found.draft
    assert session.use == {"q": ("a",), "t": "why\nnot", "m": ("a", "b")}
    assert [one.tool.answers for one in session.tools] == [{"k": ("a",)}, {"k": ("b",)}]
    assert [one.removed for one in session.tools] == [False, True]
    assert session.notes == {("q", None): "I asked"}
    assert (session.pack_version, session.pack_digest) == ("1.1.0", "1" * 64)


def test_a_renamed_question_and_option_take_their_answers_along():
    new = choice("n", "z b c")
    new = replace(
        new, text="q?", options=(replace(new.options[0], label="A"), *new.options[1:])
    )
    pack = later(
        "1.2.0",
        change("renamed", Rename("q", "between"), version="1.1.0"),
        change("renamed", Rename("between", "n"), Rename("a", "z"), version="1.2.0"),
        questions=[new, *OLD.questions[1:]],
    )
    found = migrate(EARLIER, pack)
    assert found.draft.use["n"] == ("z",)
    assert found.draft.notes == {("n", None): "I asked"}
    assert what(found)["n"] == "keep"


def test_two_questions_may_change_their_names_with_each_other():
    swapped = [replace(MULTI, id="q"), TEXT, replace(choice("q"), id="m"), TOOL]
    changes = (change("renamed", Rename("q", "m")), change("renamed", Rename("m", "q")))
    found = migrate(EARLIER, later("1.1.0", *changes, questions=swapped))
    assert found.draft.use == {"m": ("a",), "t": "why\nnot", "q": ("a", "b")}


def test_an_option_or_a_question_that_is_gone_is_answered_again():
    questions = [choice("q", "b c"), MULTI, TOOL]
    found = migrate(EARLIER, later("1.1.0", questions=questions))
    assert what(found)["q"] == what(found)["t"] == "answer-again"
    assert "q" not in found.draft.use
    assert "t" not in found.draft.use
    reasons = {one.question: one.why for one in found.results}
    assert reasons["q"] == "An option that was chosen is no longer offered."
    assert reasons["t"] == "This question is no longer asked."
    assert [one.question for one in found.results] == ["q", "m", "t", "k", "k"]


def test_an_answer_that_does_not_fit_any_more_is_answered_again():
    short = replace(TEXT, long=False)
    single = replace(MULTI, kind=Kind.SINGLE)
    questions = [replace(TOOL, per_tool=False), choice("q"), short, single]
    found = migrate(EARLIER, later("1.1.0", questions=questions))
    assert [one.question for one in found.of(OnSaved.KEEP)] == ["q"]
    assert len(found.of(OnSaved.AGAIN)) == 4


@pytest.mark.parametrize("old", [None, OLD])
def test_another_wording_is_confirmed_and_the_old_answer_is_a_note(old):
    options = MULTI.options
    reworded = replace(MULTI, options=(replace(options[0], label="X"), *options[1:]))
    questions = [replace(choice("q"), text="Other?"), TEXT, reworded, TOOL]
    found = migrate(EARLIER, later("1.0.1", questions=questions), old)
    assert what(found)["q"] == what(found)["m"] == "confirm"
    assert found.draft.use == {"t": "why\nnot"}
    assert found.draft.notes[("q", None)] == f"I asked\n{ANSWERED_BEFORE}A"
    assert found.draft.notes[("m", None)] == f"{ANSWERED_BEFORE}A; B"


def test_only_the_pack_of_before_shows_that_an_option_not_chosen_was_reworded():
    options = MULTI.options
    reworded = replace(MULTI, options=(*options[:2], replace(options[2], label="X")))
    pack = later("1.0.1", questions=[choice("q"), TEXT, reworded, TOOL])
    assert what(migrate(EARLIER, pack))["m"] == "keep"
    assert what(migrate(EARLIER, pack, OLD))["m"] == "confirm"


@pytest.mark.parametrize("on_saved", [None, "keep", "confirm", "answer-again"])
def test_an_entry_says_what_a_new_wording_means(on_saved):
    questions = [replace(choice("q"), text="Other?"), *OLD.questions[1:]]
    entry = change("wording", "q", on_saved=on_saved)
    found = migrate(EARLIER, later("1.1.0", entry, questions=questions))
    assert what(found)["q"] == (on_saved or "keep")


def test_the_strictest_entry_of_all_versions_between_counts():
    entries = (
        change("wording", "q", on_saved="keep", version="1.2.0"),
        change("wording", "q", on_saved="confirm", version="1.1.0"),
        change("wording", "q", on_saved="answer-again", version="1.0.0"),
        change("wording", "q", on_saved="answer-again", version="1.3.0"),
    )
    assert what(migrate(EARLIER, later("1.2.0", *entries)))["q"] == "confirm"


def test_a_removed_option_bears_only_on_those_who_chose_it():
    entries = (
        change("removed", "q", "c", "answer-again"),
        change("added", "m", "new", "confirm"),
    )
    found = what(migrate(EARLIER, later("1.1.0", *entries)))
    assert (found["q"], found["m"]) == ("keep", "confirm")


def test_a_major_version_asks_for_choices_again_unless_an_entry_says_otherwise():
    entry = change("wording", "m", on_saved="keep", version="2.0.0")
    earlier = replace(EARLIER, closed={"x": ClosedTask("2026-03-01")})
    found = migrate(earlier, later("2.0.0", entry))
    expected = {"q": "answer-again", "t": "keep", "m": "keep"}
    assert what(found).items() >= expected.items()
    assert what(found)["k", 1] == "answer-again"
    assert found.draft.notes == {("q", None): "I asked"}
    assert not found.draft.closed


def test_a_version_that_cannot_be_read_is_taken_for_another_major_one():
    found = migrate(replace(EARLIER, version="new"), later("1.1.0"))
    assert what(found)["q"] == "answer-again"


def test_two_answers_do_not_take_the_place_of_each_other():
    entry = change("renamed", Rename("q", "m"))
    answers = [*EARLIER.given[:2], replace(EARLIER.given[2], note="and me")]
    earlier = replace(EARLIER, given=tuple(answers))
    found = migrate(earlier, later("1.1.0", entry, questions=OLD.questions[1:]))
    twice = [one for one in found.results if one.question == "m"]
    assert [one.what.value for one in twice] == ["confirm", "answer-again"]
    assert twice[1].why == "Two answers would stand at this question."
    assert found.draft.notes == {("m", None): f"I asked\n{ANSWERED_BEFORE}A\nand me"}


def test_carrying_over_once_more_changes_nothing():
    questions = [replace(choice("q"), text="Other?"), *OLD.questions[1:]]
    pack = later("1.0.1", questions=questions)
    once = migrate(EARLIER, pack).draft
    again = tuple(
        EarlierAnswer(
            one.id,
            None,
            once.use.get(one.id),
            one.text,
            format_answer(one, once.use.get(one.id)),
            once.notes.get((one.id, None), ""),
        )
        for one in pack.use_questions
    ) + tuple(
        given(TOOL, tool.tool.answers["k"], number)
        for number, tool in enumerate(once.tools, start=1)
    )
    twice = migrate(EarlierDraft("1.0.1", again, TOOLS), pack)
    assert twice.draft == once
    assert set(what(twice).values()) == {"keep"}


KINDS = [
    # from, to, the answer, and what it is afterwards; `None`: asked again
    (Kind.SINGLE, Kind.MULTI, ("a",), ("a",)),
    (Kind.MULTI, Kind.SINGLE, ("b",), ("b",)),
    (Kind.MULTI, Kind.SINGLE, ("a", "b"), None),
    (Kind.TEXT, Kind.DATE, "2026-03-31", "2026-03-31"),
    (Kind.TEXT, Kind.DATE, "soon", None),
    (Kind.DATE, Kind.TEXT, "2026-03-31", "2026-03-31"),
    (Kind.SINGLE, Kind.TEXT, ("a",), None),
    (Kind.TEXT, Kind.SINGLE, "a", None),
]


@pytest.mark.parametrize("is_at_hand", [True, False])
@pytest.mark.parametrize(("before", "now", "answer", "after"), KINDS)
def test_an_answer_that_fits_another_kind_is_kept(
    before, now, answer, after, is_at_hand
):
    """Whether or not the pack of before is at hand; a list of changes may ask more."""
    old = pack_of([asked_as(before)], [rule("r")])
    earlier = EarlierDraft("1.0.0", (given(old.questions[0], answer),))
    for on_saved in (None, "keep", "confirm", "answer-again"):
        entry = change("answer-kind", "q", on_saved=on_saved)
        pack = later("1.1.0", entry, questions=[asked_as(now)])
        found = migrate(earlier, pack, old if is_at_hand else None)
        (result,) = found.results
        if after is None or on_saved == "answer-again":
            assert result.what is OnSaved.AGAIN
        elif on_saved == "confirm":
            assert result.what is OnSaved.CONFIRM
        else:
            assert found.draft.use == {"q": after}
            assert result.why.startswith("It is answered" if is_at_hand else "Asked")


def asked_as(kind):
    """Return the same question, answered in one way or another."""
    options = choice("q").options if kind in (Kind.SINGLE, Kind.MULTI) else ()
    return Question("q", "s", kind, "q?", options=options)
