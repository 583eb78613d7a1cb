"""Ctrl-K: accounts, pages and actions, of one's own workspace alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import LONG_AGO, Cast
from tests.doors.web.visiting import signed_up

from toprung.doors.web.jump.places import DEEDS, fits
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.lists.request import parse
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Member
from toprung.records.views.models import ListKind


def _asked(cast: Cast, text: str, role: MemberRole = MemberRole.CSM) -> list[dict[str, str]]:
    member = Member.objects.get(pk=int(cast.members[role].id), workspace=cast.workspace)
    client = Client()
    client.force_login(signed_up(member.email))
    response = client.get(f"/w/{cast.workspace.pk}/jump/", {"q": text})
    assert response.status_code == 200
    results: list[dict[str, str]] = response.json()["results"]
    return results


def _account(cast: Cast, name: str, external_id: str, **more: Any) -> Account:
    return Account.objects.create(
        workspace=cast.workspace, name=name, external_id=external_id, created_on=LONG_AGO, **more
    )


def test_anonymous_is_told_that_the_session_ended(cast: Cast, client: Client) -> None:
    response = client.get(f"/w/{cast.workspace.pk}/jump/", headers={"Accept": "application/json"})

    assert response.status_code == 401


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    client = Client()
    client.force_login(signed_up("stan@northlight.example"))

    assert client.get(f"/w/{cast.workspace.pk}/jump/", {"q": "harbor"}).status_code == 404


@pytest.mark.parametrize("role", MemberRole)
def test_every_role_finds_accounts_of_its_own_workspace_alone(cast: Cast, role: MemberRole) -> None:
    found = [place for place in _asked(cast, "harbor", role) if place["kind"] == "account"]

    assert [(p["label"], p["hint"]) for p in found] == [("Harbor Foods", "HF-1 · Chidi Mensah")]
    assert found[0]["href"] == f"/w/{cast.workspace.pk}/accounts/{cast.harbor.pk}/"


def test_actions_are_those_that_the_role_may_do(cast: Cast) -> None:
    assert [p["label"] for p in _asked(cast, "import", MemberRole.ADMIN)] == ["Import", "Import a file"]
    assert [p["label"] for p in _asked(cast, "import", MemberRole.VIEWER)] == ["Import"]


def test_an_exact_id_comes_first_then_names_that_begin_so(cast: Cast) -> None:
    _account(cast, "Big Acme", "X-1")
    _account(cast, "Acme Tools", "X-2")
    _account(cast, "Zebra", "acme")

    assert [p["label"] for p in _asked(cast, "acme")] == ["Zebra", "Acme Tools", "Big Acme"]


def test_letters_beyond_ascii_are_found_in_either_case(cast: Cast) -> None:
    _account(cast, "Österreich Werke", "X-1")

    assert _asked(cast, "österreich")[0]["label"] == "Österreich Werke"


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "\0", "a" * 5000, "<script>", "﷽"])
def test_awkward_letters_find_nothing_and_break_nothing(cast: Cast, text: str) -> None:
    assert [p for p in _asked(cast, text) if p["kind"] == "account" and text in "%_\\'<script>"] == []


def test_at_most_eight_and_two_queries_of_its_own(cast: Cast) -> None:
    Account.objects.bulk_create(
        Account(workspace=cast.workspace, name=f"Many {n}", external_id=f"M-{n}", created_on=LONG_AGO)
        for n in range(300)
    )
    with CaptureQueriesContext(connection) as queries:
        found = _asked(cast, "many")

    assert len(found) == 8
    assert sum("book_account" in query["sql"] for query in queries) <= 2


def test_nothing_typed_offers_pages_and_actions(cast: Cast) -> None:
    kinds = {p["kind"] for p in _asked(cast, "", MemberRole.ADMIN)}

    assert kinds == {"page", "action"}


@pytest.mark.parametrize(
    ("text", "name", "yes"),
    [
        ("", "Import", True),
        ("imp", "Import a file", True),
        ("fi im", "Import a file", True),
        ("ile", "Import a file", False),
    ],
)
def test_what_fits(text: str, name: str, yes: bool) -> None:
    assert fits(text, name) is yes


def test_the_lists_that_are_offered_are_understood() -> None:
    of_lists = [deed for deed in DEEDS if deed.query and deed.url == "accounts"]
    asked = {deed.label: parse(ListKind.ACCOUNTS, deed.query, known={}) for deed in of_lists}

    assert {label: read.request.filters for label, read in asked.items()} == {
        "Accounts on a hollow rung": (("hollow", ("yes",)),),
        "Accounts of mine": (("who", ("mine",)),),
    }


def test_an_account_that_is_surely_meant_brings_what_can_be_done_to_it(cast: Cast) -> None:
    labels = [p["label"] for p in _asked(cast, "harbor", MemberRole.SALES)]

    assert labels == ["Harbor Foods", "Write a note", "Record a touch", "Promise an outcome"]


def test_an_action_named_before_the_account(cast: Cast) -> None:
    _account(cast, "Harbor Freight", "X-1")

    found = _asked(cast, "measure harb")

    assert [(p["label"], p["hint"]) for p in found] == [
        ("Record a measurement", "Harbor Foods"),
        ("Record a measurement", "Harbor Freight"),
    ]
    assert found[0]["href"] == f"/w/{cast.workspace.pk}/accounts/{cast.harbor.pk}/measurements/new/"
    assert _asked(cast, "measure harb", MemberRole.VIEWER) == []
