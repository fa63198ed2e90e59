"""Find the lines that the findings of a check are about."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from genai_guide.rules.check.findings import Finding
from genai_guide.storage.errors import FileError
from genai_guide.storage.pack_issues import TABLES
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import Table, parse_toml
from genai_guide.storage.toml_lines import TomlLines, parse_place


def locate_findings(folder: Path, findings: Iterable[Finding]) -> list[Finding]:
    """Return what was found in a pack that was loaded, with the lines of its files."""
    content: Table = {}
    lines: dict[str, TomlLines] = {}
    for name in TABLES:
        with suppress(FileError):
            source = read_bytes(folder / name, RECORD_BYTES)
            content |= parse_toml(folder / name, source)
            lines[name] = TomlLines(source.decode("utf-8-sig", "replace"))
    return [
        replace(finding, line=lines[finding.file].find(place))
        if finding.file in lines and (place := parse_place(finding.place, content))
        else finding
        for finding in findings
    ]
