"""What accrues day by day, with the arithmetic beside it, and that days add up however they are cut."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toprung.doctrine.accrual import Move, accrued, levels, months, periods
from toprung.kernel.days import days_between
from toprung.kernel.vocabulary import ValuePeriod

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_months_of_whole_and_broken_months() -> None:
    assert months(date(2026, 1, 1), date(2026, 1, 31)) == 1
    assert months(date(2026, 2, 1), date(2026, 2, 28)) == 1, "a short month is a month"
    # 15 to 31 January: 17 of 31 days; February whole; 1 to 10 March: 10 of 31.
    assert months(date(2026, 1, 15), date(2026, 3, 10)) == Fraction(17, 31) + 1 + Fraction(10, 31)
    assert months(date(2024, 2, 29), date(2024, 2, 29)) == Fraction(1, 29)
    assert months(date(2026, 3, 2), date(2026, 3, 1)) == 0


def test_weeks_and_years() -> None:
    assert periods(ValuePeriod.WEEK, date(2026, 3, 2), date(2026, 3, 15)) == 2
    assert periods(ValuePeriod.YEAR, date(2025, 1, 1), date(2025, 12, 31)) == 1
    assert periods(ValuePeriod.YEAR, date(2024, 1, 1), date(2024, 12, 31)) == 1, "a leap year is a year"
    assert periods(ValuePeriod.YEAR, date(2024, 2, 1), date(2024, 2, 29)) == Fraction(1, 12)


def test_once_is_no_period() -> None:
    with pytest.raises(KeyError):
        periods(ValuePeriod.ONCE, date(2026, 1, 1), date(2026, 1, 2))


@given(DAYS, st.integers(0, 900), st.integers(0, 900), st.sampled_from(["week", "month", "year"]))
def test_periods_add_up_however_they_are_cut(first: date, one: int, two: int, period: str) -> None:
    cut, last = first + timedelta(days=one), first + timedelta(days=one + two + 1)
    per = ValuePeriod(period)

    assert periods(per, first, cut) + periods(per, cut + timedelta(days=1), last) == periods(per, first, last)


def test_revenue_is_what_was_paid_on_each_day() -> None:
    paid = levels(
        [
            Move(date(2026, 1, 1), Decimal(3000), "EUR"),
            Move(date(2026, 2, 15), Decimal(-1000), "EUR"),
            Move(date(2026, 4, 1), Decimal(-2000), "EUR"),
        ]
    )

    # January 3,000; 1 to 14 February 14/28 of 3,000; 15 to 28 February 14/28 of 2,000; March 2,000; then nothing.
    assert accrued(paid, date(2026, 6, 30)) == {"EUR": Decimal("7500.00")}
    assert accrued(paid, date(2026, 1, 31)) == {"EUR": Decimal("3000.00")}
    assert accrued(paid, date(2025, 12, 31)) == {}


def test_currencies_are_kept_apart() -> None:
    paid = levels([Move(date(2026, 1, 1), Decimal(100), "USD"), Move(date(2026, 1, 1), Decimal(200), "EUR")])

    assert accrued(paid, date(2026, 1, 31)) == {"EUR": Decimal("200.00"), "USD": Decimal("100.00")}


def test_a_currency_in_which_nothing_was_paid_is_none() -> None:
    day = date(2026, 1, 1)
    moved = [Move(day, Decimal(100), "USD"), Move(day, Decimal(-100), "USD"), Move(day, Decimal(200), "EUR")]

    assert accrued(levels(moved), date(2026, 1, 31)) == {"EUR": Decimal("200.00")}


def test_a_balance_below_nothing_is_nothing_paid() -> None:
    paid = levels([Move(date(2026, 1, 1), Decimal(-100), "EUR"), Move(date(2026, 2, 1), Decimal(300), "EUR")])

    assert accrued(paid, date(2026, 2, 28)) == {"EUR": Decimal("200.00")}


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(-500, 900)), min_size=1, max_size=8), st.integers(0, 900))
def test_revenue_by_levels_is_revenue_by_days(changes: list[tuple[int, int]], until: int) -> None:
    start = date(2024, 1, 10)
    moves = [Move(start + timedelta(days=day), Decimal(amount), "EUR") for day, amount in changes]
    last = start + timedelta(days=until)

    # The plain way: each day's balance over the days of its month.
    total = Fraction(0)
    for day in days_between(start, last + timedelta(days=1)):
        balance = sum((m.amount for m in moves if m.day <= day), Decimal(0))
        total += Fraction(max(balance, Decimal(0))) * months(day, day)

    told = accrued(levels(moves), last).get("EUR", Decimal(0))
    assert abs(Fraction(told) - total) <= Fraction(1, 200)
