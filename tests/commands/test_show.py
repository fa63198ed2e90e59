"""`show`: a record as a document to read, in every form."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import html5lib
import pytest

from genai_guide.commands.arguments import SHOW_FORMATS
from tests.commands.conftest import Run
from tests.helpers.signing import COUNSEL_WORDS, SIGN_WORDS
from tests.helpers.trusted import trust_signers

FORMS = SHOW_FORMATS


@pytest.fixture
def summary(run, answers: Path) -> Path:
    """Give a signed summary."""
    return Path(run("sign", answers, *SIGN_WORDS).out.strip())


def test_it_prints_the_document(run, answers: Path, summary: Path) -> None:
    """The text names the level, and the sign-off once there is one."""
    plain, signed = run("show", answers), run("show", summary)
    assert (plain.code, signed.code) == (0, 0)
    assert "WRITTEN APPROVAL NEEDED (approval)" in plain.out
    assert "Not signed off." in plain.out
    assert "name: A. Producer" in signed.out
    assert "Message to the harbour" in plain.out


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same_main_things(run, summary: Path, form: str) -> None:
    """Whatever the form: title, level, signer, quotations and digest."""
    done = run("show", summary, "--format", form)
    assert (done.code, done.err) == (0, "")
    for said in (
        "Round the island: To see the seals.",
        "approval",
        "A. Producer",
        "An engine without insurance.",
        "engines are insured",
        "boat-trip",
    ):
        assert said in done.out, said


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_the_verification_is_at_the_foot(run, summary: Path, form: str) -> None:
    """What `verify` says first stands there, with the digest."""
    first, *rest = run("verify", summary).out.splitlines()
    shown = run("show", summary, "--format", form).out
    if form == "html":
        shown = "".join(html5lib.parse(shown).itertext())
    if form == "markdown":
        shown = shown.replace("\\", "")
    foot = " ".join(shown.split("Verification\n")[1].split())
    assert " ".join(first.split(": ", 1)[-1].split()) in foot
    digest = next(one for one in rest if one.strip().startswith("digest"))
    assert " ".join(digest.split()) in foot


def first_page(run: Run, summary: Path, form: str) -> str:
    """Give the words that stand before the answers."""
    shown = run("show", summary, "--format", form).out
    if form == "html":
        shown = "".join(html5lib.parse(shown).find(".//{*}body").itertext())
    return " ".join(shown.replace("\\", "").split("Who and what")[0].split())


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_signature_and_decision_stand_after_the_verdict(
    run, person, summary: Path, form: str
) -> None:
    """Who reads the first page knows whether it holds, and what was decided."""
    person("legal")
    first = first_page(run, summary, form)
    assert "Signature SIGNER NOT TRUSTED. Written approval needed." in first
    assert "Decision No decision yet." in first.replace("# ", "")
    trust_signers(summary)
    words = ["--outcome", "approved-with-conditions", "--condition", "Only by day."]
    words += ["--valid-until", "2999-01-01", *COUNSEL_WORDS]
    assert run("decide", summary, *words).code == 0
    first = first_page(run, summary, form)
    for said in (
        "Signature GENUINE. Written approval needed. Approved with 1 condition on",
        "until 1 January 2999",
        "Only by day.",
        "C. Counsel",
    ):
        assert said in first


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_unsigned_is_said_on_top(run, summary: Path, form: str) -> None:
    """Before the verdict is read, and not in small print at the end."""
    text = summary.read_text(encoding="utf-8").split("[statement_signature]")[0]
    summary.write_text(text, encoding="utf-8")
    first = first_page(run, summary, form)
    assert "UNSIGNED. WRITTEN APPROVAL NEEDED" in first
    assert "There is no signature: nothing proves" in first.split("Needs approval")[0]


def test_a_file_without_an_answer_says_so(run, answers: Path) -> None:
    """An empty file is no finding about a use."""
    said = "Nothing is answered in it."
    Path("empty.toml").write_text("", encoding="utf-8")
    done = run("show", "empty.toml")
    assert done.code == 0
    assert said in done.out.split("INCOMPLETE")[1][:100]
    assert said not in run("show", answers).out


def test_as_json_it_is_the_statement(run, summary: Path) -> None:
    """A script reads the same tables as the file holds."""
    shown = json.loads(run("show", summary, "--format", "json").out)
    held = tomllib.loads(summary.read_text(encoding="utf-8"))["statement"]
    held["signoff"]["at"] = held["signoff"]["at"].isoformat()
    assert shown == held


@pytest.mark.parametrize("form", FORMS)
def test_it_writes_a_file_that_is_not_there_yet(run, answers: Path, form: str) -> None:
    """With `-o` nothing is on stdout, and a file that is there stays."""
    printed = run("show", answers, "--format", form).out
    done = run("show", answers, "--format", form, "-o", "out")
    assert (done.code, done.out) == (0, "")
    assert Path("out").read_text(encoding="utf-8") == printed
    again = run("show", answers, "--format", "text", "-o", "out")
    assert again.code == 1
    assert "there is such a file already" in again.err
    assert Path("out").read_text(encoding="utf-8") == printed


@pytest.mark.parametrize("form", FORMS)
def test_an_incomplete_record_is_shown(run, incomplete: Path, form: str) -> None:
    """What is not complete can be read all the same."""
    done = run("show", incomplete, "--format", form)
    assert done.code == 0
    assert form == "json" or "INCOMPLETE" in done.out
    assert form == "json" or "trip.story" in done.out
    if form == "json":
        assert "level" not in json.loads(done.out)


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('\nlevel = "approval"', '\nlevel = "notify"'),
        ('\nneeds_approval = "yes"', '\nneeds_approval = "no"'),
        ('\nsentence = "A permit', '\nsentence = "No permit'),
    ],
)
def test_a_verdict_changed_by_hand_is_said(
    run,
    summary: Path,
    old: str,
    new: str,
    signed: bool,  # noqa: FBT001
) -> None:
    """A summary that is not as it was shows a warning with its verdict, and gives 4."""
    text = summary.read_text(encoding="utf-8")
    changed = text.replace(old, new, 1)
    assert changed != text
    if not signed:
        changed = changed.split("[statement_signature]")[0]
    summary.write_text(changed, encoding="utf-8")
    done = run("show", summary)
    assert done.code == 4
    first = "CHANGED. " if signed else "VERDICT WRONG. "
    assert first in done.err
    assert first in done.out.split("Who and what")[0]
    assert "by the answers" in done.err


def test_a_summary_without_a_signature_says_so(run, summary: Path) -> None:
    """It can be read, and nobody takes it for signed."""
    text = summary.read_text(encoding="utf-8").split("[statement_signature]")[0]
    summary.write_text(text, encoding="utf-8")
    done = run("show", summary)
    assert done.code == 0
    assert "There is no signature: nothing proves" in " ".join(done.out.split())


@pytest.mark.parametrize("form", FORMS)
def test_a_summary_is_shown_without_its_questions(
    run, summary: Path, form: str
) -> None:
    """All of it stands in the file; that nothing was replayed is said at the foot."""
    done = run("show", summary, "--format", form, pack=False)
    assert (done.code, done.err) == (0, "")
    assert "An engine without insurance." in done.out
    said = "these very questions are not at hand"
    assert form == "json" or said in " ".join(done.out.split())


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
        assert hostile in done.out


def test_a_summary_of_the_pre_release_version_is_a_raw_table(run) -> None:
    """Its signature is checked, its verdict is not, and the code is 5."""
    path = Path(__file__).parents[1] / "data" / "format-1-summary.toml"
    done = run("show", path)
    first, empty, *table = done.out.splitlines()
    assert (done.code, done.err, empty) == (5, "", "")
    assert first == (
        "Made with a pre-release version. The signature is valid. The verdict was not"
        " checked."
    )
    shown = json.loads("\n".join(table))
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    assert shown["statement"]["answer"] == held["statement"]["answer"]
    text = path.read_text(encoding="utf-8").replace("Two scenes", "Ten scenes")
    Path("changed.toml").write_text(text, encoding="utf-8")
    done = run("show", "changed.toml")
    assert done.code == 4
    assert "The signature does not fit the content." in done.out.splitlines()[0]
