"""Loading packs: a good one whole, a broken one with every fault in words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from genai_guide.files.errors import FileProblem, PackProblem
from genai_guide.files.packs import load_pack
from genai_guide.policy.conditions import Fact, Literal
from genai_guide.policy.pack import Due, Kind, Pack, Tone
from genai_guide.policy.verdict import Level, Obligation
from tests.helpers.boat_pack import FILES, write_pack


def test_a_good_pack_is_loaded_whole(boat: Pack) -> None:
    """Everything that the files say is in the pack, in their order."""
    assert (boat.id, boat.version, boat.attestation) == (
        "boat-trip",
        "1.2.3",
        "I have answered truthfully.",
    )
    assert [one.id for one in boat.use_questions] == [
        f"trip.{name}"
        for name in ("title", "date", "story", "weather", "cargo", "permit")
    ]
    assert [one.id for one in boat.tool_questions] == [
        f"boat.{name}" for name in ("name", "engine", "insured", "owner")
    ]
    date = boat.by_id["trip.date"]
    assert (date.kind, date.optional, date.missing) == (
        Kind.DATE,
        True,
        "No date was given.",
    )
    cargo = boat.by_id["trip.cargo"]
    assert [one.id for one in cargo.options if one.exclusive] == ["nothing"]
    assert cargo.options[1].tone is Tone.RISKY
    assert boat.by_id["trip.permit"].when == ((boat.facts[0],),)
    assert boat.facts == (
        Fact(
            "loaded",
            ((Literal("trip.cargo", frozenset({"animals", "glass", "unsure"})),),),
        ),
    )
    assert boat.clause["flags"].waived
    assert [one.at_least for one in boat.assertions] == [Level.HOLD]
    assert boat.per_tool_rules == {"uninsured"}


def test_the_parts_of_a_rule_are_loaded(boat: Pack) -> None:
    """Level, obligations, carve-out, tasks and headline are as written."""
    rules = {rule.id: rule for rule in boat.rules}
    cargo, uninsured = rules["cargo-on-board"], rules["uninsured"]
    assert (cargo.level, cargo.obligations) == (Level.ESCALATE, {Obligation.CLEARANCE})
    assert cargo.unless is not None
    assert cargo.unless.because == "A permit covers the cargo."
    assert cargo.tasks[0].due is Due.BEFORE_DELIVERY
    assert uninsured.tasks == cargo.tasks
    assert uninsured.when == (
        (
            Literal("boat.engine", frozenset({"motor", "unsure"})),
            Literal("boat.insured", none_of=frozenset({"yes"})),
        ),
    )
    assert rules["tell-always"].when is None
    assert rules["storm"].headline == "Stay in the harbour."
    assert rules["empty-hold"].level is None


def test_the_digest_is_of_the_meaning_and_not_of_the_layout(
    boat: Pack, tmp_path: Path
) -> None:
    """Comments, line ends and spaces change nothing; a word changes the digest."""
    files = {
        name: "# x\r\n" + text.replace("\n", "\r\n") for name, text in FILES.items()
    }
    assert load_pack(write_pack(tmp_path / "same", **files)).digest == boat.digest
    changed = FILES["rules.toml"].replace("There is a storm.", "There is the storm.")
    other = load_pack(write_pack(tmp_path / "other", **{"rules.toml": changed}))
    assert other.digest != boat.digest


def test_golden_cases_are_no_part_of_the_digest(boat: Pack, tmp_path: Path) -> None:
    """A case may be added without a new version of the pack."""
    folder = write_pack(tmp_path / "pack")
    (folder / "cases").mkdir()
    (folder / "cases" / "a.toml").write_text("[case]", encoding="utf-8")
    assert load_pack(folder).digest == boat.digest


Q, R, C, P = "questions.toml", "rules.toml", "clauses.toml", "pack.toml"
BREAKAGES = {
    # name: (file, old, new, what the fault must say)
    "unknown key": (
        Q,
        'text = "What is it for?"',
        'text = "What is it for?"\nhelpp = "x"',
        ["question 3 “trip.story”", "the key “helpp”", "did you mean “help”"],
    ),
    "unknown key of an option": (
        Q,
        'tone = "safe"\n  exclusive = true',
        'tone = "safe"\n  exclusiv = true',
        ["question 5 “trip.cargo”, option 1 “nothing”", "“exclusive”"],
    ),
    "unknown table": (R, "[[fact]]", "[[facts]]", ["the table “facts”", "“fact”"]),
    "table in the wrong file": (
        C,
        '[[clause]]\nid = "flags"',
        '[[rule]]\nid = "flags"',
        ["the table “rule”", "expected clause"],
    ),
    "misspelt tone": (Q, '"risky"', '"riksy"', ["“riksy”", "did you mean “risky”"]),
    "misspelt kind": (Q, 'kind = "date"', 'kind = "dat"', ["“dat”", "“date”"]),
    "misspelt level": (
        R,
        'level = "hold"',
        'level = "hald"',
        ["rule 2 “storm”, level", "“hald”", "did you mean “hold”"],
    ),
    "misspelt obligation": (
        R,
        '"clearance"',
        '"clearence"',
        ["did you mean “clearance”"],
    ),
    "misspelt due": (R, '"before-use"', '"befor-use"', ["did you mean “before-use”"]),
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
        'clauses = ["cargo"]\n  because',
        'clauses = ["carg"]\n  because',
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
        ["question “trip.cargo”, when, row 1", "“trip.cargo”, which comes later"],
    ),
    "forward reference through a fact": (
        R,
        'when = [ { "trip.cargo" = ["animals", "glass", "unsure"] } ]',
        'when = [ { "boat.engine" = ["sail"] } ]',
        [Q, "question “trip.permit”, when, row 1", "“loaded”"],
    ),
    "fact in a fact": (
        R,
        '[[rule]]\nid = "storm"',
        '[[fact]]\nid = "more"\nwhen = [ { loaded = true } ]\n\n[[rule]]\nid = "storm"',
        ["fact “more”, when, row 1", "“loaded”"],
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
        ["question “boat.owner”", "the questions about the use first"],
    ),
    "options of a text": (
        Q,
        'kind = "single"\ntext = "How is',
        'kind = "text"\ntext = "How is',
        ["question “trip.weather”", "none for a text"],
    ),
    "a condition on a text": (
        R,
        '"trip.weather" = ["storm"] } ]\nlevel',
        '"trip.title" = ["storm"] } ]\nlevel',
        ["rule “storm”, when, row 1, “trip.title”", "answered by a text"],
    ),
    "no options": (
        Q,
        'kind = "text"\nlong = true',
        'kind = "single"',
        ["question “trip.story”", "no options", "at least one option"],
    ),
    "exclusive on a single": (
        Q,
        'kind = "multi"',
        'kind = "single"',
        ["question “trip.cargo”", "an exclusive option", "on multi only"],
    ),
    "optional choice": (
        Q,
        'help = "Ask the harbour."',
        "optional = true",
        ["question “trip.weather”", "text and date only"],
    ),
    "missing without optional": (
        Q,
        "optional = true\nmissing",
        "missing",
        ["question “trip.date”", "beside optional = true"],
    ),
    "long date": (
        Q,
        'optional = true\nmissing = "No date was given."',
        "long = true",
        ["question “trip.date”", "long", "on text only"],
    ),
    "field of a multi": (
        Q,
        'text = "What is on board?"',
        'text = "What is on board?"\nfield = "use.cargo"',
        ["question “trip.cargo”", "field"],
    ),
    "field of another table": (
        Q,
        '"tool.vendor"',
        '"boat.vendor"',
        ["question 10 “boat.owner”, field", "“boat.vendor”"],
    ),
    "a float": (P, "format = 1", "format = 1.0", ["1.0", "only whole numbers"]),
    "another format": (P, "format = 1", "format = 2", ["pack, format", "found 2"]),
    "a version that is none": (P, '"1.2.3"', '"1.2"', ["pack, version", "“1.2”"]),
    "a local date": (
        P,
        'language = "en"',
        "language = 2026-01-01",
        ["pack, language", "a text in quotes"],
    ),
    "a control character": (
        C,
        "every trip is told",
        "every\\u001b trip is told",
        ["clause 1 “tell”, quote", "U+001B"],
    ),
    "a direction mark": (
        Q,
        "Ask the harbour.",
        "Ask \u202e the harbour.",
        ["question 4 “trip.weather”, help", "U+202E"],
    ),
    "a text instead of a truth": (
        Q,
        "optional = true\nmissing",
        'optional = "true"\nmissing',
        ["question 2 “trip.date”, optional", "“true”", "true or false"],
    ),
    "a text instead of a list": (
        R,
        'clauses = ["weather"]',
        'clauses = "weather"',
        ["rule 2 “storm”, clauses", "a list in square brackets"],
    ),
    "a table instead of a list": (
        C,
        '[[clause]]\nid = "tell"',
        '[clause]\nid = "tell"',
        ["not valid TOML|clause"],
    ),
    "an option that is no list": (
        R,
        '"trip.weather" = ["storm"] } ]\nlevel',
        '"trip.weather" = "storm" } ]\nlevel',
        ["rule 2 “storm”, when 1, trip.weather", "“storm”", "a list of options"],
    ),
    "an empty condition": (
        R,
        'when = [ { "trip.weather" = ["storm"] } ]\nlevel',
        "when = [ {} ]\nlevel",
        ["rule 2 “storm”, when"],
    ),
    "an empty text": (
        R,
        'because = "There is a storm."',
        'because = ""',
        ["rule 2 “storm”, because", "an empty text", "not empty"],
    ),
    "a missing key": (
        R,
        'because = "There is a storm."\n',
        "",
        ["rule 2 “storm”, because", "found nothing", "this key"],
    ),
    "an id with a space": (
        C,
        'id = "flags"',
        'id = "fl ags"',
        ["clause 5", "“fl ags”"],
    ),
    "too long a text": (
        R,
        "There is a storm.",
        "x" * 601,
        ["rule 2 “storm”, because", "601 characters", "at most 600"],
    ),
    "an assert on nothing": (
        R,
        '[ { "trip.weather" = ["storm"] } ]\nat_least',
        '[ { "trip.waether" = ["storm"] } ]\nat_least',
        ["assert “no-trip-in-a-storm”", "did you mean “trip.weather”"],
    ),
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_a_broken_pack_is_refused_in_words(tmp_path: Path, name: str) -> None:
    """Each breakage is said with file, place, what was found and what was expected."""
    file, old, new, said = BREAKAGES[name]
    assert old in FILES[file], "the breakage changes nothing"
    folder = write_pack(tmp_path / "pack", **{file: FILES[file].replace(old, new, 1)})
    with pytest.raises(FileProblem) as caught:
        load_pack(folder)
    message = str(caught.value)
    assert file in message or Q in said
    for words in said:
        assert any(one in message for one in words.split("|")), message
    assert "pydantic" not in message
    assert "Traceback" not in message
    if isinstance(caught.value, PackProblem):
        for fault in caught.value.faults:
            assert fault.file in FILES
            assert fault.found


def test_too_many_questions_are_refused(tmp_path: Path) -> None:
    """A pack that would take a day to answer is refused by its number of questions."""
    one = '[[question]]\nid="q{}"\nsection="trip"\nkind="text"\ntext="x"\n'
    many = FILES[Q].split("[[question]]")[0] + "".join(map(one.format, range(1_001)))
    with pytest.raises(PackProblem, match=r"question: found 1001 .*at most 1000"):
        load_pack(write_pack(tmp_path / "pack", **{Q: many}))


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    """Who mends a pack sees all that is wrong, not the first thing only."""
    rules = FILES[R].replace('clauses = ["weather"]', 'clauses = ["wether"]')
    with pytest.raises(PackProblem, match="the pack has 3 faults") as caught:
        load_pack(write_pack(tmp_path / "pack", **{R: rules}))
    assert len(caught.value.faults) == 3


def test_a_fault_shows_no_control_characters(tmp_path: Path) -> None:
    """A fault that quotes a hostile text is safe to print."""
    broken = FILES[Q].replace('"risky"', '"\\u001b[2Jrisky"', 1)
    with pytest.raises(PackProblem) as caught:
        load_pack(write_pack(tmp_path / "pack", **{Q: broken}))
    assert "\x1b" not in str(caught.value)
    table = '["\\u001b]0;x"]\n' + FILES[R]
    with pytest.raises(PackProblem, match="the table") as caught:
        load_pack(write_pack(tmp_path / "table", **{R: table}))
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("name", [P, Q, R, C])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """Each of the four files must be there."""
    folder = write_pack(tmp_path / "pack")
    (folder / name).unlink()
    with pytest.raises(FileProblem, match=rf"{name}.*no such file"):
        load_pack(folder)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    """A pack is a folder that is there."""
    with pytest.raises(FileProblem, match="no such folder of questions"):
        load_pack(tmp_path / "none")
    (tmp_path / "file").write_text("")
    with pytest.raises(FileProblem, match="no such folder of questions"):
        load_pack(tmp_path / "file")


def test_changes_are_read_and_judged_like_the_rest(tmp_path: Path) -> None:
    """CHANGES.toml may be there, and is as strict as the other files."""
    folder = write_pack(tmp_path / "pack")
    changes = folder / "CHANGES.toml"
    changes.write_text('[[change]]\nversion = "1.2.3"\nkind = "wording"\n')
    load_pack(folder)
    changes.write_text('[[change]]\nversion = "1.2.3"\nkind = "wordin"\n')
    with pytest.raises(PackProblem, match=r"CHANGES.toml.*did you mean “wording”"):
        load_pack(folder)


def test_the_good_pack_s_text_is_toml() -> None:
    """The helper's files parse: the breakages above start from something whole."""
    for text in FILES.values():
        assert tomllib.loads(text)
