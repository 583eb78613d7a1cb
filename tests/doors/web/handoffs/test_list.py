"""The list of hand-offs: parts, whose, deadlines, and few queries whatever the book's size."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.conftest import SignIn

from toprung.kernel.changing_hands import HandOffKind
from toprung.motion.handoffs.listing import Show, handoff_book
from toprung.motion.upkeep import bring_up_to_date
from toprung.records.book.actions import upsert_accounts, upsert_contracts
from toprung.records.book.drafts import AccountDraft, ContractDraft
from toprung.records.handoffs.actions import accept_handoff, begin_handoffs, hand_over, send_back_handoff
from toprung.records.handoffs.queries import used_from
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft

pytestmark = pytest.mark.usefixtures("in_spring")
SALE = HandOffKind.SALE
MARCH = date(2026, 3, 1)


def sell(cast: Cast, count: int, begin: int = 0) -> list[str]:
    """So many accounts signed on 10 March, the even ones by Sam Keller; returns their external ids."""
    names = [f"N-{number:04}" for number in range(begin, begin + count)]
    drafts = [AccountDraft(name, name=f"Customer {name}", segment="SMB", owner="Clara Ruiz") for name in names]
    upsert_accounts(cast.workspace, drafts, by=cast.csm, now=NOW)
    signed = [ContractDraft(name, "C", signed_on=date(2026, 3, 10), starts_on=date(2026, 3, 10)) for name in names]
    upsert_contracts(cast.workspace, signed, by=cast.seller, now=NOW)
    outcomes = [OutcomeDraft(name, "o", "Halve complaints", promised_by="Sam Keller") for name in names[::2]]
    write_outcomes(cast.workspace, outcomes, by=cast.seller, now=NOW)
    return names


@pytest.fixture
def four(cast: Cast) -> list[str]:
    begin_handoffs(cast.workspace, MARCH, by=cast.leader, now=NOW)
    names = sell(cast, 4)
    upsert_accounts(cast.workspace, [AccountDraft("P-1", name="Prospect One")], by=cast.csm, now=NOW)
    found = {a.external_id: a for a in cast.workspace.accounts.all()}
    for name in names[1:]:
        hand_over(found[name], SALE, by=cast.seller, now=NOW)
    send_back_handoff(found[names[2]], SALE, reasons="No target", by=cast.csm, now=NOW)
    accept_handoff(found[names[3]], SALE, by=cast.csm, now=NOW)
    bring_up_to_date(cast.workspace, NOW)
    return names


def test_every_hand_off_stands_in_one_part(cast: Cast, four: list[str]) -> None:
    book = handoff_book(cast.workspace, TODAY)
    told = {show: [line.external_id for line in book.lines(book.part(show))] for show in Show}
    assert told == {
        Show.ANSWER: ["N-0001"],
        Show.HAND_OVER: ["N-0000"],
        Show.SENT_BACK: ["N-0002"],
        Show.PREPARE: ["P-1"],
        Show.ACCEPTED: ["N-0003"],
    }
    (line,) = book.lines(book.part(Show.HAND_OVER))
    assert (line.waits_for, line.accept_by) == ("Sam Keller", date(2026, 3, 24))
    (line,) = book.lines(book.part(Show.ANSWER))
    assert line.waits_for == "Clara Ruiz"


def test_mine_are_those_i_own_or_sold(cast: Cast, four: list[str]) -> None:
    assert handoff_book(cast.workspace, TODAY, "Sam Keller").counts[Show.HAND_OVER] == 1
    assert {p.show for p in handoff_book(cast.workspace, TODAY, "Sam Keller").places} == {
        Show.HAND_OVER,
        Show.SENT_BACK,
    }
    assert len(handoff_book(cast.workspace, TODAY, "Clara Ruiz").places) == 4
    assert not handoff_book(cast.workspace, TODAY, "Nobody").places


def test_a_seller_sees_their_own_first_and_the_team_by_asking(cast: Cast, four: list[str], sign_in: SignIn) -> None:
    url = reverse("handoffs", args=[cast.workspace.pk])
    sam = sign_in("sam")
    assert "0 hand-offs wait</strong> to be accepted, 1 to be handed over, 1 sent back, of your accounts" in " ".join(
        sam.get(url).content.decode().split()
    )
    assert "1 hand-off waits" in sam.get(f"{url}?who=team").content.decode()
    assert 'late: accept by <time datetime="2026-03-24">' in sam.get(f"{url}?show=to_hand_over").content.decode()


def test_strangers_and_anonymous(cast: Cast, four: list[str], sign_in: SignIn) -> None:
    url = reverse("handoffs", args=[cast.workspace.pk])
    assert sign_in("stan").get(url).status_code == 404
    assert not handoff_book(cast.elsewhere, TODAY).part(Show.ANSWER)


def test_a_leader_says_from_when_they_are_used(cast: Cast, four: list[str], sign_in: SignIn) -> None:
    url = reverse("handoffs_begin", args=[cast.workspace.pk])
    assert sign_in("sam").get(url).status_code == 403
    lena = sign_in("lena")
    assert lena.post(url, {"since": "soon"}).status_code == 422
    assert lena.post(url, {"since": "2026-03-11"}).status_code == 303
    assert used_from(cast.workspace) == date(2026, 3, 11)
    assert not handoff_book(cast.workspace, TODAY).part(Show.ANSWER)


def test_queries_do_not_grow_with_the_book(cast: Cast, four: list[str], sign_in: SignIn) -> None:
    url, lena = reverse("handoffs", args=[cast.workspace.pk]) + "?show=to_hand_over", sign_in("lena")
    lena.get(url)
    with CaptureQueriesContext(connection) as few:
        lena.get(url)
    sell(cast, 70, begin=10)
    with CaptureQueriesContext(connection) as many:
        assert "Customer N-0012" in lena.get(url).content.decode()
    assert len(few) == len(many)
