"""The formats of our files, and what is said of a file in another one."""

from __future__ import annotations

SESSION = "genai-guide/session/1"
SUMMARY = "genai-guide/summary/1"


def not_the_format(found: object, expected: str) -> str:
    """Say that a file is of another, or of a newer, format."""
    name, _, version = expected.rpartition("/")
    if isinstance(found, str) and found.startswith(f"{name}/"):
        newer = found.removeprefix(f"{name}/")[:20]
        return (
            f"written in format {newer}, newer than {version}; use a newer genai-guide"
        )
    return f"not a file of the format “{expected}”"
