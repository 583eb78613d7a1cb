"""The page of a policy: what it shows, what a change would do, saving it, and whether it came so."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.settings.browsing import words
from tests.doors.web.settings.forms import Sent, form_in
from tests.motion.book import Book

from toprung.doctrine.policy import policy_for
from toprung.doors.web.settings import looks, policy
from toprung.motion.evaluation.models import AccountState
from toprung.motion.preview import preview_policy
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.book.actions import change_policy
from toprung.records.book.models import Segment
from toprung.records.book.queries import segment
from toprung.records.journal.queries import entries


@pytest.fixture
def held(book: Book) -> Segment:
    return segment(book.workspace, "Mid-Market")


@pytest.fixture
def address(held: Segment) -> str:
    return f"/w/{held.workspace_id}/settings/segments/{held.pk}/policy/"


@pytest.fixture
def lena(sign_in: SignIn) -> Client:
    return sign_in("lena")


def shown_form(browser: Client, address: str) -> Sent:
    return form_in(browser.get(address).content.decode(), "policy-form")


def looked(browser: Client, address: str, sent: Sent, **more: str) -> str:
    return words(browser.post(f"{address}preview/", {**sent, **more}, headers={"HX-Request": "true"}))


def test_anonymous_and_the_stranger(address: str, client: Client, sign_in: SignIn) -> None:
    assert client.get(address).status_code == 302
    for path in (address, f"{address}preview/", f"{address}row/", f"{address}changes/1/"):
        assert sign_in("stan").get(path).status_code in (404, 405)
        assert sign_in("stan").post(path).status_code in (404, 405)


@pytest.mark.parametrize("name", ["chidi", "sam", "vera"])
def test_who_may_not_change_it_reads_it(address: str, held: Segment, sign_in: SignIn, name: str) -> None:
    browser = sign_in(name)
    page = browser.get(address)
    assert "A leader or an admin changes these numbers." in words(page)
    assert 'name="oar_days"' not in page.content.decode()
    for path in (address, f"{address}preview/", f"{address}row/"):
        assert browser.post(path, {"oar_days": "60"}).status_code == 403
    held.refresh_from_db()
    assert held.settings == {}


def test_another_workspaces_segment_is_not_there(cast: Cast, address: str, lena: Client) -> None:
    theirs = Segment.objects.create(workspace=cast.elsewhere, name="Theirs")
    foreign = f"/w/{cast.workspace.pk}/settings/segments/{theirs.pk}/policy/"
    for path in (foreign, f"{foreign}preview/", f"{foreign}row/", f"{foreign}changes/1/"):
        assert lena.get(path).status_code in (404, 405)
        assert lena.post(path).status_code in (404, 405)


def test_every_number_stands_with_its_meaning_bounds_and_default(address: str, lena: Client) -> None:
    said = words(lena.get(address))
    assert "All 46 numbers are as by default." in said
    assert "Rung 1: active within At least one qualifying event in this many days. From 1 to 3,650." in said
    assert "Default: 28 days" in said
    assert "Default: team lead and manager" in said
    assert "or empty for off" in said


def test_sent_back_as_it_is_nothing_is_changed(address: str, lena: Client, held: Segment) -> None:
    response = lena.post(address, shown_form(lena, address), follow=True)
    assert "Nothing differs from what was on file." in words(response)
    assert not entries(held.workspace).filter(verb="change_policy").exists()


def test_a_look_tells_what_would_change_and_saves_nothing(address: str, lena: Client, held: Segment) -> None:
    said = looked(lena, address, {**shown_form(lena, address), "validators": ["manager"]})
    assert "1 of 1 account would change: 1 would stand on another rung" in said
    assert "1 would owe or no longer owe an answer to a result check" in said
    assert "Harbor Foods" in said
    assert "EUR 28,800" in said
    assert "3 Outcome → to 4 Measurable result" in said
    assert "OAR validated 0% (0 of 1) 100% (1 of 1)" in said
    held.refresh_from_db()
    assert held.settings == {}


def test_another_window_is_another_definition(address: str, lena: Client) -> None:
    said = looked(lena, address, {**shown_form(lena, address), "oar_days": ["60"]})
    assert "Another W is another definition: the two are not compared" in said
    assert "OAR measured 100% (1 of 1) 0% (0 of 1)" in said


def test_looking_at_what_does_not_fit(address: str, lena: Client) -> None:
    sent = shown_form(lena, address)
    assert "1 number does not fit yet" in looked(lena, address, {**sent, "oar_days": ["12 weeks"]})
    said = looked(lena, address, {**sent, "amber_from": ["90"]})
    assert "“Amber from” cannot exceed “Green from”: lower the one or raise the other." in said
    assert "Nothing differs from what is on file." in looked(lena, address, sent)


def test_without_a_script_the_page_itself_shows_the_look(address: str, lena: Client, held: Segment) -> None:
    response = lena.post(address, {**shown_form(lena, address), "validators": ["manager"], "look": "1"})
    assert response.status_code == 200
    assert "1 of 1 account would change" in words(response)
    assert form_in(response.content.decode(), "policy-form")["validators"] == ["manager"]
    held.refresh_from_db()
    assert held.settings == {}


def test_saved_it_comes_as_foreseen(address: str, lena: Client, held: Segment) -> None:
    foreseen = preview_policy(held.workspace, held.name, {"validators": "manager"}, held.workspace.day_of(NOW))
    response = lena.post(address, {**shown_form(lena, address), "validators": ["manager"]}, follow=True)
    said = words(response)
    assert "Policy saved." in said
    assert "1 account is judged by the policy Lena Vogt saved on 31 Mar 2026, 12:00" in said
    assert "1 of 1 account would change: 1 would stand on another rung" in said
    assert "So it came." in said
    (state,) = AccountState.objects.filter(workspace=held.workspace, segment=held.name)
    told = {move.what: move.after for move in foreseen.changes[0].moves}
    assert (state.rung, state.health, state.check_state) == (told["rung"], told["health"], told["check"])
    held.refresh_from_db()
    assert held.settings == {"validators": "manager"}
    # Sent on without the address of the change there is nothing more to follow, once the book has come to it.
    bring_up_to_date(held.workspace, NOW)
    assert "So it came." not in words(lena.get(address))


def test_a_large_segment_is_judged_by_the_worker(
    address: str, lena: Client, held: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "_JUDGED_AT_ONCE", 0)
    page = lena.post(address, {**shown_form(lena, address), "validators": ["manager"]}, follow=True)
    assert "0 of 1 account done" in words(page)
    (fragment,) = re.findall(r'hx-get="([^"]+/changes/\d+/)"', page.content.decode())
    assert "0 of 1 account done" in words(lena.get(fragment, headers={"HX-Request": "true"}))
    assert "is being judged" in words(lena.get(address))
    bring_up_to_date(held.workspace, NOW)
    settled = lena.get(fragment, headers={"HX-Request": "true"})
    assert "So it came." in words(settled)
    assert "hx-trigger" not in settled.content.decode()
    assert lena.get(fragment.replace("changes/", "changes/9")).status_code == 404


def test_what_came_otherwise_is_said(
    address: str, lena: Client, book: Book, held: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "_JUDGED_AT_ONCE", 0)
    page = lena.post(address, {**shown_form(lena, address), "validators": ["manager"]}, follow=True)
    (fragment,) = re.findall(r'hx-get="([^"]+/changes/\d+/)"', page.content.decode())
    denied = "account,outcome,stakeholder,verdict,occurred_on,how\nHF-1,close,Mina Sato,no,2026-03-30,call\n"
    book.bring("attestations", denied)
    bring_up_to_date(held.workspace, NOW)
    said = words(lena.get(fragment))
    assert "1 account stands otherwise, because something else happened to it since." in said
    assert "result lapsing → to disputed" in said


def test_piece_by_piece_it_is_the_same(
    address: str, lena: Client, book: Book, held: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.bring("accounts", "account,segment\nNB-2,Mid-Market\nEN-3,Mid-Market\n")
    sent = {**shown_form(lena, address), "validators": ["buyer"]}
    whole = looked(lena, address, sent)
    assert "of 3 accounts would change" in whole
    monkeypatch.setattr(looks, "SLICE", 1)
    monkeypatch.setattr(looks, "AT_ONCE", 2)
    looks.cache.clear()
    assert "This segment has 3 accounts: looking at all of them takes about 1 second" in looked(lena, address, sent)
    assert "1 account looked at, 2 to go" in looked(lena, address, sent, look="1")
    assert "2 accounts looked at, 1 to go" in looked(lena, address, sent, go_on="1")
    assert looked(lena, address, sent, go_on="1") == whole
    # Done once, it is shown again without looking.
    assert looked(lena, address, sent) == whole


def test_two_people_at_different_numbers(address: str, lena: Client, sign_in: SignIn, held: Segment) -> None:
    ada = sign_in("ada")
    hers, his = shown_form(ada, address), shown_form(lena, address)
    ada.post(address, {**hers, "fresh_days": ["60"]})
    response = lena.post(address, {**his, "stands_days": ["200"]}, follow=True)
    assert "Policy saved." in words(response)
    held.refresh_from_db()
    assert held.settings == {"fresh_days": "60", "stands_days": "200"}


def test_two_people_at_one_number(address: str, lena: Client, sign_in: SignIn, held: Segment) -> None:
    ada = sign_in("ada")
    hers, his = shown_form(ada, address), shown_form(lena, address)
    ada.post(address, {**hers, "fresh_days": ["60"], "stands_days": ["300"]})
    mine = {**his, "fresh_days": ["45"], "oar_days": ["80"]}
    assert "Someone else changed this while you were writing" in looked(lena, address, mine)
    response = lena.post(address, mine)
    assert response.status_code == 422
    said = words(response)
    assert "A result is fresh for 60 days 45 days" in said
    assert "On file now: 60 days" in said
    held.refresh_from_db()
    assert held.settings == {"fresh_days": "60", "stands_days": "300"}
    again = form_in(response.content.decode(), "policy-form")
    # What she typed is kept, and what she left alone is as it is on file by now.
    assert (again["fresh_days"], again["oar_days"], again["stands_days"]) == (["45"], ["80"], ["300"])
    lena.post(address, again)
    held.refresh_from_db()
    assert held.settings == {"fresh_days": "45", "oar_days": "80", "stands_days": "300"}


def test_the_same_number_to_the_same_value_is_no_conflict(
    cast: Cast, address: str, lena: Client, held: Segment
) -> None:
    his = shown_form(lena, address)
    change_policy(held, {"fresh_days": "60"}, by=cast.admin, now=NOW)
    assert "Nothing differs" in words(lena.post(address, {**his, "fresh_days": ["60"]}, follow=True))


def test_sent_twice_it_is_saved_once(address: str, lena: Client, held: Segment) -> None:
    sent = {**shown_form(lena, address), "fresh_days": ["60"]}
    lena.post(address, sent)
    assert "on file" in words(lena.post(address, sent, follow=True))
    assert entries(held.workspace).filter(verb="change_policy").count() == 1


def test_back_to_the_default(cast: Cast, address: str, lena: Client, held: Segment) -> None:
    change_policy(held, {"fresh_days": "60"}, by=cast.admin, now=NOW)
    page = lena.get(address)
    assert "1 of 46 numbers differs from the default." in words(page)
    sent = form_in(page.content.decode(), "policy-form")
    row = lena.post(f"{address}row/", {**sent, "reset": "fresh_days"}, headers={"HX-Request": "true"})
    assert 'value="90"' in row.content.decode()
    assert row.headers["HX-Trigger-After-Settle"] == "policy-changed"
    plain = lena.post(address, {**sent, "reset": "fresh_days", "oar_days": ["70"]})
    again = form_in(plain.content.decode(), "policy-form")
    assert (again["fresh_days"], again["oar_days"]) == (["90"], ["70"])
    held.refresh_from_db()
    assert held.settings == {"fresh_days": "60"}
    lena.post(address, {**sent, "fresh_days": ["90"]})
    held.refresh_from_db()
    assert held.settings == {}
    assert lena.post(f"{address}row/", {"reset": "no_such"}).status_code == 422


@pytest.mark.parametrize("typed", ["", "1e9", "0.5", "-", "12 weeks", "<script>alert(1)</script>", "99999999999", "0"])
def test_awkward_numbers_are_refused_and_kept(address: str, lena: Client, held: Segment, typed: str) -> None:
    response = lena.post(address, {**shown_form(lena, address), "oar_days": [typed], "fresh_days": ["60"]})
    assert response.status_code == 422
    page = response.content.decode()
    assert "a whole number of days from 1 to 3,650." in words(response).replace("Write a", "write a")
    assert "<script>alert" not in page
    assert form_in(page, "policy-form")["oar_days"] == [typed]
    assert form_in(page, "policy-form")["fresh_days"] == ["60"]
    held.refresh_from_db()
    assert held.settings == {}


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("adoption_users", "1,200", "1200"),
        ("adoption_users", " 12 users ", "12"),
        ("oar_days", "120 Days", "120"),
        ("outcome_share", "30", "0.3"),
        ("outcome_share", "12,5 %", "0.125"),
        ("executive_days", "", "off"),
        ("executive_days", "30", "30"),
        ("rhythm", "month", "month"),
    ],
)
def test_numbers_as_people_type_them(
    address: str, lena: Client, held: Segment, name: str, typed: str, kept: str
) -> None:
    lena.post(address, {**shown_form(lena, address), name: [typed]})
    held.refresh_from_db()
    assert held.settings == {name: kept}
    assert policy_for(held.name, held.settings)
    assert "Nothing differs" in words(lena.post(address, shown_form(lena, address), follow=True))


def test_off_seasons(address: str, lena: Client, held: Segment) -> None:
    sent = shown_form(lena, address)
    season = {"season_first_day": ["1", ""], "season_first_month": ["7", ""]}
    rest = {"season_last_day": ["31", ""], "season_last_month": ["8", ""]}
    lena.post(address, {**sent, **season, **rest})
    held.refresh_from_db()
    assert held.settings == {"off_season": "07-01..08-31"}
    again = shown_form(lena, address)
    assert (again["season_first_day"], again["season_first_month"]) == (["1", ""], ["7", ""])
    assert "differs" in words(lena.get(address))
    for wrong in ({"season_last_day": ["", ""]}, {"season_last_day": ["32", ""]}, {"season_last_month": ["9", "3"]}):
        response = lena.post(address, {**again, "season_last_month": ["9", ""], "season_last_day": ["31", ""], **wrong})
        assert response.status_code == 422
        assert "off season" in words(response) or "calendar" in words(response)
    cleared = {name: [""] for name in again if name.startswith("season_")}
    lena.post(address, {**again, **cleared})
    held.refresh_from_db()
    assert held.settings == {}


def test_no_role_at_all(address: str, lena: Client) -> None:
    sent = shown_form(lena, address)
    del sent["validators"]
    response = lena.post(address, sent)
    assert response.status_code == 422
    assert "Choose at least one role" in words(response)
    strange = lena.post(address, {**sent, "validators": ["<b>king</b>"]})
    assert strange.status_code == 422
    assert "<b>king" not in strange.content.decode()


def test_a_segment_of_an_import_is_looked_at_by_saving(cast: Cast, lena: Client, book: Book) -> None:
    odd = Segment.objects.create(workspace=cast.workspace, name="<i>Odd</i>", flagged=True)
    address = f"/w/{cast.workspace.pk}/settings/segments/{odd.pk}/policy/"
    page = lena.get(address)
    assert "Made by an import: look at its policy" in words(page)
    assert "<i>Odd" not in page.content.decode()
    lena.post(address, form_in(page.content.decode(), "policy-form"))
    odd.refresh_from_db()
    assert not odd.flagged


def test_a_form_without_what_it_showed(address: str, lena: Client, held: Segment) -> None:
    sent = shown_form(lena, address)
    response = lena.post(address, {**sent, "seen": ["forged"], "oar_days": ["60"]})
    assert response.status_code == 422
    assert "does not say what it showed" in words(response)
    held.refresh_from_db()
    assert held.settings == {}


def test_the_page_asks_the_database_little(
    address: str, lena: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    lena.get(address)
    with django_assert_max_num_queries(12):
        lena.get(address)
