"""A PDF keeps the texts as they are, carries the summary, and conforms."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import typst

from genai_guide.report import pdf
from genai_guide.report.brief import build_brief
from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.report.pdf import PdfError, render_pdf
from genai_guide.report.source import source_of_draft
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import read_record
from tests.helpers.poppler import (
    needs_pdfdetach,
    needs_pdffonts,
    needs_pdfinfo,
    needs_pdftotext,
    pdf_attachment,
    pdf_fonts,
    pdf_info,
    pdf_metadata,
    pdf_text,
)
from tests.report.records import HOSTILE, summary, summary_documents, verified

TOP = Path(__file__).parents[2]
PACKS = (
    TOP / "questions" / "netflix-genai",
    TOP / "examples" / "harbour-television",
)
DAY = date(2026, 12, 3)
MARKUP = (
    "#panic() *x* $y$ \\ ",
    '#import "/etc/passwd": x',
    "// c /* x */ @ref <label> `raw` _e_ = h",
    '#read("/etc/passwd") #sys.inputs',
    "= Heading\n- item\n+ item\n/ term: x",
    "~ -- --- ... \"quoted\" 'quoted' \\u{41} [U+0041]",
    "\\#\\*\\_ #{ } [ ] ( ) $ $",
)


def document(text: str, title: str = "A use") -> Document:
    """Give a document with a text in each of its places."""
    item = Item(
        text, text, [Detail(text), Detail(text, text), Detail(text, text, quoted=True)]
    )
    section = Section(text, [text], [(text, text)], [item], [Section(text, [text])])
    return Document(title, [text], section, [section, section])


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Document], Path]:
    """Give a function that writes a document as a PDF."""

    def write(written: Document) -> Path:
        path = tmp_path / "a.pdf"
        path.write_bytes(render_pdf([written], DAY))
        return path

    return write


@needs_pdftotext
@pytest.mark.parametrize("text", MARKUP)
def test_markup_of_a_person_is_only_text(write, text: str) -> None:
    """In a title and in every other place; nothing of it is run or left out."""
    shown = pdf_text(write(document(text, title=text)))
    start = " ".join(text.split())[:5]
    assert shown.replace(" ", "").count(start.replace(" ", "")) >= 12
    assert "root:" not in shown


@needs_pdftotext
def test_hostile_texts_stay_texts(write) -> None:
    """Links, scripts and terminal codes have no meaning in it."""
    path = write(document("\n".join(HOSTILE), title=HOSTILE[0]))
    shown = pdf_text(path)
    assert "<script>alert(1)</script>" in shown
    assert "\\u{1b}" in shown
    content = path.read_bytes()
    for forbidden in (b"/JavaScript", b"/URI", b"/Launch", b"/GoTo "):
        assert forbidden not in content


@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("Noto Sans CJK KR", "한국 영화 제목"),
        ("Noto Sans Thai", "ภาพยนตร์ไทย"),
        ("Noto Sans Arabic", "فيلم عربي"),
        ("Noto Sans CJK JP", "映画の題名"),
        ("Noto Sans Devanagari", "हिन्दी"),
    ],
)
@needs_pdftotext
def test_titles_in_other_scripts_come_out(write, family: str, text: str) -> None:
    """With a font that is installed here; nothing has to be replaced."""
    if family not in typst.Fonts().families():
        pytest.skip(f"{family} is not installed")
    shown = pdf_text(write(document(text, title=text)))
    assert text in shown
    assert "[U+" not in shown


@needs_pdffonts
def test_arabic_is_set_in_a_font_for_text(write) -> None:
    """A font of fixed width that comes with typst has its letters too, badly."""
    family = "Noto Sans Arabic"
    if family not in typst.Fonts().families():
        pytest.skip(f"{family} is not installed")
    used = pdf_fonts(write(document("فيلم عربي")))
    assert "NotoSansArabic" in used
    assert "Mono" not in used


@needs_pdftotext
def test_without_fonts_a_character_is_its_number_and_a_note_says_so(
    write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a computer without fonts there is a PDF all the same."""
    fonts = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(typst, "Fonts", lambda **_: fonts)
    shown = pdf_text(write(document("Füße, Ελλάδα, Москва, ไ", title="한")))
    assert "[U+D55C]" in shown
    assert "Füße, Ελλάδα, Москва, [U+0E44]" in shown
    assert "No font on this computer has some of the characters." in shown
    assert "such as [U+0E44]" in shown


@needs_pdftotext
def test_what_only_the_layout_finds_missing_is_replaced_too(
    write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search before may miss a character; the error of the compiler names it."""
    monkeypatch.setattr(pdf._Typesetter, "find_missing", lambda *_: set())
    assert "[U+0E44]" in pdf_text(write(document("ไ")))


@needs_pdftotext
def test_marks_that_break_typst_off_are_replaced_before(
    write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines of combining marks that no font has made it panic."""
    fonts = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(typst, "Fonts", lambda **_: fonts)
    marks = [chr(code) for code in range(0x8BA, 0x8E2)]
    assert "[U+08E1]" in pdf_text(write(document(" ".join(marks * 3))))


@pytest.mark.parametrize("is_panic", [True, False])
def test_a_failure_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    is_panic: bool,  # noqa: FBT001
) -> None:
    """Whatever breaks inside typst, even where it is no exception of Python's."""
    error = typst.TypstError("x")
    error.diagnostic = "x"

    class PanicException(BaseException):
        pass

    def fail(*_: object, **__: object) -> None:
        raise PanicException if is_panic else error

    monkeypatch.setattr(typst, "compile", fail)
    with pytest.raises(PdfError, match="The PDF could not be made"):
        render_pdf([document("x")], DAY)


def test_without_typst_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra of the package."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(PdfError, match=r"pip install 'genai-guide\[pdf\]'"):
        render_pdf([document("x")], DAY)


@needs_pdfinfo
def test_it_conforms_and_is_tagged(write) -> None:
    """PDF/A-3a and PDF/UA-1 stand in it, with the title and the date."""
    path = write(document("Text", title="Żółw"))
    info, metadata = pdf_info(path), pdf_metadata(path)
    assert (info["Tagged"], info["Title"]) == ("yes", "Żółw")
    assert "2026" in info["CreationDate"]
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert b"/Outlines" in path.read_bytes()


@needs_pdfinfo
@pytest.mark.parametrize(("paper", "size"), [("a4", "A4"), ("letter", "letter")])
def test_it_fits_the_paper(tmp_path: Path, paper: str, size: str) -> None:
    """A4, or Letter where that is used."""
    path = tmp_path / "a.pdf"
    path.write_bytes(render_pdf([document("x")], DAY, paper=paper))
    assert size in pdf_info(path)["Page size"]


@needs_pdfdetach
def test_the_summary_is_attached_byte_for_byte(tmp_path: Path) -> None:
    """With its line ends and a byte order mark."""
    source = '\ufefftitle = "ไ #panic()"\r\n# x\n'.encode()
    path = tmp_path / "a.pdf"
    path.write_bytes(render_pdf([document("x")], DAY, source))
    assert pdf_attachment(path) == source


def test_the_same_document_gives_the_same_file(boat: Pack) -> None:
    """Nothing in it depends on the clock."""
    written = summary_documents(verified(summary(boat), boat))
    assert render_pdf(written, DAY) == render_pdf(written, DAY)


@needs_pdftotext
def test_a_long_digest_is_copied_whole_and_a_longer_word_is_broken(write) -> None:
    """Nothing runs over the edge of the page, and nothing is put into a digest."""
    digest = f"sha256:{'ab' * 32}"
    shown = pdf_text(write(document(f"{digest} {'W' * 400}")))
    assert digest in shown
    assert "W" * 400 not in shown


@needs_pdfinfo
@pytest.mark.parametrize("pack_dir", PACKS, ids=lambda path: path.name)
def test_a_brief_has_at_most_two_pages(tmp_path: Path, pack_dir: Path) -> None:
    """Of every shipped test case, on the shorter paper."""
    pack = load_pack(pack_dir)
    path = tmp_path / "a.pdf"
    too_long = []
    for case in sorted((pack_dir / "cases").glob("*.toml")):
        record = read_record(case, pack)
        brief = build_brief(source_of_draft(record.draft, record.assessment, DAY))
        path.write_bytes(render_pdf([brief], DAY, paper="letter"))
        if int(pdf_info(path)["Pages"]) > 2:
            too_long.append(case.stem)
    assert not too_long
