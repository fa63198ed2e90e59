"""Reading what anybody may have written: bounded, and refused in words."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import DRAFT_BYTES, RECORD_BYTES, read_bytes
from genai_guide.storage.toml import parse_toml
from tests.helpers.reading import read_toml

PARTS = 30_000
SECONDS = 2.0
_OPEN_FILES = Path("/proc/self/fd")
_NO_SIZE = Path("/proc/self/status")


def refused(path: Path, content: bytes) -> str:
    """Give the sentence with which a file is refused."""
    path.write_bytes(content)
    with pytest.raises(FileError) as caught:
        read_toml(path)
    assert str(path) in str(caught.value)
    return caught.value.sentence


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.toml"


@pytest.mark.parametrize(
    "content",
    [
        b'a = "x"\nb = [1, 2]\n',
        b'\xef\xbb\xbfa = "x"\nb = [1, 2]\n',
        b'a = "x"\r\nb = [1, 2]\r\n',
        b'a = "x"\nb = [1, 2]',
    ],
    ids=["plain", "bom", "crlf", "no last line feed"],
)
def test_any_editor_s_way_of_saving_is_read(path: Path, content: bytes) -> None:
    """A BOM, Windows line ends and a missing last line feed change nothing."""
    path.write_bytes(content)
    assert read_toml(path) == {"a": "x", "b": [1, 2]}


def test_windows_line_ends_inside_a_long_text_are_line_feeds() -> None:
    """A text of several lines is the same text when an editor changed its ends."""
    assert parse_toml(Path("a"), b'a = """x\r\ny"""\r\n') == {"a": "x\ny"}


def test_curly_quotes_within_a_text_are_not_blamed(tmp_path: Path) -> None:
    """A line that was wrapped by mail is not closed; its quotation is not wrong."""
    reason = refused(tmp_path / "a.toml", 'a = "Say “no” and\nleave"'.encode())
    assert "a text is not closed with a quote (at line 1)" in reason
    assert reason.endswith(r'the line begins “a = "Say \u{201c}no\u{201d} and”')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfea\x00", "UTF-16. Save it as UTF-8"),
        (b"\xfe\xff\x00a", "UTF-16. Save it as UTF-8"),
        (b'a = 1\nb = "\xe9"\n', "line 2, column 6 is not UTF-8"),
        (b"\xef\xbb\xbf\xc3\xa9 \xff", "line 1, column 3 is not UTF-8"),
        (b"a = 1\nb = \n", "not valid TOML"),
        (b"a = 1\n b =  \n", "(at line 2, column 7); the line begins “b =”"),
        (
            "a = 1\nb = „x”".encode(),
            r"line begins “b = \u{201e}x\u{201d}”. The quote „ is curly",
        ),
        ('a = "x”\nb = 1'.encode(), "The quote ” is curly. Use straight"),
        (b"a = [1, x]", 'begins “a = [1, x]”. Put texts in straight quotes (")'),
        (b"a = True", "the line begins “a = True”. Write true"),
        (b"a = 1\nb = " + b"x" * 90, "the line begins “b = " + "x" * 56 + "…”"),
        (b'a = 1\nb = "x\nc = 2', "a text is not closed with a quote (at line 2)"),
        (b"a = 1\nb = 'x\n", "a text is not closed with a quote (at line 2); the"),
        (b'a = "1"\nb = """x\n\n', "not closed with a quote (at line 2); the line"),
        (
            b"a = '''\nx\n",
            "not closed with a quote (at line 1); the line begins “a = '''”",
        ),
        (b'"a = 1\n', "a text is not closed with a quote (at line 1)"),
        (b"a = 1\nb = ", "Invalid value (at line 2, the end of the file); the line"),
        (b"a = [\n1,\n\n", "(at line 2, the end of the file); the line begins “1,”"),
        ("[a]\u2028b = 1".encode(), "line 1 ends with U+2028. Save the file with LF"),
        (b"[a]\x0bb = 1", "line 1 ends with U+000B. Save the file with LF"),
        (b"a = 1\rb = 2\r", "line 1 ends with CR alone. Save the file with LF or"),
        (b'a = "x"\n# b\rc\n', "line 2 ends with CR alone"),
        (b"a = 1\na = 2\n", "not valid TOML"),
        (b"a = 1.5\n", "1.5: use a whole number"),
        (b"a = [1, inf]\n", "inf: use a whole number"),
        (b'a = "1.5" # 1.5\nb = 1.5\n', "use a whole number (at line 2)"),
        (b"a = 1\nb = 9007199254740992", "a number beyond 2^53 (at line 2)"),
        (b"a = 0x20000000000000", "not valid TOML: a number beyond 2^53"),
        (b"a = nan\n", "nan: use a whole number"),
        (b"a = 1e3\n", "1e3: use a whole number"),
        (b"a = " + b"[" * 2_000, "nested too deeply"),
        (b"a = " + b"{b=" * 2_000, "nested too deeply"),
        (b"a = " + b"9" * 5_000, "not valid TOML"),
        (b"a" + b".b" * 70 + b" = 1", "line 1 has a key with too many parts"),
        (b"x" * (RECORD_BYTES + 1), "larger than 256 kB"),
        (b'a = "\x00"', "not valid TOML"),
        (b"a = 2026-13-01", "not valid TOML"),
    ],
)
def test_what_is_no_file_of_ours_is_refused(
    path: Path, content: bytes, said: str
) -> None:
    """Each kind of bad content is refused in a sentence, never with a traceback."""
    assert said in refused(path, content)


def test_the_place_of_a_mistake_is_said(path: Path) -> None:
    """A mistake in TOML is named with its line and column."""
    assert "line 2, column 5" in refused(path, b"a = 1\nb = \n")


def test_a_file_just_within_the_limit_is_read(path: Path) -> None:
    """The limit itself is allowed."""
    path.write_bytes(b"#" * (RECORD_BYTES - 6) + b"\na = 1")
    assert read_toml(path) == {"a": 1}


KEYS = {
    "dotted key": "a" + ".a" * PARTS + " = 1",
    "inline table": "x = {a" + ".a" * PARTS + " = 1}",
    "spaced key": "a" + " . a" * PARTS + " = 1",
    "quoted key": '"a"' + '."a"' * PARTS + " = 1",
    "table header": "[a" + ".a" * PARTS + "]",
    "behind a quote in quotes": "'\"'" + ".a" * PARTS + " = 1",
}


@pytest.mark.parametrize(
    "line", [pytest.param(line, id=name) for name, line in KEYS.items()]
)
def test_a_key_of_thousands_of_parts_is_refused_at_once(path: Path, line: str) -> None:
    """A key that would cost the parser seconds and gigabytes never reaches it."""
    short = line.replace(".a" * PARTS, ".a" * 300).replace(" . a" * PARTS, " . a" * 300)
    short = short.replace('."a"' * PARTS, '."a"' * 300)
    assert "too many parts" in refused(path, short.encode())
    start = time.perf_counter()
    assert "too many parts" in refused(path, line.encode())
    assert time.perf_counter() - start < SECONDS


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f'a = "{"." * 70}"', id="in quotes"),
        pytest.param(
            f'a = "say \\"{"." * 70}\\" now"',
            id="quotes in quotes",
        ),
        pytest.param(
            f"a = '{'.' * 70}'",
            id="in single quotes",
        ),
        pytest.param(
            f'a = """\nx = {"." * 70}\n"""',
            id="in a long text",
        ),
        pytest.param(
            f'a = "{"." * 70}" # x = {"." * 70}',
            id="in a comment",
        ),
    ],
)
def test_many_dots_in_a_text_are_no_key(path: Path, line: str) -> None:
    """A leader of dots in an answer is a text like others."""
    path.write_text(line, encoding="utf-8")
    assert "." * 70 in read_toml(path)["a"]


@pytest.mark.parametrize(
    "content",
    [
        "[[a]]\n" * 600_000,
        "a = [" + "1," * 1_500_000 + "]",
        "".join(f"k{number}{'.a' * 60} = 1\n" for number in range(20_000)),
    ],
    ids=["tables", "values", "parts of keys"],
)
def test_more_keys_and_values_than_a_session_has_are_refused_at_once(
    content: str,
) -> None:
    """What would cost the parser its minutes and gigabytes never reaches it."""
    assert len(content) < DRAFT_BYTES
    with pytest.raises(FileError, match="too many keys and values"):
        parse_toml(Path("a"), content.encode())


def test_a_long_text_of_signs_is_a_text() -> None:
    """Signs count only where they stand between keys and values."""
    text = "=" * 450_000 + "." * 50_000
    assert parse_toml(Path("a"), f'a = "{text}"'.encode()) == {"a": text}


TIME = "2026-03-31T12:00:00.1234567Z"


@pytest.mark.parametrize(
    "content",
    [
        f"a = 1\nb = {TIME}",
        f"a = 1\nb = [ {TIME} ]",
        f'a = 1\nb = {{ c = "x", d = {TIME} }}',
        f"a = 1\nb = {TIME[:10]} {TIME[11:]}",
        "a = 1\nb = 12:00:00.00000000000",
        f'a = 1\nb = {TIME} # "',
    ],
)
def test_a_time_that_the_parser_would_cut_is_refused(path: Path, content: str) -> None:
    """What stands in the file is what is read, or nothing is."""
    said = "line 2 has a time finer than a microsecond: use six digits"
    assert refused(path, content.encode()) == said


@pytest.mark.parametrize(
    "line",
    [
        f'a = "at {TIME}"',
        f"a = 'at {TIME}'",
        f'a = """\nat {TIME}\n"""',
        f'a = "\\" {TIME}"',
        f'a = "at" # {TIME}',
        "a = 2026-03-31T12:00:00.123456Z",
        f'"at {TIME}" = 1\na = 1',
    ],
)
def test_a_text_about_such_a_time_is_a_text(path: Path, line: str) -> None:
    """Only a time of TOML is meant, with more digits than the parser takes."""
    path.write_text(line, encoding="utf-8")
    assert read_toml(path)["a"]


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    """What is not there, or is a folder, is said to be so."""
    with pytest.raises(FileError, match="there is no such file"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(FileError, match=r"not a file that can be read|a folder"):
        read_toml(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_a_fifo_does_not_hang(tmp_path: Path) -> None:
    """A pipe without a writer is refused at once."""
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(FileError, match="not a file that can be read"):
        read_toml(tmp_path / "fifo")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_read(device: str) -> None:
    """An endless device is refused at once, an empty one too."""
    with pytest.raises(FileError, match="not a file that can be read"):
        read_toml(Path(device))


@pytest.mark.skipif(not _NO_SIZE.exists(), reason="no such files here")
def test_a_file_that_tells_no_size_is_read_up_to_the_limit() -> None:
    """As one that grows while it is read: all of it, and no more than is allowed."""
    assert _NO_SIZE.stat().st_size == 0
    assert read_bytes(_NO_SIZE, RECORD_BYTES).startswith(b"Name:")
    with pytest.raises(FileError, match="larger than"):
        read_bytes(_NO_SIZE, 10)


@pytest.mark.parametrize("name", ["a\x00b.toml", "x" * 300 + ".toml"])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    """A name with NUL, or a longer one than the system takes, is no crash."""
    with pytest.raises(FileError, match="cannot be read"):
        read_toml(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="needs permissions of Unix")
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission_is_refused(path: Path) -> None:
    """A file that may not be read is said to be so."""
    path.write_text("a = 1")
    path.chmod(0)
    with pytest.raises(FileError, match="no permission"):
        read_toml(path)


@pytest.mark.skipif(not _OPEN_FILES.exists(), reason="nothing lists the open files")
def test_a_folder_that_is_refused_is_not_left_open(tmp_path: Path) -> None:
    """A folder named as a draft would leave one file open for each listing."""
    before = len(list(_OPEN_FILES.iterdir()))
    for _ in range(5):
        with pytest.raises(FileError, match="this is a folder"):
            read_bytes(tmp_path, RECORD_BYTES)
    assert len(list(_OPEN_FILES.iterdir())) == before
