"""Intervals as movements: kinds by hand, sums against the intervals themselves, and a book of 368 accounts."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.making import Interval, intervals

from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.retention import INTERVALS, movements_of_intervals, retention, retention_totals
from toprung.kernel.days import Window

JAN, FEB, MAR, APR = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)
Moved = tuple[str, str, date, str, Decimal, str]


def moved(runner: DuckDBRunner, *rows: Interval) -> list[Moved]:
    table = movements_of_intervals(runner, intervals(rows))
    return [tuple(row.values()) for row in table.to_pylist()]


def kinds(runner: DuckDBRunner, *rows: Interval) -> list[tuple[date, str, Decimal]]:
    return [(day, kind, amount) for _, _, day, kind, amount, _ in moved(runner, *rows)]


def test_a_life(runner: DuckDBRunner) -> None:
    found = moved(
        runner, ("a", "core", JAN, FEB, 100, "EUR"), ("a", "core", MAR, APR, 80, "EUR"), ("b", "x", FEB, None, 5, "USD")
    )
    assert found == [
        ("a", "core", JAN, "new", 100, "EUR"),
        ("a", "core", FEB, "churn", -100, "EUR"),
        ("a", "core", MAR, "reactivation", 80, "EUR"),
        ("a", "core", APR, "churn", -80, "EUR"),
        ("b", "x", FEB, "new", 5, "USD"),
    ]


def test_a_renewal_on_the_day_the_last_term_ends_is_no_movement(runner: DuckDBRunner) -> None:
    found = kinds(runner, ("a", "core", JAN, FEB, 100, "EUR"), ("a", "core", FEB, MAR, 100, "EUR"))
    assert found == [(JAN, "new", 100), (MAR, "churn", -100)]


def test_a_renewal_at_another_price_moves_by_the_difference(runner: DuckDBRunner) -> None:
    rows = [
        ("a", "core", JAN, FEB, 100, "EUR"),
        ("a", "core", FEB, MAR, 120, "EUR"),
        ("a", "core", MAR, None, 90, "EUR"),
    ]
    assert kinds(runner, *rows)[1:] == [(FEB, "expansion", 20), (MAR, "contraction", -30)]


def test_several_at_once_add_up(runner: DuckDBRunner) -> None:
    rows = [
        ("a", "core", JAN, None, 100, "EUR"),
        ("a", "core", JAN, None, 100, "EUR"),
        ("a", "plus", FEB, MAR, 50, "EUR"),
    ]
    assert kinds(runner, *rows) == [(JAN, "new", 200), (FEB, "expansion", 50), (MAR, "contraction", -50)]


def test_a_product_swapped_on_one_day_expands_and_contracts(runner: DuckDBRunner) -> None:
    found = moved(runner, ("a", "basic", JAN, FEB, 100, "EUR"), ("a", "pro", FEB, None, 100, "EUR"))
    assert [(row[1], row[3], row[4]) for row in found[1:]] == [
        ("basic", "contraction", -100),
        ("pro", "expansion", 100),
    ]


def test_the_last_day_takes_every_product_as_churn(runner: DuckDBRunner) -> None:
    rows = [
        ("a", "core", JAN, MAR, 100, "EUR"),
        ("a", "plus", JAN, FEB, 50, "EUR"),
        ("a", "extra", JAN, MAR, 25, "EUR"),
    ]
    assert kinds(runner, *rows)[3:] == [(FEB, "contraction", -50), (MAR, "churn", -100), (MAR, "churn", -25)]


def test_a_full_discount_is_no_revenue_until_it_ends(runner: DuckDBRunner) -> None:
    rows = [("a", "core", JAN, None, 100, "EUR"), ("a", "discount", JAN, MAR, -100, "EUR")]
    assert kinds(runner, *rows) == [(JAN, "new", 100), (JAN, "new", -100), (MAR, "new", 100)]


def test_another_currency_is_not_another_customer(runner: DuckDBRunner) -> None:
    found = moved(runner, ("a", "core", JAN, FEB, 100, "EUR"), ("a", "core", FEB, MAR, 110, "USD"))
    assert [(row[2], row[3], row[4], row[5]) for row in found] == [
        (JAN, "new", 100, "EUR"),
        (FEB, "contraction", -100, "EUR"),
        (FEB, "expansion", 110, "USD"),
        (MAR, "churn", -110, "USD"),
    ]


def test_intervals_without_length_and_without_price_move_nothing(runner: DuckDBRunner) -> None:
    assert moved(runner) == []
    assert (
        moved(runner, ("a", "c", FEB, FEB, 9, "EUR"), ("a", "c", FEB, JAN, 9, "EUR"), ("a", "c", JAN, MAR, 0, "EUR"))
        == []
    )


DAY = st.integers(0, 40).map(lambda n: JAN + timedelta(days=n))
BOOKS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.sampled_from(["core", "plus"]),
        DAY,
        st.none() | DAY,
        st.decimals(-50, 500, places=2),
        st.just("EUR"),
    ),
    max_size=12,
)


@settings(max_examples=50)
@given(BOOKS, st.integers(-1, 41).map(lambda n: JAN + timedelta(days=n)))
def test_movements_up_to_a_day_sum_to_the_intervals_that_cover_it(
    runner: DuckDBRunner, rows: list[Interval], day: date
) -> None:
    found = moved(runner, *rows)
    for account in "ab":
        covering = [i for i in rows if i[0] == account and i[2] <= day and (i[3] is None or i[3] > day)]
        assert sum(m[4] for m in found if m[0] == account and m[2] <= day) == sum(i[4] for i in covering)


@settings(max_examples=50)
@given(BOOKS)
def test_kinds_say_what_became_of_the_account(runner: DuckDBRunner, rows: list[Interval]) -> None:
    found = moved(runner, *rows)
    for account in "ab":
        total, ever = Decimal(0), False
        for day in sorted({m[2] for m in found if m[0] == account}):
            today = [m for m in found if m[0] == account and m[2] == day]
            before, total = total, total + sum(m[4] for m in today)
            assert {m[3] for m in today} <= _possible(before > 0, total > 0, ever)
            assert all((m[4] > 0) == (m[3] == "expansion") for m in today if m[3] in ("expansion", "contraction"))
            ever = ever or total > 0


def _possible(before: bool, on_day: bool, ever: bool) -> set[str]:
    if before:
        return {"expansion", "contraction"} if on_day else {"churn"}
    return {"reactivation"} if ever else {"new"}


@pytest.mark.data
def test_the_38_windows_of_the_crm_simulation(runner: DuckDBRunner, crm6: Path) -> None:
    """Against fight-churn on PostgreSQL; where nobody left, its MRR churn is empty and only downsell is lost."""
    terms = pq.read_table(crm6 / "subscriptions.parquet")
    table = pa.table(
        [
            terms["account_id"].cast(pa.string()),
            terms["product"],
            terms["start_date"],
            terms["end_date"],
            terms["mrr"].cast(INTERVALS.field("mrr").type),
            pa.array(["USD"] * len(terms)),
        ],
        schema=INTERVALS,
    )
    ledger = movements_of_intervals(runner, table)
    with (crm6 / "expected_retention.csv").open() as file:
        windows = list(csv.DictReader(file))
    assert len(windows) == 38
    for expected in windows:
        window = Window(date.fromisoformat(expected["from_date"]), date.fromisoformat(expected["to_date"]))
        found = retention_totals(retention(runner, ledger, window))
        churn = expected["mrr_churn_rate"]
        lost = float(churn) if churn else float(expected["downsell_mrr"]) / float(expected["start_mrr"])
        assert float(found.nrr or 0) == pytest.approx(float(expected["net_mrr_retention"]), abs=1e-9)
        assert float(found.grr or 0) == pytest.approx(1 - lost, abs=1e-9)
        logos = 1 - float(expected["account_churn_rate"] or 0)
        assert float(found.logo_retention or 0) == pytest.approx(logos, abs=1e-9)
        assert found.start == Decimal(expected["start_mrr"])
