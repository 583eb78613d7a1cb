"""The three accounts of `tests.motion.book`, evaluated today, seen through signed-in browsers of the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.visiting import signed_up
from tests.motion.book import FILES, Book

from toprung.doors import clock

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def nothing_looked_at() -> Iterator[None]:
    """Keys of rows that were rolled back come again, and with them looks of another test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def in_spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock says what the cast's says."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def book(cast: Cast, tmp_path: Path) -> Book:
    """Brightworks' book with a fact of every kind, evaluated today."""
    made = Book(cast.workspace, cast.leader, tmp_path)
    made.bring_all(FILES)
    made.evaluate()
    return made


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """A browser of one of the cast, by first name."""

    def browser(name: str) -> Client:
        where = "northlight" if name == "stan" else "brightworks"
        client = Client()
        client.force_login(signed_up(f"{name}@{where}.example"))
        return client

    return browser
