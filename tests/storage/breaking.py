"""Breaking the boat pack in one place, and what loading must say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.storage.errors import FileError, PackError
from genai_guide.storage.packs import load_pack
from tests.helpers.boat_pack import FILES, write_pack

Q, R, C, P = "questions.toml", "rules.toml", "clauses.toml", "pack.toml"
Breakage = tuple[str, str, str, list[str]]
"""The file, what stands there, what is put there, and what the fault must say."""


def refused_in_words(folder: Path, breakage: Breakage) -> None:
    """Hold that a breakage is said with file, place, what was found and expected."""
    file, old, new, said = breakage
    assert old in FILES[file], "the breakage changes nothing"
    folder = write_pack(folder, **{file: FILES[file].replace(old, new, 1)})
    with pytest.raises(FileError) as caught:
        load_pack(folder)
    message = str(caught.value)
    assert file in message or Q in said
    for words in said:
        assert any(one in message for one in words.split("|")), message
    assert "pydantic" not in message
    assert "Traceback" not in message
    if isinstance(caught.value, PackError):
        for fault in caught.value.issues:
            assert fault.file in FILES
            assert fault.found
