"""OAR and TTFV: the edges of their windows, by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from toprung.engine.achievement import (
    OUTCOME_CLOCKS,
    VALUE_CLOCKS,
    achievement,
    achievement_totals,
    time_to_value,
    value_curve,
)
from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.kernel.days import Window

YEAR = Window(date(2025, 1, 1), date(2026, 1, 1))
LIVE = date(2025, 3, 1)
LATER = date(2026, 6, 1)


def after(days: int) -> date:
    return LIVE + timedelta(days=days)


def clock(**facts: object) -> dict[str, object]:
    return {"account": "harbor", "clock_on": LIVE, "has_outcome": True, **facts}


def judged(runner: DuckDBRunner, *clocks: dict[str, object], as_of: date = LATER) -> pa.Table:
    table = pa.Table.from_pylist(list(clocks), OUTCOME_CLOCKS)
    return achievement(runner, table, YEAR, as_of, within_days=90, grace_days=30)


@pytest.mark.parametrize(
    ("facts", "measured", "validated"),
    [
        ({}, False, False),
        ({"reached_on": after(90)}, True, False),
        ({"reached_on": after(91)}, False, False),
        ({"reached_on": after(90), "attested_on": after(90), "attested_recorded_on": after(120)}, True, True),
        ({"reached_on": after(90), "attested_on": after(90), "attested_recorded_on": after(121)}, True, False),
        ({"reached_on": after(90), "attested_on": after(91), "attested_recorded_on": after(91)}, True, False),
        ({"reached_on": after(91), "attested_on": after(80), "attested_recorded_on": after(80)}, False, False),
        ({"attested_on": after(80), "attested_recorded_on": after(80)}, False, False),
        ({"reached_on": after(10), "has_outcome": False}, False, False),
    ],
)
def test_what_counts_as_reached(
    runner: DuckDBRunner, facts: dict[str, object], measured: bool, validated: bool
) -> None:
    (row,) = judged(runner, clock(**facts)).to_pylist()
    assert (row["measured"], row["validated"]) == (measured, validated)


def test_an_account_matures_on_the_day_its_window_is_over(runner: DuckDBRunner) -> None:
    states = [judged(runner, clock(), as_of=after(day))["state"].to_pylist() for day in (0, 89, 90)]
    assert states == [["in_flight"], ["in_flight"], ["matured"]]
    assert len(judged(runner, clock(), as_of=after(-1))) == 0


def test_the_window_takes_its_first_day_and_not_its_last(runner: DuckDBRunner) -> None:
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    rows = judged(runner, *(clock(account=str(n), clock_on=day) for n, day in enumerate(days)))
    assert rows["account"].to_pylist() == ["1", "2"]


def test_facts_after_the_day_are_not_known(runner: DuckDBRunner) -> None:
    known = clock(reached_on=after(50), attested_on=after(60), attested_recorded_on=after(60))
    early, late = (judged(runner, known, as_of=after(day)).to_pylist()[0] for day in (49, 60))
    assert (early["measured"], early["validated"]) == (False, False)
    assert (late["measured"], late["validated"]) == (True, True)


def test_the_rates_by_hand(runner: DuckDBRunner) -> None:
    # Four matured (a, b, c, d) and one in flight (e). Measured a, b: 2/4. Validated a: 1/4. Covered a, b, c: 3/4.
    rows = judged(
        runner,
        clock(account="a", reached_on=after(5), attested_on=after(6), attested_recorded_on=after(6)),
        clock(account="b", reached_on=after(5)),
        clock(account="c"),
        clock(account="d", has_outcome=False),
        clock(account="e", clock_on=after(60), reached_on=after(61)),
        as_of=after(100),
    )
    totals = achievement_totals(rows)
    assert (totals.matured, totals.in_flight) == (4, 1)
    assert (totals.measured_rate, totals.validated_rate, totals.coverage) == (
        Decimal("0.5"),
        Decimal("0.25"),
        Decimal("0.75"),
    )


def test_no_matured_account_is_no_rate(runner: DuckDBRunner) -> None:
    totals = achievement_totals(judged(runner))
    assert (totals.measured_rate, totals.validated_rate, totals.coverage) == (None, None, None)


def waited(runner: DuckDBRunner, *clocks: dict[str, object], as_of: date) -> pa.Table:
    return time_to_value(runner, pa.Table.from_pylist(list(clocks), VALUE_CLOCKS), YEAR, as_of)


def test_only_the_as_of_day_censors(runner: DuckDBRunner) -> None:
    rows = waited(
        runner,
        {"account": "before", "started_on": LIVE, "reached_on": after(-3)},
        {"account": "done", "started_on": LIVE, "reached_on": after(30)},
        {"account": "future", "started_on": LIVE, "reached_on": after(41)},
        {"account": "never", "started_on": LIVE},
        {"account": "not_yet", "started_on": after(41)},
        as_of=after(40),
    )
    found = {row["account"]: (row["days"], row["reached"]) for row in rows.to_pylist()}
    assert found == {"before": (0, True), "done": (30, True), "future": (40, False), "never": (40, False)}


def test_the_median_of_what_was_waited(runner: DuckDBRunner) -> None:
    # 10, 20, 30 reached and one still waiting at 100: S falls to 3/4, 2/4, 1/4; half had reached it by day 20.
    clocks = [
        {"account": str(n), "started_on": LIVE, "reached_on": after(days) if days else None}
        for n, days in enumerate([10, 20, 30, None])
    ]
    curve = value_curve(waited(runner, *clocks, as_of=after(100)))
    assert curve.quantile(0.5).days == 20
    assert curve.quantile(0.8).days is None
