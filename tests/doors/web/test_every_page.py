"""Every address, as anonymous, as a stranger and as each role (DESIGN “Safe by default”)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.cast import Cast
from tests.doors.web.visiting import Visiting, everything_on_file

from toprung.kernel.vocabulary import MemberRole

#: open to whoever is there, signed in or not
OPEN = ("enter/",)
#: of a person and not of a workspace: whoever is signed in
OF_A_PERSON = ("", "w/", "components/", "components/words/")


def addresses() -> list[str]:
    """The pattern of every address that a view answers."""
    return sorted(_patterns(get_resolver().url_patterns, ""))


def _patterns(found: list[Any], before: str) -> Iterator[str]:
    for item in found:
        here = before + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _patterns(item.url_patterns, here)
        elif isinstance(item, URLPattern):
            yield here


IN_A_WORKSPACE = [pattern for pattern in addresses() if pattern.startswith("w/<int:workspace>/")]


@pytest.fixture
def visiting(cast: Cast) -> Visiting:
    return everything_on_file(cast)


def test_every_address_is_known_to_this_walk() -> None:
    others = [a for a in addresses() if a not in IN_A_WORKSPACE and not a.startswith(OPEN) and a not in OF_A_PERSON]

    assert others == []
    assert len(IN_A_WORKSPACE) > 30


@pytest.mark.parametrize("pattern", IN_A_WORKSPACE)
def test_anonymous_is_sent_to_sign_in(pattern: str, visiting: Visiting, client: Client) -> None:
    for method in ("GET", "POST", "PUT"):
        response = client.generic(method, visiting.address(pattern))

        assert response.status_code in (302, 405), (method, response.status_code)
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/enter/login/")


@pytest.mark.parametrize("pattern", IN_A_WORKSPACE)
def test_anonymous_scripts_are_told_that_the_session_ended(pattern: str, visiting: Visiting, client: Client) -> None:
    response = client.get(visiting.address(pattern), headers={"HX-Request": "true"})

    assert response.status_code in (401, 405)


@pytest.mark.parametrize("pattern", IN_A_WORKSPACE)
def test_a_stranger_finds_nothing(pattern: str, visiting: Visiting) -> None:
    stranger = visiting.client("stan@northlight.example")
    for method in ("GET", "POST", "PUT"):
        response = stranger.generic(method, visiting.address(pattern))

        assert response.status_code in (404, 405), (method, response.status_code)


@pytest.mark.parametrize("pattern", [p for p in IN_A_WORKSPACE if p.count("<") > 1])
def test_an_id_of_another_workspace_is_not_found(pattern: str, visiting: Visiting) -> None:
    admin = visiting.client("ada@brightworks.example")
    for method in ("GET", "POST", "PUT"):
        response = admin.generic(method, visiting.foreign_address(pattern))

        assert response.status_code in (404, 405), (method, response.status_code)


@pytest.mark.parametrize("role", MemberRole)
@pytest.mark.parametrize("pattern", IN_A_WORKSPACE)
def test_each_role_gets_a_page_or_a_sentence(pattern: str, role: MemberRole, visiting: Visiting) -> None:
    response = visiting.client(visiting.email_of(role)).get(visiting.address(pattern))

    assert response.status_code in (200, 303, 403, 405, 422), response.status_code
    if response.status_code == 403:
        assert "may not" in response.content.decode()
