"""Whether a use is signed as it stands, in words."""

from __future__ import annotations

from genai_guide.record.session import Session
from genai_guide.record.since import changed_since

_DATE_LENGTH = 10


def is_signed(session: Session) -> bool:
    """Tell whether it is signed, and nothing was changed since."""
    return bool(session.signed) and not changed_since(session)


def signed_words(session: Session) -> str:
    """Say which revision is signed, and whether it still is; else nothing."""
    signed = session.signed
    if not signed:
        return ""
    said = f"Revision {signed.revision} was signed on {signed.at[:_DATE_LENGTH]}"
    if is_signed(session):
        return f"{said}, and nothing was changed since."
    return f"{said}; what was changed since is not signed."
