"""The page of API keys: who reads and makes them, the key shown once, revoking."""

from __future__ import annotations

import re

import pytest
from tests.cast import NOW, Cast
from tests.doors.web.looking import HARM, Browser, browser_of

from toprung.kernel.vocabulary import MemberRole
from toprung.records.apikeys.actions import make_key
from toprung.records.apikeys.models import ApiKey
from toprung.records.apikeys.queries import key_of_secret

pytestmark = pytest.mark.usefixtures("in_spring")


def test_anonymous_and_strangers(cast: Cast) -> None:
    assert Browser.of(cast).get("api_keys").status_code == 302
    assert Browser.of(cast, "stan@northlight.example").get("api_keys").status_code == 404


@pytest.mark.parametrize("role", MemberRole)
def test_all_read_and_admins_make(cast: Cast, role: MemberRole) -> None:
    browser = browser_of(cast, role)

    page = browser.text("api_keys")
    answer = browser.send(browser.url("api_key_make"), {"name": "Warehouse", "role": "csm"})

    assert ("Make a key" in page) == (role is MemberRole.ADMIN)
    assert answer.status_code == (200 if role is MemberRole.ADMIN else 403)


def test_a_key_is_shown_once(cast: Cast) -> None:
    admin = browser_of(cast, MemberRole.ADMIN)

    page = admin.send(admin.url("api_key_make"), {"name": f"Warehouse {HARM}", "role": "viewer"}).content.decode()

    found = re.search(r'<code id="api-key">(toprung_[0-9a-f]{48})</code>', page)
    assert found is not None
    key = key_of_secret(found[1])
    assert key is not None
    assert (key.role, key.workspace) == ("viewer", cast.workspace)
    again = admin.page("api_keys")
    assert found[1] not in again
    assert HARM not in again


def test_names_that_cannot_be_used(cast: Cast) -> None:
    admin = browser_of(cast, MemberRole.ADMIN)
    make_key(cast.workspace, "Warehouse", MemberRole.CSM, by=cast.admin, now=NOW)

    for fields in ({"name": "", "role": "csm"}, {"name": "X", "role": "king"}, {"name": "Warehouse", "role": "csm"}):
        assert admin.send(admin.url("api_key_make"), fields).status_code == 422
    assert ApiKey.objects.count() == 1


def test_revoking(cast: Cast) -> None:
    admin = browser_of(cast, MemberRole.ADMIN)
    key, secret = make_key(cast.workspace, "Warehouse", MemberRole.CSM, by=cast.admin, now=NOW)

    assert admin.send(admin.url("api_key_revoke", key.pk), {}).status_code == 303
    assert key_of_secret(secret) is None
    assert "No key opens the API any more." in admin.text("api_keys")
    assert admin.send(admin.url("api_key_revoke", key.pk), {}).status_code == 404
