"""What a pack is worth, by its id, version and digest."""

from __future__ import annotations

from genai_guide.signing.trust import PackTrust, TrustedPack, TrustState

A, B, C = "a" * 64, "b" * 64, "c" * 64
TRUST = PackTrust(
    (
        TrustedPack("boats", "1.9.0", A),
        TrustedPack("boats", "1.10.0", B),
        TrustedPack("trains", "3.0.0", C),
    )
)


def test_a_pack_is_trusted_by_id_version_and_digest() -> None:
    assert TRUST.state(TrustedPack("boats", "1.9.0", A)) is TrustState.TRUSTED


def test_other_content_under_a_trusted_id_and_version_is_altered() -> None:
    """This is what a copy with lowered levels looks like."""
    altered = TrustedPack("boats", "1.9.0", C[:-1] + "d")
    assert TRUST.state(altered) is TrustState.ALTERED
    assert TRUST.released_as(altered) == TRUST.packs[0]


def test_a_trusted_digest_under_another_name_is_altered() -> None:
    """A signer may claim anything; the name has to fit the digest too."""
    for named in (TrustedPack("boats", "2.0.0", A), TrustedPack("trains", "1.9.0", A)):
        assert TRUST.state(named) is TrustState.ALTERED


def test_another_version_or_id_is_unknown() -> None:
    for named in (
        TrustedPack("boats", "2.0.0", "d" * 64),
        TrustedPack("x", "1.9.0", ""),
    ):
        assert TRUST.state(named) is TrustState.UNKNOWN
        assert TRUST.released_as(named) is None


def test_the_newest_trusted_version_comes_first() -> None:
    """Versions are numbers, and not letters."""
    newest = [pack.version for pack in TRUST.versions("boats")]
    assert newest == ["1.10.0", "1.9.0"]
    assert TRUST.versions("planes") == ()
