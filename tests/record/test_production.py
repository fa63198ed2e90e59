"""Productions: what uses share, taken over and marked until somebody looks at it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record.draft import (
    ProductionLink,
    SignedRevision,
    add_tool,
    changed_since_signing,
    draft_from_answers,
    new_draft,
    redo,
    set_answers,
    set_same_element,
    undo,
    unseen_places,
)
from genai_guide.record.production import (
    Difference,
    LibraryTool,
    Production,
    copy_use,
    find_own_answers,
    find_shared_differences,
    is_own_change,
    link_production,
    pick_tool,
    production_from_draft,
    share_answers,
    start_use,
)
from genai_guide.record.statement import build_signed_statement
from genai_guide.record.steps import go_to, next_step
from genai_guide.rules.answers import Answers, Place, Tool
from genai_guide.rules.pack import Pack
from genai_guide.rules.status import question_status
from genai_guide.storage.drafts import load_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.storage.productions import (
    list_productions,
    load_production,
    save_new_production,
    save_production,
)
from genai_guide.storage.summaries import draft_from_summary
from genai_guide.workflows.sign import write_summary
from tests.helpers.boat_pack import SAFE
from tests.helpers.drafts import AT, load_draft, save_draft
from tests.helpers.signing import PRODUCER, SIGNER
from tests.helpers.summaries import verified

SHARED = {"trip.title", "boat.engine", "boat.owner"}
TITLE = Place("trip.title")


@pytest.fixture(scope="module")
def pack(boat: Pack) -> Pack:
    """Give the boat pack, in which a title and the boats are shared."""
    questions = tuple(
        replace(question, shared=question.id in SHARED) for question in boat.questions
    )
    return replace(boat, questions=questions)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name the file of a production."""
    return tmp_path / "p.toml"


@pytest.fixture
def production(pack: Pack) -> Production:
    """Give a production with a title and one boat."""
    return production_from_draft(pack, draft_from_answers(pack, SAFE))


def test_only_what_is_shared_goes_into_a_production(
    pack: Pack, production: Production
) -> None:
    """The title and the boat do, the weather does not."""
    assert set(production.answers) == {"trip.title"}
    (tool,) = production.tools
    assert (tool.tool.name, set(tool.tool.answers)) == ("Gull", {"boat.engine"})
    assert production.title(pack) == "Round the island"


def test_what_is_taken_over_has_to_be_looked_at(
    pack: Pack, production: Production
) -> None:
    """Going on from a question, or answering it, is looking at it."""
    draft = start_use(pack, production, "p.toml", [production.tools[0].id])
    asked = question_status(pack, draft.answers).asked
    assert unseen_places(draft, asked) == (TITLE, Place("boat.engine", 1))
    draft = next_step(pack, go_to(draft, str(TITLE)), one_by_one=True)
    assert unseen_places(draft, asked) == (Place("boat.engine", 1),)
    draft = set_answers(pack, draft, {Place("boat.engine", 1): ("sail",)}, AT)
    assert unseen_places(draft, asked) == ()


def test_nothing_unseen_is_signed(pack: Pack, production: Production) -> None:
    """A complete use with a title that nobody looked at is no summary."""
    draft = replace(
        draft_from_answers(pack, SAFE), carried={("trip.title", None): "production"}
    )
    with pytest.raises(ValueError, match="nobody has looked at the answer"):
        build_signed_statement(pack, draft, SIGNER, "0" * 32)


def test_marks_and_links_survive_saving(
    pack: Pack, production: Production, tmp_path: Path
) -> None:
    """A draft that is closed and opened has the same marks, tools and production."""
    draft = start_use(pack, production, "/p/é.toml", [production.tools[0].id])
    draft = set_same_element(pack, draft, "a" * 32, AT)
    path = tmp_path / "d.toml"
    save_draft(path, pack, draft, AT)
    again = load_draft(path, pack)
    for name in ("carried", "tools", "production", "same_element_as", "use", "log"):
        assert getattr(again, name) == getattr(draft, name)
    save_draft(path, pack, replace(draft, pack_digest="sha256:old"), AT)
    moved = load_draft(path, pack)
    assert moved.production == draft.production
    assert moved.same_element_as == "a" * 32


def test_what_was_undone_still_has_to_be_looked_at(
    pack: Pack, production: Production, tmp_path: Path
) -> None:
    """A tool that is picked, undone, saved and redone has answers not looked at yet."""
    draft = pick_tool(pack, new_draft(pack), production.tools[0], AT)
    save_draft(tmp_path / "d.toml", pack, undo(pack, draft, AT), AT)
    again = redo(pack, load_draft(tmp_path / "d.toml", pack), AT)
    assert again.answers == draft.answers
    assert again.carried == draft.carried == {("boat.engine", 1): "production"}


@pytest.mark.parametrize("name", ["p\udcff.toml", "p\u202e.toml", "p\x1b.toml"])
def test_a_use_can_be_opened_again_whatever_the_name_of_its_production(
    pack: Pack, production: Production, tmp_path: Path, name: str
) -> None:
    """A path that no file of ours can hold is left out; the id tells them apart."""
    link = ProductionLink(production.id)
    linked = link_production(draft_from_answers(pack, SAFE), production, f"/p/{name}")
    for draft in (start_use(pack, production, f"/p/{name}"), linked):
        save_draft(tmp_path / "d.toml", pack, draft, AT)
        assert load_draft(tmp_path / "d.toml", pack).production == link


def test_the_same_element_is_taken_back_like_an_answer(pack: Pack) -> None:
    """The log has it, undo and redo know it, and what was signed differs by it."""
    signed = SignedRevision("b" * 32, 1, f"sha256:{'0' * 64}", AT, steps=0)
    draft = replace(draft_from_answers(pack, SAFE), signed=signed)
    said = set_same_element(pack, draft, "a" * 32, AT)
    assert changed_since_signing(said)
    assert set_same_element(pack, said, "a" * 32, AT) is said
    back = undo(pack, said, AT)
    assert back.same_element_as == ""
    assert not changed_since_signing(back)
    assert redo(pack, back, AT).same_element_as == "a" * 32
    assert set_same_element(pack, said, "", AT).same_element_as == ""


def test_what_nobody_looked_at_is_not_looked_at_by_a_new_version(
    pack: Pack, production: Production, tmp_path: Path
) -> None:
    """Marks and the link to the production go on under another version of the pack."""
    draft = start_use(pack, production, "/p/é.toml", [production.tools[0].id])
    save_draft(tmp_path / "d.toml", pack, draft, AT)
    newer = replace(pack, digest="1" * 64, version="1.0.1")
    migration = load_or_migrate(tmp_path / "d.toml", newer)
    assert migration.moved
    assert migration.draft.carried == draft.carried
    assert migration.draft.production == draft.production


def test_a_summary_names_the_production_and_the_tool(
    pack: Pack, production: Production, tmp_path: Path
) -> None:
    """They relate records, are no answers, and come along into the next revision."""
    draft = start_use(pack, production, "p.toml", [production.tools[0].id])
    given = draft_from_answers(pack, SAFE)
    draft = replace(draft, use=given.use, carried={}, same_element_as="b" * 32)
    path = tmp_path / "a.toml"
    write_summary(path, pack, draft, SIGNER, PRODUCER)
    found = verified(path, pack)
    statement = found.summary.statement
    assert found.result.word == "genuine"
    assert statement.production["id"] == production.id
    assert statement.use["same_element_as"] == "b" * 32
    assert statement.tools[0].facts["library_id"] == production.tools[0].id
    again = draft_from_summary(path, found.summary, pack)
    assert again.production is not None
    assert again.production.id == production.id
    assert again.tools[0].library_id == production.tools[0].id


def test_another_name_is_another_tool(pack: Pack, production: Production) -> None:
    """A tool that is renamed is not that of the library any more."""
    draft = start_use(pack, production, "p.toml", [production.tools[0].id])
    renamed = set_answers(pack, draft, {Place("boat.name", 1): "Tern"}, AT)
    assert draft.tools[0].library_id
    assert renamed.tools[0].library_id == ""


def test_a_copied_use_leaves_its_name_behind(pack: Pack) -> None:
    """All else is there, marked as copied until it is looked at."""
    copied = copy_use(pack, draft_from_answers(pack, SAFE))
    assert "trip.story" not in copied.use
    assert "trip.date" not in copied.use
    assert copied.use["trip.weather"] == ("calm",)
    assert set(copied.carried.values()) == {"copy"}
    assert ("trip.weather", None) in copied.carried
    assert ("boat.engine", 1) in copied.carried


def test_what_a_production_says_otherwise_is_found(
    pack: Pack, production: Production
) -> None:
    """A change is offered: the answer here, and the one there."""
    draft = start_use(pack, production, "p.toml", [production.tools[0].id])
    assert find_shared_differences(production, draft) == []
    (tool,) = production.tools
    changed = replace(
        production,
        answers={"trip.title": "Round the bay"},
        tools=(LibraryTool(tool.id, Tool("Gull", {"boat.engine": ("motor",)})),),
    )
    assert find_shared_differences(changed, draft) == [
        Difference(TITLE, "Round the island", "Round the bay"),
        Difference(Place("boat.engine", 1), ("sail",), ("motor",)),
    ]


def test_a_tool_is_picked_not_typed(pack: Pack, production: Production) -> None:
    """It takes the place of an empty one, else it is added, with its answers marked."""
    draft = start_use(pack, production, "p.toml")
    assert draft.tools[0].tool.name == ""
    picked = pick_tool(pack, draft, production.tools[0], AT)
    assert [each.name for each in picked.answers.tools] == ["Gull"]
    assert picked.carried["boat.engine", 1] == "production"
    picked = pick_tool(pack, picked, production.tools[0], AT)
    assert [each.name for each in picked.answers.tools] == ["Gull", "Gull"]
    assert picked.carried["boat.engine", 2] == "production"
    assert undo(pack, picked, AT).answers.tools[1].name == ""


def test_a_tool_is_not_picked_in_the_place_of_another(
    pack: Pack, production: Production
) -> None:
    """Where no more tools can be listed, the draft stays as it is."""
    tools = tuple(Tool(f"Boat {number}") for number in range(50))
    draft = draft_from_answers(pack, Answers({}, tools))
    assert pick_tool(pack, draft, production.tools[0], AT) is draft


def test_what_a_use_says_otherwise_goes_into_its_production(
    pack: Pack, production: Production
) -> None:
    """Changed answers, and a tool that is new with all that is shared of it."""
    draft = start_use(pack, production, "p.toml", [production.tools[0].id])
    assert find_own_answers(pack, production, draft) == []
    draft = add_tool(pack, draft, AT)
    given = {
        TITLE: "Round the bay",
        Place("boat.engine", 1): ("motor",),
        Place("boat.name", 2): "Tern",
        Place("boat.engine", 2): ("sail",),
    }
    draft = set_answers(pack, draft, given, AT)
    own = find_own_answers(pack, production, draft)
    assert own == [
        Difference(TITLE, "Round the bay", "Round the island"),
        Difference(Place("boat.engine", 1), ("motor",), ("sail",)),
        Difference(Place("boat.name", 2), "Tern", None),
    ]
    # What was changed here on purpose is not offered as a change of the production.
    shared = find_shared_differences(production, draft)
    assert all(is_own_change(draft, each) for each in shared)
    after, draft = share_answers(pack, production, draft, own)
    assert after.title(pack) == "Round the bay"
    assert [dict(each.tool.answers) for each in after.tools] == [
        {"boat.engine": ("motor",)},
        {"boat.engine": ("sail",)},
    ]
    assert find_own_answers(pack, after, draft) == []


def test_a_production_is_read_as_it_was_written(
    pack: Pack, production: Production, tmp_path: Path
) -> None:
    """And saved again only if nobody else changed it."""
    path = tmp_path / "p.toml"
    save_new_production(path, pack, production)
    assert load_production(path, pack) == production
    longer = replace(production, answers={"trip.title": "Round the bay"})
    left = tmp_path / ".p.toml.999999999.0a1b2c3d.tmp"  # by a process that was killed
    left.touch()
    save_production(path, pack, longer, production, AT)
    assert not left.exists()
    assert load_production(path, pack) == longer
    with pytest.raises(FileError, match="somebody else changed it"):
        save_production(path, pack, production, production, AT)
    assert list(list_productions(tmp_path, pack)) == [path]
    assert list_productions(tmp_path / "none", pack) == {}
    (error,) = list_productions(path, pack).values()  # no folder that can be read
    assert isinstance(error, FileError)


def test_no_production_is_written_that_cannot_be_read(
    pack: Pack, production: Production, path: Path
) -> None:
    """Of one tool too many it is said so, and the file is as it was."""
    tools = tuple(LibraryTool(f"{n:032x}", Tool(f"Boat {n}")) for n in range(51))
    full, larger = (replace(production, tools=tools[:count]) for count in (50, 51))
    with pytest.raises(FileError, match="51 tools; at most 50"):
        save_new_production(path, pack, larger)
    assert not path.exists()
    save_new_production(path, pack, full)
    with pytest.raises(FileError, match="51 tools; at most 50"):
        save_production(path, pack, larger, full, AT)
    assert load_production(path, pack) == full


@pytest.mark.parametrize(
    "edit",
    [
        ("production/1", "production/2", "not a file of the format"),
        ('pack = "boat-trip"', 'pack = "x"', "other questions"),
        ("[answers]", '[answers]\n"trip.weather" = "calm"', "answered for each use"),
        ('name = "Gull"', 'name = "Gull"\nmore = 1', "more"),
        ("[answers]", "[answer]", "answer"),
        ("Round", "\\u001b", "U\\+001B"),
        ('id = "', 'id = "x', "expected 32 hex digits"),
    ],
)
def test_a_production_that_was_broken_by_hand(
    pack: Pack, production: Production, path: Path, edit: tuple[str, str, str]
) -> None:
    """It is refused with what is wrong, and never ends in a traceback."""
    old, new, said = edit
    save_new_production(path, pack, production)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileError, match=said):
        load_production(path, pack)


def test_no_answers_are_shared_where_a_pack_shares_none(boat: Pack) -> None:
    """A pack without shared questions gives an empty production."""
    production = production_from_draft(boat, draft_from_answers(boat, SAFE))
    assert dict(production.answers) == {}
    assert Answers(production.answers)
