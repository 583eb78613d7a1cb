"""The component page and the page of words: any signed-in person may see them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.cast import Cast
from tests.doors.web.visiting import signed_up

from toprung.doors.web.ui.glossary import TERMS

COMPONENTS = """
rung band mark person moved ladder climb next-thing stats bar-progress chart tabs filterbar chip table bulk pages
empty-state timeline btn field field-error input-group drop alert conflict toast-note dialog card help
"""
PAGES = ("/components/", "/components/words/")


def _reader(email: str = "vera@brightworks.example") -> Client:
    client = Client()
    client.force_login(signed_up(email))
    return client


@pytest.mark.parametrize("address", PAGES)
def test_anonymous_is_sent_to_sign_in(address: str, cast: Cast, client: Client) -> None:
    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/enter/login/")


@pytest.mark.parametrize("address", PAGES)
def test_only_reading(address: str, cast: Cast) -> None:
    assert _reader().post(address).status_code == 405


def test_every_component_is_shown_in_both_themes(cast: Cast) -> None:
    page = _reader().get("/components/").content.decode()

    assert 'data-bs-theme="light"' in page
    assert 'data-bs-theme="dark"' in page
    missing = [name for name in COMPONENTS.split() if not re.search(rf'class="[^"]*\b{name}\b', page)]
    assert missing == []


def test_no_id_stands_twice(cast: Cast) -> None:
    page = _reader().get("/components/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert sorted(i for i in set(ids) if ids.count(i) > 1) == []


def test_every_word_has_its_place(cast: Cast) -> None:
    page = _reader().get("/components/words/").content.decode()

    assert all(f'id="{key}"' in page for key in TERMS)
