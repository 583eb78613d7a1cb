"""Seven accounts sold on one day (docs/reference/measures.md): their promises frozen, and what came of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.cast import NOW, Cast

from toprung.kernel.days import Window
from toprung.kernel.vocabulary import Category, Said, StakeholderRole
from toprung.motion.handoffs.acting import freeze_due
from toprung.records.book.actions import upsert_accounts, upsert_contracts, upsert_stakeholders
from toprung.records.book.drafts import AccountDraft, ContractDraft, StakeholderDraft
from toprung.records.handoffs.actions import begin_handoffs
from toprung.records.outcomes.actions import record_attestations, record_measurements, write_outcomes
from toprung.records.outcomes.drafts import AttestationDraft, MeasurementDraft, OutcomeDraft

#: of the library that every workspace begins with
TEMPLATE = "smb-efficiency-gained"
YEAR = Window(date(2025, 4, 1), date(2026, 4, 1))
SIGNED = date(2025, 5, 1)
NAMES = ("Ash", "Birch", "Cedar", "Dune", "Elm", "Fir", "Gum")


def promise(account: str, seller: str, **terms: Any) -> OutcomeDraft:
    known: dict[str, Any] = {
        "statement": "Close the books in 5 days instead of 10",
        "metric": "days to close",
        "baseline": Decimal(10),
        "target": Decimal(5),
        "category": Category.EFFICIENCY_GAINED,
        "promised_by": seller,
    }
    return OutcomeDraft(account, "close", **{**known, **terms})


def sell_seven(cast: Cast) -> Cast:
    """The seven accounts of the case, their promises frozen, and what came of them."""
    drafts = [
        AccountDraft(n, name=n, segment="SMB", go_live_on=date(2025, 7, 1) if n == "Cedar" else None) for n in NAMES
    ]
    upsert_accounts(cast.workspace, drafts, by=cast.csm, now=NOW)
    people = [StakeholderDraft(n, "Bea", role=StakeholderRole.BUYER) for n in NAMES]
    upsert_stakeholders(cast.workspace, people, by=cast.csm, now=NOW)
    signed = [ContractDraft(n, "C", date(2025, 3, 15) if n == "Gum" else SIGNED, starts_on=SIGNED) for n in NAMES]
    upsert_contracts(cast.workspace, signed, by=cast.seller, now=NOW)
    due = date(2025, 9, 30)
    promises = [
        promise("Ash", "Sam", due_on=due, template=TEMPLATE),
        promise("Birch", "Sam", due_on=due),
        promise("Cedar", "Pat", due_days=90, template=TEMPLATE),
        promise("Dune", "Pat", due_on=date(2026, 6, 30), category=Category.COST_CUT),
        promise("Fir", "Pat"),
        promise("Gum", "Pat", due_on=due),
    ]
    write_outcomes(cast.workspace, promises, by=cast.seller, now=NOW)
    begin_handoffs(cast.workspace, date(2025, 1, 1), by=cast.leader, now=NOW)
    assert freeze_due(cast.workspace, NOW) == 7
    assert freeze_due(cast.workspace, NOW) == 0
    write_outcomes(
        cast.workspace, [promise("Birch", "Sam", target=Decimal(8))], by=cast.csm, now=NOW + timedelta(hours=1)
    )
    values = [
        MeasurementDraft("Ash", "close", date(2025, 9, 1), Decimal(5)),
        MeasurementDraft("Birch", "close", date(2025, 9, 1), Decimal(8)),
        MeasurementDraft("Birch", "close", date(2025, 10, 15), Decimal(5)),
        MeasurementDraft("Cedar", "close", date(2025, 8, 1), Decimal(5)),
        MeasurementDraft("Dune", "close", date(2026, 1, 1), Decimal(5)),
    ]
    record_measurements(cast.workspace, values, by=cast.csm, now=NOW, imported=True)
    yes = AttestationDraft("Ash", "close", "Bea", Said.YES, date(2025, 9, 10), Decimal(5), how="call")
    record_attestations(cast.workspace, [yes], by=cast.csm, now=NOW, imported=True)
    return cast
