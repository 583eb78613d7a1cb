"""Harbor Foods' plan, and whoever looks at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.cast import NOW, Cast
from tests.doors.web.account.conftest import client_of
from tests.records.plans.conftest import Planned, planned, promised

from toprung.doors import clock
from toprung.motion.upkeep import refresh
from toprung.records.tenancy.actors import Actor

__all__ = ["planned", "promised"]

#: when the pages are looked at
LATER = NOW + timedelta(hours=1)
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Reader:
    """One member at the plan's pages."""

    planned: Planned
    client: Client

    @property
    def cast(self) -> Cast:
        return self.planned.cast

    def url(self, name: str, *args: Any) -> str:
        """An address of the plan."""
        return reverse(name, args=[self.cast.workspace.pk, self.cast.harbor.pk, *args])

    def text(self, name: str, /, *args: Any, **query: Any) -> str:
        """A page, read; it must be there."""
        answer = self.client.get(self.url(name, *args), query)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def send(self, name: str, /, *args: Any, **fields: Any) -> HttpResponse:
        """What a form gets for an answer, with what the form hides in itself."""
        page = self.client.get(self.url(name, *args)).content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(seen|shown)" value="([^"]*)"', page))
        return self.client.post(self.url(name, *args), {**hidden, **fields})  # type: ignore[return-value]

    def by(self, actor: Actor) -> Reader:
        """Another member."""
        return Reader(self.planned, client_of(actor))


@pytest.fixture
def reader(planned: Planned, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """The CSM, an hour later, at a plan that has been judged."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    refresh(planned.cast.workspace, ["HF-1"], NOW)
    return Reader(planned, client_of(planned.cast.csm))
