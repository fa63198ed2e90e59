"""A producer and legal, each with a folder of settings of their own."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from tests.helpers.signing import DECIDE_WORDS, SIGN_WORDS
from tests.helpers.summaries import trust_words


def test_from_signing_to_reading_the_decision(run, answers: Path, person) -> None:
    """Signed, verified, trusted, decided, read; one changed letter is found."""
    person("producer")
    signing = run("sign", answers, *SIGN_WORDS)
    path = signing.out.strip()
    assert "made a signing key, SHA256:" in signing.err
    key = next(word for word in signing.err.split() if word.startswith("SHA256:"))
    assert run("verify", path).code == 0

    person("legal")
    stranger = run("verify", path)
    assert stranger.code == 5
    assert stranger.out.startswith("NOT VOUCHED FOR. Nothing has changed since")
    assert run("decide", path, *DECIDE_WORDS).code == 5
    trusting = run(*trust_words(path))
    assert trusting.code == 0
    assert key.strip(",") in trusting.err
    verified = run("verify", path)
    assert verified.code == 0
    assert verified.out.startswith("GOOD. A. Producer (a@studio.com) signed this on")
    before = Path(path).read_bytes()
    deciding = run("decide", path, *DECIDE_WORDS, "--valid-until", "2999-12-31")
    assert (deciding.code, deciding.out) == (0, f"{path}\n")
    assert Path(path).read_bytes().startswith(before)

    person("producer")
    assert run("verify", path).code == 5
    assert "C.Counsel" in run(*trust_words(path, decider=True)).err
    answered = run("verify", path)
    assert answered.code == 0
    assert "Decision: Approved with conditions, valid until 2999-12-31" in answered.out
    assert "condition: Take a radio along." in answered.out
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
    assert done.out.startswith("CHANGED. This is not what was signed: something in it")


def test_a_second_revision_leaves_the_decision_behind(
    run, answers: Path, person, boat_dir: Path
) -> None:
    """Signed again from its session, a summary names the one before."""
    person("producer")
    assert run("sign", answers, *SIGN_WORDS, "-o", "one.toml").code == 0
    person("legal")
    run(*trust_words("one.toml"))
    assert run("decide", "one.toml", *DECIDE_WORDS).code == 0
    one = Path("one.toml").read_text(encoding="utf-8")
    assert "[decision]" in one
    start = one.index("[statement]")
    moved = one[one.index("\n[decision]") :]
    person("producer")
    run("sign", answers, *SIGN_WORDS, "-o", "two.toml")
    two = Path("two.toml").read_text(encoding="utf-8")
    assert two[start:] != one[start:]
    Path("two.toml").write_text(two + moved, encoding="utf-8")
    person("legal")
    done = run("verify", "two.toml")
    assert done.code == 4
    assert "does not count: it is about another statement" in done.out
