"""Packs whose ids lead nowhere, forwards, or to two things: each is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.breaking import Breakage, C, Q, R, refused_in_words

BREAKAGES: dict[str, Breakage] = {
    "unknown question": (
        R,
        '"trip.weather" = ["storm"] } ]\nlevel',
        '"trip.wether" = ["storm"] } ]\nlevel',
        ["rule “storm”, when, row 1", "“trip.wether”", "did you mean “trip.weather”"],
    ),
    "unknown option": (
        Q,
        '["calm", "unsure"]',
        '["clam", "unsure"]',
        ["question “trip.cargo”, when, row 1, “trip.weather”", "“clam”", "“calm”"],
    ),
    "unknown option in none_of": (
        R,
        'none_of = ["yes"]',
        'none_of = ["yess"]',
        ["rule “uninsured”, when, row 1, “boat.insured”", "did you mean “yes”"],
    ),
    "unknown fact": (
        Q,
        "{ loaded = true }",
        "{ loadd = true }",
        ["question “trip.permit”, when, row 1", "“loadd”", "did you mean “loaded”"],
    ),
    "unknown clause": (
        R,
        'clauses = ["weather"]',
        'clauses = ["wether"]',
        ["rule “storm”, clauses", "did you mean “weather”"],
    ),
    "unknown clause of a question": (
        Q,
        'clauses = ["engine"]',
        'clauses = ["engin"]',
        ["question “boat.name”, clauses", "did you mean “engine”"],
    ),
    "unknown clause of a carve-out": (
        R,
        'clauses = ["cargo"]\n  reason',
        'clauses = ["carg"]\n  reason',
        ["rule “cargo-on-board”, unless, clauses", "did you mean “cargo”"],
    ),
    "unknown section": (
        Q,
        'section = "boat"\nper = "tool"\nkind = "single"\ntext = "Is it',
        'section = "baot"\nper = "tool"\nkind = "single"\ntext = "Is it',
        ["question “boat.insured”, section", "did you mean “boat”"],
    ),
    "unknown task": (
        R,
        'id = "declare"\n\n[[rule]]',
        'id = "declar"\n\n[[rule]]',
        ["rule “uninsured”, task “declar”", "did you mean “declare”"],
    ),
    "half a task": (
        R,
        'owner = "captain"\n  due = "before-use"',
        'owner = "captain"',
        ["rule “tell-always”, task “tell-harbour”", "text, owner and due"],
    ),
    "two tasks of one id": (
        R,
        'id = "declare"\n\n[[rule]]',
        'id = "declare"\ntext="x"\nowner="y"\ndue="before-use"\n\n[[rule]]',
        ["rule “uninsured”, task “declare”", "another task of this id"],
    ),
    "forward reference": (
        Q,
        '"trip.weather" = ["calm", "unsure"]',
        '"trip.permit" = ["yes"]',
        ["question “trip.cargo”, when, row 1", "“trip.permit”, which comes later"],
    ),
    "self reference": (
        Q,
        '"trip.weather" = ["calm", "unsure"]',
        '"trip.cargo" = ["glass"]',
        [
            "question “trip.cargo”, when, row 1",
            "the question itself",
            "an earlier question",
        ],
    ),
    "forward reference through a fact": (
        R,
        'when = [ { "trip.cargo" = ["animals", "glass", "unsure"] } ]',
        'when = [ { "boat.engine" = ["sail"] } ]',
        [
            Q,
            "question “trip.permit”, when, row 1",
            "the fact “loaded”, which names a question that comes no earlier",
        ],
    ),
    "fact in a fact": (
        R,
        '[[rule]]\nid = "storm"',
        '[[fact]]\nid = "more"\nwhen = [ { loaded = true } ]\n\n[[rule]]\nid = "storm"',
        ["fact “more”, when, row 1", "the fact “loaded”", "a fact names no fact"],
    ),
    "fact in itself": (
        R,
        'when = [ { "trip.cargo" = ["animals", "glass", "unsure"] } ]',
        'when = [ { "trip.cargo" = ["glass"], loaded = true } ]',
        ["1 error", "fact “loaded”, when, row 1", "the fact itself"],
    ),
    "fault in a fact that others name": (
        R,
        'when = [ { "trip.cargo" = ["animals", "glass", "unsure"] } ]',
        'when = [ { "trip.crgo" = ["glass"] } ]',
        ["1 error", "fact “loaded”, when, row 1", "did you mean “trip.cargo”"],
    ),
    "fact with options": (
        Q,
        "{ loaded = true }",
        '{ loaded = ["yes"] }',
        ["1 error", "the fact “loaded” with options", "expected loaded = true"],
    ),
    "question without options": (
        R,
        '"trip.weather" = ["storm"] } ]\nlevel',
        '"trip.weather" = true } ]\nlevel',
        ["1 error", "“trip.weather” = true", "a list of its options"],
    ),
    "negated fact": (
        Q,
        "{ loaded = true }",
        "{ loaded = false }",
        ["question 6 “trip.permit”, when 1, loaded", "true for a fact"],
    ),
    "doubled question": (
        Q,
        'id = "trip.story"',
        'id = "trip.title"',
        ["question “trip.title”", "this id twice"],
    ),
    "doubled option": (
        Q,
        'id = "storm"',
        'id = "calm"',
        ["question “trip.weather”, option “calm”", "this id twice"],
    ),
    "doubled rule": (
        R,
        'id = "storm"',
        'id = "uninsured"',
        ["“uninsured”", "id twice"],
    ),
    "doubled clause": (C, 'id = "flags"', 'id = "tell"', ["clause “tell”", "id twice"]),
    "doubled field": (
        Q,
        '"use.description"',
        '"production.title"',
        ["question “trip.story”, field", "each field once"],
    ),
    "question of the use after one per tool": (
        Q,
        'id = "boat.owner"\nsection = "boat"\nper = "tool"',
        'id = "boat.owner"\nsection = "boat"',
        ["question “boat.owner”", "a deciding question about the use after"],
    ),
    "a condition on a text": (
        R,
        '"trip.weather" = ["storm"] } ]\nlevel',
        '"trip.title" = ["storm"] } ]\nlevel',
        ["rule “storm”, when, row 1, “trip.title”", "answered by a text"],
    ),
    "an assert on nothing": (
        R,
        '[ { "trip.weather" = ["storm"] } ]\nat_least',
        '[ { "trip.waether" = ["storm"] } ]\nat_least',
        ["assert “no-trip-in-a-storm”", "did you mean “trip.weather”"],
    ),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_broken_reference_is_refused_in_words(tmp_path: Path, name: str) -> None:
    """A broken reference is said with its place and the nearest id."""
    refused_in_words(tmp_path / "pack", BREAKAGES[name])
