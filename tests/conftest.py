"""What every room of the tests starts from."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import load_pack
from tests.helpers.boat_pack import write_pack

# Set before anything is loaded, so that no test writes into a person's own folder.
_CACHE = TemporaryDirectory(prefix="genai-guide-tests-")
atexit.register(_CACHE.cleanup)
os.environ["GENAI_GUIDE_CACHE"] = _CACHE.name
os.environ["GENAI_GUIDE_DATA"] = f"{_CACHE.name}/data"
os.environ["GENAI_GUIDE_SUMMARIES"] = f"{_CACHE.name}/summaries"
os.environ["GENAI_GUIDE_CONFIG"] = f"{_CACHE.name}/config"
# Many tests start the program, which would compile itself each time without this.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_CALM = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "quick",
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=_CALM,
)
settings.register_profile(
    "thorough",
    max_examples=2_000,
    deadline=None,
    database=None,
    suppress_health_check=_CALM,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes test: two a core, as tests wait half their time."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(scope="session")
def boat_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a small, good pack; no test writes into it."""
    return write_pack(tmp_path_factory.mktemp("pack") / "boat")


@pytest.fixture(scope="session")
def boat(boat_dir: Path) -> Pack:
    """Give the small, good pack."""
    return load_pack(boat_dir)


@pytest.fixture(scope="session")
def shipped() -> Pack:
    """Give the pack that ships with the program."""
    return load_pack()
