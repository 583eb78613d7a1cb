"""Coming in by password, staying out, and changing it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast
from tests.doors.web.entering.conftest import ADDRESS, PASSWORD

from toprung.records.access.models import User

LOGIN = "/enter/login/"


def sign_in(client: Client, email: str = ADDRESS, password: str = PASSWORD, **extra: str) -> int:
    """Try it; returns the answer's status."""
    return client.post(LOGIN, {"login": email, "password": password, **extra}).status_code


def text_of(body: bytes) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|value="[^"]*@[^"]*"', "", body.decode())


def test_by_password(ada: User, cast: Cast, client: Client) -> None:
    response = client.post(LOGIN, {"login": " Ada@Brightworks.example", "password": PASSWORD})

    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/").headers["Location"] == reverse("home", args=[cast.workspace.pk])
    ada.refresh_from_db()
    assert ada.last_login is not None


def test_on_to_the_page_that_was_asked_for(ada: User, client: Client) -> None:
    response = client.post(f"{LOGIN}?next=/w/", {"login": ADDRESS, "password": PASSWORD, "next": "/w/"})

    assert response.headers["Location"] == "/w/"


def test_never_on_to_elsewhere(ada: User, client: Client) -> None:
    response = client.post(LOGIN, {"login": ADDRESS, "password": PASSWORD, "next": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_look_the_same(ada: User, client: Client) -> None:
    wrong = client.post(LOGIN, {"login": ADDRESS, "password": "not this"})
    unknown = client.post(LOGIN, {"login": "nobody@brightworks.example", "password": "not this"})

    assert wrong.status_code == unknown.status_code == 200
    assert text_of(wrong.content) == text_of(unknown.content)
    assert "The e-mail address or the password is not right." in wrong.content.decode()


def test_who_has_no_password_does_not_come_in_by_one(cast: Cast, ada: User, client: Client) -> None:
    ada.set_unusable_password()
    ada.save()

    for password in ("", "!", ada.password):
        assert sign_in(client, password=password) == 200
    assert "_auth_user_id" not in client.session


def test_who_was_shut_out_does_not_come_in(ada: User, client: Client) -> None:
    User.objects.update(is_active=False)

    response = client.post(LOGIN, {"login": ADDRESS, "password": PASSWORD}, follow=True)

    assert "You may not enter any more" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_down(ada: User, client: Client) -> None:
    for _ in range(5):
        sign_in(client, password="guess")

    response = client.post(LOGIN, {"login": ADDRESS, "password": PASSWORD})

    assert "Too many failed attempts" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_guessing_at_many_addresses_is_slowed_down_too(ada: User, client: Client) -> None:
    for n in range(10):
        sign_in(client, f"user{n}@brightworks.example", "guess")

    response = client.post(LOGIN, {"login": ADDRESS, "password": PASSWORD})

    assert "Too many failed attempts" in response.content.decode()


def test_sending_without_end_is_answered_shortly(ada: User, client: Client) -> None:
    codes = [sign_in(client, f"user{n}@x.example", "guess") for n in range(31)]

    assert codes[-1] == 429
    page = client.post(LOGIN, {"login": ADDRESS, "password": PASSWORD}).content.decode()
    assert "wait a minute" in page


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/enter/signup/").status_code == 404
    assert client.get("/enter/email/").status_code == 404


def test_signing_out_takes_a_click(ada: User, client: Client) -> None:
    client.force_login(ada)

    assert "Sign out?" in client.get("/enter/logout/").content.decode()
    assert "_auth_user_id" in client.session
    assert client.post("/enter/logout/").headers["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_changing_the_password(ada: User, client: Client) -> None:
    client.force_login(ada)
    other = Client()
    other.force_login(ada)
    new = {"password1": "another-long-password", "password2": "another-long-password"}

    refused = client.post("/enter/password/change/", {"oldpassword": "wrong", **new})
    changed = client.post("/enter/password/change/", {"oldpassword": PASSWORD, **new})

    assert "not your current password" in refused.content.decode()
    assert changed.headers["Location"] == "/"
    assert client.get("/w/").status_code == 200, "who changed it stays"
    assert other.get("/w/").status_code == 302, "other sessions end"
    assert sign_in(Client(), password="another-long-password") == 302


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "at least 10 characters"),
        ("1234567890123", "entirely numeric"),
        ("password123456789", ""),
        ("ada@brightworks.example", "similar"),
        ("adminadmin", ""),
    ],
)
def test_weak_passwords(password: str, says: str, ada: User, client: Client) -> None:
    client.force_login(ada)

    answer = client.post(
        "/enter/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    if says:
        assert answer.status_code == 200
        assert says in answer.content.decode()


def test_a_first_password(ada: User, client: Client) -> None:
    ada.set_unusable_password()
    ada.save()
    client.force_login(ada)

    assert client.get("/enter/password/change/").headers["Location"] == "/enter/password/set/"
    answer = client.post("/enter/password/set/", {"password1": PASSWORD, "password2": PASSWORD})

    assert answer.headers["Location"] == "/"
    assert sign_in(Client()) == 302


def test_passwords_are_kept_as_argon2() -> None:
    from toprung.config import settings

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
