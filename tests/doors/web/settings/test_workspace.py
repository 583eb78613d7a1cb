"""The workspace's page: what can be changed, what is settled, and two people at once."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.settings.browsing import words
from tests.doors.web.settings.forms import form_in
from tests.motion.book import Book

from toprung.motion.evaluation.models import AccountState
from toprung.motion.intake.redating import redate_if_due
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.administration.actions import WorkspaceDraft, begin_redating, change_workspace
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


@pytest.mark.parametrize("name", ["lena", "chidi", "sam", "vera"])
def test_who_may_not_change_it_reads_its_zone_and_what_is_being_done(
    address: str, sign_in: SignIn, book: Book, cast: Cast, name: str
) -> None:
    assert "Time zone Europe/Berlin" in words(sign_in(name).get(address))
    assert "being counted anew" not in words(sign_in(name).get(address))
    assert sign_in(name).post(address, {"timezone": "UTC"}).status_code == 403
    change_workspace(cast.workspace, WorkspaceDraft(timezone="Asia/Tokyo"), by=cast.admin, now=NOW)
    page = words(sign_in(name).get(address))
    assert "Time zone Asia/Tokyo" in page
    assert "The events’ days are still counted in Europe/Berlin; they are being counted anew in Asia/Tokyo." in page


def test_before_the_first_import_zone_and_currency_can_change(address: str, ada: Client, cast: Cast) -> None:
    page = ada.get(address)
    assert "Nothing was imported yet, so the currency can still change." in words(page)
    sent = form_in(page.content.decode(), "workspace/")
    for wrong in ({"timezone": "Mars/Base"}, {"currency": "Euro"}, {"currency": "1"}, {"name": " "}):
        assert ada.post(address, {**sent, **wrong}).status_code == 422
    ada.post(address, {**sent, "timezone": "America/New_York", "currency": "usd"})
    cast.workspace.refresh_from_db()
    assert (cast.workspace.timezone, cast.workspace.currency) == ("America/New_York", "USD")


def test_the_first_import_settles_the_currency(address: str, ada: Client, book: Book) -> None:
    page = ada.get(address)
    assert "so it cannot change any more" in words(page)
    sent = form_in(page.content.decode(), "workspace/")
    assert "currency" not in sent
    ada.post(address, {**sent, "currency": "USD", "fiscal_year_start_month": "4"})
    book.workspace.refresh_from_db()
    assert (book.workspace.currency, book.workspace.fiscal_year_start_month) == ("EUR", 4)


def test_the_zone_changes_and_the_pages_say_what_is_being_done(address: str, ada: Client, book: Book) -> None:
    lake = f"/w/{book.workspace.pk}/settings/lake/"
    page = ada.get(address)
    assert '<option value="America/New_York">' in page.content.decode()
    assert "being counted anew" not in words(page)
    saved = ada.post(
        address, {**form_in(page.content.decode(), "workspace/"), "timezone": "America/New_York"}, follow=True
    )
    assert "The days of all events are being counted anew in America/New_York" in saved.content.decode()
    for place in (address, lake):
        page = words(ada.get(place))
        assert "still counted in Europe/Berlin; they are being counted anew in America/New_York." in page
    assert "to 29 Dec 2025, in Europe/Berlin" in page

    begin_redating(book.workspace)
    for place in (address, lake):
        assert "The events’ days are being counted anew in America/New_York; until that is done" in words(
            ada.get(place)
        )

    redate_if_due(book.workspace, NOW)
    for place in (address, lake):
        page = words(ada.get(place))
        assert "counted anew in America/New_York" not in page
    assert "to 29 Dec 2025, in America/New_York" in page


def test_the_lakes_open_page_follows(ada: Client, book: Book) -> None:
    now = f"/w/{book.workspace.pk}/settings/lake/now/"
    have = re.search(r"have=(\w+)", ada.get(now).content.decode())
    assert have
    same = {"have": have.group(1)}
    assert ada.get(now, same, headers={"hx-request": "true"}).status_code == 204
    book.workspace.timezone = "Asia/Tokyo"
    book.workspace.save()
    assert "being counted anew" in words(ada.get(now, same, headers={"hx-request": "true"}))


def test_back_to_the_zone_before_has_nothing_to_count(address: str, ada: Client, book: Book) -> None:
    for zone, said in (("Asia/Tokyo", "being counted anew in Asia/Tokyo"), ("Europe/Berlin", "being judged again")):
        sent = form_in(ada.get(address).content.decode(), "workspace/")
        assert said in words(ada.post(address, {**sent, "timezone": zone}, follow=True))


def test_two_people_change_the_zone_at_once(address: str, ada: Client, cast: Cast) -> None:
    sent = form_in(ada.get(address).content.decode(), "workspace/")
    change_workspace(cast.workspace, WorkspaceDraft(timezone="Asia/Tokyo"), by=cast.admin, now=NOW)
    late = ada.post(address, {**sent, "timezone": "America/New_York"})
    assert late.status_code == 422
    assert "Time zone Asia/Tokyo America/New_York" in words(late)


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
