"""A producer and legal, each with a folder of settings of their own."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from tests.helpers.signing import DECIDE_WORDS, SIGN_WORDS
from tests.helpers.trusted import trust_signers


def test_from_signing_to_reading_the_decision(run, answers: Path, person) -> None:
    """Signed, verified, trusted, decided, read; one changed letter is found."""
    person("producer")
    signing = run("sign", answers, *SIGN_WORDS)
    path = signing.out.strip()
    assert "made your signing key, SHA256:" in signing.err
    key = next(word for word in signing.err.split() if word.startswith("SHA256:"))
    assert run("verify", path).code == 0

    person("legal")
    stranger = run("verify", path)
    assert stranger.code == 5
    assert stranger.out.startswith("SIGNER NOT TRUSTED. Written approval needed.")
    assert f"The key {key.strip(',')} is not one of your trusted keys" in stranger.out
    assert run("decide", path, *DECIDE_WORDS).code == 5
    trust_signers(Path(path))
    verified = run("verify", path)
    assert verified.code == 0
    assert verified.out.startswith("GENUINE. Written approval needed. No decision yet.")
    assert "Signed with the key you trust for a@studio.com." in verified.out
    before = Path(path).read_bytes()
    deciding = run("decide", path, *DECIDE_WORDS, "--valid-until", "2999-12-31")
    assert (deciding.code, deciding.out) == (0, f"{path}\n")
    assert Path(path).read_bytes().startswith(before)

    person("producer")
    unknown = run("verify", path)
    assert unknown.code == 5
    assert (
        "1 entry does not count: you do not trust its key"
        in unknown.out.splitlines()[0]
    )
    trust_signers(Path(path))
    answered = run("verify", path)
    assert answered.code == 0
    assert "Approved with 1 condition on" in answered.out.splitlines()[0]
    assert "until 31 December 2999. In force." in answered.out.splitlines()[0]
    assert "condition “condition-1”, open: “Take a radio along.”" in answered.out
    found = json.loads(run("verify", path, "--json").out)
    assert found["decision"]["outcome"] == "approved-with-conditions"

    person("legal")
    assert run("verify", path).code == 0
    whole = Path(path).read_text(encoding="utf-8")
    values = [at for at, _ in enumerate(whole) if whole[:at].count('"') % 2]
    letters = [at for at in values if whole[at].isalpha() and at > 60]
    for at in Random(1).sample(letters, 25):
        letter = "x" if whole[at] != "x" else "y"
        changed = Path("changed.toml")
        changed.write_text(whole[:at] + letter + whole[at + 1 :], encoding="utf-8")
        assert run("verify", changed).code in (1, 4), whole[at - 20 : at + 20]
    name = whole.replace("A. Producer", "A. Producter", 1)
    Path("changed.toml").write_text(name, encoding="utf-8")
    done = run("verify", "changed.toml")
    assert done.code == 4
    assert done.out.startswith("CHANGED. ")
    assert "This is not what was signed: something was changed since." in done.out


def test_a_second_revision_leaves_the_decision_behind(
    run, answers: Path, person, boat_dir: Path
) -> None:
    """Signed again from its session, a summary names the one before."""
    person("producer")
    assert run("sign", answers, *SIGN_WORDS, "-o", "one.toml").code == 0
    person("legal")
    trust_signers(Path("one.toml"))
    assert run("decide", "one.toml", *DECIDE_WORDS).code == 0
    one = Path("one.toml").read_text(encoding="utf-8")
    start = one.index("[statement]")
    moved = one[one.index("\n[[entry]]") :]
    person("producer")
    run("sign", answers, *SIGN_WORDS, "-o", "two.toml")
    two = Path("two.toml").read_text(encoding="utf-8")
    assert two[start:] != one[start:]
    Path("two.toml").write_text(two + moved, encoding="utf-8")
    person("legal")
    done = run("verify", "two.toml")
    assert done.code == 4
    assert done.out.startswith("INVALID ENTRY.")
    assert "It is about another statement" in done.out
