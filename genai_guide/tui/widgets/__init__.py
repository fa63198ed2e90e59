"""What screens are made of. Widgets hold no part of a draft."""

from __future__ import annotations
