"""What is signed, by whom, and whether it verifies. Pure: keys and time come in."""

from __future__ import annotations
