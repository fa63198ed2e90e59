"""The list of signers: read as `ssh-keygen` reads it, and nobody slips in."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from genai_guide.signing.payload import SignedPart
from genai_guide.signing.sshsig import format_public_key, parse_signature
from genai_guide.signing.trust import (
    AllowedSigners,
    parse_allowed_signers,
    signer_name,
)
from genai_guide.signing.verification import allowed_signer_for
from genai_guide.text import fold_email
from tests.helpers.signing import LEGAL, PRODUCER
from tests.helpers.ssh_keygen import agrees, needs_ssh_keygen
from tests.helpers.strategies import clean_texts

WHO = "a@studio.com"
NAMESPACE = SignedPart.STATEMENT.value
KEY = format_public_key(PRODUCER.public)
OTHER = format_public_key(LEGAL.public)

LINES: list[tuple[str, bool]] = [
    (f"{WHO} {KEY}", True),
    (f"  \t{WHO}\t {KEY}  a comment", True),
    (f"{WHO} {KEY}\r", True),
    (f'"{WHO}" {KEY}', True),
    (f"{WHO},b@studio.com {KEY}", True),
    (f"b@studio.com,{WHO} {KEY}", True),
    (f"*@studio.com {KEY}", True),
    (f"?@studio.com {KEY}", True),
    (f"*@studio.com,!{WHO} {KEY}", False),
    (f"!{WHO},*@studio.com {KEY}", False),
    (f"!b@studio.com {KEY}", False),
    (f"[a-z]@studio.com {KEY}", False),
    (f"b@studio.com {KEY}", False),
    (f"x{WHO} {KEY}", False),
    (f"{WHO}x {KEY}", False),
    (f"* {KEY}", True),
    (f'{WHO} namespaces="{NAMESPACE}" {KEY}', True),
    (f'{WHO} NAMESPACES="{NAMESPACE}" {KEY}', True),
    (f'{WHO} namespaces="file,{NAMESPACE}" {KEY}', True),
    (f'{WHO} namespaces="genai-guide/*" {KEY}', True),
    (f'{WHO} namespaces="*,!{NAMESPACE}" {KEY}', False),
    (f'{WHO} namespaces="genai-guide/decision" {KEY}', False),
    (f'{WHO} namespaces="genai-guide" {KEY}', False),
    (f'{WHO} namespaces="{NAMESPACE}",namespaces="file" {KEY}', False),
    (f'{WHO} namespaces="file",namespaces="{NAMESPACE}" {KEY}', False),
    (f"{WHO} namespaces={NAMESPACE} {KEY}", False),
    (f"{WHO} namespaces {KEY}", False),
    (f'{WHO} nonsense="x" {KEY}', False),
    (f"{WHO} cert-authority {KEY}", False),
    (f'{WHO} valid-after="20200101" {KEY}', True),
    (f'{WHO} valid-after="20200101",namespaces="{NAMESPACE}" {KEY}', True),
    (f'{WHO} valid-after="2020" {KEY}', False),
    (f'{WHO} valid-after="202011" {KEY}', False),
    (f'{WHO} valid-after="20201301" {KEY}', False),
    (
        f'{WHO} valid-before="\u0662\u0660\u0669\u06600101" {KEY}',
        False,
    ),
    (f"{WHO} valid-before {KEY}", False),
    (f'{WHO} valid-after="20200101UTC" {KEY}', True),
    (f'{WHO} valid-after="20200101z" {KEY}', True),
    (f'{WHO} valid-after="19600101Z" {KEY}', False),
    (f'{WHO} valid-after="2020010112000" {KEY}', False),
    (f"#{WHO} {KEY}", False),
    (f"  # {WHO} {KEY}", False),
    (f"# a note\u2028{WHO} {KEY}", False),
    (f"# a note\x85{WHO} {KEY}", False),
    (f"# a note\x0b{WHO} {KEY}", False),
    (f"# a note\x0c{WHO} {KEY}", False),
    (f"# a note\r{WHO} {KEY}", False),
    (f"b@studio.com\u00a0,{WHO} {KEY}", True),
    (f"b@studio.com\u00a0{WHO} {KEY}", False),
    (f"{WHO} {OTHER} {KEY}", False),
    (f"{WHO} {KEY[:-4]}", False),
    (f"{WHO} {KEY}AAAA", False),
    (f"{WHO} ssh-rsa {KEY.split()[1]}", False),
    (f"{WHO}", False),
    (f"{KEY}", False),
    (f'"{WHO} {KEY}', False),
    (f'"" {KEY}', False),
]


def known(text: str, who: str = WHO) -> bool:
    """Tell whether a list of signers vouches for the producer's key."""
    return any(
        one.names(who)
        for one in parse_allowed_signers(text).with_key(PRODUCER.public, NAMESPACE)
    )


@pytest.mark.parametrize(("line", "taken"), LINES, ids=[repr(one) for one, _ in LINES])
def test_a_line_is_taken_or_not(line: str, taken: bool) -> None:  # noqa: FBT001
    """Patterns, options, quotes and blanks mean what they mean to ssh."""
    assert known(f"{line}\n") is taken
    assert known(f"# first\n\nb@studio.com {OTHER}\n{line}") is taken


@needs_ssh_keygen
def test_ssh_keygen_takes_the_same_lines(tmp_path: Path) -> None:
    """No line vouches here that does not vouch for `ssh-keygen`, nor the other way."""
    message = b"genai-guide/summary/v1\n{}"
    text = PRODUCER.sign(SignedPart.STATEMENT, message)
    armored = parse_signature(NAMESPACE, text).armored(NAMESPACE)
    for line, taken in LINES:
        found = agrees(tmp_path, f"{line}\n", WHO, armored, message)
        assert found is taken, line


def test_a_line_that_cannot_be_used_is_said_by_its_number() -> None:
    """The others still count."""
    roster = parse_allowed_signers(f"# x\nnonsense\n{WHO} {KEY}\n{WHO} ssh-rsa AAAA\n")
    assert list(roster.unusable) == [2, 4]
    assert all(roster.unusable.values())
    assert [one.who for one in roster.signers] == [WHO]


def test_times_of_a_line() -> None:
    """A key counts from its first second to its last."""
    line = f'{WHO} valid-after="20260101Z",valid-before="202602011200Z" {KEY}'
    (signer,) = parse_allowed_signers(line).signers
    for moment, valid in [
        ((2025, 12, 31, 23, 59), False),
        ((2026, 1, 1), True),
        ((2026, 2, 1, 12), True),
        ((2026, 2, 1, 12, 0, 1), False),
    ]:
        assert signer.valid_at(datetime(*moment, tzinfo=UTC)) is valid


MOMENTS = ["20260329", "202603290130", "20260329013015", "20261025013000", "20260101"]


@pytest.fixture(params=["Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """Be somewhere else."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system has one time zone for all programs")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@needs_ssh_keygen
@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("option", ["valid-after", "valid-before"])
@pytest.mark.parametrize("suffix", ["", "Z"])
def test_times_mean_what_they_mean_to_ssh_keygen(
    tmp_path: Path, option: str, suffix: str
) -> None:
    """Without `Z` they are local, wherever one is; a second decides."""
    message = b"genai-guide/summary/v1\n{}"
    text = PRODUCER.sign(SignedPart.STATEMENT, message)
    armored = parse_signature(NAMESPACE, text).armored(NAMESPACE)
    for listed in MOMENTS:
        line = f'{WHO} {option}="{listed}{suffix}" {KEY}\n'
        (signer,) = parse_allowed_signers(line).signers
        limit = signer.valid_after or signer.valid_before
        assert limit is not None
        for seconds in (-36000, -1, 0, 1, 36000):
            at = limit.astimezone(UTC) + timedelta(seconds=seconds)
            when = ("-O", f"verify-time={at:%Y%m%d%H%M%S}Z")
            found = agrees(tmp_path, line, WHO, armored, message, *when)
            assert found is signer.valid_at(at), (listed, at)


def test_a_local_time_is_no_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same digits are another moment in Tokyo."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system has one time zone for all programs")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    line = f'{WHO} valid-after="20260101" {KEY}'
    after = parse_allowed_signers(line).signers[0].valid_after
    monkeypatch.undo()
    time.tzset()
    assert after == datetime(2025, 12, 31, 15, tzinfo=UTC)


def test_a_key_that_is_listed_for_something_else_is_named_as_that() -> None:
    """A line for git trusts nothing here, and does not stand in the way."""
    listed = parse_allowed_signers(f'{WHO} namespaces="git,file" {KEY}\n')
    assert listed.other_uses(PRODUCER.public) == ("git,file",)
    assert not listed.with_key(PRODUCER.public, NAMESPACE)
    line = allowed_signer_for(SignedPart.STATEMENT, WHO, PRODUCER.public).line()
    both = parse_allowed_signers(f'{WHO} namespaces="git" {KEY}\n{line}\n')
    assert both.other_uses(PRODUCER.public) == ()
    assert both.with_key(PRODUCER.public, NAMESPACE)


@pytest.mark.parametrize("part", SignedPart)
def test_a_trusted_key_may_sign_one_kind_and_updates(part: SignedPart) -> None:
    """A producer's key signs no decision, and a decider's no statement."""
    line = allowed_signer_for(part, WHO, PRODUCER.public, "Anna M\u00fcller").line()
    (signer,) = parse_allowed_signers(f"{line}\n").signers
    for namespace in ("genai-guide/statement", "genai-guide/decision"):
        assert signer.is_for(namespace) is (namespace == part.value)
    assert signer.is_for("genai-guide/update")
    assert not signer.is_for("git")
    assert signer.name == "Anna M\u00fcller"


def test_addresses_are_compared_in_lower_case() -> None:
    """Capital letters make no two people of one."""
    (signer,) = parse_allowed_signers(f"Anna@Studio.COM {KEY}\n").signers
    assert signer.names("anna@STUDIO.com")


HOSTILE = [
    "*@studio.com",
    "?@studio.com",
    "!a@studio.com",
    "a@studio.com,*",
    "a@b.c\n* ssh-ed25519 AAAA",
    'a@b.c namespaces="*"',
    'a@b.c",* namespaces="*" ',
    "#a@b.c",
    "a@b.c\u2028* ",
    "[a-z]*@b.c",
    "\\*@b.c",
    "\\",
    "***",
    "",
    " ",
    '"',
]


def one_line_for_one(name: str) -> None:
    """Hold that trusting a name adds one line, for this name and this key alone."""
    line = allowed_signer_for(SignedPart.STATEMENT, name, PRODUCER.public).line()
    before = f"b@studio.com {OTHER}\n"
    roster = parse_allowed_signers(f"{before}{line}\n")
    assert not roster.unusable
    assert len(roster.signers) == 2
    assert known(line, signer_name(fold_email(name)))
    assert not known(line, "somebody@else.where")
    assert not roster.with_key(PRODUCER.public, SignedPart.DECISION.value)
    assert not roster.with_key(LEGAL.public, NAMESPACE)[0].names(
        signer_name(fold_email(name))
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_a_pattern(name: str) -> None:
    """What has a meaning in the list loses it on the way in."""
    one_line_for_one(name)


@given(clean_texts())
def test_any_name_makes_one_line(name: str) -> None:
    """Whatever a file may say, trusting it names one signer."""
    one_line_for_one(name)


@needs_ssh_keygen
@pytest.mark.parametrize("name", [*HOSTILE, "Anna M\u00fcller", "\u65e5\u672c@b.c"])
def test_ssh_keygen_reads_our_lines(tmp_path: Path, name: str) -> None:
    """What is trusted vouches for `ssh-keygen` too, under that name alone."""
    message = b"genai-guide/summary/v1\n{}"
    text = PRODUCER.sign(SignedPart.STATEMENT, message)
    armored = parse_signature(NAMESPACE, text).armored(NAMESPACE)
    line = f"{allowed_signer_for(SignedPart.STATEMENT, name, PRODUCER.public).line()}\n"
    given_to = tmp_path, line
    made = armored, message
    assert agrees(*given_to, signer_name(fold_email(name)), *made)
    assert not agrees(*given_to, "somebody@else.where", *made)


def test_an_empty_list_knows_nobody() -> None:
    """No file, no signer."""
    assert parse_allowed_signers("") == AllowedSigners()
    assert not AllowedSigners().with_key(PRODUCER.public, NAMESPACE)
