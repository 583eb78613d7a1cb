"""Returns on screen: the account's on any day, the book's, both as they were worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.cast import NOW, Cast
from tests.doors.web.looking import HARM, Browser, browser_of
from tests.motion.book import Book

from toprung.kernel.days import parse_day
from toprung.kernel.vocabulary import MemberRole, MovementKind, Said, ValuePeriod
from toprung.motion.roi import book as roi_book
from toprung.motion.upkeep import refresh
from toprung.records.book.actions import record_movements
from toprung.records.book.drafts import MovementDraft
from toprung.records.outcomes.actions import record_attestations, write_outcomes
from toprung.records.outcomes.drafts import AttestationDraft, OutcomeDraft

pytestmark = pytest.mark.usefixtures("in_spring")


@pytest.fixture
def returning(book: Book, cast: Cast) -> Cast:
    """Harbor's sponsor confirmed on New Year's Day that the close takes 6 days instead of 9, 1,000 a month each."""
    worth = OutcomeDraft("HF-1", "close", value_per_unit=Decimal(1000), value_period=ValuePeriod.MONTH)
    said = AttestationDraft(
        "HF-1", "close", "Esi Laurent", Said.YES, parse_day("2026-01-01"), Decimal(6), f"Fine {HARM}"
    )
    write_outcomes(cast.workspace, [worth], by=cast.csm, now=NOW)
    record_attestations(cast.workspace, [said], by=cast.csm, now=NOW, imported=True)
    refresh(cast.workspace, ["HF-1"], NOW)
    return cast


def test_anonymous_and_strangers_see_nothing(returning: Cast) -> None:
    for name, *args in (("account_roi", returning.harbor.pk), ("account_roi_chart", returning.harbor.pk), ("roi",)):
        assert Browser.of(returning).get(name, *args).status_code == 302
        assert Browser.of(returning, "stan@northlight.example").get(name, *args).status_code == 404


@pytest.mark.parametrize("role", MemberRole)
def test_every_role_reads_an_accounts_return(returning: Cast, role: MemberRole) -> None:
    page = browser_of(returning, role).text("account_roi", returning.harbor.pk)

    assert "of confirmed value against" in page
    assert "Esi Laurent executive sponsor 1 Jan 2026, grade reported" in page
    assert "What the value rests on" in page


def test_any_day_can_be_asked_for(returning: Cast) -> None:
    leader = browser_of(returning, MemberRole.LEADER)
    account = returning.harbor.pk

    january = leader.text("account_roi", account, as_of="2026-01-31")
    # Three days' change at 1,000 in January; 2,400 a month since 15 September: 16/30 of it, and four months.
    assert "EUR 3,000 of confirmed value against EUR 10,880 paid by 31 Jan 2026: 0.28 for each EUR paid." in january
    assert "No confirmed value by 31 Dec 2025" in leader.text("account_roi", account, as_of="2025-12-31")
    assert "still to come" in leader.text("account_roi", account, as_of="2027-01-01")
    assert "is not a day" in leader.text("account_roi", account, as_of="yesterday")


def test_the_chart_has_the_same_amounts(returning: Cast) -> None:
    leader = browser_of(returning, MemberRole.LEADER)

    table = leader.text("account_roi_chart", returning.harbor.pk, as_of="2026-01-31", table="1")

    assert "31 Jan 2026 3,000 10,880" in table


def test_the_book_adds_up_to_its_accounts(returning: Cast) -> None:
    leader = browser_of(returning, MemberRole.LEADER)

    page = leader.text("roi")

    # Three months at 3,000, of which the last measurement told no other change.
    assert "EUR 9,000 of confirmed value at 1 account" in page
    assert "Harbor Foods" in page
    earlier = leader.text("roi", as_of="2026-01-31")
    assert "EUR 3,000 of confirmed value at 1 account, 0.28 for each EUR they paid." in earlier
    csv = b"".join(leader.get("roi_accounts", as_of="2026-01-31")).decode()  # type: ignore[arg-type]
    assert "HF-1,Harbor Foods,Chidi Mensah,2026-01-31,EUR,3000,10880,0.28,1,1,0,reported,no," in csv


def test_a_large_book_says_where_another_day_is_found(returning: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roi_book, "MOST_AT_ONCE", 0)

    leader = browser_of(returning, MemberRole.LEADER)

    assert "toprung roi --as-of 2026-01-31" in leader.text("roi", as_of="2026-01-31")
    assert leader.get("roi_accounts", as_of="2026-01-31").status_code in (400, 409, 422)


def test_revenue_in_another_currency_is_not_set_against_it(returning: Cast) -> None:
    move = MovementDraft("HF-1", parse_day("2026-01-01"), MovementKind.EXPANSION, Decimal(100), currency="USD")
    record_movements(returning.workspace, [move], by=returning.leader, now=NOW)
    refresh(returning.workspace, ["HF-1"], NOW)

    page = browser_of(returning, MemberRole.LEADER).text("account_roi", returning.harbor.pk)

    assert "The value is in EUR and revenue in EUR and USD: they are not set against each other." in page


def test_nothing_yet(book: Book, cast: Cast) -> None:
    viewer = browser_of(cast, MemberRole.VIEWER)

    assert "Nothing has accrued yet" in viewer.text("account_roi", cast.harbor.pk)
    assert "No money value of a unit of change was agreed on." in viewer.text("account_roi", cast.harbor.pk)
    assert "No value has been confirmed yet" in viewer.text("roi")


def test_queries_are_few(returning: Cast) -> None:
    leader = browser_of(returning, MemberRole.LEADER)

    assert leader.queries("roi") <= 12
