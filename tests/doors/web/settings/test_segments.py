"""Segments: the list, adding and renaming, and what a result is in each."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.settings.browsing import words
from tests.doors.web.settings.forms import form_in
from tests.motion.book import Book

from toprung.records.book.actions import ResultDefinition, change_policy, write_result_definition
from toprung.records.book.models import Segment
from toprung.records.book.queries import segment, segments
from toprung.records.journal.queries import entries

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def start(cast: Cast) -> str:
    return f"/w/{cast.workspace.pk}/settings/"


@pytest.fixture
def smb(cast: Cast) -> Segment:
    return segment(cast.workspace, "SMB")


@pytest.fixture
def address(start: str, smb: Segment) -> str:
    return f"{start}segments/{smb.pk}/"


@pytest.fixture
def lena(sign_in: SignIn) -> Client:
    return sign_in("lena")


def test_anonymous_and_the_stranger(start: str, address: str, client: Client, sign_in: SignIn) -> None:
    for path in (start, f"{start}segments/", address, f"{address}name/", f"{address}looked/"):
        assert client.get(path).status_code in (302, 405)
        assert sign_in("stan").get(path).status_code in (404, 405)
        assert sign_in("stan").post(path).status_code in (404, 405)


@pytest.mark.parametrize("name", ["chidi", "sam", "vera"])
def test_who_may_not_change_them_reads_them(start: str, address: str, sign_in: SignIn, name: str) -> None:
    browser = sign_in(name)
    assert "A leader or an admin adds segments" in words(browser.get(start))
    assert "A leader or an admin writes it" in words(browser.get(address))
    assert "<textarea" not in browser.get(address).content.decode()
    for path in (f"{start}segments/", address, f"{address}name/", f"{address}looked/"):
        assert browser.post(path, {"name": "Mine", "statement": "x"}).status_code == 403


def test_a_segment_of_another_workspace(cast: Cast, start: str, lena: Client) -> None:
    theirs = Segment.objects.create(workspace=cast.elsewhere, name="Theirs")
    for path in ("", "name/", "looked/"):
        assert lena.get(f"{start}segments/{theirs.pk}/{path}").status_code in (404, 405)
        assert lena.post(f"{start}segments/{theirs.pk}/{path}").status_code in (404, 405)


def test_the_list_says_who_is_in_them(start: str, lena: Client, book: Book) -> None:
    said = words(lena.get(start))
    assert "3 of 3 segments do not say yet what a result is." in said
    assert "As of 31 Mar 2026" in said
    assert "SMB 1 EUR 3,600" in said
    assert "Enterprise 1 EUR 102,000" in said
    book.bring("accounts", "account,name\nNO-1,Nowhere\n")
    book.evaluate()
    assert "Unassigned" not in words(lena.get(start))  # a prospect is no customer
    book.bring("accounts", "account,go_live_on\nNO-1,2026-01-01\n")
    book.evaluate()
    assert "Unassigned 1" in words(lena.get(start))


def test_those_that_an_import_made_come_first(start: str, lena: Client, book: Book) -> None:
    book.bring("accounts", f"account,name,segment\nOD-1,Odd,{SCRIPT}\n")
    page = lena.get(start)
    said = words(page)
    assert "1 segment was made by an import and waits for someone to look at the policy." in said
    assert said.index("&lt;script&gt;") < said.index("Enterprise")
    assert SCRIPT not in page.content.decode()
    odd = segment(book.workspace, SCRIPT)
    lena.post(f"{start}segments/{odd.pk}/looked/")
    odd.refresh_from_db()
    assert not odd.flagged


def test_numbers_that_differ_are_counted(cast: Cast, start: str, lena: Client, smb: Segment) -> None:
    change_policy(smb, {"oar_days": "60", "fresh_days": "60"}, by=cast.leader, now=NOW)
    assert "2 numbers differ from the default" in words(lena.get(start))


def test_adding_one(start: str, lena: Client, cast: Cast) -> None:
    sent = form_in(lena.get(start).content.decode(), "segments/")
    response = lena.post(f"{start}segments/", {**sent, "name": "Public sector"}, follow=True)
    assert "Segment “Public sector” added." in words(response)
    again = lena.post(f"{start}segments/", {**sent, "name": "Public sector"}, follow=True)
    assert "That was saved already." in words(again)
    assert segments(cast.workspace).count() == 4
    for name in ("", "smb", "Unassigned", "x" * 101):
        assert lena.post(f"{start}segments/", {"name": name}).status_code == 422
    taken = lena.post(f"{start}segments/", {"name": "smb"})
    assert "There is a segment “smb” already" in words(taken)


def test_renaming_one(start: str, address: str, lena: Client, smb: Segment, cast: Cast) -> None:
    sent = form_in(lena.get(address).content.decode(), "name/")
    assert "The segment is “Small” now." in words(lena.post(f"{address}name/", {**sent, "name": "Small"}, follow=True))
    late = lena.post(f"{address}name/", {**sent, "name": "Tiny"})
    assert late.status_code == 422
    assert "It was renamed to “Small” meanwhile." in words(late)
    again = form_in(late.content.decode(), "name/")
    assert again["name"] == ["Tiny"]
    lena.post(f"{address}name/", again)
    smb.refresh_from_db()
    assert smb.name == "Tiny"
    for name in ("", "Enterprise", SCRIPT * 10):
        refused = lena.post(f"{address}name/", {**form_in(lena.get(address).content.decode(), "name/"), "name": name})
        assert refused.status_code == 422
        assert SCRIPT not in refused.content.decode()


def test_writing_a_definition(address: str, lena: Client, smb: Segment) -> None:
    page = lena.get(address)
    assert "Nobody has written yet what a result is" in words(page)
    assert "One operational win" in words(page)
    sent = form_in(page.content.decode(), address)
    written = {**sent, "statement": SCRIPT, "scope": f"{SCRIPT}\r\ntwo lines", "achieved_when": SCRIPT, "owner": SCRIPT}
    response = lena.post(address, written, follow=True)
    assert "Result definition saved." in words(response)
    assert SCRIPT not in response.content.decode()
    smb.refresh_from_db()
    assert (smb.result_statement, smb.result_scope) == (SCRIPT, f"{SCRIPT}\ntwo lines")
    assert "Nothing differs" in words(
        lena.post(address, form_in(lena.get(address).content.decode(), address), follow=True)
    )
    empty = lena.post(address, {**form_in(lena.get(address).content.decode(), address), "statement": " "})
    assert empty.status_code == 422
    assert form_in(empty.content.decode(), address)["owner"] == [SCRIPT]


def test_a_definition_sent_twice(address: str, lena: Client, cast: Cast) -> None:
    sent = {**form_in(lena.get(address).content.decode(), address), "statement": "A win"}
    lena.post(address, sent)
    assert "That was saved already." in words(lena.post(address, sent, follow=True))
    assert entries(cast.workspace).filter(verb="write_result_definition").count() == 1


def test_two_people_at_one_definition(cast: Cast, address: str, lena: Client, smb: Segment) -> None:
    write_result_definition(smb, ResultDefinition("First", "wide", "soon", "Ada"), by=cast.admin, now=NOW)
    sent = form_in(lena.get(address).content.decode(), address)
    write_result_definition(smb, ResultDefinition(statement="Hers", owner="Lena"), by=cast.admin, now=NOW)
    # another field: both are kept
    lena.post(address, {**sent, "scope": "narrow"})
    smb.refresh_from_db()
    assert (smb.result_statement, smb.result_scope, smb.result_owner) == ("Hers", "narrow", "Lena")
    # the same one: both are shown
    late = lena.post(address, {**sent, "statement": "His"})
    assert late.status_code == 422
    assert "Statement Hers His" in words(late)
    again = form_in(late.content.decode(), address)
    assert (again["statement"], again["scope"], again["owner"]) == (["His"], ["narrow"], ["Lena"])
    lena.post(address, again)
    smb.refresh_from_db()
    assert (smb.result_statement, smb.result_owner) == ("His", "Lena")
