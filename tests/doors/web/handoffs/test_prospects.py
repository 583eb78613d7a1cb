"""A seller adds a prospect on screen, and edits it until the signature."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.looking import words
from tests.doors.web.visiting import SCRIPT

from toprung.kernel.vocabulary import MemberRole
from toprung.motion.upkeep import refresh
from toprung.records.book.actions import upsert_contracts
from toprung.records.book.drafts import ContractDraft
from toprung.records.book.models import Account
from toprung.records.journal.models import Entry
from toprung.records.tenancy.permissions import ALLOWED, Verb

pytestmark = pytest.mark.usefixtures("in_spring")
GIVEN = {"name": "Larch Foods", "segment": "SMB", "seller": "Sam Keller", "signature_expected_on": "2026-05-29"}
WHO = {
    MemberRole.ADMIN: "ada",
    MemberRole.LEADER: "lena",
    MemberRole.CSM: "chidi",
    MemberRole.SALES: "sam",
    MemberRole.VIEWER: "vera",
}


def url(cast: Cast, name: str, *keys: int) -> str:
    return reverse(name, args=[cast.workspace.pk, *keys])


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return words(answer.content.decode())


def added(client: Client, cast: Cast, **other: str) -> Account:
    answer = client.post(url(cast, "prospect_new"), {**GIVEN, **other})
    assert answer.status_code == 303, words(answer.content.decode())
    held = Account.objects.latest("pk")
    assert answer.headers["Location"] == url(cast, "account_handoff", held.pk)
    return held


def seen(client: Client, address: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return unescape(found.group(1))


def test_anonymous_and_strangers(cast: Cast, sign_in: SignIn, client: Client) -> None:
    assert client.post(url(cast, "prospect_new"), GIVEN).status_code == 302
    assert sign_in("stan").post(url(cast, "prospect_new"), GIVEN).status_code == 404
    assert not Account.objects.filter(name="Larch Foods").exists()


@pytest.mark.parametrize("role", list(MemberRole))
def test_who_may_is_offered_it_and_nobody_else(cast: Cast, sign_in: SignIn, role: MemberRole) -> None:
    client, may = sign_in(WHO[role]), role in ALLOWED[Verb.WRITE_PROSPECT]
    for page in ("handoffs", "accounts"):
        assert ("Add a prospect" in read(client, url(cast, page))) is may
    assert client.get(url(cast, "prospect_new")).status_code == (200 if may else 403)
    assert client.post(url(cast, "prospect_new"), GIVEN).status_code == (303 if may else 403)
    assert Account.objects.filter(name="Larch Foods").exists() is may


def test_a_seller_adds_a_prospect_and_the_gate_is_there_at_once(cast: Cast, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    form = sam.get(url(cast, "prospect_new")).content.decode()
    assert 'name="seller" value="Sam Keller"' in form, "the seller's own name stands there"
    held = added(sam, cast)
    assert (held.external_id, held.seller) == ("larch-foods", "Sam Keller")
    page = read(sam, url(cast, "account_handoff", held.pk))
    assert "Larch Foods is on the book: write the outcome they would buy for." in page
    assert "Larch Foods has not signed yet: 12 of 12 pieces are missing." in page
    listed = read(sam, url(cast, "handoffs"))
    assert "1 prospect is before signature." in listed
    assert "Larch Foods SMB · no owner" in listed
    assert "29 May 2026 in 59 days" in listed
    facts = read(sam, url(cast, "account", held.pk))
    assert "Seller SK Sam Keller" in facts
    assert "Signature expected 29 May 2026 in 59 days" in facts
    assert 'name="promised_by" value="Sam Keller"' in sam.get(url(cast, "outcome_new", held.pk)).content.decode()


def test_prospects_stand_in_the_order_in_which_they_are_to_sign(cast: Cast, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    for name, day in (("Undated", ""), ("Later", "2026-08-01"), ("Soon", "2026-04-02"), ("Late", "2026-03-30")):
        added(sam, cast, name=name, signature_expected_on=day)
    page = read(sam, url(cast, "handoffs"))
    places = [page.index(f"{name} SMB") for name in ("Late", "Soon", "Later", "Undated")]
    assert places == sorted(places)
    assert "30 Mar 2026 late: 1 day ago" in page
    assert "Late SMB" in read(sam, url(cast, "handoffs") + "?who=mine")
    assert "Late SMB" not in read(sign_in("chidi"), url(cast, "handoffs") + "?who=mine&show=before_signature")


def test_two_of_one_name_get_ids_of_their_own_and_a_given_id_is_kept(cast: Cast, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    ids = [added(sam, cast).external_id, added(sam, cast).external_id, added(sam, cast, name="株式会社").external_id]
    ids.append(added(sam, cast, account=" CRM-7 ").external_id)
    assert ids == ["larch-foods", "larch-foods-2", "prospect", "CRM-7"]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_added(cast: Cast, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    for wrong, said in (
        ({"name": " "}, "This field is required."),
        ({"account": "HF-1"}, "“HF-1” is on file already, as Harbor Foods."),
        ({"segment": "Startups"}, "Startups is not one of the available choices"),
        ({"signature_expected_on": "29.5.2026"}, "write it like 2026-03-12"),
        ({"name": "L" * 301}, "at most 300 characters"),
    ):
        answer = sam.post(url(cast, "prospect_new"), {**GIVEN, **wrong})
        assert answer.status_code == 422
        assert said in unescape(answer.content.decode())
    assert not Entry.objects.exists()


def test_sent_twice_it_is_added_once_and_script_is_text(cast: Cast, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    held = added(sam, cast, name=SCRIPT, once="p" * 22)
    again = sam.post(url(cast, "prospect_new"), {**GIVEN, "name": SCRIPT, "once": "p" * 22})
    assert (again.status_code, again.headers["Location"]) == (303, url(cast, "handoffs"))
    assert Account.objects.filter(workspace=cast.workspace, name=SCRIPT).count() == 1
    for page in (url(cast, "handoffs"), url(cast, "account_handoff", held.pk), url(cast, "account", held.pk)):
        assert SCRIPT not in sam.get(page).content.decode()


def test_it_is_edited_until_the_signature(cast: Cast, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    held = added(sam, cast)
    edit = url(cast, "prospect_edit", held.pk)
    assert edit in sam.get(url(cast, "account_handoff", held.pk)).content.decode()
    assert edit in sam.get(url(cast, "account", held.pk)).content.decode()
    shown = seen(sam, edit)
    answer = sam.post(edit, {"name": "Larch & Co", "segment": "SMB", "seller": "", "seen": shown})
    assert (answer.status_code, answer.headers["Location"]) == (303, url(cast, "account_handoff", held.pk))
    held.refresh_from_db()
    assert (held.name, held.seller, held.signature_expected_on) == ("Larch & Co", "", None)
    stays = sam.post(edit, {"name": "Larch & Co", "segment": "", "seen": seen(sam, edit)})
    assert "stays in its segment until it moves to another" in unescape(stays.content.decode())

    shown = seen(sam, edit)
    upsert_contracts(cast.workspace, [ContractDraft("larch-foods", "C", signed_on=TODAY)], by=cast.seller, now=NOW)
    refresh(cast.workspace, ["larch-foods"], NOW)
    late = sam.post(edit, {"name": "Larch Holding", "segment": "SMB", "seen": shown})
    assert late.status_code == 422
    assert "Larch &amp; Co is no prospect any more: ask one who is admin, csm, leader" in late.content.decode()
    gone = sam.get(edit)
    assert (gone.status_code, gone.headers["Location"]) == (303, url(cast, "account", held.pk))
    for page in ("account_handoff", "account"):
        assert edit not in sam.get(url(cast, page, held.pk)).content.decode()
    assert sam.post(url(cast, "account_edit", held.pk), {"name": "Mine"}).status_code == 403
    held.refresh_from_db()
    assert held.name == "Larch & Co"


def test_who_sold_to_a_customer_is_edited_by_its_csm(cast: Cast, sign_in: SignIn) -> None:
    chidi = sign_in("chidi")
    edit = url(cast, "account_edit", cast.harbor.pk)
    fields = {"name": "Harbor Foods", "owner": "Chidi Mensah", "segment": "Mid-Market", "seller": "Sam Keller"}
    assert chidi.post(edit, {**fields, "seen": seen(chidi, edit)}).status_code == 303
    cast.harbor.refresh_from_db()
    assert (cast.harbor.seller, cast.harbor.owner) == ("Sam Keller", "Chidi Mensah")
    page = read(chidi, url(cast, "account", cast.harbor.pk))
    assert "Seller SK Sam Keller" in page


def test_two_people_edit_one_prospect(cast: Cast, sign_in: SignIn) -> None:
    sam, chidi = sign_in("sam"), sign_in("chidi")
    edit = url(cast, "prospect_edit", added(sam, cast).pk)
    first, second = seen(sam, edit), seen(chidi, edit)
    chidi.post(edit, {**GIVEN, "name": "Larch Foods Ltd", "seen": second})
    both = sam.post(edit, {**GIVEN, "signature_expected_on": "2026-06-30", "seen": first})
    assert both.status_code == 303, "each has changed another field"
    clash = sam.post(edit, {**GIVEN, "name": "Larch Foods AG", "seen": first})
    assert (clash.status_code, "Larch Foods Ltd" in clash.content.decode()) == (422, True)
    held = Account.objects.get(external_id="larch-foods")
    assert (held.name, str(held.signature_expected_on)) == ("Larch Foods Ltd", "2026-06-30")
