"""`pack trust`: accepted after a look at what changed, and never by accident."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import genai_guide
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import default_dir, kept_pack_dir, load_pack
from genai_guide.storage.trust import (
    accept_pack,
    load_accepted_packs,
    trusted_packs_path,
)
from tests.commands.small_pack import SMALL, copied, edit
from tests.helpers.boat_pack import FILES, write_pack
from tests.helpers.signing import SIGN_WORDS
from tests.helpers.terminal import Terminal
from tests.helpers.trusted import write_trusted


@pytest.fixture(autouse=True)
def small(run) -> Pack:
    """Trust version 1.0.0 of the small pack, and nothing else."""
    trusted_packs_path().unlink()
    pack = load_pack(SMALL)
    accept_pack(pack)
    return pack


def write_next(folder: Path, version: str = "1.1.0", **changes: str) -> Pack:
    """Write another version of the small pack, with changes to its rules."""
    edit(copied(folder), "pack.toml", "1.0.0", version)
    for old, new in changes.items():
        edit(folder, "rules.toml", f'"{old}"', f'"{new}"')
    return load_pack(folder)


def test_the_whole_digest_accepts_a_pack_for_a_script(run, tmp_path: Path) -> None:
    """It shows what it is, and what changed since the version that is trusted."""
    pack = write_next(tmp_path / "next")
    done = run("pack", "trust", "next", "--digest", pack.digest, pack=False)
    assert (done.code, done.out) == (0, "")
    for shown in (
        "questions: small\n",
        "version: 1.1.0\n",
        f"digest: {pack.digest[:8]} {pack.digest[8:16]} ",
        "small 1.1.0 is now trusted",
    ):
        assert shown in done.err
    assert [accepted.version for accepted in load_accepted_packs()] == [
        "1.0.0",
        "1.1.0",
    ]
    again = run("pack", "trust", "next", "--digest", pack.digest, pack=False)
    assert again.code == 0
    assert "small 1.1.0 is trusted already" in again.err


def test_the_difference_is_shown_where_the_version_before_is_at_hand(
    run, tmp_path: Path, small: Pack
) -> None:
    """As `pack diff` shows it; else it is said that there is nothing to compare."""
    trusted_packs_path().unlink()
    done = run("pack", "trust", SMALL, "--digest", small.digest, pack=False)
    assert done.code == 0
    assert "You have no trusted version of small to compare" in done.err
    pack = write_next(tmp_path / "next")
    done = run("pack", "trust", "next", "--digest", pack.digest, pack=False)
    shown = run("pack", "diff", SMALL, "next", pack=False).out
    assert shown in done.err
    assert "from small 1.0.0 to small 1.1.0" in shown


def test_lowered_levels_under_a_new_version_are_shown(run, tmp_path: Path) -> None:
    """Nothing forbids them; whoever accepts the pack has seen them."""
    pack = write_next(tmp_path / "next", approval="notify")
    done = run("pack", "trust", "next", "--digest", pack.digest, pack=False)
    assert done.code == 0
    assert "the verdict falls, unless other rules still give it, where" in done.err
    assert "plan.hazards: candles or unsure: before at least approval" in done.err


def test_accepting_again_restores_the_copy(run, small: Pack) -> None:
    """As when somebody cleaned up the data folder."""
    shutil.rmtree(kept_pack_dir(small.digest))
    done = run("pack", "trust", SMALL, "--digest", small.digest, pack=False)
    assert done.code == 0
    assert load_pack(kept_pack_dir(small.digest)) == small


@pytest.mark.parametrize("typed", ["first eight", "all", "too few", "wrong", ""])
def test_a_person_types_the_digest(tmp_path: Path, typed: str) -> None:
    """The first 8 characters are enough, with or without the blanks between groups."""
    pack = write_next(tmp_path / "next")
    digest = pack.digest
    wrong = ("0" if digest[0] != "0" else "1") * 8
    keys = {
        "first eight": digest[:8].upper(),
        "all": f"{digest[:32]} {digest[32:]}",
        "too few": digest[:7],
        "wrong": wrong,
    }.get(typed, typed)
    accepted = typed in ("first eight", "all")
    with Terminal(tmp_path, "pack", "trust", "next") as terminal:
        terminal.wait_for("Type at least its first 8 characters")
        terminal.press(f"{keys}\n")
        assert terminal.end() == (0 if accepted else 1, "")
    assert (len(load_accepted_packs()) == 2) is accepted


def test_without_a_terminal_the_whole_digest_is_needed(run, tmp_path: Path) -> None:
    digest = write_next(tmp_path / "next").digest
    done = run("pack", "trust", "next", pack=False)
    assert (done.code, done.out) == (2, "")
    assert "there is no terminal to confirm" in done.err
    for part in (digest[:63], digest[:8], "", f"{digest}0"):
        done = run("pack", "trust", "next", "--digest", part, pack=False)
        assert done.code == 2
        assert "give the whole SHA-256" in done.err
    assert len(load_accepted_packs()) == 1
    grouped = f"sha256:{digest[:8].upper()} {digest[8:]}"
    assert run("pack", "trust", "next", "--digest", grouped, pack=False).code == 0


def test_another_digest_than_the_named_one_is_refused(run, tmp_path: Path) -> None:
    """The folder is not what its owner described."""
    write_next(tmp_path / "next")
    done = run("pack", "trust", "next", "--digest", "0" * 64, pack=False)
    assert done.code == 1
    assert "next has another digest than the one you gave" in done.err
    assert len(load_accepted_packs()) == 1


def test_altered_questions_are_refused_until_the_old_entry_is_removed(
    run, tmp_path: Path
) -> None:
    """The same id and version must be the same content."""
    pack = write_next(tmp_path / "altered", "1.0.0", approval="notify")
    words = ("pack", "trust", "altered", "--digest", pack.digest)
    before = trusted_packs_path().read_bytes()
    done = run(*words, pack=False)
    assert (done.code, done.out) == (4, "")
    assert "altered: you trust small 1.0.0 with other content" in done.err
    assert "must get a new version number" in done.err
    assert (
        f"first remove the entry of the others from {trusted_packs_path()}" in done.err
    )
    assert trusted_packs_path().read_bytes() == before
    trusted_packs_path().write_text("", encoding="utf-8")
    done = run(*words, pack=False)
    assert "must get a new version number" not in done.err


def test_a_copy_of_the_shipped_questions_with_lowered_levels_is_refused(
    run, tmp_path: Path
) -> None:
    """There is no entry to remove, as the program itself brings the right ones."""
    folder = Path(shutil.copytree(default_dir(), tmp_path / "copy"))
    rules = folder / "rules.toml"
    text = rules.read_text(encoding="utf-8").replace('"hold"', '"notify"')
    rules.write_text(text, encoding="utf-8")
    digest = load_pack(folder).digest
    done = run("pack", "trust", "copy", "--digest", digest, pack=False)
    assert done.code == 4
    assert "you trust netflix-genai 2.0.0 with other content" in done.err
    assert "remove the entry" not in done.err


def test_a_pack_with_errors_is_refused(run, tmp_path: Path) -> None:
    """What `pack check` finds is shown."""
    pack = write_next(tmp_path / "next", unsure="no")
    found = run("pack", "check", "next", pack=False)
    assert found.code == 1
    done = run("pack", "trust", "next", "--digest", pack.digest, pack=False)
    assert done.code == 1
    assert found.out.split("\n")[2] in done.err
    assert "not trusted: `pack check` found errors" in done.err
    assert len(load_accepted_packs()) == 1
    (tmp_path / "next" / "rules.toml").write_text("[[rule]\n", encoding="utf-8")
    done = run("pack", "trust", "next", "--digest", pack.digest, pack=False)
    assert (done.code, "rules.toml" in done.err) == (1, True)


def test_a_list_with_a_fault_is_left_as_it_is(run, tmp_path: Path) -> None:
    digest = write_next(tmp_path / "next").digest
    trusted_packs_path().write_text('[[pack]]\nid = "x"\n', encoding="utf-8")
    done = run("pack", "trust", "next", "--digest", digest, pack=False)
    assert done.code == 1
    assert f"{trusted_packs_path()}: line 1: “version” is missing" in done.err
    assert trusted_packs_path().read_text() == '[[pack]]\nid = "x"\n'


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_in_a_config_folder_that_is_read_only_nothing_is_trusted(
    run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that nothing was saved; everything stays as it was."""
    # Not under `tmp_path`, which other users cannot even look into.
    with TemporaryDirectory(prefix="genai-guide-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        for variable in ("DATA", "CONFIG"):
            monkeypatch.setenv(f"GENAI_GUIDE_{variable}", str(folder / variable))
        first, second = write_next(folder / "a"), write_next(folder / "b", "1.2.0")
        words = ("pack", "trust", "--digest")
        assert run(*words, first.digest, folder / "a", pack=False).code == 0
        before = trusted_packs_path().read_bytes()
        (folder / "DATA" / "packs").chmod(0o777)
        for place in ("DATA", "CONFIG", "CONFIG/trusted_packs.toml"):
            (folder / place).chmod(0o555)
        with nobody_s_permissions():
            done = run(*words, second.digest, folder / "b", pack=False)
        assert done.code == 1
        assert "trusted_packs.toml: not saved: this file is read-only" in done.err
        assert "from now on" not in done.err
        assert trusted_packs_path().read_bytes() == before


@contextmanager
def nobody_s_permissions() -> Iterator[None]:
    """Act as a user who may not write everywhere, as root may."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        if not os.access(genai_guide.__file__, os.R_OK, effective_ids=True):
            pytest.skip("other users may not read this checkout")
        yield
    finally:
        os.seteuid(0)


def test_under_questions_that_are_not_trusted_commands_warn(
    run, answers: Path, boat: Pack
) -> None:
    """They keep their exit code and their output."""
    unknown = run("assess", answers, "--json")
    assert "boat-trip 1.2.3 is not one of your trusted packs" in unknown.err
    assert "genai-guide pack trust" in unknown.err
    assert unknown.err.count("\n") == 1
    signed = run("sign", answers, *SIGN_WORDS)
    assert signed.code == 0
    assert signed.err.count("is not one of your trusted packs") == 1
    write_trusted(trusted_packs_path().parent, boat)
    trusted = run("assess", answers, "--json")
    assert (trusted.code, trusted.out, trusted.err) == (0, unknown.out, "")
    assert unknown.code == 0


def test_under_altered_questions_commands_warn(
    run, tmp_path: Path, answers: Path, boat: Pack
) -> None:
    write_trusted(trusted_packs_path().parent, boat)
    rules = FILES["rules.toml"].replace('"approval"', '"notify"')
    write_pack(tmp_path / "altered", **{"rules.toml": rules})
    done = run("assess", answers, "--pack", "altered", pack=False)
    assert done.code == 0
    assert "warning: altered questions. You trust boat-trip 1.2.3 with" in done.err
    assert done.err.count("\n") == 1


def test_a_fault_of_the_list_warns_and_stops_nothing(run, answers: Path) -> None:
    trusted_packs_path().write_text("[[pack]\n", encoding="utf-8")
    done = run("assess", answers)
    assert done.code == 0
    assert "your trusted packs cannot be read" in done.err
    assert "trusted_packs.toml" in done.err
    assert done.err.count("\n") == 1
    case = default_dir() / "cases" / "00-second-doll.toml"
    assert run("assess", case, pack=False).err == ""


def test_plain_mode_warns(ask, boat: Pack) -> None:
    warning = "is not one of your trusted packs"
    assert warning in ask("ask", lines=["/quit"]).err
    write_trusted(trusted_packs_path().parent, boat)
    assert warning not in ask("ask", lines=["/quit"]).err


def test_the_app_warns_and_can_be_used(tmp_path: Path, boat_dir: Path) -> None:
    """The warning stands on the start screen."""
    with Terminal(tmp_path, "--pack", str(boat_dir)) as terminal:
        terminal.wait_for("Warning: boat-trip 1.2.3 is not one of your trusted packs")
        terminal.press("\x11")
        assert terminal.end() == (0, "")


def test_paths_names_the_list(run) -> None:
    assert f"trusted packs: {trusted_packs_path()}\n" in run("paths").out
