"""What the program costs, beside its peers: `python -m benchmarks [PART …]`."""

from __future__ import annotations
