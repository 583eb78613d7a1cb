"""The workspace's page: what can be changed, what is settled, and two people at once."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.settings.browsing import words
from tests.doors.web.settings.forms import form_in
from tests.motion.book import Book

from toprung.motion.evaluation.models import AccountState
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.administration.actions import WorkspaceDraft, change_workspace
from toprung.records.journal.queries import entries

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/w/{cast.workspace.pk}/settings/workspace/"


@pytest.fixture
def ada(sign_in: SignIn) -> Client:
    return sign_in("ada")


def test_anonymous_and_the_stranger(address: str, client: Client, sign_in: SignIn) -> None:
    assert client.get(address).status_code == 302
    assert sign_in("stan").get(address).status_code == 404
    assert sign_in("stan").post(address, {"name": "Mine"}).status_code == 404


@pytest.mark.parametrize("name", ["lena", "chidi", "sam", "vera"])
def test_who_may_not_change_it_reads_it(address: str, sign_in: SignIn, cast: Cast, name: str) -> None:
    page = sign_in(name).get(address)
    assert "An admin changes these." in words(page)
    assert 'name="excluded_users"' not in page.content.decode()
    assert sign_in(name).post(address, {"name": "Mine"}).status_code == 403
    cast.workspace.refresh_from_db()
    assert cast.workspace.name == "Brightworks"


def test_before_the_first_import_zone_and_currency_can_change(address: str, ada: Client, cast: Cast) -> None:
    page = ada.get(address)
    assert "Nothing was imported yet, so both can still change." in words(page)
    sent = form_in(page.content.decode(), "workspace/")
    for wrong in ({"timezone": "Mars/Base"}, {"currency": "Euro"}, {"currency": "1"}, {"name": " "}):
        assert ada.post(address, {**sent, **wrong}).status_code == 422
    ada.post(address, {**sent, "timezone": "America/New_York", "currency": "usd"})
    cast.workspace.refresh_from_db()
    assert (cast.workspace.timezone, cast.workspace.currency) == ("America/New_York", "USD")


def test_the_first_import_settles_them(address: str, ada: Client, book: Book) -> None:
    page = ada.get(address)
    assert "neither can change any more" in words(page)
    sent = form_in(page.content.decode(), "workspace/")
    assert "timezone" not in sent
    ada.post(address, {**sent, "timezone": "UTC", "fiscal_year_start_month": "4"})
    book.workspace.refresh_from_db()
    assert (book.workspace.timezone, book.workspace.fiscal_year_start_month) == ("Europe/Berlin", 4)


def test_users_that_do_not_count_are_counted_no_more(address: str, ada: Client, book: Book) -> None:
    assert _harbor(book).gaps == "12"
    book.evaluate()
    sent = form_in(ada.get(address).content.decode(), "workspace/")
    response = ada.post(address, {**sent, "excluded_users": "u0\r\n\r\n u1 \r\nu0"}, follow=True)
    assert "Every account is being judged again" in words(response)
    book.workspace.refresh_from_db()
    assert book.workspace.excluded_users == "u0\nu1"
    assert bring_up_to_date(book.workspace, NOW).accounts == 3
    assert "Nothing differs" in words(
        ada.post(address, form_in(ada.get(address).content.decode(), "workspace/"), follow=True)
    )


def _harbor(book: Book) -> AccountState:
    return AccountState.objects.get(workspace=book.workspace, account__external_id="HF-1")


def test_script_in_every_field(address: str, ada: Client, cast: Cast) -> None:
    sent = form_in(ada.get(address).content.decode(), "workspace/")
    texts = dict.fromkeys(("name", "product_names", "excluded_users", "excluded_events"), SCRIPT)
    response = ada.post(address, {**sent, **texts}, follow=True)
    assert response.status_code == 200
    assert SCRIPT not in response.content.decode()
    cast.workspace.refresh_from_db()
    assert cast.workspace.name == SCRIPT
    refused = ada.post(address, {**sent, "timezone": SCRIPT, "fiscal_year_start_month": SCRIPT, "currency": "<b>"})
    assert refused.status_code == 422
    assert SCRIPT not in refused.content.decode()


def test_two_people_at_once(address: str, ada: Client, cast: Cast) -> None:
    sent = form_in(ada.get(address).content.decode(), "workspace/")
    change_workspace(cast.workspace, WorkspaceDraft(name="Bright", excluded_events="ping"), by=cast.admin, now=NOW)
    late = ada.post(address, {**sent, "name": "Works", "product_names": "BW"})
    assert late.status_code == 422
    assert "Name Bright Works" in words(late)
    again = form_in(late.content.decode(), "workspace/")
    assert (again["name"], again["product_names"], again["excluded_events"]) == (["Works"], ["BW"], ["ping"])
    ada.post(address, again)
    cast.workspace.refresh_from_db()
    assert (cast.workspace.name, cast.workspace.product_names, cast.workspace.excluded_events) == (
        "Works",
        "BW",
        "ping",
    )


def test_a_name_that_is_taken_and_a_form_sent_twice(address: str, ada: Client, cast: Cast) -> None:
    sent = form_in(ada.get(address).content.decode(), "workspace/")
    taken = ada.post(address, {**sent, "name": "Northlight"})
    assert taken.status_code == 422
    assert "There is a workspace “Northlight” already" in words(taken)
    good = {**sent, "name": "Bright"}
    ada.post(address, good)
    assert "That was saved already." in words(ada.post(address, good, follow=True))
    assert entries(cast.workspace).filter(verb="change_workspace").count() == 1
