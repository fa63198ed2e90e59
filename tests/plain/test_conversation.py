"""The whole job by lines, on a small pack."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from genai_guide.exit_codes import ExitCode
from genai_guide.plain.commands import COMMANDS
from genai_guide.record.draft import Evidence
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import SaveError
from genai_guide.storage.open_draft import OpenDraft
from tests.plain.heard import hear
from tests.plain.lines import LOADED, SIGN, START

HOSTILE = "[/] [b] [@click=app.quit]x[/] \x1b]0;x\x07 日本語 👩‍⚖️ \u202eabc"
SAFE_TEXT = "[/] [b] [@click=app.quit]x[/] ]0;x 日本語 👩‍⚖️ abc"


def test_every_kind_of_question_up_to_the_summary(boat: Pack, tmp_path: Path) -> None:
    """Text, date, long text, one, several, a tool: the summary holds them all."""
    lines = [
        *("Round the island", "2026-03-31", "To see", "the seals.", ""),
        *("calm", "animals, glass", "1", "Gull", "A motor", "no", "/next", "1", *SIGN),
    ]
    heard = hear(boat, tmp_path, lines)
    assert heard.code == ExitCode.DONE
    assert heard.summary
    statement = tomllib.loads(heard.summary.read_text("utf-8"))["statement"]
    assert statement["level"] == "approval"
    given = {one["question"]: one["answered"] for one in statement["answer"]}
    assert given == {
        "trip.title": "Round the island",
        "trip.date": "2026-03-31",
        "trip.story": "To see\nthe seals.",
        "trip.weather": "Calm",
        "trip.cargo": "Animals; Glass",
        "trip.permit": "Yes",
        "boat.name": "Gull",
        "boat.engine": "A motor",
        "boat.insured": "No",
    }
    assert statement["signoff"]["email"] == "a@studio.com"


def test_progress_options_and_hints_are_said(boat: Pack, tmp_path: Path) -> None:
    """The section, the help, how to answer, and that it is saved."""
    said = hear(boat, tmp_path, [*START, "calm"]).said
    assert said.count("Saved. Section 1 of 2: The trip.") == 3
    assert (
        "Type a date, such as 31 March 2026.\nOptional. Press Enter to skip it."
    ) in said
    assert "You can type several lines. An empty line ends the text." in said
    assert (
        "How is the weather?\nAsk the harbour.\n1. Calm\n2. A storm\n3. Not sure"
        "\nAnswer: calm"
    ) in said
    assert "Type all that apply, such as 2, 3. Type 1 by itself." in said


def test_the_verdict_is_said_when_it_changes(boat: Pack, tmp_path: Path) -> None:
    """With the reason that raised it; not after answers that change nothing."""
    said = hear(boat, tmp_path, [*LOADED, "Gull", "motor", "no"]).said
    assert said.count("So far:") == 2
    assert (
        "So far: Ask the contact first. Could become: Written approval"
        " needed.\nBecause: There is cargo on board."
    ) in said
    assert "Verdict: Written approval needed.\nBecause: An engine without" in said


@pytest.mark.parametrize(
    ("before", "wrong", "sentence"),
    [
        ([], "", "Nothing was typed."),
        (START[:1], "31.2.2026", "This date isn't valid: 31.2.2026."),
        (START, "9", "There is no option 9. Type a number from 1 to 3"),
        (START, "", "Nothing was typed."),
        ([*START, "calm"], "1, 2", "“Nothing” stands alone."),
        ([*START, "calm"], "", "Nothing was typed."),
        (START, "/frob", "There is no command /frob."),
    ],
)
def test_what_cannot_be_taken_is_said_and_asked_again(
    boat: Pack, tmp_path: Path, before: list, wrong: str, sentence: str
) -> None:
    """The question stands again after the reason; nothing is recorded."""
    clean = hear(boat, tmp_path / "clean", before)
    heard = hear(boat, tmp_path / "wrong", [*before, wrong])
    assert heard.dialogue.draft.answers == clean.dialogue.draft.answers
    question = clean.said.split("\n\n")[-2].split("\n")[1]
    after = heard.said.rpartition(sentence)[2]
    assert sentence in heard.said
    assert question in after


def test_a_date_is_taken_as_people_write_it(boat: Pack, tmp_path: Path) -> None:
    """What was understood is said; an unclear month is asked for; ISO is recorded."""
    heard = hear(boat, tmp_path / "clear", [START[0], "3 nov 2026"])
    assert "3 November 2026.\n" in heard.said
    assert "2026-11-03" in heard.dialogue.draft.use.values()
    heard = hear(boat, tmp_path / "unclear", [START[0], "1/12/2026", "2"])
    assert "1. 1 December 2026\n2. 12 January 2026" in heard.said
    assert "2026-01-12" in heard.dialogue.draft.use.values()


def test_a_use_is_saved_elsewhere(boat: Pack, tmp_path: Path) -> None:
    """`/save PATH` goes on in the new file; a file that is there is kept."""
    (tmp_path / "taken.toml").write_text("mine", "utf-8")
    lines = [START[0], f"/save {tmp_path / 'taken'}", f"/save {tmp_path / 'copy'}"]
    heard = hear(boat, tmp_path, [*lines, "2026-03-31"])
    assert "not written: this file exists already" in heard.flat
    assert (
        f"Saved. From now on your answers go to {tmp_path / 'copy.toml'}" in heard.flat
    )
    assert heard.path == tmp_path / "copy.toml"
    answer = 'answered = "2026-03-31"'
    assert answer in (tmp_path / "copy.toml").read_text("utf-8")
    assert answer not in (tmp_path / "session.toml").read_text("utf-8")


def test_evidence_may_be_said_in_words(boat: Pack, tmp_path: Path) -> None:
    """A sentence shows that a task is done, as a link or a file does."""
    close = ["/tasks", "2", "today", "The owner said so on the phone.", "3"]
    lines = [*LOADED, "Gull", "1", "/next", "1", *close]
    closed = hear(boat, tmp_path, lines).dialogue.draft.closed["declare"]
    assert closed.evidence == Evidence(text="The owner said so on the phone.")


def test_going_back_and_changing_an_answer(boat: Pack, tmp_path: Path) -> None:
    """The answer is told, a new one takes its place, and Enter keeps one."""
    heard = hear(boat, tmp_path, [*START, "storm", "/back", "calm", "/back", ""])
    assert "Your answer: A storm. Press Enter to keep it." in heard.said
    assert heard.given("trip.weather") == ("calm",)
    assert heard.dialogue.draft.position == "trip.cargo"


def test_an_early_answer_is_changed_and_one_is_back(boat: Pack, tmp_path: Path) -> None:
    """What hangs on it leaves, is kept, and returns with the answer."""
    heard = hear(boat, tmp_path, [*LOADED, "/change 4", "storm", "/list"])
    assert heard.dialogue.draft.position == "boat.name"
    assert "4. How is the weather? A storm" in heard.said
    kept = heard.said.rpartition("Inactive answers:")[2]
    assert "- What is on board? Animals; Glass" in kept
    again = hear(boat, tmp_path, ["/change 4", "calm", "/list"])
    assert "5. What is on board? Animals; Glass" in again.said


def test_undo_and_redo_tell_what_they_did(boat: Pack, tmp_path: Path) -> None:
    """What was taken back can be done again."""
    heard = hear(boat, tmp_path, [*START, "storm", "/undo", "/redo", "/redo"])
    assert "Undone: “How is the weather?” is now: nothing" in heard.said
    assert "Redone: “How is the weather?” is now: A storm" in heard.said
    assert "There is nothing to redo." in heard.said
    assert heard.given("trip.weather") == ("storm",)


def test_why_quotes_and_says_what_other_answers_do(boat: Pack, tmp_path: Path) -> None:
    """Quotations stand there and nowhere else among the questions."""
    before = hear(boat, tmp_path, [*START, "storm", "/back"])
    assert "“no trip in a storm”" not in before.said
    said = hear(boat, tmp_path, ["/why"]).said
    assert "Answer: /why\n\nWho would know: harbour." in said
    assert "- Weather: “no trip in a storm”" in said
    assert "if it were “Calm”: Tell the contact, or up to Written approval" in said
    assert "“cargo is declared”" in hear(boat, tmp_path, ["calm", "/w"]).said
    assert "“every trip is told" in hear(boat, tmp_path, ["/why 1"]).said


def test_a_note_is_put_changed_and_taken_away(boat: Pack, tmp_path: Path) -> None:
    """In one line with the command, or asked for."""
    heard = hear(boat, tmp_path, ["/note ask Kim"])
    assert heard.said.count("Note: ask Kim") == 1
    heard = hear(boat, tmp_path, ["/note", "2", "ask Lee"])
    assert "The note is: ask Kim" in heard.said
    assert list(heard.dialogue.draft.notes.values()) == ["ask Lee"]
    heard = hear(boat, tmp_path, ["/note", "remove"])
    assert not heard.dialogue.draft.notes


def test_clearing_leaves_a_question_open(boat: Pack, tmp_path: Path) -> None:
    """And /missing leads to it."""
    heard = hear(boat, tmp_path, [*START, "/change 1", "/clear", "/clear", "/missing"])
    assert heard.given("trip.title") is None
    assert "There is no answer to remove." in heard.said
    assert heard.dialogue.draft.position == "trip.title"


def test_tools_are_added_and_removed(boat: Pack, tmp_path: Path) -> None:
    """Each is asked about; one that is removed comes back with /undo."""
    tools = ["Gull", "1", "/next", "add", "Tern", "2", "1", "/next"]
    heard = hear(boat, tmp_path, [*LOADED, *tools, "4", "1"])
    assert "Section 2 of 2: The boat. Tool 2 of 2, Tern." in heard.said
    assert "Remove tool 2: Tern? /undo brings it back" in heard.said
    assert [one.name for one in heard.dialogue.draft.answers.tools] == ["Gull"]
    heard = hear(boat, tmp_path, ["/undo", "/tools", "/next"])
    assert heard.given("boat.insured", 2) == ("yes",)
    assert heard.dialogue.draft.position == "review"


def test_the_review_names_what_is_missing(boat: Pack, tmp_path: Path) -> None:
    """A number goes there, and the answer leads back; signing waits for it."""
    heard = hear(
        boat,
        tmp_path,
        ["Round", "/review", "/verdict", "/sign", "x", "", "/review", "4"],
    )
    assert "No verdict yet." in heard.flat
    assert "4 questions are open." in heard.flat
    assert "Could become" not in heard.flat
    assert "Review. 4 questions need an answer. /missing goes" in heard.said
    assert "first.\n3. What is it for?\n4. How is" in heard.said
    tools = hear(boat, tmp_path / "tools", [*LOADED, "/review"])
    assert "\n7. Tool 1 of 1: What is the boat called?\n" in tools.said
    assert "You cannot sign yet: 4 questions need an answer." in heard.said
    assert heard.dialogue.draft.position == "trip.weather"
    back = hear(boat, tmp_path, ["/review", "4", "storm"])
    assert back.given("trip.weather") == ("storm",)
    assert back.dialogue.draft.position == "review"


def test_answers_about_one_tool_are_copied_to_the_next(
    boat: Pack, tmp_path: Path
) -> None:
    """They are marked, and count once they were looked at; Enter keeps each."""
    lines = [*LOADED, "Gull", "motor", "no", "/next", "2", "Tern", "/copy 1"]
    heard = hear(boat, tmp_path, lines)
    assert "/copy 1 uses your answers about tool 1 for this tool." in heard.said
    assert "Copied 2 answers from tool 1." in heard.flat
    assert "Copied answer: A motor. Press Enter to keep it." in heard.said
    assert heard.given("boat.insured", 2) == ("no",)
    assert len(heard.dialogue.controller.left) == 2
    kept = hear(boat, tmp_path, ["", "", "/next", "1"])
    assert not kept.dialogue.controller.left
    assert "Nothing was copied" in hear(boat, tmp_path, ["/change 9", "/copy 2"]).said


@pytest.mark.parametrize("at", ["/tasks", "/change 1 /note", "/sign", "/message"])
def test_every_command_works_at_every_prompt_or_says_why_not(
    boat: Pack, tmp_path: Path, at: str
) -> None:
    """What does not work there leaves the prompt as it is, and `?` says what does."""
    leaving = ("back", "quit")
    names = [f"/{each.name}" for each in COMMANDS if each.name not in leaving]
    lines = [*LOADED, "Gull", "1", "/next", "1"]
    at_prompt = re.split(" (?=/)", at)
    heard = hear(boat, tmp_path, [*lines, *at_prompt, *names, "?", "/q"])
    clean = hear(boat, tmp_path / "clean", lines)
    assert heard.dialogue.draft.answers == clean.dialogue.draft.answers
    for name in names:
        works = name in {"/help", "/list", "/verdict", "/save"}
        refusal = f"{name} does not work here. /back leaves this."
        assert (refusal in heard.said) != works
    assert "Type an answer. /back leaves this, and /quit" in heard.said
    assert "/help, /list, /verdict and /save work here too." in heard.flat


def test_the_verdict_is_explained(boat: Pack, tmp_path: Path) -> None:
    """Reasons, the way to lower it, what did not apply, and what is to be done."""
    lines = [*LOADED[:-1], "yes", "Gull", "motor", "no", "/next", "1"]
    lines += ["/verdict", "/why", "/verdict all"]
    said = hear(boat, tmp_path, lines).said
    told, quoted, _ = said.split("This is our reading of")
    assert "- Written approval needed: An engine without insurance." in told
    assert "What would lower the verdict:" in told
    assert "1. Tell the harbour. (captain, before use) Open." in told
    assert "Also needed: documented consent, tool terms" in told
    permit = "There is cargo on board. Does not apply: A permit covers the cargo."
    assert f"- {permit} You answered: Is there a permit for the cargo? Yes." in _flat(
        told
    )
    assert "- 3 other rules. /verdict all lists them." in told
    because = "Does not apply, because you answered: How is the weather? Calm."
    by = f"- There is a storm. {because}"
    assert by not in _flat(told)
    assert by in _flat(quoted)
    assert "“engines are insured”" not in told
    assert "- You answered: Tool 1: Is it insured? No" in quoted
    assert "“engines are insured”" in quoted


def test_a_task_is_closed_with_evidence_and_opened_again(
    boat: Pack, tmp_path: Path
) -> None:
    """The date and the evidence are asked for, and wrong ones again."""
    file = tmp_path / "permit.txt"
    file.write_text("yes", encoding="utf-8")
    declare = [
        "2",
        "soon",
        "today",
        "",
        "/next",
        str(tmp_path / "none"),
        str(file),
    ]
    tell = ["1", "2026-03-30", "/next", "3"]
    lines = [*LOADED, "Gull", "1", "/next", "1", "/tasks", *declare, *tell]
    heard = hear(boat, tmp_path, lines)
    closed = heard.dialogue.draft.closed["declare"]
    assert (closed.on, closed.evidence and closed.evidence.name) == (
        "2026-03-31",
        "permit.txt",
    )
    assert "This date isn't valid: soon. Use a date like 31 March 2026." in heard.said
    assert "31 March 2026.\n" in heard.said
    assert "cannot be read as evidence: No such file" in heard.flat
    assert "Done on 31 March 2026: permit.txt." in heard.flat
    assert heard.dialogue.draft.closed["tell-harbour"].evidence is None
    again = hear(boat, tmp_path, ["/tasks", "2", "open", "/back"])
    assert list(again.dialogue.draft.closed) == ["tell-harbour"]


def test_the_message_is_said_and_written(boat: Pack, tmp_path: Path) -> None:
    """It is on the disk only where that is wanted."""
    hear(boat, tmp_path, [*START, "/message", "back"])
    assert not list(tmp_path.glob("*-message.txt"))
    said = hear(boat, tmp_path, ["/message", "write"]).said
    assert "We would like to use generative AI on Round the island" in said
    (written,) = tmp_path.glob("*-message.txt")
    assert "on Round the island: To see the seals." in written.read_text("utf-8")


def test_the_message_is_written_as_an_email(boat: Pack, tmp_path: Path) -> None:
    """Nothing is attached to it before the use is signed."""
    hear(boat, tmp_path, [*START, "/message", "email"])
    (written,) = tmp_path.glob("*-message.eml")
    content = written.read_bytes()
    assert b"X-Unsent: 1\r\n" in content
    assert b"Content-Disposition: attachment" not in content


def test_hostile_text_is_cleaned_everywhere(boat: Pack, tmp_path: Path) -> None:
    """As title, note, tool and signer: said, saved, and never sent to the terminal."""
    lines = [HOSTILE, f"/note {HOSTILE}", "/next", HOSTILE, "", "1", "1", HOSTILE, "1"]
    lines += ["/next", HOSTILE, "all", "/list", "/verdict", "/message", "1"]
    sign = ["/sign", HOSTILE, "Producer", "Studio", "a@studio.com", "out.toml", "1"]
    heard = hear(boat, tmp_path, [*lines, *sign])
    spoken = "\n".join(line for line in heard.said.split("\n") if HOSTILE not in line)
    assert "Some characters were removed: “" + SAFE_TEXT in " ".join(spoken.split())
    assert not {"\x1b", "\x07", "\u202e"} & set(spoken)
    text = (tmp_path / "out.toml").read_text("utf-8")
    assert text.count(SAFE_TEXT) > 4
    assert "\x1b" not in text


def test_what_is_not_saved_is_said_until_it_is(
    boat: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`saved` is said of what is on the disk; /save tries again."""

    def full(self: OpenDraft, *_: object) -> str:
        raise SaveError(self.path, "disk full")

    with monkeypatch.context() as broken:
        broken.setattr(OpenDraft, "save", full)
        heard = hear(boat, tmp_path, [*START, "/save"])
    assert "Saved" not in heard.said
    unsaved = "Not saved: disk full. /save tries again, and /save PATH saves it"
    assert heard.flat.count(unsaved) == len(START) + 1
    assert "Your last answers are not saved: disk full" in heard.said
    assert "Saved in" in hear(boat, tmp_path, ["Round", "/save"]).said


def test_an_answer_is_on_the_disk_before_the_next_question(
    boat: Pack, tmp_path: Path
) -> None:
    """Killed at any prompt, nothing that was answered is lost."""
    seen = []

    def lines():
        yield "Round the island"
        seen.append((tmp_path / "session.toml").read_text("utf-8"))

    hear(boat, tmp_path, lines())
    assert 'answered = "Round the island"' in seen[0]


def _flat(text: str) -> str:
    return " ".join(text.split())
