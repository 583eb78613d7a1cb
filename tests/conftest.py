"""Fixtures that every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.test import override_settings
from hypothesis import HealthCheck
from tests.cast import Cast, assemble

# The same examples on every run, and no time limit on a busy machine.
hypothesis.settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("house")


ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    """Each test has a home folder of its own, with nothing in it."""
    folder = tmp_path / "home"
    with override_settings(HOME=folder, LAKE=folder / "lake", ENGINE=""):
        yield folder


@pytest.fixture
def cast(db: None) -> Cast:
    """Brightworks, Harbor Foods and the stranger, on file."""
    return assemble()


@pytest.fixture(scope="session")
def crm6() -> Path:
    """The folder of the CRM simulation; the test is skipped where the shared data is not there."""
    return _data_set("crm6-churnsim")


@pytest.fixture(scope="session")
def oss() -> Path:
    """The folder of the open-source activity; the test is skipped where the shared data is not there."""
    return _data_set("oss-activity")


def _data_set(name: str) -> Path:
    folder = Path(os.environ.get("TOPRUNG_DATA", ROOT / ".." / "shared" / "data")) / name
    if not folder.is_dir():
        pytest.skip(f"the data set {name} is not at TOPRUNG_DATA")
    return folder
