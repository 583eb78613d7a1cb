"""Harbor Foods' page: the book of tests.motion.book on file, evaluated, and whoever looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.visiting import email_of, signed_in
from tests.motion.book import FILES, YEAR_END, Book

from toprung.doors import clock
from toprung.records.book.models import Account
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace

#: when the page is looked at; the book came on file an hour before
LATER = NOW + timedelta(hours=1)
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Desk:
    """One person at one account's page."""

    cast: Cast
    book: Book
    client: Client
    account: Account

    def url(self, name: str, *args: Any) -> str:
        """An address of the account's page."""
        return reverse(name, args=[self.cast.workspace.pk, self.account.pk, *args])

    def get(self, name: str, /, *args: Any, htmx: bool = False, **query: str) -> HttpResponse:
        """What is at one of its addresses."""
        return self.client.get(self.url(name, *args), query, headers=HTMX if htmx else {})  # type: ignore[return-value]

    def text(self, name: str, /, *args: Any, htmx: bool = False, **query: str) -> str:
        """The same, read; it must be there."""
        response = self.get(name, *args, htmx=htmx, **query)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def send(self, form: str, /, *args: Any, htmx: bool = True, **fields: Any) -> HttpResponse:
        """What a form of the page gets for an answer."""
        return self.client.post(self.url(form, *args), fields, headers=HTMX if htmx else {})  # type: ignore[return-value]

    def at(self, account: Account) -> Desk:
        """The same person at another account."""
        return Desk(self.cast, self.book, self.client, account)

    def by(self, actor: Actor) -> Desk:
        """Another person at the same account."""
        return Desk(self.cast, self.book, client_of(actor), self.account)


def client_of(actor: Actor) -> Client:
    """A browser in which that member is signed in."""
    return signed_in(email_of(Workspace.objects.get(pk=actor.workspace), actor))


@pytest.fixture
def bare(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The CSM at Harbor Foods on the cast's day, of which no more than its people is on file."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return Desk(cast, Book(cast.workspace, cast.leader, tmp_path), client_of(cast.csm), cast.harbor)


@pytest.fixture
def desk(bare: Desk) -> Desk:
    """The CSM at Harbor Foods with a fact of every kind, evaluated at the year's end and today."""
    bare.book.bring_all(FILES)
    bare.book.evaluate(YEAR_END)
    bare.book.evaluate(TODAY)
    return bare
