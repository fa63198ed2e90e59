"""`show`: the brief and the annex of a record, in every form."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import html5lib
import pytest

from genai_guide.commands.arguments import SHOW_FORMATS
from tests.commands.conftest import Run
from tests.helpers.summaries import trust_words

FORMS = SHOW_FORMATS
READ = tuple(form for form in FORMS if form != "json")


def words(run: Run, path: Path, form: str, *more: str) -> str:
    """Give the words that a reader sees, in one line."""
    shown = run("show", path, "--format", form, *more).out
    if form == "html":
        shown = " ".join(html5lib.parse(shown).find(".//{*}body").itertext())
    return " ".join(shown.replace("\\", "").replace("**", "").split())


def test_it_prints_the_brief(run, answers: Path, summary: Path) -> None:
    """The verdict, and whether it is signed and by whom; no message, no annex."""
    plain, signed = run("show", answers), run("show", summary)
    assert (plain.code, signed.code) == (0, 0)
    for done in (plain, signed):
        assert "▲ " in done.out
        assert "Written approval needed" in done.out
        assert "Annex" not in done.out
        assert "Message" not in done.out
    assert "Not signed: nothing proves who wrote this" in plain.out
    assert "the name “A. Producer”" in " ".join(signed.out.split())


@pytest.mark.parametrize("form", READ)
def test_every_form_says_the_same(run, summary: Path, form: str) -> None:
    """Whatever the form, the brief names what counts, and the annex all answers."""
    brief = words(run, summary, form)
    full = words(run, summary, form, "--full")
    for said in (
        "Round the island: To see the seals.",
        "Written approval needed",
        "An engine without insurance.",
        "engines are insured",
        "harbour rules, 2020",
        "This is our reading of the harbour's rules.",
    ):
        assert said in brief, said
        assert said in full, said
    for said in ("boat-trip 1.2.3", "What is the boat called?", "I have answered"):
        assert said not in brief, said
        assert said in full, said


@pytest.mark.parametrize("form", READ)
def test_the_annex_ends_with_what_verify_says(run, summary: Path, form: str) -> None:
    """The result and each of the details, the digest among them."""
    first, *rest = run("verify", summary).out.splitlines()
    end = words(run, summary, form, "--full").split("Verification ")[-1]
    assert " ".join(first.split(": ", 1)[-1].split()) in end
    for line in rest:
        assert " ".join(line.split()) in end


@pytest.mark.parametrize("form", READ)
def test_signature_and_decision_stand_in_the_brief(
    run, summary: Path, form: str
) -> None:
    """Who reads one page knows whether it holds, what was decided, and if it counts."""
    brief = words(run, summary, form)
    assert "SIGNER NOT TRUSTED. This is not verified: see “Signature”." in brief
    assert "No decision yet. The use is not in force" in brief
    assert run(*trust_words(summary)).code == 0
    said = ["--outcome", "approved-with-conditions", "--condition", "Only by day."]
    said += ["--owner", "captain", "--due", "before-use"]
    who = ["--name", "C. Counsel", "--role", "Counsel", "--valid-until", "2999-01-01"]
    who += ["--organisation", "Harbour", "--email", "c@harbour.example"]
    done = run("decide", summary, *said, *who)
    assert done.code == 0, done.err
    brief = words(run, summary, form)
    for part in (
        "Signed with the key you trust for a@studio.com.",
        "Approved with 1 condition on ",
        "until 1 January 2999. The use is not in force: ",
        "“Only by day.” (by “captain”, due before use)",
        "Decided by, in their own words: “C. Counsel”",
    ):
        assert part in brief, part


@pytest.mark.parametrize("form", READ)
def test_unsigned_is_said_on_top(run, summary: Path, form: str) -> None:
    """Before the verdict is explained, and again at the end."""
    text = summary.read_text(encoding="utf-8").split("[statement_signature]")[0]
    summary.write_text(text, encoding="utf-8")
    brief = words(run, summary, form)
    assert "Revision 1, not signed." in brief
    assert "(unsigned) UNSIGNED. This is not verified" in brief
    assert "UNSIGNED. There is no signature: nothing proves" in brief


def test_a_file_without_an_answer_says_so(run, answers: Path) -> None:
    """An empty file is no finding about a use."""
    said = "Nothing is answered in it."
    Path("empty.toml").write_text("[answers]\n", encoding="utf-8")
    done = run("show", "empty.toml")
    assert done.code == 0
    assert said in done.out.split("Incomplete. No verdict yet")[1][:100]
    assert said not in run("show", answers).out


def test_as_json_it_is_the_statement_with_what_verify_says(run, summary: Path) -> None:
    """A script reads the tables of the file, and the keys of `verify --json`."""
    shown = json.loads(run("show", summary, "--format", "json").out)
    held = tomllib.loads(summary.read_text(encoding="utf-8"))["statement"]
    held["signoff"]["at"] = held["signoff"]["at"].isoformat()
    assert shown.pop("statement") == held
    assert shown == json.loads(run("verify", summary, "--json").out)
    assert (shown["result"], shown["in_force"]) == ("signer_not_trusted", False)


def test_as_json_a_decision_carries_its_conditions(run, summary: Path) -> None:
    """With their state, and each entry with what it says."""
    assert run(*trust_words(summary)).code == 0
    said = ["--outcome", "approved-with-conditions", "--condition", "Only by day."]
    said += ["--owner", "captain", "--due", "before-use", "--role", "Counsel"]
    said += ["--name", "C. Counsel", "--organisation", "H", "--email", "c@h.example"]
    done = run("decide", summary, *said)
    assert done.code == 0, done.err
    shown = json.loads(run("show", summary, "--format", "json").out)
    (condition,) = shown["decision"]["conditions"]
    assert (condition["text"], condition["state"]) == ("Only by day.", "open")
    (entry,) = shown["entries"]
    assert (entry["kind"], entry["outcome"]) == ("decision", "approved-with-conditions")


def test_as_json_what_is_not_signed_says_so(run, answers: Path) -> None:
    """The statement stands there as it would be signed."""
    shown = json.loads(run("show", answers, "--format", "json").out)
    assert shown["result"] == "unsigned"
    assert (shown["decision"], shown["signer"], shown["entries"]) == (None, None, [])
    assert shown["statement"]["level"] == "approval"


@pytest.mark.parametrize("form", FORMS)
def test_it_writes_a_file_that_is_not_there_yet(run, answers: Path, form: str) -> None:
    """With `-o` nothing is on stdout, and a file that is there stays."""
    printed = run("show", answers, "--format", form).out
    done = run("show", answers, "--format", form, "-o", "out")
    assert (done.code, done.out) == (0, "")
    assert Path("out").read_text(encoding="utf-8") == printed
    again = run("show", answers, "--format", "text", "-o", "out")
    assert again.code == 1
    assert "this file exists already" in again.err
    assert Path("out").read_text(encoding="utf-8") == printed


@pytest.mark.parametrize("form", READ)
def test_an_incomplete_record_is_shown(run, incomplete: Path, form: str) -> None:
    """What is not complete can be read all the same, and says what is missing."""
    brief = words(run, incomplete, form)
    assert "Incomplete. " in brief
    assert "Still to be answered" in brief
    assert "What is the trip called?" in brief


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('\nlevel = "approval"', '\nlevel = "notify"'),
        ('\nneeds_approval = "yes"', '\nneeds_approval = "no"'),
    ],
)
@pytest.mark.parametrize("is_signed", [True, False])
def test_a_verdict_changed_by_hand_is_said(
    run,
    summary: Path,
    old: str,
    new: str,
    is_signed: bool,  # noqa: FBT001
) -> None:
    """A summary that is not as it was shows a warning with its verdict, and gives 4."""
    text = summary.read_text(encoding="utf-8")
    changed = text.replace(old, new, 1)
    assert changed != text
    if not is_signed:
        changed = changed.split("[statement_signature]")[0]
    summary.write_text(changed, encoding="utf-8")
    done = run("show", summary)
    assert done.code == 4
    title = "CHANGED. " if is_signed else "VERDICT WRONG. "
    assert title in done.err
    assert f"{title}This is not verified" in done.out


@pytest.mark.parametrize("form", READ)
def test_a_summary_is_shown_without_its_questions(
    run, summary: Path, form: str
) -> None:
    """All of it stands in the file; the signature says that it was not checked."""
    brief = words(lambda *asked: run(*asked, pack=False), summary, form)
    assert "An engine without insurance." in brief
    assert "“Written approval needed”" in brief
    assert "These questions are not on this computer" in brief


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_answer_is_only_text(run, answers: Path, form: str) -> None:
    """What was typed as a title does nothing in any form."""
    hostile = "</title><script>x</script> [x](javascript:x) `x` {{7*7}}"
    text = answers.read_text(encoding="utf-8")
    answers.write_text(text.replace("Round the island", hostile), encoding="utf-8")
    done = run("show", answers, "--format", form)
    assert done.code == 0
    if form == "html":
        page = html5lib.parse(done.out, namespaceHTMLElements=False)
        assert not list(page.iter("script"))
        assert hostile in page.findtext("head/title")
    elif form == "markdown":
        assert "<script" not in done.out
        assert "](" not in done.out.replace(r"\]", "")
    elif form in ("text", "json"):
        assert hostile in " ".join(done.out.split())
