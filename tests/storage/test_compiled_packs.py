"""What was made of a pack the last time, and when it is used again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from genai_guide.storage import pack_cache as compiled_packs
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import load_pack
from tests.helpers.boat_pack import FILES, write_pack
from tests.helpers.levels import HOLD, NOTIFY

pytestmark = pytest.mark.usefixtures("cache")


def only(cache: Path) -> Path:
    """Give the only file of the cache."""
    (found,) = cache.iterdir()
    return found


def test_an_unchanged_pack_is_parsed_once(pack_dir: Path, parsed: list[str]) -> None:
    first = load_pack(pack_dir)
    assert set(parsed) == set(FILES)
    parsed.clear()
    assert load_pack(pack_dir) == first
    assert parsed == []


def test_the_shipped_pack_is_the_same_from_the_cache(parsed: list[str]) -> None:
    """Every value and every order."""
    first = load_pack()
    parsed.clear()
    again = load_pack()
    assert again == first
    assert repr(again) == repr(first)
    assert parsed == []


def test_a_pack_moved_elsewhere_is_still_the_same(
    pack_dir: Path, tmp_path: Path, parsed: list[str]
) -> None:
    """What counts is what the files say, not where and when."""
    first = load_pack(pack_dir)
    parsed.clear()
    assert load_pack(shutil.copytree(pack_dir, tmp_path / "other")) == first
    assert parsed == []


@pytest.mark.parametrize(
    ("file", "old", "new", "seen"),
    [
        ("rules.toml", 'level = "hold"', 'level = "approval"', "rules"),
        ("questions.toml", "the trip called", "the trip named?", "questions"),
        ("clauses.toml", "in a storm", "by a storm", "clauses"),
        ("pack.toml", "1.2.3", "1.2.4", "version"),
    ],
)
def test_a_changed_pack_is_made_anew(
    pack_dir: Path, file: str, old: str, new: str, seen: str
) -> None:
    """A single changed word is seen, though the times of the files are the same."""
    first = load_pack(pack_dir)
    path = pack_dir / file
    stood, times = path.read_text(encoding="utf-8"), path.stat()
    assert old in stood
    path.write_text(stood.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    changed = load_pack(pack_dir)
    assert getattr(changed, seen) != getattr(first, seen)
    assert changed.digest != first.digest
    path.write_text(stood, encoding="utf-8")
    assert load_pack(pack_dir) == first


def test_another_program_makes_its_own(
    pack_dir: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another version, or changed source, held to be good is judged again."""
    load_pack(pack_dir)
    for name, other in (("__version__", "9.9.9"), ("_source", lambda: ["a.py 1 2"])):
        parsed.clear()
        monkeypatch.setattr(compiled_packs, name, other)
        load_pack(pack_dir)
        assert parsed
    monkeypatch.undo()


def test_the_source_of_the_loader_is_part_of_the_name() -> None:
    """In a checkout the version stays, while the loader changes."""
    named = {line.split()[0] for line in compiled_packs._source()}
    assert {"pack_schema.py", "packs.py", "text.py", "levels.py"} <= named


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda kept: kept[:-100],
    "only the seal": lambda kept: kept.partition(b"\n")[0],
    "another level": lambda kept: kept.replace(b'"hold"', b'"notify"'),
    "another wording": lambda kept: kept.replace(b"storm", b"breeze"),
    "no text": lambda kept: kept + b"\xff\xfe",
    "zeros": lambda kept: bytes(len(kept)),
    "another form": lambda _: b"\x80\x04\x95pickled",
    "sealed as if anywhere": lambda kept: (
        sha256(kept.partition(b"\n")[2]).hexdigest().encode()
        + b"\n"
        + kept.partition(b"\n")[2]
    ),
    "sealed, and no JSON": lambda _: b"{",
    "sealed, and nested for ever": lambda _: b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_not_used_and_is_replaced(
    pack_dir: Path, cache: Path, damage: str
) -> None:
    first = load_pack(pack_dir)
    kept = only(cache)
    good = kept.read_bytes()
    bad = DAMAGE[damage](good)
    if damage.startswith("sealed, "):
        bad = compiled_packs._checksum(kept.stem, bad) + b"\n" + bad
    assert bad != good
    kept.write_bytes(bad)
    assert load_pack(pack_dir) == first
    assert only(cache).read_bytes() == good


def test_what_was_made_of_another_pack_is_not_used(
    pack_dir: Path, cache: Path, tmp_path: Path
) -> None:
    """A file put under another name does not have the seal of that name."""
    tamer = FILES["rules.toml"].replace('"hold"', '"notify"')
    load_pack(write_pack(tmp_path / "tamer", **{"rules.toml": tamer}))
    other = only(cache).read_bytes()
    only(cache).unlink()
    first = load_pack(pack_dir)
    only(cache).write_bytes(other)
    assert load_pack(pack_dir) == first


def test_a_forged_file_cannot_pass_for_the_pack(pack_dir: Path, cache: Path) -> None:
    """Even with a right seal: the digest that records carry is that of the forgery."""
    first = load_pack(pack_dir)
    assert any(rule.level == HOLD for rule in first.rules)
    kept = only(cache)
    content = json.loads(kept.read_bytes().partition(b"\n")[2])
    for rule in content["rule"]:
        rule["level"] = "notify"
    body = json.dumps(content).encode()
    kept.write_bytes(compiled_packs._checksum(kept.stem, body) + b"\n" + body)
    forged = load_pack(pack_dir)
    assert all(rule.level == NOTIFY for rule in forged.rules)
    assert forged.digest != first.digest


@pytest.mark.parametrize("what", ["a file", "a folder of the name", "no space"])
def test_a_cache_that_cannot_be_written_is_done_without(
    pack_dir: Path, cache: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is said, and nothing is left lying about."""
    first = load_pack(pack_dir)
    name = only(cache).name
    shutil.rmtree(cache)
    if what == "a file":
        cache.write_text("in the way", encoding="utf-8")
    elif what == "a folder of the name":
        (cache / name).mkdir(parents=True)
    else:

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
    assert load_pack(pack_dir) == first
    left = [one.name for one in cache.iterdir()] if cache.is_dir() else []
    assert left == ([name] if what == "a folder of the name" else [])


@pytest.mark.parametrize("named", [True, False])
def test_without_a_home_nothing_is_written(
    pack_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, named: bool
) -> None:
    """Not into a folder that is called `~` either, as some would name it."""

    def nobody(_: str) -> str:
        if named:
            return "~/.cache"
        raise RuntimeError

    monkeypatch.delenv("GENAI_GUIDE_CACHE")
    monkeypatch.setattr(
        "platformdirs.user_cache_dir", lambda app, appauthor: nobody(app)
    )
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert load_pack(pack_dir).id == "boat-trip"
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("pack.toml", "format = 2", "format = 3"),
        ("pack.toml", "[pack]", "[pack"),
        ("clauses.toml", '"Weather"', '"Wea\\u0007ther"'),
        ("rules.toml", '"trip.weather"', '"trip.wether"'),
    ],
)
def test_a_bad_pack_is_refused_in_the_same_words_each_time(
    pack_dir: Path, cache: Path, file: str, old: str, new: str
) -> None:
    """Nothing is kept that has no good shape; what ids refer to is judged each time."""
    path = pack_dir / file
    stood = path.read_text(encoding="utf-8")
    assert old in stood
    path.write_text(stood.replace(old, new, 1), encoding="utf-8")
    said = set()
    for _ in range(2):
        with pytest.raises(FileError) as caught:
            load_pack(pack_dir)
        said.add(str(caught.value))
    assert len(said) == 1
    assert len(list(cache.glob("*"))) == (file == "rules.toml")


def test_old_entries_go_and_strangers_stay(pack_dir: Path, cache: Path) -> None:
    """Only the newest few are kept; what is not ours is not touched."""
    cache.mkdir(parents=True)
    (cache / "mine.json").write_text("{}", encoding="utf-8")
    head = (pack_dir / "pack.toml").read_text(encoding="utf-8")
    for number in range(20):
        text = head.replace("1.2.3", f"1.2.{number}")
        (pack_dir / "pack.toml").write_text(text, encoding="utf-8")
        load_pack(pack_dir)
        for kept in cache.iterdir():  # so that each is older than the next
            age = kept.stat().st_mtime_ns - 10**9
            os.utime(kept, ns=(age, age))
    names = {one.name for one in cache.iterdir()}
    assert "mine.json" in names
    assert len(names) == 1 + 16
    before = only_newest(cache)
    load_pack(pack_dir)
    assert only_newest(cache) == before


def only_newest(cache: Path) -> tuple[str, int]:
    """Give the name and the time of what was written last."""
    last = max(cache.iterdir(), key=lambda one: one.stat().st_mtime_ns)
    return last.name, last.stat().st_mtime_ns
