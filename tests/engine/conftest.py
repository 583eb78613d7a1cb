"""A runner and a lake of one's own for every engine test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.lake import Lake
from toprung.engine.usage import Usage


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> DuckDBRunner:
    """Runs texts over Arrow tables alone: it may read no file."""
    return DuckDBRunner(tmp_path_factory.mktemp("spill"))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake, in a folder whose name has a space and a letter outside ASCII."""
    return Lake(tmp_path / "the läke")


@pytest.fixture
def usage(lake: Lake, tmp_path: Path) -> Usage:
    """Reads and counts that lake."""
    return Usage(lake, DuckDBRunner(tmp_path / "spill", [lake.folder]))


@pytest.fixture(scope="session")
def oss() -> Path:
    """The folder of the open-source activity; the test is skipped where the shared data is not there."""
    root = os.environ.get("TOPRUNG_DATA", Path(__file__).parents[2] / ".." / "shared" / "data")
    folder = Path(root) / "oss-activity"
    if not folder.is_dir():
        pytest.skip("the data set oss-activity is not at TOPRUNG_DATA")
    return folder
