"""Who attests a record, and when."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from genai_guide.record.text import fault

MOST_REVISIONS = 1_000_000
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Tell whether a text is a digest as records name each other by."""
    return _DIGEST.fullmatch(text) is not None


class SignOff(NamedTuple):
    """What a person types to sign off a record."""

    name: str
    role: str
    organisation: str
    email: str
    at: datetime
    """When, with the offset from UTC."""

    def problem(self) -> str | None:
        """Say which part is missing or cannot be taken, or `None`."""
        for name in self._fields:
            if name == "at":
                continue
            value = getattr(self, name)
            said = "e-mail" if name == "email" else name
            if not value.strip():
                return f"{said}: this is needed to sign"
            if wrong := fault(value):
                return f"{said}: {wrong}"
        before, _, after = self.email.partition("@")
        if not before or "." not in after or " " in self.email:
            return "e-mail: expected an address such as name@studio.com"
        return None
