"""The app in the terminal: the only room that imports Textual."""

from __future__ import annotations
