"""Who a person is, so that they type it once, and where their summaries go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from genai_guide.text import claim_error, email_error, text_error

CLAIMS = ("name", "role", "organisation", "email")
"""What a person says about themselves when they sign."""
LABELS = {
    "name": "Name",
    "role": "Role",
    "organisation": "Organisation",
    "email": "E-mail",
    "summaries": "Folder for summaries",
    "last_folder": "Last folder",
}


@dataclass(frozen=True)
class Profile:
    """What is filled in wherever this person signs; each part may be empty."""

    name: str = ""
    role: str = ""
    organisation: str = ""
    email: str = ""
    summaries: str = ""
    """The folder that the person chose for summaries."""
    last_folder: str = ""
    """The folder that a summary was written to last."""

    @property
    def claims(self) -> dict[str, str]:
        """What the person says about themselves."""
        return {key: getattr(self, key) for key in CLAIMS}

    def filled(self, claims: Mapping[str, str], last_folder: str = "") -> Profile:
        """Return it with what is still empty filled from what was signed.

        What the person set stays.
        """
        new = {key: getattr(self, key) or claims.get(key, "") for key in CLAIMS}
        return replace(self, **new, last_folder=last_folder or self.last_folder)


def profile_error(key: str, value: str) -> str | None:
    """Return why a part of a profile is refused, or `None`; an empty one is not."""
    if not value:
        return None
    if key == "email":
        return email_error(value)
    if key in CLAIMS:
        return claim_error(value)
    return text_error(value, long=True, nfc=False)
