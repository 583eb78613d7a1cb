"""Matching: rules edited, tried and saved, unmatched groups listed and linked."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.settings.browsing import words
from tests.doors.web.settings.forms import Sent, form_in
from tests.motion.intake.feed import Feed, of_group, track

from toprung.kernel.vocabulary import Equals, LooksAt
from toprung.motion import stores
from toprung.motion.intake.rematching import rematch_once
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.matching.actions import change_rules, link_group
from toprung.records.matching.queries import links, rules
from toprung.records.matching.rules import DEFAULT, Rule

HTMX = {"HX-Request": "true"}
BY_TENANT = Rule(LooksAt.PROPERTY, Equals.EXTERNAL_ID, "tenant")


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/w/{cast.workspace.pk}/settings/matching/"


def _form(client: Client, address: str) -> Sent:
    return form_in(client.get(address).content.decode(), "rules")


def _tenant(sent: Sent) -> Sent:
    return sent | {"looks_at.2": ["property"], "name.2": ["tenant"], "equals.2": ["external_id"]}


def test_anonymous_and_the_stranger(address: str, client: Client, sign_in: SignIn) -> None:
    for path in (address, f"{address}unmatched/", f"{address}accounts/", f"{address}links/"):
        assert client.get(path).status_code == 302
        assert sign_in("stan").get(path).status_code == 404


@pytest.mark.parametrize("name", ["lena", "chidi", "sam", "vera"])
def test_members_read_and_admins_change(name: str, address: str, sign_in: SignIn, feed: Feed, cast: Cast) -> None:
    member = sign_in(name)
    said = words(member.get(address))
    assert "2 events have no account yet, beside 1 that do." in said
    assert "The group’s id is the account’s id." in said
    assert "An admin changes these." in said
    assert "acme" in words(member.get(f"{address}unmatched/", headers=HTMX))
    for path, fields in (("", {"do": "save"}), ("", {"do": "try"}), ("links/", {"group": "acme", "account": "HF-1"})):
        assert member.post(f"{address}{path}", fields).status_code == 403
    assert rules(cast.workspace) == DEFAULT
    assert not links(cast.workspace).exists()


def test_rules_are_moved_added_and_taken_out_without_saving(address: str, sign_in: SignIn, cast: Cast) -> None:
    ada = sign_in("ada")
    sent = _form(ada, address)

    def after(do: str) -> list[str]:
        part = ada.post(address, sent | {"do": do}, headers=HTMX).content.decode()
        assert "<html" not in part
        form = form_in(part, "rules")
        return [form[f"looks_at.{n}"][0] for n in range(12) if f"looks_at.{n}" in form]

    assert after("down.0") == after("up.1") == ["email", "group_id"]
    assert after("up.0") == after("down.1") == after("up.99") == after("nonsense") == ["group_id", "email"]
    assert after("remove.0") == ["email"]
    assert after("add") == ["group_id", "email", ""]
    # Without a script the whole page comes back, with what was typed.
    assert "<html" in ada.post(address, sent | {"do": "add"}).content.decode()
    assert rules(cast.workspace) == DEFAULT


def test_tried_before_saved(address: str, sign_in: SignIn, feed: Feed, cast: Cast) -> None:
    upsert_accounts(cast.workspace, [AccountDraft("NB-2", name="Nordbygg")], by=cast.admin, now=NOW)
    feed.send(track(number="t1", user="u7", properties={"tenant": "NB-2"}))
    feed.load()
    ada = sign_in("ada")
    sent = _tenant(_form(ada, address))

    said = words(ada.post(address, sent | {"do": "try"}, headers=HTMX))
    # Four events came: HF-1's, two of acme, and u7's, which the tenant tells. Three of them wait.
    assert "Of the last 4 events, 2 would find an account (1 now). Of the 3 events without an account, 1 would" in said
    assert "Nordbygg NB-2 0 1 differs" in said
    assert "Still without an account: 1 group or user" in said
    assert rules(cast.workspace) == DEFAULT

    said = words(ada.post(address, sent | {"do": "save"}, follow=True))
    assert "The rules are in force" in said
    assert rules(cast.workspace) == (*DEFAULT, BY_TENANT)
    assert rematch_once(NOW) == 1
    assert "Nothing differs." in words(ada.post(address, _form(ada, address) | {"do": "save"}, follow=True))


def test_rules_that_cannot_be_are_said_and_stay_typed(address: str, sign_in: SignIn, cast: Cast) -> None:
    ada = sign_in("ada")
    sent = _form(ada, address)
    for wrong, said in (
        ({"looks_at.2": ["property"], "name.2": [""], "equals.2": ["external_id"]}, "say which, by its name"),
        ({"looks_at.2": ["email"], "name.2": [""], "equals.2": [""]}, "Rule 3 is not complete"),
        ({"looks_at.2": ["email"], "name.2": [""], "equals.2": ["account_name"]}, "compare that with"),
        ({"looks_at.0": [""], "equals.0": [""], "looks_at.1": [""], "equals.1": [""]}, "Keep at least one"),
    ):
        for do in ("save", "try"):
            answer = ada.post(address, sent | wrong | {"do": do})
            assert answer.status_code == 422
            assert said in words(answer)
            typed = form_in(answer.content.decode(), "rules")
            assert {name: typed[name] for name in wrong} == wrong
    assert rules(cast.workspace) == DEFAULT


def test_two_who_edit_at_once_see_both(address: str, sign_in: SignIn, cast: Cast) -> None:
    ada = sign_in("ada")
    sent = _tenant(_form(ada, address))
    change_rules(cast.workspace, DEFAULT[:1], by=cast.admin, now=NOW)

    answer = ada.post(address, sent | {"do": "save"})
    assert answer.status_code == 422
    said = words(answer)
    assert "Someone else changed this while you were writing" in said
    assert rules(cast.workspace) == DEFAULT[:1]
    again = form_in(answer.content.decode(), "rules")
    ada.post(address, again | {"do": "save"})
    assert rules(cast.workspace) == (*DEFAULT, BY_TENANT)


def test_an_unmatched_group_is_linked_and_its_events_follow(
    address: str, sign_in: SignIn, feed: Feed, cast: Cast
) -> None:
    feed.send({"type": "group", "userId": "u2", "groupId": "acme", "traits": {"name": "Acme Europe"}})
    feed.load()
    ada = sign_in("ada")
    part = ada.get(f"{address}unmatched/", headers=HTMX).content.decode()
    assert "acme group “Acme Europe” 2 no account is on file" in words(ada.get(f"{address}unmatched/", headers=HTMX))
    [version] = re.findall(r"unmatched/\?have=([^\"]+)\"", part)
    assert ada.get(f"{address}unmatched/?have={version}", headers=HTMX).status_code == 204

    sent = form_in(part, "links") | {"account": ["harbor foods"]}
    assert sent["group"] == ["acme"]
    said = words(ada.post(f"{address}links/", sent, follow=True))
    assert "Events of “acme” go to Harbor Foods" in said
    assert "acme Harbor Foods 31 Mar 2026, 12:00 by Ada Osei" in said
    assert "That was saved already." in words(ada.post(f"{address}links/", sent, follow=True))
    assert "2 events have found an account" in words(ada.get(f"{address}unmatched/?have={version}", headers=HTMX))

    assert rematch_once(NOW) == 2
    assert "every event has its account" in words(ada.get(f"{address}unmatched/", headers=HTMX))
    assert "Every one of 3 events has its account." in words(ada.get(address))


def test_a_link_is_taken_back(address: str, sign_in: SignIn, cast: Cast) -> None:
    made = link_group(cast.workspace, "acme", "HF-1", by=cast.admin, now=NOW)
    assert sign_in("lena").post(f"{address}links/{made.pk}/").status_code == 403
    said = words(sign_in("ada").post(f"{address}links/{made.pk}/", follow=True))
    assert "The rules alone decide about “acme” again." in said
    assert not links(cast.workspace).exists()
    assert sign_in("ada").post(f"{address}links/{made.pk}/").status_code == 404


def test_an_account_that_is_not_clear_is_asked_for(address: str, sign_in: SignIn, cast: Cast) -> None:
    drafts = [AccountDraft("NB-2", name="Harbor Foods"), AccountDraft("NB-3", name="Harbour")]
    upsert_accounts(cast.workspace, drafts, by=cast.admin, now=NOW)
    ada = sign_in("ada")
    for typed, said in (
        ("Harbor Foods", "Several accounts are called “Harbor Foods”"),
        ("Harbo", "No account is called “Harbo”. Is it one of these?"),
        ("zzz", "No account is called “zzz”. Look at its id"),
        (" ", "Say which account"),
    ):
        answer = ada.post(f"{address}links/", {"group": "acme", "account": typed})
        assert answer.status_code == 422
        assert said in words(answer)
        assert 'value="acme"' in answer.content.decode()
    assert ada.post(f"{address}links/", {"group": " ", "account": "HF-1"}).status_code == 422
    assert not links(cast.workspace).exists()


def test_accounts_are_offered_as_they_are_typed(address: str, sign_in: SignIn, cast: Cast) -> None:
    ada = sign_in("ada")
    offered = ada.get(f"{address}accounts/?account=harb").content.decode()
    assert offered.strip() == '<option value="HF-1">Harbor Foods</option>'
    assert ada.get(f"{address}accounts/").content.decode().strip() == ""


def test_a_lake_that_cannot_be_read_is_said(address: str, sign_in: SignIn, feed: Feed) -> None:
    for entry in stores.lake().folder.glob("*/_delta_log/*.json"):
        entry.write_text("{")
    assert "The events&#x27; store cannot be read" in words(sign_in("ada").get(address))
    assert "The events&#x27; store cannot be read" in words(sign_in("ada").get(f"{address}unmatched/", headers=HTMX))


def test_queries_do_not_grow_with_groups_and_links(address: str, sign_in: SignIn, feed: Feed, cast: Cast) -> None:
    ada = sign_in("ada")

    def asked(path: str) -> int:
        ada.get(path, headers=HTMX)
        with CaptureQueriesContext(connection) as found:
            ada.get(path, headers=HTMX)
        return len(found)

    link_group(cast.workspace, "first", "HF-1", by=cast.admin, now=NOW)
    few = asked(address), asked(f"{address}unmatched/")
    for number in range(60):
        link_group(cast.workspace, f"linked {number}", "HF-1", by=cast.admin, now=NOW)
    feed.send(*(track(number=f"n{number}", **of_group(f"group {number}")) for number in range(80)))
    feed.load()
    assert (asked(address), asked(f"{address}unmatched/")) <= (few[0] + 1, few[1])
    said = words(ada.get(f"{address}unmatched/", headers=HTMX))
    assert "of 81 groups and users without an account; those with most events are shown" in said
