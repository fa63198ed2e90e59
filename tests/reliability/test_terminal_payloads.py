"""Hostile text in answers, files and names: the terminal never gets to see an order."""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from genai_guide.cli import main
from genai_guide.exit_codes import ExitCode
from tests.helpers.signing import SIGN_WORDS
from tests.helpers.terminal import _ESCAPES, Terminal
from tests.reliability.effort import tried
from tests.reliability.readers import PACK
from tests.reliability.seeds import ANSWERS, DECIDE

ORDERS = ("\x1b]0;x", "\x1b]52;", "\x9b", "\u202e", "\U000e0041", "\x1b[5n")
"""A title, the clipboard, C1, direction, a hidden letter, a question back."""
KEPT = "[/] [b] [@click=app.quit]x[/]"
HOSTILE = f"{KEPT} 日本語 👩‍⚖️ {'z'.join(ORDERS)}\x07 \u202eabc"
NAME = HOSTILE.replace("/", "")
ENTER, TAB, ESCAPE = "\r", "\t", "\x1b"


def paste(text: str) -> str:
    """Paste as a terminal does."""
    return f"\x1b[200~{text}\x1b[201~"


def orders_in(output: str) -> list[str]:
    """Find the orders that came through."""
    return [repr(one) for one in ORDERS if one in output]


WALK = [
    ("Start a new use", "n"),
    ("the film called", paste(HOSTILE) + ENTER + paste(HOSTILE) + TAB + ENTER),
    ("Is it inside the house", "n"),
    ("Note on this answer", paste(HOSTILE) + ENTER),
    ("Note: ", "2"),
    ("What of this do you", "23" + ENTER),
    ("piece of gear called", paste(HOSTILE) + ENTER),
    ("light enough", "\x1bOP"),
    ("Keys", ESCAPE),
    ("light enough", "2"),
    ("Yes, go on", "1"),
    ("left empty", "v"),
    ("the brigade has to know", ESCAPE),
    ("left empty", "m"),
    ("We would like to use", ESCAPE),
    ("left empty", "s"),
    ("By signing", (paste(HOSTILE) + ENTER) * 3 + "a@b.c" + ENTER),
]


def test_pasted_orders_are_text_on_every_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the start screen, which lists hostile files, to the sign-off."""
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    (sessions := tmp_path / "data" / "sessions").mkdir(parents=True)
    (sessions / f"{NAME}.toml").write_text("= 1", encoding="utf-8")
    with Terminal(tmp_path, "--pack", str(PACK)) as terminal:
        for text, keys in WALK:
            terminal.wait_for(text)
            terminal.press(keys)
        terminal.wait_for("a@b.c")
        assert terminal.process.poll() is None
        seen = terminal._seen
    assert KEPT in _ESCAPES.sub("", seen)
    assert orders_in(seen) == []
    [saved] = sessions.glob("2*.toml")
    assert orders_in(saved.read_text("utf-8")) == []
    tried("screens that hostile text was taken through", len(WALK), orders_in(seen))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of good and bad files, all with hostile names."""
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    good = ANSWERS.replace("Dolls", KEPT.replace('"', ""))
    files = {
        "good": good,
        "text": good.replace("A house", HOSTILE),
        "escaped": good.replace("A house", r"\u001b]0;x\u0007 \u202eabc"),
        "key": good.replace("plan.what", "plan.\\u001b]52;c"),
        "toml": f"{HOSTILE} = 1\n",
        "option": good.replace('"yes"', r'"\u001b]0;x\u0007"'),
        "format": 'format = "\\u001b]0;x\\u0007\\u202e"\n',
    }
    for name, text in files.items():
        (tmp_path / f"{name}{NAME}.toml").write_text(text, encoding="utf-8")
    pack = shutil.copytree(PACK, tmp_path / f"pack{NAME}")
    with (pack / "questions.toml").open("a", encoding="utf-8") as file:
        file.write('[[question]]\nid = "\\u001b]0;x"\ntext = "\\u202e"\n')
    return tmp_path


def _commands(folder: Path) -> list[list[str]]:
    """List commands that read hostile files, or name them in what they say."""
    pack = ["--pack", str(PACK)]
    files = [str(one) for one in sorted(folder.glob("*.toml"))]
    signed = str(folder / "signed.toml")
    good = next(one for one in files if "/good" in one)
    return [
        ["assess", *files, *pack],
        *(["show", one, *pack] for one in files),
        *(["show", good, "--format", how, *pack] for how in ("markdown", "html")),
        ["show", good, "-o", f"{folder}/out{NAME}", *pack],
        ["sign", good, *SIGN_WORDS[:1], HOSTILE, *SIGN_WORDS[2:], "-o", signed, *pack],
        ["verify", signed, *files, *pack],
        ["decide", *DECIDE, "--although-unverified", f"{signed}nowhere", *pack],
        ["trust", signed, "--fingerprint", HOSTILE, *pack],
        ["diff", good, files[0], *pack],
        ["diff", good, good, *pack],
        ["open", files[0], *pack],
        ["questions", *pack],
        *(
            ["pack", what, f"{folder}/pack{NAME}"]
            for what in ("check", "table", "graph")
        ),
        ["pack", "trust", f"{folder}/pack{NAME}", "--digest", "0" * 64],
        ["questions", "--pack", f"{folder}/pack{NAME}"],
        ["assess", f"{folder}/nowhere{NAME}", *pack],
    ]


def test_no_command_prints_an_order(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever is wrong with a file, and whatever it is called."""
    found, commands = [], _commands(folder)
    for words in commands:
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
        done = capfd.readouterr()
        said = done.out + done.err
        if orders := orders_in(said):
            found.append(f"{words[0]} {orders}: {said[:300]!r}")
        if code == 70 or not said:
            found.append(f"{words[0]} ended with {code}: {said[:300]!r}")
    tried("commands on hostile files and names", len(commands), found)


def test_plain_mode_says_no_order_again(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that are typed or piped in are cleaned before they are repeated."""
    typed = f"{HOSTILE}\n" * 3 + "note\n" + f"{HOSTILE}\n" * 3 + "2\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    code = main(["ask", str(folder / "new.toml"), "--pack", str(PACK)])
    done = capfd.readouterr()
    assert code == ExitCode.INCOMPLETE
    assert KEPT in done.err
    assert KEPT in (folder / "new.toml").read_text(encoding="utf-8")
    tried("plain mode with hostile lines", 1, orders_in(done.out + done.err))


def test_an_order_would_be_noticed(tmp_path: Path) -> None:
    """A terminal that gets one, shows it in what was seen."""
    raw = os.fsdecode(HOSTILE.encode())
    assert len(orders_in(raw)) == len(ORDERS)
