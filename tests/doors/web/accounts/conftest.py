"""The three accounts of `tests.motion.book`, evaluated today, as lists in signed-in browsers of the cast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.cast import Cast
from tests.doors.web.conftest import SignIn
from tests.motion.book import Book

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
def on_the_casts_day(in_spring: None) -> None:
    """Every test here."""


@pytest.fixture
def browsing(cast: Cast, sign_in: SignIn) -> Browsing:
    """A browser of one of the cast, by first name."""
    return lambda name: Browser(cast, sign_in(name))


@pytest.fixture
def chidi(browsing: Browsing, book: Book) -> Browser:
    """The CSM's browser, over the book."""
    return browsing("chidi")
