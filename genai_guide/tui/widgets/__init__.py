"""What screens are made of. Widgets hold no part of a session."""

from __future__ import annotations
