"""One screen for each place, and the dialogs."""

from __future__ import annotations
