"""What a form takes out on purpose: days, numbers and roles as well as texts; a None still leaves all alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.cast import NOW, Cast

from toprung.records.book.actions import upsert_accounts, upsert_stakeholders
from toprung.records.book.drafts import AccountDraft, StakeholderDraft
from toprung.records.journal.models import Entry
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.queries import terms

LATER = NOW + timedelta(hours=1)


def test_an_accounts_day_and_number(cast: Cast) -> None:
    upsert_accounts(cast.workspace, [AccountDraft("HF-1")], by=cast.csm, now=NOW)
    cast.harbor.refresh_from_db()
    assert (cast.harbor.seats, cast.harbor.go_live_on) == (40, date(2025, 10, 1))
    draft = AccountDraft("HF-1", clear=frozenset({"seats", "go_live_on"}))
    upsert_accounts(cast.workspace, [draft], by=cast.csm, now=LATER)
    cast.harbor.refresh_from_db()
    assert (cast.harbor.seats, cast.harbor.go_live_on) == (None, None)
    assert Entry.objects.latest("pk").changes == {"seats": [40, None], "go_live_on": ["2025-10-01", None]}


def test_a_persons_days_address_and_role(cast: Cast) -> None:
    everything = StakeholderDraft("HF-1", "Tom Becker", clear=frozenset({"email", "role", "joined_on", "left_on"}))
    upsert_stakeholders(cast.workspace, [everything], by=cast.csm, now=NOW)
    tom = cast.team_lead
    tom.refresh_from_db()
    assert (tom.email, tom.role, tom.joined_on, tom.left_on) == ("", "", None, None)


def test_a_promises_terms(cast: Cast) -> None:
    promise = OutcomeDraft(
        "HF-1",
        "close",
        "Close in 5 days",
        baseline=Decimal(9),
        target=Decimal(5),
        due_on=date(2026, 6, 1),
        owner="Clara",
    )
    write_outcomes(cast.workspace, [promise], by=cast.csm, now=NOW)
    emptied = OutcomeDraft("HF-1", "close", clear=frozenset({"baseline", "due_on", "owner"}))
    write_outcomes(cast.workspace, [emptied], by=cast.csm, now=LATER)
    now = terms(cast.workspace, "HF-1", "close")
    assert (now.number, now.baseline, now.target, now.due_on, now.owner) == (2, None, Decimal(5), None, "")
    assert (now.kind, now.direction, now.statement) == ("numeric", "decrease", "Close in 5 days")
