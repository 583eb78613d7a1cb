"""The second step: an authenticator app, recovery codes, and no way around them."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from tests.doors.web.entering.conftest import ADDRESS, PASSWORD

from toprung.doors import clock
from toprung.records.access.actions import make_login_link
from toprung.records.access.models import User


def code_of(secret: str) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def secret(ada: User) -> str:
    """Ada has added an app with this secret."""
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    return secret


def test_a_password_alone_is_not_enough(ada: User, secret: str, client: Client) -> None:
    answer = client.post("/enter/login/", {"login": ADDRESS, "password": PASSWORD})

    assert answer.headers["Location"].startswith("/enter/2fa/authenticate/")
    assert client.get("/w/").status_code == 302
    page = client.get("/enter/2fa/authenticate/").content.decode()
    assert "The second step" in page

    assert "This code is not right" in client.post("/enter/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert client.get("/w/").status_code == 302
    assert client.post("/enter/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/w/").status_code == 200


def test_a_link_alone_is_not_enough(ada: User, secret: str, client: Client) -> None:
    key = make_login_link(ada, clock.now(), proves=True)

    answer = client.post(f"/enter/link/{key}/")

    assert answer.headers["Location"].startswith("/enter/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    client.post("/enter/2fa/authenticate/", {"code": code_of(secret)})
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_code_works_once(ada: User, secret: str, client: Client) -> None:
    code = code_of(secret)
    for browser, let_in in ((client, True), (Client(), False)):
        browser.post("/enter/login/", {"login": ADDRESS, "password": PASSWORD})
        browser.post("/enter/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in browser.session) is let_in


def test_guessing_codes_is_slowed_down(ada: User, secret: str, client: Client) -> None:
    client.post("/enter/login/", {"login": ADDRESS, "password": PASSWORD})
    for n in range(6):
        page = client.post("/enter/2fa/authenticate/", {"code": f"{n:06}"}).content.decode()

    assert "Too many failed attempts" in page
    client.post("/enter/2fa/authenticate/", {"code": code_of(secret)})
    assert "_auth_user_id" not in client.session


def test_the_second_step_cannot_be_had_without_the_first(client: Client, db: None) -> None:
    assert client.get("/enter/2fa/authenticate/").headers["Location"] == "/enter/login/"


def test_adding_an_app_and_using_a_recovery_code(ada: User, client: Client) -> None:
    client.post("/enter/login/", {"login": ADDRESS, "password": PASSWORD})
    asked = client.get("/enter/2fa/totp/activate/")
    assert asked.headers["Location"].startswith("/enter/confirm/"), "the password once more"
    client.post(asked.headers["Location"], {"password": PASSWORD, "next": "/enter/2fa/totp/activate/"})

    page = client.get("/enter/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    (secret,) = re.findall(r"<code>(\w+)</code>", page)
    client.post("/enter/2fa/totp/activate/", {"code": code_of(secret)})

    codes = client.get("/enter/2fa/recovery-codes/").content.decode()
    one, *_, last = re.findall(r"<code>(\d+)</code>", codes)
    assert "10 of 10 can still be used" in codes
    assert client.get("/enter/2fa/recovery-codes/download/").content.decode().split()[0] == one

    elsewhere = Client()
    elsewhere.post("/enter/login/", {"login": ADDRESS, "password": PASSWORD})
    elsewhere.post("/enter/2fa/authenticate/", {"code": last})
    assert elsewhere.get("/w/").status_code == 200


def test_going_back_to_one_step(ada: User, secret: str, client: Client) -> None:
    client.force_login(ada)
    asked = client.get("/enter/2fa/totp/deactivate/")
    client.post(asked.headers["Location"], {"password": PASSWORD})

    client.post("/enter/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=ada).exists()
    assert "takes one step" in client.get("/enter/2fa/").content.decode()


def test_security_keys_are_not_offered(client: Client, db: None) -> None:
    assert client.get("/enter/2fa/webauthn/").status_code == 404
