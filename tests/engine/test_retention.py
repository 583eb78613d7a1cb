"""NRR, GRR and logo retention: hand-worked cases, the identity, and a plainer computation."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.making import Movement, movements

from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.retention import (
    Cap,
    Reactivation,
    RetentionTotals,
    mrr_by_account,
    retention,
    retention_totals,
)
from toprung.kernel.days import Window

FROM, TO = date(2025, 1, 1), date(2026, 1, 1)
YEAR = Window(FROM, TO)
BEFORE, INSIDE, LATER, AFTER = date(2024, 6, 1), date(2025, 4, 1), date(2025, 8, 1), date(2026, 1, 2)


def totals(
    runner: DuckDBRunner,
    *rows: Movement,
    cap: Cap = Cap.ACCOUNT,
    reactivation: Reactivation = Reactivation.INCLUDE,
) -> RetentionTotals:
    return retention_totals(retention(runner, movements(rows), YEAR, cap=cap, reactivation=reactivation))


def new(account: str, amount: int | Decimal, day: date = BEFORE, subscription: str = "core") -> Movement:
    return (account, subscription, day, "new", amount)


def test_a_book_by_hand(runner: DuckDBRunner) -> None:
    """Start 100 + 200 + 300 = 600; new 50; expansion 40; contraction 80; churn 300; end 50 + 140 + 120 = 310.

    NRR = (140 + 120 + 0) / 600; GRR = (100 + 120 + 0) / 600; logos 2 of 3.
    """
    found = totals(
        runner,
        new("grew", 100),
        ("grew", "core", INSIDE, "expansion", 40),
        new("shrank", 200),
        ("shrank", "core", INSIDE, "contraction", -80),
        new("left", 300),
        ("left", "core", INSIDE, "churn", -300),
        new("came", 50, INSIDE),
    )
    assert (found.start, found.new, found.expansion, found.contraction, found.churn, found.end) == (
        600,
        50,
        40,
        80,
        300,
        310,
    )
    assert found.nrr == Decimal(260) / 600
    assert found.grr == Decimal(220) / 600
    assert found.logo_retention == Decimal(2) / 3


def test_the_window_holds_its_last_day_and_not_its_first(runner: DuckDBRunner) -> None:
    on_first = totals(runner, new("a", 100, FROM))
    assert (on_first.start, on_first.new) == (100, 0)
    on_last = totals(runner, new("a", 100), ("a", "core", TO, "churn", -100))
    assert (on_last.churn, on_last.nrr) == (100, 0)
    afterwards = totals(runner, new("a", 100), ("a", "core", AFTER, "churn", -100))
    assert (afterwards.churn, afterwards.nrr) == (0, 1)


def test_no_account_paying_at_the_start_is_no_base(runner: DuckDBRunner) -> None:
    for found in (totals(runner), totals(runner, new("came", 50, INSIDE))):
        assert (found.nrr, found.grr, found.logo_retention) == (None, None, None)


def test_one_account_growing_does_not_hide_another_shrinking_in_gross(runner: DuckDBRunner) -> None:
    found = totals(
        runner,
        new("a", 100),
        ("a", "core", INSIDE, "expansion", 100),
        new("b", 100),
        ("b", "core", INSIDE, "contraction", -50),
    )
    # NRR (200 + 50) / 200 = 1.25; GRR (100 + 50) / 200 = 0.75.
    assert (found.nrr, found.grr) == (Decimal("1.25"), Decimal("0.75"))


def test_the_cap_per_subscription_sees_a_product_given_up_for_another(runner: DuckDBRunner) -> None:
    rows = (
        new("a", 100, subscription="core"),
        new("a", 60, subscription="reports"),
        ("a", "reports", INSIDE, "contraction", -60),
        ("a", "search", INSIDE, "expansion", 60),
    )
    # Account: min(160, 160) / 160 = 1. Subscription: (min(100, 100) + min(0, 60) + min(60, 0)) / 160 = 0.625.
    assert totals(runner, *rows).grr == 1
    assert totals(runner, *rows, cap=Cap.SUBSCRIPTION).grr == Decimal("0.625")


def test_back_inside_the_window_counts_or_not(runner: DuckDBRunner) -> None:
    rows = (
        new("back", 100),
        ("back", "core", INSIDE, "churn", -100),
        ("back", "core", LATER, "reactivation", 80),
        new("stayed", 100),
    )
    with_return = totals(runner, *rows)
    assert (with_return.nrr, with_return.grr, with_return.logo_retention) == (Decimal("0.9"), Decimal("0.9"), 1)
    without = totals(runner, *rows, reactivation=Reactivation.EXCLUDE)
    assert (without.nrr, without.grr, without.logo_retention) == (Decimal("0.5"), Decimal("0.5"), Decimal("0.5"))
    assert without.reactivation == 80


def test_a_product_swapped_within_a_day_is_no_fall_to_nothing(runner: DuckDBRunner) -> None:
    rows = (
        new("a", 100),
        ("a", "core", INSIDE, "contraction", -100),
        ("a", "plus", INSIDE, "expansion", 100),
    )
    assert totals(runner, *rows, reactivation=Reactivation.EXCLUDE).nrr == 1


def test_a_merged_account_is_neither_churn_nor_new(runner: DuckDBRunner) -> None:
    rows = (
        new("child", 100),
        ("child", "core", INSIDE, "transfer", -100),
        new("parent", 50),
        ("parent", "core", INSIDE, "transfer", 100),
    )
    found = totals(runner, *rows)
    # The base is the revenue at FROM, 150, now all the parent's: 150 / 150, one logo of one.
    assert (found.transfers, found.churn, found.new, found.base) == (0, 0, 0, 150)
    assert (found.nrr, found.grr, found.logo_retention) == (1, 1, 1)
    assert totals(runner, *rows, cap=Cap.SUBSCRIPTION).grr == 1
    assert totals(runner, *rows, reactivation=Reactivation.EXCLUDE).nrr == 1


def test_who_received_revenue_answers_for_its_loss(runner: DuckDBRunner) -> None:
    found = totals(
        runner,
        new("old", 100),
        ("old", "core", INSIDE, "transfer", -100),
        ("heir", "core", INSIDE, "transfer", 100),
        ("heir", "core", LATER, "churn", -100),
    )
    assert (found.base, found.nrr, found.grr, found.logo_retention) == (100, 0, 0, 0)


def test_more_handed_over_than_there_was_keeps_the_sums_whole(runner: DuckDBRunner) -> None:
    found = totals(
        runner,
        new("a", 100),
        ("a", "core", INSIDE, "expansion", 50),
        ("a", "core", LATER, "transfer", -120),
        new("b", 50),
        ("b", "core", LATER, "transfer", 120),
    )
    # The book had 150 and has 200, of which 50 is growth: NRR 200/150, GRR (-20 + 170)/150.
    assert (found.base, found.end) == (150, 200)
    assert (found.nrr, found.grr) == (Decimal(200) / 150, 1)


def test_new_revenue_beside_received_revenue_is_not_retained(runner: DuckDBRunner) -> None:
    found = totals(
        runner,
        new("old", 100),
        ("old", "core", INSIDE, "transfer", -100),
        new("heir", 500, INSIDE),
        ("heir", "core", INSIDE, "transfer", 100),
    )
    # The heir pays 600, of which 100 stood at FROM and 500 is new business.
    assert (found.base, found.end, found.nrr) == (100, 600, 1)


def test_only_members_count(runner: DuckDBRunner) -> None:
    table = movements([new("in", 100), new("out", 900), ("out", "core", INSIDE, "churn", -900)])
    members = pa.table({"account": ["in", "in", "no_revenue"]})
    found = retention_totals(retention(runner, table, YEAR, members=members))
    assert (found.start, found.nrr, found.base_accounts) == (100, 1, 1)


def test_a_discount_line_is_part_of_its_account(runner: DuckDBRunner) -> None:
    # 100 less a discount of 20; the discount ends: 80 -> 100. Capped at each line: min(100, 100) + min(0, -20) = 80.
    rows = (
        new("a", 100),
        new("a", -20, subscription="discount"),
        ("a", "discount", INSIDE, "expansion", 20),
    )
    assert totals(runner, *rows).nrr == Decimal("1.25")
    assert totals(runner, *rows).grr == 1
    assert totals(runner, *rows, cap=Cap.SUBSCRIPTION).grr == 1


def test_cents_are_exact(runner: DuckDBRunner) -> None:
    rows = [(f"a{n}", "core", BEFORE, "new", Decimal("0.1")) for n in range(1000)]
    rows += [(f"a{n}", "core", INSIDE, "expansion", Decimal("0.0001")) for n in range(1000)]
    found = totals(runner, *rows)
    assert (found.start, found.end) == (Decimal(100), Decimal("100.1"))


def test_revenue_per_account_on_a_day(runner: DuckDBRunner) -> None:
    columns = ["account", "occurred_on", "amount", "currency"]
    table = movements([new("a", 100), ("a", "core", INSIDE, "churn", -100), new("b", 50, LATER)])
    table = table.append_column("currency", pa.array(["EUR"] * 3)).select(columns)
    assert mrr_by_account(runner, table, INSIDE).to_pylist() == [
        {"account": "a", "currency": "EUR", "mrr": Decimal("0.0000"), "first_on": BEFORE}
    ]
    assert mrr_by_account(runner, table, LATER)["mrr"].to_pylist() == [0, 50]


KINDS = ["new", "expansion", "contraction", "churn", "reactivation", "transfer"]
DAYS = st.integers(-100, 500).map(lambda n: FROM + timedelta(days=n))
AMOUNTS = st.decimals(-10_000, 10_000, places=4)
LEDGERS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["core", "plus"]), DAYS, st.sampled_from(KINDS), AMOUNTS),
    max_size=25,
)


@settings(max_examples=50)
@given(LEDGERS, st.sampled_from(Cap), st.sampled_from(Reactivation))
def test_movements_reconcile_whatever_they_are(
    runner: DuckDBRunner, rows: list[Movement], cap: Cap, reactivation: Reactivation
) -> None:
    table = retention(runner, movements(rows), YEAR, cap=cap, reactivation=reactivation)
    for row in table.to_pylist():
        moved = row["new_amount"] + row["expansion"] - row["contraction"] - row["churn"]
        moved += row["reactivation"] + row["transfers"]
        assert row["start_amount"] + moved == row["end_amount"]
        assert row["end_amount"] == sum(r[4] for r in rows if r[0] == row["account"] and r[2] <= TO)
        assert row["retained_gross"] <= min(row["base"], row["retained_net"])
    found = retention_totals(table)
    moved = found.new + found.expansion - found.contraction - found.churn
    assert found.start + moved + found.reactivation + found.transfers == found.end


@settings(max_examples=50)
@given(LEDGERS)
def test_without_transfers_it_is_the_plain_definition(runner: DuckDBRunner, rows: list[Movement]) -> None:
    rows = [row for row in rows if row[3] != "transfer"]
    start: dict[str, Decimal] = defaultdict(Decimal)
    end: dict[str, Decimal] = defaultdict(Decimal)
    for account, _, day, _, amount in rows:
        start[account] += Decimal(amount) if day <= FROM else 0
        end[account] += Decimal(amount) if day <= TO else 0
    base = [account for account in start if start[account] > 0]
    found = totals(runner, *rows)
    assert found.base == sum(start[account] for account in base)
    assert found.retained_net == sum(end[account] for account in base)
    assert found.retained_gross == sum(min(end[account], start[account]) for account in base)
    assert (found.base_accounts, found.kept_accounts) == (len(base), sum(end[a] > 0 for a in base))


@settings(max_examples=50)
@given(LEDGERS, LEDGERS)
def test_what_happens_after_the_window_changes_nothing(
    runner: DuckDBRunner, rows: list[Movement], later: list[Movement]
) -> None:
    later = [(a, s, AFTER + timedelta(days=n), kind, amount) for n, (a, s, _, kind, amount) in enumerate(later)]
    alone, beside = (retention(runner, movements(every), YEAR) for every in (rows, rows + later))
    assert alone.equals(beside)


@pytest.mark.parametrize("cap", Cap)
@settings(max_examples=20)
@given(rows=LEDGERS)
def test_members_of_two_halves_add_up_to_the_whole(runner: DuckDBRunner, cap: Cap, rows: list[Movement]) -> None:
    table = movements(rows)
    halves = [
        retention(runner, table, YEAR, members=pa.table({"account": list(names)}), cap=cap) for names in ("ab", "cd")
    ]
    assert retention_totals(pa.concat_tables(halves)) == retention_totals(retention(runner, table, YEAR, cap=cap))


def test_revenue_begun_and_handed_over_in_the_window_was_never_there_at_from(runner: DuckDBRunner) -> None:
    # Three pay 2,700 at FROM. X (1,000) and Y (500) begin in the window, then X hands 400 over to Y.
    begun, handed = date(2025, 3, 1), date(2025, 4, 1)
    rows = [
        new("a", 900),
        new("b", 900),
        new("c", 900),
        new("x", 1000, begun),
        new("y", 500, begun),
        ("x", "core", handed, "transfer", Decimal(-400)),
        ("y", "core", handed, "transfer", Decimal(400)),
    ]
    found = totals(runner, *rows)
    assert (found.base, found.retained_net, found.retained_gross) == (2700, 2700, 2700)
    assert found.nrr == found.grr == 1
