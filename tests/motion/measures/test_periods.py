"""Periods and the windows in which measures read them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toprung.kernel.days import ONE_DAY
from toprung.kernel.errors import BadInput
from toprung.motion.measures.periods import Period, PeriodKind, last_12_months, period_in, period_of

DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("kind", "as_of", "fiscal", "first", "last"),
    [
        ("last_12_months", DAY, 1, date(2025, 4, 1), DAY),
        ("last_12_months", date(2026, 2, 28), 1, date(2025, 3, 1), date(2026, 2, 28)),
        ("last_12_months", date(2024, 2, 29), 1, date(2023, 3, 1), date(2024, 2, 29)),
        # A quarter counts on its last day.
        ("last_quarter", DAY, 1, date(2026, 1, 1), DAY),
        ("last_quarter", DAY - ONE_DAY, 1, date(2025, 10, 1), date(2025, 12, 31)),
        ("last_quarter", DAY, 2, date(2025, 11, 1), date(2026, 1, 31)),
        ("calendar_year", DAY, 4, date(2025, 1, 1), date(2025, 12, 31)),
        ("calendar_year", date(2025, 12, 31), 1, date(2025, 1, 1), date(2025, 12, 31)),
        ("fiscal_year", DAY, 4, date(2025, 4, 1), DAY),
        ("fiscal_year", DAY - ONE_DAY, 4, date(2024, 4, 1), date(2025, 3, 31)),
        ("fiscal_year", DAY, 1, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_the_last_whole_period(kind: str, as_of: date, fiscal: int, first: date, last: date) -> None:
    assert period_of(PeriodKind(kind), as_of, fiscal) == Period(first, last)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(1, 12))
def test_each_has_passed_by_its_day_and_is_as_long_as_it_says(as_of: date, fiscal: int) -> None:
    for kind, months in (("last_quarter", 3), ("calendar_year", 12), ("fiscal_year", 12)):
        period = period_of(PeriodKind(kind), as_of, fiscal)
        assert period.last <= as_of < period.last + timedelta(days=31 * months)
        assert period.first.day == 1
        for measure in ("oar", "nrr"):
            assert period.window(measure).months == months


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 800), st.sampled_from(["nrr", "oar"]))
def test_a_window_leads_back_to_its_period(first: date, length: int, measure: str) -> None:
    period = Period(first, first + timedelta(days=length))

    assert period_in(measure, period.window(measure)) == period


def test_the_two_ways_to_read_a_period() -> None:
    year = last_12_months(DAY)

    assert (year.window("ttfv").start, year.window("ttfv").end) == (date(2025, 4, 1), date(2026, 4, 1))
    assert (year.window("grr").start, year.window("grr").end) == (date(2025, 3, 31), DAY)


def test_the_same_stretch_earlier() -> None:
    assert last_12_months(DAY).earlier(1) == Period(date(2025, 3, 1), date(2026, 2, 28))
    assert last_12_months(DAY).earlier(12) == last_12_months(date(2025, 3, 31))


def test_a_period_of_ones_own_needs_its_days() -> None:
    with pytest.raises(BadInput, match="needs its first and its last day"):
        period_of(PeriodKind.OWN, DAY)
    with pytest.raises(BadInput, match="before it starts"):
        Period(DAY, DAY - ONE_DAY)
