"""Answers under the names that another version has for their questions."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.record.versions import NewNames, RenamedAnswers, rename_answers
from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.pack import Conflict, DateTest, Pack, Rename, VersionChange
from tests.helpers.building import choice, literal, pack_of, rule, when


def changed(*renames: tuple[str, str]) -> Pack:
    """Give a version in which questions were renamed."""
    questions = [choice("q"), choice("r", multi=True), choice("t", per_tool=True)]
    changes = [
        VersionChange("1.1.0", "renamed", Rename(old, new)) for old, new in renames
    ]
    return replace(pack_of(questions), version="1.1.0", changes=tuple(changes))


def test_answers_go_under_the_new_names() -> None:
    """Those of tools as well; a tool keeps its own name."""
    old = Answers({"p": ("a",), "r": ("b", "c")}, (Tool("A", {"s": ("c",)}),))
    new = Answers({"q": ("a",), "r": ("b", "c")}, (Tool("A", {"t": ("c",)}),))
    pack = changed(("p", "q"), ("s", "t"))
    assert rename_answers(old, "1.0.0", pack) == RenamedAnswers(new, ())
    assert rename_answers(new, "1.1.0", pack) == RenamedAnswers(new, ())


def test_what_does_not_fit_is_left_out() -> None:
    """Unknown questions and options, and what is asked of tools now, are named."""
    use = {"p": ("a",), "q": ("z",), "t": ("a",), "r": ("a",)}
    found = rename_answers(Answers(use), "1.0.0", changed())
    assert found.answers.use == {"r": ("a",)}
    assert found.left_out == ("q", "t")
    assert found.gone == ("p",)


def test_two_answers_at_one_question_are_one() -> None:
    """Where two questions became one, the second answer is left out and named."""
    old = Answers({"p": ("a",), "q": ("b",)})
    found = rename_answers(old, "1.0.0", changed(("p", "q")))
    assert found == RenamedAnswers(Answers({"q": ("a",)}), ("q",))


def names(*renames: tuple[str, str], before: str) -> dict[str, str]:
    """Say what the questions of before are called, those of options not asked."""
    new = changed(*renames)
    old = replace(pack_of([choice(one) for one in before]), version="1.0.0")
    return dict(NewNames.of(old, new).questions)


def test_new_names_are_one_to_one() -> None:
    """Two may change names with each other; what became one keeps its name."""
    assert names(("p", "q"), before="pr") == {"p": "q", "r": "r"}
    assert names(("q", "r"), ("r", "q"), before="qr") == {"q": "r", "r": "q"}
    assert names(("p", "q"), before="pq") == {"p": "p", "q": "q"}
    assert names(("p", "r"), ("o", "r"), before="op") == {"o": "o", "p": "p"}
    assert names(("p", "x"), before="p") == {"p": "p"}


def test_the_parts_of_an_option_take_its_place() -> None:
    """In every condition and sentence of the earlier pack; answers go back to it."""
    parts = Rename("b", "b", ("x", "y"))
    changes = (VersionChange("1.1.0", "split", Rename("q", "q"), parts),)
    new = replace(pack_of([choice("q", "a x y")]), version="1.1.0", changes=changes)
    fires = rule("r", when(literal("q", "b")), reasons={"q": {"b": "So."}})
    old = replace(pack_of([choice("q", "a b")], [fires]), version="1.0.0")
    found = NewNames.of(old, new)
    assert found.options == {"q": {"a": ("a",), "b": ("x", "y")}}
    renamed = found.pack(old)
    assert [option.id for option in renamed.questions[0].options] == ["a", "x", "y"]
    assert renamed.rules[0].when == when(literal("q", "x", "y"))
    assert renamed.rules[0].reasons == {"q": {"x": "So.", "y": "So."}}
    assert found.before(Answers({"q": ("y",)})) == Answers({"q": ("b",)})
    # Nobody knows which of them an earlier answer meant.
    kept = rename_answers(Answers({"q": ("b",)}), "1.0.0", new)
    assert kept.left_out == ("q",)
    # A part that another option is called by already is none.
    taken = replace(new, questions=(choice("q", "a x y"),))
    clash = replace(old, questions=(choice("q", "x b"),))
    assert NewNames.of(clash, taken).options["q"] == {"x": ("x",), "b": ("b",)}


def test_conflicts_go_under_the_new_names() -> None:
    """Their options and their dates."""

    def version(name: str) -> Pack:
        conflict = Conflict("c", "No.", ((literal(name, "a"), DateTest(name, "past")),))
        question = replace(choice(name), text="?")
        return replace(pack_of([question]), version="1.0.0", conflicts=(conflict,))

    old = version("p")
    assert NewNames.of(old, changed(("p", "q"))).pack(old) == version("q")
