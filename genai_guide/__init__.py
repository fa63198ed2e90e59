"""Walk a proposed use of generative AI through a platform's published rules."""

from __future__ import annotations

__version__ = "0.2.0"
