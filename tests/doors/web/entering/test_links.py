"""Coming in by a one-time link."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.cast import Cast
from tests.doors.web.entering.conftest import ADDRESS, PASSWORD
from tests.doors.web.entering.test_password import text_of

from toprung.doors import clock
from toprung.doors.web.entering.mailing import send_due
from toprung.records.access.actions import add_user, make_login_link
from toprung.records.access.models import AccessMail, LoginLink, User
from toprung.records.access.queries import memberships

ASK, FORGOT = "/enter/link/", "/enter/password/reset/"


def address(user: User, **options: Any) -> str:
    """Where a link made now leads."""
    return f"/enter/link/{make_login_link(user, clock.now(), proves=True, **options)}/"


@pytest.fixture
def with_mail(settings: Any) -> None:
    """As where TOPRUNG_EMAIL_URL names a server."""
    settings.EMAIL_HOST = "mail.brightworks.example"


def test_opening_uses_nothing_the_button_does(ada: User, client: Client) -> None:
    here = address(ada)

    assert [client.get(here).status_code, client.head(here).status_code] == [200, 200]
    assert LoginLink.objects.get().used_at is None

    response = client.post(here)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_link_works_once(ada: User, client: Client) -> None:
    here = address(ada)
    client.post(here)

    again = Client().post(here)

    assert again.status_code == 422
    assert "was used before" in again.content.decode()
    assert "Ask for a new link" in again.content.decode()


def test_an_old_link(ada: User, client: Client) -> None:
    here = address(ada)
    LoginLink.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    assert "This link ended on" in client.post(here).content.decode()
    assert "_auth_user_id" not in client.session


def test_an_unknown_link_looks_like_any_until_it_is_used(client: Client, db: None) -> None:
    assert client.get("/enter/link/no-such-key/").status_code == 200
    assert "not known here" in client.post("/enter/link/no-such-key/").content.decode()


def test_another_persons_link_changes_who_is_signed_in(ada: User, client: Client) -> None:
    other = add_user("other@brightworks.example", "Other", by=_operator(), now=clock.now())
    client.force_login(other)

    client.post(address(ada))

    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_link_needs_the_pages_own_button(ada: User) -> None:
    """A form on another site cannot sign somebody in as someone else."""
    strict = Client(enforce_csrf_checks=True)
    here = address(ada)

    assert strict.post(here).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get(here).content.decode())
    assert token
    assert strict.post(here, {"csrfmiddlewaretoken": token.group(1)}).status_code == 302


def test_who_has_no_password_is_told_how_to_set_one(ada: User, client: Client) -> None:
    client.post(address(ada))
    assert "Set a password" not in client.get("/w/").content.decode()

    ada.set_unusable_password()
    ada.save()
    newcomer = Client()
    newcomer.post(address(ada))
    assert "/enter/password/set/" in newcomer.get("/w/").content.decode()


def test_trying_links_without_end_is_slowed_down(client: Client, db: None) -> None:
    codes = [client.post(f"/enter/link/guess-{n}/").status_code for n in range(31)]

    assert (codes[0], codes[-1]) == (422, 429)


@pytest.mark.usefixtures("with_mail")
@pytest.mark.parametrize("page", [ASK, FORGOT])
def test_asking_tells_nothing_about_who_is_known(page: str, ada: User, client: Client) -> None:
    """The same words, the same writes to the database, and nothing sent before the answer."""
    known = client.post(page, {"email": ADDRESS})
    unknown = client.post(page, {"email": "nob@brightworks.example"})

    assert known.status_code == unknown.status_code == 200
    assert text_of(known.content).replace("ada@", "nob@") == text_of(unknown.content)
    assert AccessMail.objects.count() == 2
    assert mail.outbox == []
    assert send_due(clock.now()) == 1
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    assert not AccessMail.objects.exists()


@pytest.mark.usefixtures("with_mail")
def test_the_mailed_link_lets_in(ada: User, client: Client) -> None:
    client.post(ASK, {"email": "Ada@Brightworks.example"})
    send_due(clock.now())

    (message,) = mail.outbox
    (link,) = re.findall(r"http://testserver(/enter/link/\S+)", str(message.body))
    client.post(link)

    assert client.session["_auth_user_id"] == str(ada.pk)


def test_without_mail_it_says_whom_to_ask(client: Client, db: None) -> None:
    page = client.post(ASK, {"email": ADDRESS}).content.decode()

    assert f"toprung user link {ADDRESS}" in page


@pytest.mark.usefixtures("with_mail")
def test_links_lead_to_the_configured_address(ada: User, client: Client, settings: Any) -> None:
    from toprung.config.serving import site

    settings.SITE = site("https://success.brightworks.example")
    client.post(ASK, {"email": ADDRESS})
    send_due(clock.now())

    assert "https://success.brightworks.example/enter/link/" in str(mail.outbox[0].body)


def test_what_is_no_address(client: Client, db: None) -> None:
    response = client.post(ASK, {"email": "<script>alert(1)</script>"})

    assert response.status_code == 422
    assert "<script>alert(1)" not in response.content.decode()
    assert not AccessMail.objects.exists()


def test_nobody_can_be_flooded_with_mails(ada: User, client: Client) -> None:
    codes = [client.post(ASK, {"email": ADDRESS}).status_code for _ in range(4)]

    assert codes == [200, 200, 200, 429]


@pytest.mark.usefixtures("with_mail")
def test_a_forgotten_password(ada: User, client: Client) -> None:
    elsewhere = Client()
    elsewhere.force_login(ada)
    client.post(FORGOT, {"email": ADDRESS})
    send_due(clock.now())
    (way,) = re.findall(r"http://testserver(/enter/password/\S+)", str(mail.outbox[0].body))

    page = client.get(way, follow=True)
    form = page.redirect_chain[-1][0]
    new = {"password1": "another-long-password", "password2": "another-long-password"}
    done = client.post(form, new, follow=True)

    assert "Your password is changed" in done.content.decode()
    assert elsewhere.get("/w/").status_code == 302, "whoever was signed in is out"
    assert Client().post("/enter/login/", {"login": ADDRESS, "password": PASSWORD}).status_code == 200
    assert Client().post("/enter/login/", {"login": ADDRESS, "password": new["password1"]}).status_code == 302
    assert "This way to a new password is closed" in Client().get(way, follow=True).content.decode()


@pytest.mark.usefixtures("with_mail")
def test_whoever_was_vouched_for_gets_a_link_and_loses_the_password(cast: Cast, client: Client) -> None:
    """The password may be another's, who brought the address in without having it."""
    vera = add_user("vera@brightworks.example", "Vera", by=cast.stranger, now=clock.now())
    vera.set_password("chosen by the stranger")
    vera.save()

    client.post(FORGOT, {"email": vera.email})
    send_due(clock.now())
    (link,) = re.findall(r"http://testserver(/enter/link/\S+)", str(mail.outbox[0].body))
    client.post(link)

    vera.refresh_from_db()
    assert not vera.has_usable_password()
    assert [m.workspace for m in memberships(vera)] == [cast.workspace]


def test_a_mail_server_that_refuses_is_asked_again(ada: User, client: Client, settings: Any) -> None:
    client.post(ASK, {"email": ADDRESS})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert send_due(clock.now()) == 0
    assert AccessMail.objects.get().tries == 1


def _operator() -> Any:
    from toprung.records.tenancy.actors import OPERATOR

    return OPERATOR
