"""The peer's end of the line: does what it is asked, and measures it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any


def serve(**works: Callable[..., Any]) -> None:
    """Answer each line of JSON with the outcome and the seconds that it took."""
    for line in sys.stdin:
        asked = json.loads(line)
        work, given = works[asked["what"]], asked["given"]
        start = perf_counter()
        outcome = work(**given)
        taken = perf_counter() - start
        print(json.dumps({"outcome": outcome, "seconds": taken}), flush=True)
