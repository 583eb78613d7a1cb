"""Sources: who sees and manages them, the key shown once, and what each has sent."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.settings.browsing import words
from tests.doors.web.settings.forms import form_in
from tests.motion.intake.feed import Feed

from toprung.records.usage.actions import add_source, revoke_source
from toprung.records.usage.models import Source
from toprung.records.usage.queries import source_of_key


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/w/{cast.workspace.pk}/settings/sources/"


def test_anonymous_and_the_stranger(address: str, client: Client, sign_in: SignIn) -> None:
    assert client.get(address).status_code == 302
    assert sign_in("stan").get(address).status_code == 404
    assert sign_in("stan").post(f"{address}new/", {"name": "Web app"}).status_code == 404
    assert not Source.objects.exists()


@pytest.mark.parametrize("name", ["lena", "chidi", "sam", "vera"])
def test_members_see_them_and_admins_manage_them(name: str, address: str, sign_in: SignIn, feed: Feed) -> None:
    member = sign_in(name)
    page = member.get(address)
    assert "Web app" in words(page)
    assert "Add source" not in words(page)
    for path, fields in (("new/", {"name": "Other"}), (f"{feed.source.pk}/name/", {"name": "Other"})):
        assert member.post(f"{address}{path}", fields).status_code == 403
    assert member.post(f"{address}{feed.source.pk}/revoked/").status_code == 403
    feed.source.refresh_from_db()
    assert feed.source.accepts
    assert [source.name for source in Source.objects.all()] == ["Web app"]


def test_the_key_is_shown_once_with_lines_to_copy(address: str, sign_in: SignIn) -> None:
    ada = sign_in("ada")
    sent = form_in(ada.get(address).content.decode(), "sources/new") | {"name": ["Web app"]}
    page = ada.post(f"{address}new/", sent).content.decode()
    [key] = re.findall(r'id="write-key">([0-9a-f]{32})<', page)

    found = source_of_key(key)
    assert found is not None
    assert found.name == "Web app"
    # In the alert, in curl's line, twice in the browser's and once in Python's.
    assert page.count(key) == 5
    assert "http://testserver/v1/track" in page
    assert "apiHost: &#x27;testserver/v1&#x27;, protocol: &#x27;http&#x27;" in page
    later = ada.get(address).content.decode()
    assert key not in later
    assert f"…{key[-4:]}" in later
    assert "added already" in words(ada.post(f"{address}new/", sent, follow=True))
    assert Source.objects.count() == 1
    assert ada.get(f"{address}new/").status_code == 303


def test_a_name_that_does_not_fit_is_said_and_kept(address: str, sign_in: SignIn, feed: Feed) -> None:
    ada = sign_in("ada")
    page = ada.post(f"{address}new/", {"name": "Web app"})
    assert page.status_code == 422
    assert "There is a source “Web app” already" in words(page)
    assert 'value="Web app"' in page.content.decode()
    assert ada.post(f"{address}new/", {"name": "x" * 101}).status_code == 422
    assert Source.objects.count() == 1


def test_renamed_and_revoked(address: str, sign_in: SignIn, feed: Feed, cast: Cast) -> None:
    ada = sign_in("ada")
    add_source(cast.workspace, "Server", by=cast.admin, now=NOW)
    said = words(ada.post(f"{address}{feed.source.pk}/name/", {"name": "Browser"}, follow=True))
    assert "It is called “Browser” now." in said
    clash = ada.post(f"{address}{feed.source.pk}/name/", {"name": "Server"})
    assert clash.status_code == 422
    assert "Nothing was renamed There is a source “Server” already" in words(clash)

    said = words(ada.post(f"{address}{feed.source.pk}/revoked/", follow=True))
    assert "opens nothing any more" in said
    assert "1 source may send events." in said
    assert "Browser revoked revoked on 31 Mar 2026, 12:00" in said
    assert ada.post(f"{address}{feed.source.pk}/revoked/").status_code == 404


def test_what_each_has_sent(address: str, sign_in: SignIn, feed: Feed) -> None:
    said = words(sign_in("vera").get(address))
    # Five messages came: four accepted and one not; of three events two have no account.
    assert "31 Mar 2026, 12:00 4 accepted, 1 not 2 events without an account" in said


def test_a_workspace_without_sources(address: str, sign_in: SignIn, cast: Cast) -> None:
    assert "No source may send events yet." in words(sign_in("ada").get(address))
    assert "An admin adds one." in words(sign_in("vera").get(address))
    source, _ = add_source(cast.workspace, "Old", by=cast.admin, now=NOW)
    revoke_source(cast.workspace, source.pk, by=cast.admin, now=NOW)
    assert "No source may send events any more." in words(sign_in("ada").get(address))


def test_queries_do_not_grow_with_sources(address: str, sign_in: SignIn, cast: Cast, feed: Feed) -> None:
    ada = sign_in("ada")
    ada.get(address)
    with CaptureQueriesContext(connection) as one:
        ada.get(address)
    for number in range(20):
        more = Feed(cast.workspace, add_source(cast.workspace, f"More {number}", by=cast.admin, now=NOW)[0])
        more.send({"type": "track", "userId": "u1", "event": "x"})
        more.load()
    with CaptureQueriesContext(connection) as many:
        ada.get(address)
    assert len(many) == len(one) <= 12
