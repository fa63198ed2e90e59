"""The message about a use can be sent as it is: plain words, and nothing missing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from genai_guide.record.message import format_contact_message, format_subject
from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.pack import Kind, Pack, Risk, Rule
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import read_record
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.levels import APPROVAL, NOTIFY

TOP = Path(__file__).parents[2]
SHIPPED = TOP / "questions" / "netflix-genai"
HARBOUR = TOP / "examples" / "harbour-television"
TODAY = date(2026, 11, 28)
DETAILS = {
    "production.contact": "Anna Kim",
    "production.preparer": "Jo Park",
    "production.preparer-role": "Line producer",
    "production.company": "Siren Pictures",
    "use.intended-start": "2026-12-03",
}
CHOSEN = replace(choice("chosen", "yes no", per_tool=True), field="tool.chosen")
NAME = replace(
    choice("name", "", per_tool=True), kind=Kind.TEXT, field="tool.name", optional=True
)


def case(name: str, pack_dir: Path = SHIPPED, **changes: str) -> Assessment:
    """Give what follows from a test case of a pack, with further answers."""
    pack = load_pack(pack_dir)
    answers = read_record(pack_dir / "cases" / f"{name}.toml", pack).draft.answers
    about_tools = {"tool.vendor": "Example vendor"}
    tools = tuple(
        replace(tool, answers={**tool.answers, **about_tools}) for tool in answers.tools
    )
    if changes:
        answers = replace(answers, use={**answers.use, **changes}, tools=tools)
    return assess(pack, answers)


def sent(golden: str) -> str:
    """Give a message as it is sent."""
    return (TOP / "tests" / "data" / f"message-{golden}.txt").read_text("utf-8")


def message(*rules: Rule, tools: tuple[Tool, ...] = (Tool("Acme"),)) -> str:
    """Format the message about a use whose only choice is answered."""
    pack: Pack = pack_of([choice("q0"), CHOSEN, NAME], rules)
    return format_contact_message(assess(pack, Answers({"q0": ("a",)}, tools)), TODAY)


@pytest.mark.parametrize(
    ("name", "golden"),
    [("00-second-doll", "doll"), ("mood-board-enterprise", "mood-board")],
)
def test_it_goes_out_unchanged(name: str, golden: str) -> None:
    """A use that needs approval, and one that is only told: read both aloud."""
    attached = ("the signed summary",)
    text = format_contact_message(case(name, **DETAILS), TODAY, attached)
    assert text == sent(golden)


def test_a_use_that_needs_no_approval_takes_five_lines() -> None:
    """Whom, what, what is asked, what is attached, from whom."""
    assert len([line for line in sent("mood-board").splitlines() if line]) == 5


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (SHIPPED / "cases").glob("*.toml"))
)
def test_no_message_speaks_to_the_producer(name: str) -> None:
    """No ids, no "your contact", no advice, and nothing about "you" as the reason."""
    assessment = case(name)
    text = format_contact_message(assessment, TODAY)
    for line in text.splitlines():
        if not line.startswith("- "):
            continue
        assert not re.search(r"\b(you|your|yours)\b", line, re.IGNORECASE), line
        advice = r"(?:^- |\. )(Ask|Clear|Find|Keep|Look|Read|Talk|Tell|Until you)\b"
        assert not re.search(advice, line), line
    assert not re.search(r"\b[a-z]+\.[a-z0-9]+-[a-z]", text)
    assert "“" not in text
    assert len(text.split("based on our answers:")[-1].split("\n\n")[0].split("- ")) < 7


def test_what_the_answers_say_of_you_is_said_of_us() -> None:
    """The producer speaks to the contact; what concerns the contact is left out."""
    spoken = {
        "You have not seen the paper, and your copy is lost.": (
            "We have not seen the paper, and our copy is lost."
        ),
        "Nobody asked you to wait. The choice is yours.": (
            "Nobody asked us to wait. The choice is ours."
        ),
        "It is style. Ask your contact.": "It is style.",
        "It is not known whether it is you.": "We don't know yet whether it is we.",
    }
    for reason, said in spoken.items():
        assert f"- {said}\n" in message(rule("r", level=APPROVAL, reason=reason))


def test_a_reason_that_is_only_advice_is_named_by_its_clause() -> None:
    """So nothing that counts is missing."""
    text = message(rule("r", level=APPROVAL, reason="Your contact has to know early."))
    (line,) = [line for line in text.splitlines() if line.startswith("- ")]
    assert line == f"- {pack_of([choice('q0')], []).clauses[0].title}."


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("2026-12-03", "We need your written approval before we start on 3 December"),
        ("2026-11-03", "The work began on 3 November 2026. We need your written"),
        ("", "We need your written approval, and will wait for it."),
    ],
)
def test_the_start_is_said_as_answered(start: str, said: str) -> None:
    """Planned, begun, or not known."""
    answers = {**DETAILS, "use.intended-start": start}
    if not start:
        del answers["use.intended-start"]
    text = format_contact_message(case("00-second-doll", **answers), TODAY)
    assert said in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("01-storm", "By our reading, the Harbour Code asks for no approval."),
        ("04-news-fire", "By our reading, the Harbour Code rules this out, and we"),
        ("08-drama-fire", "Please tell us whether we may go ahead. We will wait"),
        ("12-no-permission", "It is on hold: a consent or clearance is missing"),
        ("23-unsure-of-everything", "The standards desk has to say yes in writing"),
    ],
)
def test_another_pack_says_what_is_asked(name: str, said: str) -> None:
    """Its words and levels are in the message, and nothing of Netflix."""
    assessment = case(name, HARBOUR)
    text = format_contact_message(assessment, TODAY)
    assert said in text
    assert "Netflix" not in text + format_subject(assessment)


def test_the_subject_says_what_it_is_about() -> None:
    """By the level, with production and use; in one line."""
    subject = format_subject(case("00-second-doll"))
    about = "Squid Game – A second killer doll beside Young-hee"  # noqa: RUF001
    assert subject == f"GenAI use for approval: {about}"
    assert format_subject(case("mood-board-enterprise")).startswith(
        "GenAI use for your information: Example title"
    )
    odd = case("00-second-doll", **{"use.title": "x\r\nBcc: a@b.example\u2028y"})
    assert len(format_subject(odd).splitlines()) == 1


def test_a_tool_that_is_not_chosen_yet_is_named_by_its_number() -> None:
    """It is part of the plan, whatever it will be."""
    tools = Tool("Acme"), Tool(answers={"chosen": ("no",)})
    assert "The tools: Acme; tool 2 is not chosen yet." in message(tools=tools)


def test_it_gives_the_reasons_that_matter() -> None:
    """At most five, and none of the lowest level."""
    share = rule("share", level=NOTIFY, reason="Share it.")
    assert "Share it." not in message(share)
    high = [rule(f"r{n}", level=APPROVAL, reason=f"Reason {n}.") for n in range(7)]
    text = message(share, *high)
    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        f"- Reason {number}." for number in range(5)
    ]
    assert "(c" not in text


def test_it_claims_nothing_that_the_answers_deny() -> None:
    """Neither that begun work is only planned, nor that all of it is generative AI."""
    begun = format_contact_message(case("begun-without-approval"), TODAY)
    assert "The work has already begun without written approval." in begun
    cleaned = format_contact_message(case("not-generative-footage"), TODAY)
    assert "We would like to do this on Example title: Noise" in cleaned
    assert "generative" not in cleaned.replace("not only about GenAI", "")


def test_it_says_how_a_consent_and_the_guild_s_terms_stand() -> None:
    """The contact need not ask for what is answered, and reads it once."""
    text = format_contact_message(case("replica-consented"), TODAY)
    _, needs = text.split("You should also know:\n")
    assert needs.startswith("- Consent to the replica is documented.\n")
    open_terms = "whether a guild or union agreement applies to the performers"
    text = format_contact_message(case("13-roadrunner"), TODAY)
    assert f"- We don't know yet {open_terms}.\n" in text
    assert text.count("guild or union") == 1


def test_what_is_not_known_is_said() -> None:
    """In the words of the plan that would find it out, or with the question."""
    for plan, said in (("find out whether it is a", "whether it is a"), (None, "q0?")):
        question = choice("q0", "a b")
        unsure = replace(question.options[0], risk=Risk.UNSURE, plan=plan)
        pack = pack_of([replace(question, options=(unsure, question.options[1]))])
        assessment = assess(pack, Answers({"q0": ("a",)}))
        text = format_contact_message(assessment, TODAY)
        assert f"We don't know yet:\n- {said}\n" in text


def test_what_is_not_known_of_a_tool_names_it_among_several() -> None:
    """With one tool alone it is clear which is meant."""
    question = choice("q0", "a b", per_tool=True)
    unsure = replace(question.options[0], risk=Risk.UNSURE, plan="find out whether b")
    pack = pack_of([replace(question, options=(unsure, question.options[1])), NAME])
    acme, beta = Tool("Acme", {"q0": ("b",)}), Tool("Beta", {"q0": ("a",)})
    text = format_contact_message(assess(pack, Answers({}, (acme, beta))), TODAY)
    assert "- whether b (Beta)\n" in text
    text = format_contact_message(assess(pack, Answers({}, (beta,))), TODAY)
    assert "- whether b\n" in text


def test_a_message_about_open_questions_says_that_they_are_open() -> None:
    """What is based on a part of the answers says so, and promises no approval."""
    later = rule("r", when(literal("q0", "b")), level=APPROVAL)
    pack = pack_of([choice("q0"), choice("q1")], [later])
    for answer, said in (("a", "Approval may still be needed."), ("b", "Get it.")):
        assessment = assess(pack, Answers({"q0": (answer,)}))
        text = format_contact_message(assessment, TODAY)
        assert said in text
        assert "Some questions are still open." in text
