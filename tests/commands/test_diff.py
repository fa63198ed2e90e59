"""`diff`, as a script starts it: two records, what changed, and what it does."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record import draft as record
from genai_guide.rules.pack import Pack
from genai_guide.storage import packs
from genai_guide.storage.packs import load_pack
from tests.commands.conftest import Run
from tests.helpers.boat_pack import ANSWERS_FILE, FILES, SAFE, write_pack
from tests.helpers.drafts import AT, save_draft
from tests.helpers.signing import COUNSEL_WORDS, SIGN_WORDS
from tests.helpers.trusted import trust_signers


@pytest.fixture
def safe(boat: Pack, tmp_path: Path) -> Path:
    """Give a session that comes to `notify`."""
    path = tmp_path / "safe.toml"
    save_draft(path, boat, record.draft_from_answers(boat, SAFE), AT)
    return path


def test_the_redline_is_said_in_words(run: Run, safe: Path, answers: Path) -> None:
    """Each change has what was, what is now, and what it alone does."""
    before = safe.read_bytes(), answers.read_bytes()
    # By their names: a path, which may be long, is to be copied whole.
    done = run("diff", safe.name, answers.name)
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 78
    for part in (
        "The verdict rises",
        "was: Tell the contact\n",
        "now: Written approval needed; also needed: documented consent,",
        "- [Written approval needed] An engine without insurance. (tool 2, Tern)",
        "- [note] Nothing is on board.",
        (
            "- What is on board? [trip.cargo]\n"
            "    was: Nothing\n"
            "    now: Animals; Glass\n"
            "    alone: the verdict rises, from “Tell the contact” to “Ask the contact"
        ),
        (
            "    was: not asked\n"
            "    now: No\n"
            "    alone: counts only with other changes\n"
        ),
        "- [added] Tern\n",
        "alone: the verdict rises, from “Tell the contact” to “Written approval",
        "- Declare the cargo.\n    was: not asked for\n    now: open\n",
    ):
        assert part in done.out
    assert done.out.count("What drives it?") == 1
    back = run("diff", answers, safe)
    assert "The verdict falls" in back.out
    assert "- [removed] Tern\n" in back.out
    assert (safe.read_bytes(), answers.read_bytes()) == before


def test_tools_that_move_and_change_their_names(run: Run, answers: Path) -> None:
    """A new name is said once, where it is asked for, and a new number as well."""
    renamed, swapped = Path("renamed.toml"), Path("swapped.toml")
    renamed.write_text(ANSWERS_FILE.replace("Tern", "Teal"), encoding="utf-8")
    done = run("diff", answers, renamed)
    assert done.out.count("Teal") == len(("(tool 2, Teal)", "now: Teal"))
    head, gull, tern = ANSWERS_FILE.split("[[tool]]")
    swapped.write_text("[[tool]]".join((head, f"{tern}\n", gull)), encoding="utf-8")
    done = run("diff", answers, swapped)
    assert "- Tern\n    was: tool 2 Tern\n    now: tool 1 Tern\n" in done.out
    assert "The verdict stays the same" in done.out
    assert "Answers" not in done.out


def test_no_difference_is_said(run: Run, safe: Path, tmp_path: Path) -> None:
    """Records of other kinds with the same answers say the same."""
    assert run("sign", safe, *SIGN_WORDS, "-o", "sum.toml").code == 0
    done = run("diff", safe, "sum.toml")
    assert done.code == 0
    assert "The verdict stays the same" in done.out
    assert "No difference in the answers." in done.out
    assert "was: not signed off" in done.out
    assert "The two records say the same" not in done.out
    same = run("diff", "sum.toml", tmp_path / "sum.toml")
    assert "The two records say the same." in same.out


def test_a_case_and_an_unfinished_session(run: Run, boat: Pack, safe: Path) -> None:
    """What is open is said to be open, and the verdict has bounds."""
    case = Path("case.toml")
    case.write_text('[case]\ntitle = "x"\n' + ANSWERS_FILE, encoding="utf-8")
    fewer = {key: one for key, one in SAFE.use.items() if key != "trip.weather"}
    save_draft(
        safe, boat, record.draft_from_answers(boat, replace(SAFE, use=fewer)), AT
    )
    done = run("diff", case, safe)
    assert done.code == 0
    assert "now: open, from Tell the contact to On hold" in done.out
    assert "    was: Calm\n    now: open\n" in done.out


@pytest.mark.parametrize("content", [None, "a = \n", '[answers]\n"else" = "x"\n'])
def test_a_file_that_cannot_be_read_fails(
    run: Run, safe: Path, content: str | None
) -> None:
    """No file, no TOML, and other answers are a sentence and exit code 1."""
    if content is not None:
        Path("bad.toml").write_text(content, encoding="utf-8")
    for words in (("diff", safe, "bad.toml"), ("diff", "bad.toml", safe)):
        done = run(*words)
        assert (done.code, done.out) == (1, "")
        assert "bad.toml: " in done.err


def test_a_later_revision_names_the_one_before(run: Run, safe: Path) -> None:
    """A session that is signed twice gives two revisions of one record."""
    for name in ("one.toml", "two.toml"):
        assert run("sign", safe, *SIGN_WORDS, "-o", name).code == 0
    done = run("diff", "one.toml", "two.toml")
    assert "The new record is revision 2 of the old one." in done.out
    assert "one.toml to two.toml" in done.out
    text = Path("one.toml").read_text(encoding="utf-8")
    Path("one.toml").write_text(text.replace("the seals", "the whales"), "utf-8")
    done = run("diff", "one.toml", "two.toml")
    assert "one of the two is not what it was" in " ".join(done.out.split())


def test_two_revisions_of_one_number_are_rivals(
    run: Run, safe: Path, answers: Path
) -> None:
    """A copy of a session that was signed elsewhere gives another revision 2."""
    assert run("sign", safe, *SIGN_WORDS, "-o", "one.toml").code == 0
    shutil.copy(safe, "copy.toml")
    for session, name in ((safe, "two.toml"), ("copy.toml", "other.toml")):
        text = Path(session).read_text(encoding="utf-8")
        Path(session).write_text(text.replace("the seals", f"see {name}"), "utf-8")
        assert run("sign", session, *SIGN_WORDS, "-o", name).code == 0
    said = "two different revisions 2 of one use"
    assert said in run("diff", "two.toml", "other.toml").out
    for pair in (("two.toml", "two.toml"), ("one.toml", "two.toml"), (safe, answers)):
        assert said not in run("diff", *pair).out


def test_a_decision_is_compared(run: Run, safe: Path, person) -> None:
    """Legal's answer is no part of the statement, and is told all the same."""
    assert run("sign", safe, *SIGN_WORDS, "-o", "sum.toml").code == 0
    shutil.copy("sum.toml", "decided.toml")
    person("legal")
    trust_signers(Path("sum.toml"))
    words = ("--outcome", "approved-with-conditions", "--condition", "Only by day.")
    words = (*words, *COUNSEL_WORDS, "--valid-until", "2099-01-31")
    decided = run("decide", "decided.toml", *words)
    assert decided.code == 0, decided.err
    done = run("diff", "sum.toml", "decided.toml")
    assert (
        "  - Decision\n    was: none\n    now: Approved with 1 condition on"
    ) in done.out
    assert "until 31 January 2099" in done.out
    assert "The two records say the same" not in done.out


def test_hostile_text_is_shown_harmlessly(run: Run, boat: Pack, safe: Path) -> None:
    """Text of an answer stays text, and a file's name moves no cursor."""
    use = {**SAFE.use, "trip.title": "[/][b]\u65e5\u672c" + " x" * 90}
    session = record.draft_from_answers(boat, replace(SAFE, use=use))
    other = Path("o\x1b[2Jther.toml")
    save_draft(other, boat, session, AT)
    done = run("diff", safe.name, other)
    assert "now: [/][b]\u65e5\u672c x x" in done.out
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= 78


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Give the next version of the questions, where the weather is called the sky."""
    changed = {
        name: text.replace("trip.weather", "trip.sky").replace("1.2.3", "1.3.0")
        for name, text in FILES.items()
    }
    changed["rules.toml"] = changed["rules.toml"].replace(
        'level = "hold"', 'level = "approval"'
    )
    folder = write_pack(tmp_path / "newer", **changed)
    (folder / "CHANGES.toml").write_text(
        '[[change]]\nversion = "1.3.0"\nkind = "renamed"\n'
        'question = { from = "trip.weather", to = "trip.sky" }\non_saved = "keep"\n',
        encoding="utf-8",
    )
    return folder


def stormy(boat: Pack, newer: Path) -> tuple[Path, Path]:
    """Save a storm under both versions."""
    paths = Path("old.toml"), Path("new.toml")
    for path, pack, key in zip(
        paths, (boat, load_pack(newer)), ("trip.weather", "trip.sky"), strict=True
    ):
        use = {
            name: SAFE.use[name] for name in ("trip.title", "trip.date", "trip.story")
        }
        answers = replace(SAFE, use={**use, key: ("storm",)})
        save_draft(path, pack, record.draft_from_answers(pack, answers), AT)
    return paths


def test_each_record_is_read_with_its_own_questions(
    run: Run, boat: Pack, newer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An earlier version that is at hand judges its own, and renames are followed."""
    old, new = stormy(boat, newer)
    for path, folder in ((old, None), (new, newer)):
        words = (*("sign", path, *SIGN_WORDS), "-o", f"s-{path}")
        more = () if folder is None else ("--pack", folder)
        assert run(*words, *more, pack=folder is None).code == 0
    without = run("diff", "s-old.toml", "s-new.toml", "--pack", newer, pack=False)
    assert (
        "not on this computer. If you have them, name them with --pack. Only what it"
        in without.err
    )
    Path("fair.toml").write_text('[answers]\n"trip.sky" = "calm"\n', "utf-8")
    fair = run("diff", "s-old.toml", "fair.toml", "--pack", newer, pack=False)
    assert "    was: A storm\n    now: Calm\n" in fair.out
    assert "alone" not in fair.out
    released = tmp_path / "questions" / "released"
    write_pack(released / "boat-trip-1.2.3")
    monkeypatch.setattr(packs, "default_dir", lambda: released.parent / "boat")
    done = run("diff", "s-old.toml", "s-new.toml", "--pack", newer, pack=False)
    assert done.err == ""
    fair = run("diff", "s-old.toml", "fair.toml", "--pack", newer, pack=False)
    assert "alone: the verdict falls, from “On hold" in fair.out
    assert "open, from Tell the contact to" in " ".join(fair.out.split())
    for found in (without, done):
        assert found.code == 0
        assert "No difference in the answers." in found.out
        assert "was: On hold" in found.out
        assert "now: Written approval needed" in found.out
        assert "was: version 1.2.3 [boat-trip, digest" in found.out
    judged = "the old answers under the new questions: Written approval needed"
    assert judged in done.out
    assert judged not in without.out


def test_a_session_of_questions_not_at_hand_is_carried_over(
    run: Run, boat: Pack, newer: Path
) -> None:
    """It is compared as it would be opened, and that is said."""
    old, new = stormy(boat, newer)
    done = run("diff", old, new, "--pack", newer, pack=False)
    assert done.code == 0
    assert "answered under version 1.2.3 of the questions" in done.err
    assert "No difference in the answers." in done.out


@pytest.mark.parametrize(
    ("old", "new"),
    [('level = "notify"', 'level = "hold"'), ("number = 1", "number = 7")],
)
def test_a_record_that_does_not_follow_is_compared_as_it_stands(
    run: Run, safe: Path, answers: Path, old: str, new: str
) -> None:
    """Nothing is judged by answers that the statement contradicts, and that is said."""
    assert run("sign", safe, *SIGN_WORDS, "-o", "sum.toml").code == 0
    assert run("diff", "sum.toml", "sum.toml").err == ""
    text = Path("sum.toml").read_text(encoding="utf-8")
    assert old in text
    Path("forged.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    for other in ("sum.toml", answers):
        for words in ((other, "forged.toml"), ("forged.toml", other)):
            done = run("diff", *words)
            assert done.code == 0
            assert "forged.toml: its verdict does not follow" in done.err
    assert "was: Nothing\n    now: Animals; Glass" in done.out
    assert "alone" not in done.out
