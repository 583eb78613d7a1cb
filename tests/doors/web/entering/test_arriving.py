"""Which workspace one comes to, and what a session's end looks like."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import LONG_AGO, Cast

from toprung.doors.web.visits import LAST_WORKSPACE
from toprung.records.access.models import User
from toprung.records.tenancy.models import Member


@pytest.fixture
def in_two(ada: User, cast: Cast) -> User:
    """Ada is a member at Northlight too."""
    Member.objects.create(workspace=cast.elsewhere, name="Ada Osei", email=ada.email, role="viewer", joined_on=LONG_AGO)
    return ada


def test_anonymous_is_asked_to_sign_in(client: Client, db: None) -> None:
    for address in ("/", "/w/"):
        assert client.get(address).headers["Location"].startswith("/enter/login/?next=")
        assert client.post(address).status_code in (302, 405)


def test_the_only_workspace(ada: User, cast: Cast, client: Client) -> None:
    client.force_login(ada)

    assert client.get("/").headers["Location"] == reverse("home", args=[cast.workspace.pk])
    assert "1 workspace" in client.get("/w/").content.decode()


def test_several_workspaces_are_listed_until_one_was_used(in_two: User, cast: Cast, client: Client) -> None:
    client.force_login(in_two)

    assert client.get("/").headers["Location"] == "/w/"
    page = client.get("/w/").content.decode()
    assert all(name in page for name in ("Brightworks", "Northlight", "2 workspaces"))

    session = client.session
    session[LAST_WORKSPACE] = cast.elsewhere.pk
    session.save()
    assert client.get("/").headers["Location"] == reverse("home", args=[cast.elsewhere.pk])


def test_a_workspace_one_has_left_is_forgotten(in_two: User, cast: Cast, client: Client) -> None:
    client.force_login(in_two)
    session = client.session
    session[LAST_WORKSPACE] = cast.elsewhere.pk
    session.save()
    Member.objects.filter(workspace=cast.elsewhere, email=in_two.email).update(left_on=LONG_AGO)

    assert client.get("/").headers["Location"] == reverse("home", args=[cast.workspace.pk])


def test_a_member_of_nothing_is_told_what_to_do(ada: User, client: Client) -> None:
    Member.objects.all().delete()
    client.force_login(ada)

    assert client.get("/").headers["Location"] == "/w/"
    page = client.get("/w/").content.decode()
    assert "You are not a member of a workspace" in page
    assert ada.email in page


def test_a_name_with_a_script_is_text(in_two: User, cast: Cast, client: Client) -> None:
    cast.elsewhere.name = "<script>alert(1)</script>"
    cast.elsewhere.save()
    client.force_login(in_two)

    assert "<script>alert" not in client.get("/w/").content.decode()


def test_a_session_that_ends_in_the_middle_of_a_form(ada: User, cast: Cast, client: Client) -> None:
    """A page's script is told 401 and keeps the page; after signing in elsewhere, the same form goes through."""
    client.force_login(ada)
    address = reverse("members_add", args=[cast.workspace.pk])
    form = {"name": "Nia", "email": "nia@brightworks.example", "role": "csm", "once": "key"}
    client.session.flush()

    assert client.post(address, form, headers={"HX-Request": "true"}).status_code == 401
    plain = client.post(address, form, headers={"Referer": "/w/1/settings/members/"})
    assert plain.headers["Location"].startswith("/enter/login/?next=")
    client.force_login(ada)
    assert client.post(address, form).status_code == 200
    assert Member.objects.filter(email="nia@brightworks.example").count() == 1


def test_every_page_of_the_way_in_keeps_to_itself(ada: User, client: Client) -> None:
    """The content policy is on each, and no page needs what it forbids."""
    client.force_login(ada)
    pages = ["/enter/2fa/", "/enter/password/change/", "/enter/logout/", "/enter/confirm/", "/w/"]
    anonymous = ["/enter/login/", "/enter/link/", "/enter/link/key/", "/enter/password/reset/", "/enter/inactive/"]
    for browser, addresses in ((client, pages), (Client(), anonymous)):
        for address in addresses:
            answer = browser.get(address)
            text = answer.content.decode()
            assert answer.status_code == 200, address
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
            assert "no-store" in answer.headers["Cache-Control"]
            assert "style=" not in text
            assert " on" + "click" not in text
            assert "<script>" not in text
