"""Lets atheris look for an input that a reader neither loads nor refuses.

Run as `python -m tests.reliability.fuzz READER SECONDS`; ends with 0 if there is none.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["genai_guide", "tomllib"]):
    from tests.reliability.readers import readers
    from tests.reliability.seeds import seeds

_LIMITS = ("-timeout=20", "-rss_limit_mb=2048", "-max_len=8192", "-print_final_stats=1")


def main() -> None:
    """Fuzz one reader for some seconds, beginning with good files."""
    name, seconds = sys.argv[1], sys.argv[2]
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (corpus := folder / "corpus").mkdir()
    for number, seed in enumerate(seeds(folder)[name]):
        (corpus / str(number)).write_bytes(seed)
    found = f"-artifact_prefix={folder}/"
    words = ["fuzz", str(corpus), f"-max_total_time={seconds}", found, *_LIMITS]
    read = readers(folder)[name]

    def one_input(data: bytes) -> None:
        read(data)

    atheris.Setup(words, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
