"""A person erased by an admin from the account's page: seen first, said to be read, done once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.account.conftest import client_of

from toprung.doors import clock
from toprung.motion.forgetting import erase_person
from toprung.motion.imports.models import ImportRun, RunState
from toprung.records.book.actions import write_note
from toprung.records.book.models import Note, Stakeholder
from toprung.records.tenancy.actors import Actor

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def address(cast: Cast, person: Stakeholder) -> str:
    """The page on which that person is erased."""
    return f"/w/{cast.workspace.pk}/accounts/{cast.harbor.pk}/people/{person.pk}/erase/"


def test_only_an_admin_is_offered_it_and_may(cast: Cast) -> None:
    page = f"/w/{cast.workspace.pk}/accounts/{cast.harbor.pk}/"
    assert Client().get(address(cast, cast.manager)).status_code == 302
    assert client_of(cast.stranger).get(address(cast, cast.manager)).status_code == 404
    others: list[Actor] = [cast.leader, cast.csm, cast.seller, cast.viewer]
    for actor in others:
        assert client_of(actor).get(address(cast, cast.manager)).status_code == 403
        assert client_of(actor).post(address(cast, cast.manager), {"read": "yes"}).status_code == 403
        assert "Erase Mina Sato" not in client_of(actor).get(page).content.decode()
    assert "Erase Mina Sato" in client_of(cast.admin).get(page).content.decode()
    assert Stakeholder.objects.filter(pk=cast.manager.pk, name="Mina Sato").exists()


def test_what_goes_and_stays_is_read_first(cast: Cast) -> None:
    write_note(cast.harbor, f"Mina Sato {SCRIPT}", by=cast.csm, now=NOW)
    write_note(cast.harbor, f"Mina called {SCRIPT}", by=cast.csm, now=NOW)
    admin = client_of(cast.admin)

    page = admin.get(address(cast, cast.manager)).content.decode()
    assert "<li>1 note</li>" in page
    assert "1 text says a part of the name alone" in page
    assert "Mina called &lt;script&gt;" in page
    assert SCRIPT not in page
    unread = admin.post(address(cast, cast.manager))
    assert unread.status_code == 422
    assert "Nothing was erased" in unread.content.decode()
    assert Note.objects.filter(text__startswith="Mina Sato").exists()

    done = admin.post(address(cast, cast.manager), {"read": "yes"}, follow=True)

    assert done.status_code == 200
    assert "called erased person 1 from now on" in done.content.decode()
    assert not Note.objects.filter(text__startswith="Mina Sato").exists()
    assert "Erase erased person" not in done.content.decode()
    again = admin.post(address(cast, cast.manager), {"read": "yes"}, follow=True)
    assert "erased person 1 was erased already" in again.content.decode()
    gone = admin.get(address(cast, cast.manager))
    assert "nothing is left to erase" in gone.content.decode()
    assert gone.status_code == 422


def test_a_person_of_another_account_is_not_found(cast: Cast) -> None:
    away = Stakeholder.objects.create(account=cast.their_harbor, name="Nils Far")

    assert client_of(cast.admin).get(address(cast, away)).status_code == 404


def test_an_import_at_work_is_waited_for(cast: Cast) -> None:
    ImportRun.objects.create(
        workspace=cast.workspace, by_name="Ada", file_name="a.csv", size=1, state=RunState.RUNNING, created_at=NOW
    )
    admin = client_of(cast.admin)
    assert "wait until it is done" in admin.get(address(cast, cast.manager)).content.decode()

    refused = admin.post(address(cast, cast.manager), {"read": "yes"})

    assert refused.status_code == 422
    assert "“a.csv” is being read or imported" in refused.content.decode()


def test_an_erased_colleague_keeps_a_place_on_the_page(cast: Cast, home: Path) -> None:
    erase_person(cast.manager, by=cast.admin, now=NOW)

    page = client_of(cast.csm).get(f"/w/{cast.workspace.pk}/accounts/{cast.harbor.pk}/").content.decode()

    assert "erased person 1" in page
    assert "Mina Sato" not in page
