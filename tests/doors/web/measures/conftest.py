"""The three accounts of `tests.motion.book` on the cast's day, and the bench's patience with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cast import NOW, Cast
from tests.doors.web.looking import Browser, browser_of
from tests.motion.book import FILES, Book

from toprung.doors import clock
from toprung.kernel.vocabulary import MemberRole


@pytest.fixture(autouse=True)
def in_spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock says what the cast's says."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def empty(cast: Cast, tmp_path: Path) -> Book:
    """Harbor Foods is on file, and nothing has moved."""
    return Book(cast.workspace, cast.leader, tmp_path)


@pytest.fixture
def book(empty: Book) -> Book:
    """Harbor Foods, Nordbygg and Enzo Freight, with a fact of every kind."""
    empty.bring_all(FILES)
    return empty


@pytest.fixture
def leader(cast: Cast) -> Browser:
    """Lena's browser."""
    return browser_of(cast, MemberRole.LEADER)


@pytest.fixture
def viewer(cast: Cast) -> Browser:
    """Vera's browser."""
    return browser_of(cast, MemberRole.VIEWER)
