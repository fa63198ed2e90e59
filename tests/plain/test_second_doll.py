"""The transcript of the second killer doll, to be read aloud.

`python -m tests.plain.test_second_doll` writes it anew.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import default_dir, load_pack
from genai_guide.storage.records import read_record
from genai_guide.text import escape
from tests.plain.heard import hear
from tests.plain.lines import SIGN, lines_of

GOLDEN = Path(__file__).with_name("second-doll.txt")
CASE = default_dir() / "cases" / "00-second-doll.toml"


def transcript(pack: Pack, folder: Path) -> str:
    """Type the case, with a look at why, the verdict and the quotations."""
    lines = [*lines_of(pack, read_record(CASE, pack).draft.answers)]
    at = lines.index("2")
    lines[at:at] = ["/why", "", "maybe"]
    said = hear(pack, folder, [*lines, "/verdict", "/why", *SIGN]).said
    said = re.sub(r"SHA256:\S+", "FINGERPRINT", said.replace(str(folder), "FOLDER"))
    return f"{said.strip()}\n"


def test_the_transcript_is_the_golden_one(shipped: Pack, tmp_path: Path) -> None:
    """Word for word; but the folder and the key are others each time."""
    assert _flat(transcript(shipped, tmp_path)) == _flat(GOLDEN.read_text("utf-8"))


def _flat(text: str) -> str:
    """Take away where lines end, which hangs on the length of the folder's name."""
    return " ".join(text.split())


def test_it_can_be_read_aloud() -> None:
    """Short lines of plain text: no control, no box, no arrow, no word in capitals."""
    text = GOLDEN.read_text(encoding="utf-8")
    assert escape(text) == text
    typed = re.compile(r"^(?:Answer|More|File|Name|Role|Organisation|E-mail): ")
    said = [line for line in text.split("\n") if not typed.match(line)]
    said = [line for line in said if not line.startswith("FOLDER")]
    assert max(map(len, said)) <= 78
    assert set(re.findall(r"[^\x20-\x7e\n]", text)) <= set("“”’–…")  # noqa: RUF001
    plain = text.replace("FOLDER", "").replace("FINGERPRINT", "")
    assert not re.findall(r"\b[A-Z]{4,}\b", plain)
    assert "Verdict: Written approval needed." in text


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        GOLDEN.write_text(transcript(load_pack(), Path(folder)), encoding="utf-8")
