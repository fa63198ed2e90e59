"""The words of documents: no ids in prose, no stale phrases, short sentences.

Every document of some telling records is read in every format: drafts and signed
summaries, decided, refused, blocked and changed ones, of two packs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest

from genai_guide.record.diff import ComparedRecord, diff_records
from genai_guide.record.entries import Outcome
from genai_guide.record.state_words import DONE, ITEM_STATES, MET, OPEN, REPORTED
from genai_guide.record.statement import Statement, build_draft_statement
from genai_guide.report.annex import build_annex
from genai_guide.report.brief import build_brief
from genai_guide.report.diff import build_diff_document
from genai_guide.report.document import Document, Section
from genai_guide.report.html import render_html
from genai_guide.report.markdown import render_markdown
from genai_guide.report.source import Source, source_of_draft, source_of_summary
from genai_guide.report.text import render_text
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import default_dir, load_pack
from genai_guide.storage.records import Record, read_record
from genai_guide.workflows.sign import write_summary
from tests.helpers.signing import PRODUCER, SIGNER
from tests.helpers.summaries import CONDITION, NOW, decided, verified
from tests.report.records import texts

HARBOUR = Path(__file__).parents[2] / "examples" / "harbour-television"
CASES = (
    "00-second-doll",
    "13-roadrunner",
    "mood-board-enterprise",
    "pipeline-highest-step",
    "all-unsure",
    "not-generative",
    "replica-refused",
    "tool-not-chosen",
)
DECIDED = {
    "approved": {"outcome": Outcome.APPROVED, "conditions": ()},
    "with conditions": {
        "outcome": Outcome.WITH_CONDITIONS,
        "conditions": (replace(CONDITION, due="before-use", covers=("consent",)),),
    },
    "refused": {
        "outcome": Outcome.REFUSED,
        "conditions": (),
        "valid_until": "",
        "reasons": "Not like this.",
    },
}
"""What is decided on the second doll."""
MOST_WORDS = 30
STALE = (
    "approval: blocked",
    "beside the level",
    "beside the verdict",
    "by our answers",
    "can still rise",
    "decide the level",
    "does not count for",
    "enrolled",
    "go on with",
    "good. ",
    "it grants nothing",
    "kept off",
    "mend it",
    "no contact on file",
    "not so, by",
    "not vouched for",
    "nothing of the kind",
    "nothing was asked that bears on",
    "put the open points",
    "put together by",
    "speaks against",
    "the published text",
    "the same once more",
    "is to be done",
    "is to be shared",
    "what decides",
    "who knows:",
    "would it be otherwise",
)
"""What an earlier wording said, and no document says any more."""
STATES = {DONE, OPEN, MET, REPORTED, "on an earlier revision", *ITEM_STATES.values()}


def _drafts(pack: Pack, paths: Iterable[Path]) -> Iterator[tuple[str, Source]]:
    for path in paths:
        record = read_record(path, pack)
        yield path.stem, source_of_draft(record.draft, record.assessment, NOW.date())


def _summaries(pack: Pack, folder: Path) -> Iterator[tuple[str, Source]]:
    for name in CASES[:4]:
        record = read_record(default_dir() / "cases" / f"{name}.toml", pack)
        path = folder / f"{name}.toml"
        write_summary(path, pack, record.draft, SIGNER, PRODUCER)
        found = verified(path, pack)
        yield f"{name}, signed", source_of_summary(found)
        # As if its questions were not at hand.
        yield f"{name}, alone", source_of_summary(replace(found, assessment=None))
        if name != CASES[0]:
            continue
        signed = path.read_bytes()
        for outcome, said in DECIDED.items():
            path.write_bytes(signed)
            decided(path, pack, **said)
            yield f"{name}, {outcome}", source_of_summary(verified(path, pack))
        path.write_bytes(signed.replace(b'label = "Written', b'label = "No written'))
        yield f"{name}, changed", source_of_summary(verified(path, pack))


@pytest.fixture(scope="session")
def sources(
    shipped: Pack, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Pack, Source]]:
    """Give the records by a name that says what each is."""
    cases = [default_dir() / "cases" / f"{name}.toml" for name in CASES]
    harbour = load_pack(HARBOUR)
    found = {
        name: (shipped, source)
        for name, source in (
            *_drafts(shipped, cases),
            *_summaries(shipped, tmp_path_factory.mktemp("signed")),
        )
    }
    others = _drafts(harbour, sorted((HARBOUR / "cases").glob("*.toml")))
    return found | {name: (harbour, source) for name, source in others}


def in_every_format(*documents: Document) -> Iterator[str]:
    """Give the words of each format, in one line."""
    page = html5lib.parse(render_html(*documents), namespaceHTMLElements=False)
    yield " ".join(" ".join(page.find("body").itertext()).split())
    yield " ".join(render_text(*documents).split())
    yield " ".join(render_markdown(*documents).replace("\\", "").split())


def ids_of(pack: Pack) -> re.Pattern[str]:
    """Match the ids of clauses, questions and rules, and of the pack itself.

    An id without a hyphen or a full stop is a word like any other.
    """
    named = [
        *(clause.id for clause in pack.clauses),
        *(question.id for question in pack.questions),
        *(rule.id for rule in pack.rules),
        pack.id,
    ]
    ids = [re.escape(each) for each in named if re.search(r"[.-]", each)]
    return re.compile(rf"(?<![\w.-])({'|'.join(ids)})(?![\w-])")


def without(document: Document, *headings: str) -> Document:
    """Leave out some sections of a document."""
    kept = [each for each in document.sections if each.heading not in headings]
    return document._replace(sections=kept)


def test_no_id_stands_in_prose(sources: dict[str, tuple[Pack, Source]]) -> None:
    """The brief has none; in the annex they stand in brackets, or tell the pack."""
    for name, (pack, source) in sources.items():
        ids = ids_of(pack)
        for shown in in_every_format(build_brief(source)):
            assert not ids.search(shown), name
        annex = without(build_annex(source), "Questions and source", "Verification")
        for shown in in_every_format(annex):
            assert not ids.search(re.sub(r"\[[^]]*\]", "", shown)), name


def test_a_comparison_has_ids_only_in_brackets_at_the_end(shipped: Pack) -> None:
    """Whoever changes a file finds the question there."""
    records = [
        read_record(default_dir() / "cases" / f"{name}.toml", shipped)
        for name in (CASES[0], CASES[3])
    ]
    old, new = (ComparedRecord(_stated(each), each.assessment) for each in records)
    document = build_diff_document("a to b", diff_records(old, new), old, new)
    ids = ids_of(shipped)
    assert ids.search(render_text(document))
    for text in texts(document):
        assert not ids.search(re.sub(r" \[[^]]*\]$", "", text)), text


def _stated(record: Record) -> Statement:
    return build_draft_statement(record.draft, record.assessment, NOW.date())


def test_no_stale_phrase_is_left(sources: dict[str, tuple[Pack, Source]]) -> None:
    """Of none of the records, in none of the formats."""
    for name, (_, source) in sources.items():
        for shown in in_every_format(build_brief(source), build_annex(source)):
            for phrase in STALE:
                assert phrase not in shown.casefold(), (name, phrase)


def test_no_sentence_is_longer_than_thirty_words(
    sources: dict[str, tuple[Pack, Source]],
) -> None:
    """Quotations aside, and what people wrote."""
    for name, (_, source) in sources.items():
        written = _written(source.statement)
        for document in (build_brief(source), build_annex(source)):
            for sentence in _sentences(document, written):
                assert len(sentence.split()) <= MOST_WORDS, (name, sentence)


def _written(statement: Statement) -> Callable[[str], str]:
    """Return a function that takes what a person wrote out of a text."""
    typed = [each.answered for each in statement.answers if each.options is None]
    notes = [each.note for each in statement.answers if each.note]
    names = [tool.name for tool in statement.tools if tool.name]
    all_texts = sorted({*typed, *notes, *names}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, all_texts)) or "(?!)")
    return lambda text: pattern.sub("…", text)


def _sentences(document: Document, written: Callable[[str], str]) -> Iterator[str]:
    for text in texts(document):
        own = re.sub(r"“[^”]*”", "…", written(text))
        yield from re.split(r"(?<=[.!?:;…])\s+|\n", own)


def test_states_have_the_words_of_one_table(
    sources: dict[str, tuple[Pack, Source]],
) -> None:
    """A mark before an item is such a word, or names a level."""
    marks = set()
    for pack, source in sources.values():
        levels = {*(level.label for level in pack.levels), "Note"}
        levels |= {rule.verdict.label for rule in pack.rules if rule.verdict}
        for document in (build_brief(source), build_annex(source)):
            for mark in _marks(document):
                # What only a file says of itself stands in quotes.
                assert mark in STATES | levels or mark[0] == "“", mark
                marks.add(mark)
    assert {MET, "not met", "not known", OPEN} <= marks


def _marks(document: Document) -> Iterator[str]:
    sections: Iterable[Section] = (section for _, section in document.walk())
    for section in sections:
        yield from (item.mark for item in section.items if item.mark)


def test_counsel_finds_what_counts_in_the_brief(
    sources: dict[str, tuple[Pack, Source]],
) -> None:
    """What is planned, the verdict, what is not met, what is missing, who signed."""
    _, source = sources[f"{CASES[0]}, with conditions"]
    shown = " ".join(render_text(build_brief(source)).split())
    for said in (
        "Squid Game: A second killer doll beside Young-hee",
        "A second killer doll that plays red light, green light",
        "● Written approval needed",
        "Approved with 1 condition on 1 March 2026, until 31 December 2026.",
        "The use is not in force: the condition",
        "[open] “Two wardens stand by.” (by “production”, due before use)",
        "[not met] The material is temporary and stays out of the delivery",
        "Key creative elements: “main characters, key visual elements,",
        "And 5 further reasons and notes: see the annex.",
        "To do - Get written approval of this use",
        "What would lower the verdict - Keep everything that is generated out",
        "What goes in: None of these: our own prompts, or material free of rights",
        "Signed with the key you trust for a@studio.com.",
        "as it read on 11 November 2025",
        "It is not an approval or legal advice.",
    ):
        assert said in shown, said
