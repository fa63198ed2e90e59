"""The profile as a small TOML file in the folder of settings, and the folder it names.

A source checkout is never taken as a folder for summaries without being asked for:
they would be committed and pushed by accident.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path

from genai_guide.record.profile import Profile, profile_error
from genai_guide.storage.answers_files import unknown_word
from genai_guide.storage.atomic_write import write_atomic
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import config_dir, data_dir, documents_dir
from genai_guide.storage.reading import path_is_folder, read_bytes
from genai_guide.storage.toml import format_toml, parse_toml
from genai_guide.storage.toml_lines import FaultCollector

_LIMIT = 50_000
_CHECKOUTS = (".git", ".hg", ".svn", ".jj", ".bzr", ".fslckout")
_KEYS = tuple(field.name for field in fields(Profile))


def profile_path() -> Path:
    """Return the file that the profile is kept in."""
    return config_dir() / "profile.toml"


def load_profile() -> Profile:
    """Load the profile; an empty one if there is no file.

    Raises:
        FileError: if it cannot be read, or something in it cannot be taken; all that
            is wrong is listed, each with its line.
    """
    path = profile_path()
    if not os.path.lexists(path):
        return Profile()
    content = read_bytes(path, _LIMIT)
    table, faults = parse_toml(path, content), FaultCollector(path, content)
    known: dict[str, str] = {}
    for key, value in table.items():
        with faults.at(key):
            if key not in _KEYS:
                raise FileError(
                    path, unknown_word("", "a part of a profile", key, _KEYS)
                )
            if not isinstance(value, str):
                raise FileError(path, f"{key}: expected a text in quotes")
            if error := profile_error(key, value):
                raise FileError(path, f"{key}: {error}")
            known[key] = value
    faults.check()
    return Profile(**known)


def load_profile_or_empty() -> tuple[Profile, str]:
    """Load the profile; an empty one, and why, if it cannot be read."""
    try:
        return load_profile(), ""
    except FileError as error:
        return Profile(), str(error)


def save_profile(profile: Profile) -> None:
    """Write the profile.

    Raises:
        FileError: if a part cannot be taken, or it cannot be written.
    """
    path = profile_path()
    table = {key: value for key, value in asdict(profile).items() if value}
    for key, value in table.items():
        if error := profile_error(key, value):
            raise FileError(path, f"{key}: {error}")
    write_atomic(path, format_toml(table).encode())


def summaries_folder(profile: Profile, record: Path | None) -> Path:
    """Return the folder that a summary is written to unless another one is named.

    That is the folder that the person chose, else the last one, else beside the draft.
    A draft in the program's own folder, or in a source checkout, is no such place;
    then it is a folder in the person's documents.

    Args:
        profile: The person's profile.
        record: The draft or answers file.
    """
    if profile.summaries:
        return Path(profile.summaries)
    if profile.last_folder and path_is_folder(Path(profile.last_folder)):
        return Path(profile.last_folder)
    if record is not None:
        folder = Path(os.path.abspath(record)).parent  # noqa: PTH100 - links stay
        is_own = data_dir() in (folder, *folder.parents)
        if not is_own and not is_checkout(folder):
            return folder
    return documents_dir()


def remember_signer(
    profile: Profile, claims: Mapping[str, str], folder: Path | None = None
) -> tuple[Profile, str]:
    """Fill what is empty in a profile from what was signed, and the last folder.

    Returns:
        The profile, and what the person should know; nothing if that is no news.
    """
    last = os.path.abspath(folder) if folder else ""  # noqa: PTH100 - links stay
    filled = profile.filled(claims, last)
    if filled == profile:
        return profile, ""
    try:
        save_profile(filled)
    except FileError as error:
        return profile, f"Your name is not remembered for next time: {error}"
    if filled.claims == profile.claims:
        return filled, ""
    return filled, (
        "Your name, role, organisation and e-mail are remembered for next time."
        " `genai-guide profile` shows and changes them."
    )


def is_checkout(folder: Path) -> bool:
    """Return whether a folder is in a checkout of source code."""
    return any(
        os.path.lexists(each / mark)
        for each in (folder, *folder.parents)
        for mark in _CHECKOUTS
    )
