"""Who attests a record, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime

from genai_guide.record.text import fault

MOST_REVISIONS = 1_000_000
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Tell whether a text is a digest as records name each other by."""
    return _DIGEST.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class SignOff:
    """What a person types to sign off a record."""

    name: str
    role: str
    organisation: str
    email: str
    at: datetime
    """When, with the offset from UTC."""

    def problem(self) -> str | None:
        """Say which part is missing or cannot be taken, or `None`."""
        for field in fields(self):
            if field.name == "at":
                continue
            value = getattr(self, field.name)
            said = "e-mail" if field.name == "email" else field.name
            if not value.strip():
                return f"{said}: this is needed to sign"
            if wrong := fault(value):
                return f"{said}: {wrong}"
        before, _, after = self.email.partition("@")
        if not before or "." not in after or " " in self.email:
            return "e-mail: expected an address such as name@studio.com"
        return None
