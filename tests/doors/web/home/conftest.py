"""The three accounts of `tests.motion.book`, up to date, on the cast's day."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cast import NOW, Cast
from tests.motion.book import FILES, Book

from toprung.doors import clock
from toprung.motion.upkeep import bring_up_to_date


@pytest.fixture(autouse=True)
def in_spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock says what the cast's says."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def empty(cast: Cast, tmp_path: Path) -> Book:
    """Harbor Foods is on file, and nothing has been evaluated."""
    return Book(cast.workspace, cast.leader, tmp_path)


@pytest.fixture
def book(empty: Book) -> Book:
    """Harbor Foods, Nordbygg and Enzo Freight, evaluated today."""
    empty.bring_all(FILES)
    bring_up_to_date(empty.workspace, NOW)
    return empty
