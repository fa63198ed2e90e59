"""A record as a document, in the order in which legal reads it."""

from __future__ import annotations

from genai_guide.exit_codes import ExitCode
from genai_guide.record.decision import Outcome
from genai_guide.report import reasoning
from genai_guide.report.document import Document, Item, Section
from genai_guide.report.reasoning import Table, tables, words
from genai_guide.rules.levels import LEVELS, Level, Obligation
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import (
    SignatureCheck,
    SignatureState,
    Verification,
)

_A_COPY = (
    "This is a copy for reading, and whoever has it can change it. What counts is the"
    " summary file: “genai-guide verify” checks it."
)
_UNCHECKED = "Not verified: nothing proves who wrote this, or that it is as it was."
_NO_ANSWER = "Nothing is answered in it."


def build_record_document(
    statement: Table,
    pack: Pack | None = None,
    verification: Verification | None = None,
) -> Document:
    """Put a statement, or the body of an unfinished record, as a document.

    Args:
        statement: The tables that `genai_guide.record.statement` makes.
        pack: The very pack that it was made with, where that is at hand: the
            questions' sections, and the words of open questions, stand only there.
        verification: What verifying a summary found.
    """
    titles = _titles(pack) if pack else {}
    sections = (
        _signature(verification),
        _decision(verification),
        _who_and_what(statement),
        _open(statement, pack),
        reasoning.path(statement, titles),
        reasoning.left_empty(statement),
        reasoning.why(statement),
        reasoning.tasks(statement),
        reasoning.evidence(statement),
        reasoning.would_change(statement),
        reasoning.silent(statement),
        _source(statement),
        _signoff(statement),
    )
    return Document(
        title=statement.get("title") or "A use without a title",
        level=LEVELS.get(statement.get("level", "")),
        verdict=_verdict(statement, verification),
        sections=tuple(section for section in sections if section),
        foot=_foot(verification),
    )


def _titles(pack: Pack) -> dict[str, str]:
    titles = {section.id: section.title for section in pack.sections}
    return {question.id: titles[question.section] for question in pack.questions}


def _verdict(statement: Table, verification: Verification | None) -> Section:
    heading, *said = _level(statement)
    said = [*statement["headlines"], *said]
    if not tables(statement, "answer"):
        said.insert(0, _NO_ANSWER)
    if verification and _is_loud(verification):
        # Nobody is to read a verdict that does not hold without being told.
        heading = f"{verification.result.word.upper()}. {heading}"
        said.insert(0, verification.first_line)
    flags = [Obligation(one).label for one in statement["obligations"]]
    if flags:
        said.append(f"Also to be met: {', '.join(flags)}.")
    decided = statement["decided_by"]
    if decided:
        said.append("These answers alone decide the level:")
    return Section(heading, tuple(said), items=tuple(map(Item, decided)))


def _level(statement: Table) -> list[str]:
    """Give the heading of the verdict, then what it says."""
    level = LEVELS.get(statement.get("level", ""))
    if level is not None:
        needed = f"Needs approval: {statement['needs_approval']}"
        return [words(level), statement["sentence"], needed]
    count = len(statement["open"])
    left = "1 question is" if count == 1 else f"{count} questions are"
    low, high = LEVELS[statement["lowest"]], LEVELS[statement["highest"]]
    return [f"INCOMPLETE: {left} open.", _between(low, high)]


def _between(low: Level, high: Level) -> str:
    if low is high:
        return f"Whatever the answers, the verdict is {words(low)}."
    return f"So far {words(low)}; it can rise to {words(high)}."


def _who_and_what(statement: Table) -> Section:
    parts = (
        Section("Production", facts=_facts(statement["production"])),
        Section("Use", facts=_facts(statement["use"])),
        *(
            Section(f"Tool {tool['number']}", facts=_facts(tool, "number"))
            for tool in tables(statement, "tool")
        ),
    )
    return Section("Who and what", sections=tuple(part for part in parts if part))


def _facts(table: Table, *skip: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (key.replace("_", " "), str(value))
        for key, value in table.items()
        if key not in skip
    )


def _open(statement: Table, pack: Pack | None) -> Section:
    """List the questions still to be answered."""
    asked = {one.id: one.text for one in pack.questions} if pack else {}
    lines = [
        f"{asked[question]} [{place}]"
        if (question := place.split("#")[0]) in asked
        else place
        for place in statement.get("open", [])
    ]
    return Section("Still to be answered", items=tuple(map(Item, lines)))


def _source(statement: Table) -> Section:
    pack = statement["pack"]
    facts = [
        ("policy", pack["policy"]),
        ("source", pack["source"]),
        ("questions", f"{pack['id']} {pack['version']}"),
        ("digest", pack["digest"]),
    ]
    if "engine" in pack:
        facts.append(("put together by", f"genai-guide {pack['engine']}"))
    said = (statement["newer_text"],)
    return Section("Questions and source", said, facts=tuple(facts))


def _signoff(statement: Table) -> Section:
    signoff = statement.get("signoff")
    if not signoff:
        return Section("Sign-off", ("Not signed off.",))
    names = {"name": "name", "role": "role", "organisation": "organisation"}
    names |= {"email": "e-mail"}
    facts = [(name, signoff[key]) for key, name in names.items()]
    facts.append(("time, as claimed", signoff["at"].isoformat(" ")))
    facts += [("record", statement["id"]), ("revision", str(statement["revision"]))]
    if "supersedes" in statement:
        facts.append(("supersedes", statement["supersedes"]))
    return Section("Sign-off", (signoff["attestation"],), facts=tuple(facts))


def _is_loud(verification: Verification) -> bool:
    return verification.result.code in (ExitCode.CHANGED, ExitCode.INCOMPLETE)


def _signature(verification: Verification | None) -> Section:
    """Say whether it verifies, unless that stands above the verdict."""
    heading = "Signature"
    if verification is None or _is_loud(verification):
        return Section(heading)
    return Section(heading, (verification.first_line,))


def _decision(verification: Verification | None) -> Section:
    heading = "Decision"
    if verification is None:
        return Section(heading)
    found, decided = verification.decision, verification.decided
    if found is None:
        return Section(heading, ("No decision yet.",))
    facts = [
        ("outcome", Outcome(found["outcome"]).label),
        *(("condition", one) for one in found["conditions"]),
        *([("last day", found["valid_until"])] if "valid_until" in found else []),
        ("name", found["name"]),
        ("role", found["role"]),
        ("time, as claimed", found["at"].isoformat(" ")),
    ]
    return Section(heading, _worth(decided), tuple(facts))


def _worth(decided: SignatureCheck | None) -> tuple[str, ...]:
    """Say what a decision is worth, where it is not known whose it is."""
    if decided is None or decided.seal is SignatureState.KNOWN:
        return ()
    if decided.seal in (
        SignatureState.BROKEN,
        SignatureState.WRONG_ROLE,
        SignatureState.MISSING,
    ):
        return (f"This decision DOES NOT COUNT: {decided.why}.",)
    return (f"Not vouched for: {decided.why}.",)


def _foot(verification: Verification | None) -> Section:
    heading = "Verification"
    if verification is None:
        return Section(heading, (_UNCHECKED,))
    lines = tuple(Item(line.strip()) for line in verification.lines)
    return Section(heading, (verification.first_line, _A_COPY), items=lines)
