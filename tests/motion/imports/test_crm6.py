"""The CRM simulation, through the importers: accounts and 7,809 intervals into movements."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cast import NOW, Cast
from tests.motion.imports.bringing import counts, tables

from toprung.motion.imports.report import ImportReport
from toprung.motion.imports.running import run_import
from toprung.records.book.queries import movements

pytestmark = pytest.mark.data


@pytest.mark.slow
def test_accounts_and_subscriptions(cast: Cast, crm6: Path) -> None:
    def bring(kind: str) -> ImportReport:
        return run_import(cast.workspace, kind, crm6 / f"{kind}.parquet", by=cast.leader, now=NOW)

    assert counts(bring("accounts")) == (368, 368, 0, 0, 0)
    first = bring("subscriptions")
    assert counts(first) == (7809, 7809, 0, 0, 0)
    assert first.seconds < 30
    _movements_add_up(cast, crm6)
    before = tables()
    again = bring("subscriptions")
    assert counts(again) == (7809, 0, 0, 7809, 0)
    assert tables() == before


def _movements_add_up(cast: Cast, crm6: Path) -> None:
    """What is paid at the start of each of the 38 windows, from the movements, and as PostgreSQL found it."""
    moved = list(movements(cast.workspace).values_list("occurred_on", "amount"))
    with (crm6 / "expected_retention.csv").open(encoding="utf-8") as stream:
        windows = list(csv.DictReader(stream))
    assert len(windows) == 38
    for window in windows:
        start = date.fromisoformat(window["from_date"])
        assert sum(amount for occurred_on, amount in moved if occurred_on <= start) == Decimal(window["start_mrr"])
