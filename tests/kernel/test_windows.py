"""Windows as people say them: whole months where their days agree."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toprung.kernel.days import ONE_DAY, Window, add_months, month_end_or_day
from toprung.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (date(2025, 1, 1), date(2026, 1, 1), "12 months"),
        (date(2025, 3, 14), date(2025, 4, 14), "1 month"),
        (date(2025, 3, 14), date(2025, 4, 15), "32 days"),
        (date(2025, 3, 14), date(2025, 3, 15), "1 day"),
        # month ends, whichever of the two months is the shorter
        (date(2024, 2, 29), date(2025, 2, 28), "12 months"),
        (date(2023, 2, 28), date(2024, 2, 29), "12 months"),
        (date(2025, 9, 30), date(2025, 12, 31), "3 months"),
        (date(2025, 2, 28), date(2025, 3, 31), "1 month"),
        # the 28th of a longer February is no month end
        (date(2024, 2, 28), date(2025, 2, 27), "365 days"),
    ],
)
def test_the_length_of_a_window(start: date, end: date, length: str) -> None:
    assert Window(start, end).length == length


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(-60, 60))
def test_a_month_end_stays_one(day: date, months: int) -> None:
    month_end = add_months(day.replace(day=1), 1) - ONE_DAY

    moved = month_end_or_day(month_end, months)

    assert (moved + ONE_DAY).day == 1
    assert (moved.year - day.year) * 12 + moved.month - day.month == months


def test_a_window_that_ends_before_it_starts() -> None:
    with pytest.raises(BadInput):
        Window(date(2025, 1, 1), date(2025, 1, 1))
