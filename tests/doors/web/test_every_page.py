"""Every address, as anonymous, as a stranger and as each role (DESIGN “Safe by default”)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.cast import Cast
from tests.doors.web.visiting import SCRIPT, Visiting, everything_on_file

from toprung.kernel.vocabulary import MemberRole

#: open to whoever is there, signed in or not; what a personal link opens is walked in tests/doors/portal,
#: and what an API key opens in tests/doors/api/rest
OPEN = ("enter/", "p/", "api/", "^api/")
METHODS = ("GET", "POST", "PUT")
STRICT = "default-src 'self'; script-src 'self'; style-src 'self';"
REFUSED = re.compile(r"may not|belongs to .+: save the list as a view of your own")
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


#: its import has not been run, so it has no rejects: 404 with a sentence
NOTHING_YET = ("/w/1/import/1/rejects/",)
IN_A_WORKSPACE = [pattern for pattern in addresses() if pattern.startswith("w/<int:workspace>/")]


@pytest.fixture
def visiting(cast: Cast) -> Visiting:
    return everything_on_file(cast)


def test_every_address_is_known_to_this_walk() -> None:
    others = [a for a in addresses() if a not in IN_A_WORKSPACE and not a.startswith(OPEN) and a not in OF_A_PERSON]

    assert others == []
    assert len(IN_A_WORKSPACE) > 30


def test_anonymous_is_sent_to_sign_in(visiting: Visiting, client: Client) -> None:
    found = _asked(client, [visiting.address(pattern) for pattern in IN_A_WORKSPACE])

    assert [f for f in found if f[2] not in (302, 405)] == []
    assert all(f[3].headers["Location"].startswith("/enter/login/") for f in found if f[2] == 302)


def test_anonymous_scripts_are_told_that_the_session_ended(visiting: Visiting, client: Client) -> None:
    found = _asked(client, [visiting.address(pattern) for pattern in IN_A_WORKSPACE], {"HX-Request": "true"})

    assert [f for f in found if f[2] not in (401, 405)] == []


def test_a_stranger_finds_nothing(visiting: Visiting) -> None:
    stranger = visiting.client("stan@northlight.example")

    found = _asked(stranger, [visiting.address(pattern) for pattern in IN_A_WORKSPACE])

    assert [f for f in found if f[2] not in (404, 405)] == []


def test_an_id_of_another_workspace_is_not_found(visiting: Visiting) -> None:
    admin = visiting.client("ada@brightworks.example")
    patterns = [pattern for pattern in IN_A_WORKSPACE if pattern.count("<int:") > 1]

    found = _asked(admin, [address for pattern in patterns for address in visiting.foreign_addresses(pattern)])

    assert len(found) > 100
    assert [f for f in found if f[2] not in (404, 405)] == []


@pytest.mark.parametrize("role", MemberRole)
def test_each_role_gets_a_page_or_a_sentence(role: MemberRole, visiting: Visiting) -> None:
    member = visiting.client(visiting.email_of(role))

    found = _asked(member, [visiting.address(pattern) for pattern in IN_A_WORKSPACE], methods=("GET",))

    assert [f for f in found if f[2] not in (200, 303, 403, 405) and f[1] not in NOTHING_YET] == []
    assert [f[1] for f in found if f[2] == 403 and not REFUSED.search(_content(f[3]))] == []
    assert all(f[3].headers["Content-Security-Policy"].startswith(STRICT) for f in found)
    html = [f for f in found if "html" in f[3].headers.get("Content-Type", "")]
    assert [f[1] for f in html if SCRIPT in _content(f[3])] == []


@pytest.mark.parametrize("role", MemberRole)
def test_an_empty_form_is_answered_with_a_sentence(role: MemberRole, visiting: Visiting) -> None:
    member = visiting.client(visiting.email_of(role))

    # Whatever is sent with nothing in it: never a fault of ours.
    found = _asked(member, [visiting.address(pattern) for pattern in IN_A_WORKSPACE], methods=("POST", "PUT"))

    assert [f for f in found if f[2] not in (200, 204, 302, 303, 400, 403, 404, 405, 409, 422)] == []


def _asked(
    client: Client, addresses: list[str], headers: dict[str, str] | None = None, methods: tuple[str, ...] = METHODS
) -> list[tuple[str, str, int, HttpResponse]]:
    """Method, address, status and answer of every address, each asked with every method."""
    asked = [(method, address) for address in addresses for method in methods]
    answers = [(*pair, client.generic(*pair, headers=headers)) for pair in asked]
    return [(method, address, answer.status_code, answer) for method, address, answer in answers]


def _content(response: HttpResponse) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()
