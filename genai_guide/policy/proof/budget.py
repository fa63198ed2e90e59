"""A bound on the work of a proof: a tangled pack gets a sentence, not a hang."""

from __future__ import annotations

from typing import NoReturn

MOST_STEPS = 2_000_000
"""The most cubes that are looked at; a pack of usual size needs a hundredth of it."""
MOST_CUBES = 20_000
"""The most cubes that one condition may come to."""


class PackTooLargeError(Exception):
    """A pack cannot be decided within the bound; the text says where, for people."""


class Budget:
    """Counts cubes, and stops when there were too many."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps
        self.subject = "the pack"
        """What is being worked on, for the message."""

    def spend(self, cubes: int) -> None:
        """Count some cubes that are looked at.

        Raises:
            PackTooLargeError: if there were too many.
        """
        self.left -= cubes
        if self.left < 0:
            raise PackTooLargeError(self._sentence("there is too much to go through"))

    def hold(self, cubes: int) -> None:
        """Refuse a condition that comes to too many cubes.

        Raises:
            PackTooLargeError: if there are too many.
        """
        if cubes > MOST_CUBES:
            raise PackTooLargeError(self._sentence("there are too many cases to list"))

    def give_up(self) -> NoReturn:
        """Stop where the cases lie too deep within each other.

        Raises:
            PackTooLargeError: always.
        """
        raise PackTooLargeError(self._sentence("the cases lie too deep")) from None

    def _sentence(self, what: str) -> str:
        return (
            f"the pack is too tangled to be decided exactly: at {self.subject}, {what}."
            " Nothing was proved. Name fewer questions in one row, use fewer rows, or"
            " split it into simpler rules or questions."
        )
