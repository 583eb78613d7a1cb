"""The three accounts of `tests.motion.book`, evaluated today, as lists in signed-in browsers of the cast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.cast import NOW, Cast
from tests.doors.web.visiting import signed_up
from tests.motion.book import FILES, Book

from toprung.doors import clock

HTMX = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Browser:
    """One person's browser in Brightworks' workspace."""

    cast: Cast
    client: Client

    def url(self, name: str, *args: Any) -> str:
        """An address of the workspace."""
        return reverse(name, args=[self.cast.workspace.pk, *args])

    def get(self, name: str, *args: Any, query: str = "", htmx: bool = False) -> HttpResponse:
        """What is at the address."""
        address = f"{self.url(name, *args)}?{query}"
        return self.client.get(address, headers=HTMX if htmx else {})  # type: ignore[return-value]

    def text(self, name: str, *args: Any, query: str = "", htmx: bool = False) -> str:
        """The same, read; it must be there."""
        response = self.get(name, *args, query=query, htmx=htmx)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def send(self, page: str, /, *args: Any, behind: str = "", htmx: bool = False, **fields: Any) -> HttpResponse:
        """What a form gets for an answer; `behind` stands behind the question mark of its address."""
        address = f"{self.url(page, *args)}?{behind}"
        return self.client.post(address, fields, headers=HTMX if htmx else {})  # type: ignore[return-value]


Browsing = Callable[[str], Browser]


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
def browsing(cast: Cast) -> Browsing:
    """A browser of one of the cast, by first name."""

    def browser(name: str) -> Browser:
        where = "northlight" if name == "stan" else "brightworks"
        client = Client()
        client.force_login(signed_up(f"{name}@{where}.example"))
        return Browser(cast, client)

    return browser


@pytest.fixture
def chidi(browsing: Browsing, book: Book) -> Browser:
    """The CSM's browser, over the book."""
    return browsing("chidi")
