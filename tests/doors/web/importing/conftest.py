"""Browsers at the import pages, and what they send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.visiting import signed_in

from toprung.doors import clock
from toprung.motion.imports.jobs import work_once
from toprung.motion.imports.models import ImportRun
from toprung.motion.imports.runs.looking import columns_for


@dataclass(slots=True)
class Desk:
    """One member at the import pages of Brightworks."""

    cast: Cast
    client: Client

    def at(self, rest: str = "") -> str:
        """An address below the import."""
        return f"/w/{self.cast.workspace.pk}/import/{rest}"

    def get(self, rest: str = "", **said: str) -> HttpResponse:
        """The page there."""
        return self.client.get(self.at(rest), **said)

    def text(self, rest: str = "") -> str:
        """What the page there says."""
        response = self.get(rest)
        assert response.status_code == 200, response.content[:500]
        return response.content.decode()

    def send(self, content: str | bytes, name: str = "book.csv", query: str = "") -> ImportRun:
        """A whole file, as a browser without script sends it."""
        data = content.encode() if isinstance(content, str) else content
        response = self.client.post(self.at(f"new/{query}"), {"file": SimpleUploadedFile(name, data)})
        assert response.status_code == 303, response.content[:800]
        return ImportRun.objects.get(pk=int(response.headers["Location"].rstrip("/").rsplit("/", 1)[1]))

    def choose(self, run: ImportRun, kind: str = "", **fields: str) -> HttpResponse:
        """The columns' form as it is shown, but for these fields."""
        kind = kind or run.kind
        shown = {f"column.{name}": column for name, column in columns_for(run, kind).items()}
        sent = {"kind": kind, "shown": kind, **shown, **{name.replace("__", "."): v for name, v in fields.items()}}
        return self.client.post(self.at(f"{run.pk}/columns/"), sent)

    def press(self, run: ImportRun, what: str, **sent: object) -> HttpResponse:
        """A button of the run's page."""
        return self.client.post(self.at(f"{run.pk}/{what}/"), sent)

    def bring(self, content: str, name: str = "book.csv", query: str = "") -> ImportRun:
        """All of it, worker included."""
        run = self.send(content, name, query)
        if run.preview is None:
            assert self.choose(run).status_code == 303
        assert self.press(run, "start").status_code == 303
        return worked(run)


def worked(run: ImportRun) -> ImportRun:
    """What a worker does next."""
    while work_once(clock.now()):
        pass
    run.refresh_from_db()
    return run


@pytest.fixture(autouse=True)
def doors_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The doors' clock stands at NOW and goes on by a second each time it is read."""
    moment = [NOW]

    def tick() -> object:
        moment[0] += timedelta(seconds=1)
        return moment[0]

    monkeypatch.setattr(clock, "now", tick)
    return


@pytest.fixture
def leader(cast: Cast) -> Desk:
    """Lena Vogt, who may import."""
    return Desk(cast, signed_in("lena@brightworks.example"))


@pytest.fixture
def admin(cast: Cast) -> Desk:
    """Ada Osei, who may import as well."""
    return Desk(cast, signed_in("ada@brightworks.example"))


@pytest.fixture
def viewer(cast: Cast) -> Desk:
    """Vera Novak, who may look."""
    return Desk(cast, signed_in("vera@brightworks.example"))


@pytest.fixture
def stranger(cast: Cast) -> Desk:
    """Stan Doyle, who belongs to another workspace."""
    return Desk(cast, signed_in("stan@northlight.example"))
