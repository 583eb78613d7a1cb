"""What most tests of screens begin with: the cast's day, and the three accounts of `tests.motion.book`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.visiting import signed_in
from tests.motion.book import FILES, Book

from toprung.doors import clock
from toprung.motion.upkeep import bring_up_to_date

SignIn = Callable[[str], Client]


@pytest.fixture
def in_spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock says what the cast's says."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def empty(cast: Cast, tmp_path: Path) -> Book:
    """Harbor Foods is on file, and nothing has been evaluated."""
    return Book(cast.workspace, cast.leader, tmp_path)


@pytest.fixture
def book(empty: Book) -> Book:
    """Harbor Foods, Nordbygg and Enzo Freight with a fact of every kind, evaluated today."""
    empty.bring_all(FILES)
    bring_up_to_date(empty.workspace, NOW)
    return empty


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """A browser of one of the cast, by first name."""
    return lambda name: signed_in(f"{name}@{'northlight' if name == 'stan' else 'brightworks'}.example")
