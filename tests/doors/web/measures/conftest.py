"""The three accounts of `tests.motion.book` on the cast's day, and the bench's patience with them."""

from __future__ import annotations

import pytest
from tests.cast import Cast
from tests.doors.web.looking import Browser, browser_of
from tests.motion.book import FILES, Book

from toprung.kernel.vocabulary import MemberRole


@pytest.fixture(autouse=True)
def on_the_casts_day(in_spring: None) -> None:
    """Every test here."""


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
