"""Values carried forward period by period, with the gaps between them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toprung.doctrine.evidence import Reading
from toprung.doctrine.series import carried_forward, gaps
from toprung.kernel.days import OffSeason, Rhythm


def read(*days: tuple[date, int]) -> list[Reading]:
    return [Reading(day, Decimal(value)) for day, value in days]


def test_a_value_is_carried_until_the_next() -> None:
    readings = read((date(2026, 1, 10), 9), (date(2026, 1, 20), 8), (date(2026, 4, 5), 6))

    found = carried_forward(readings, Rhythm.MONTH, date(2026, 5, 15))

    assert [(p.first, p.value, p.is_gap) for p in found] == [
        (date(2026, 1, 1), Decimal(8), False),
        (date(2026, 2, 1), Decimal(8), True),
        (date(2026, 3, 1), Decimal(8), True),
        (date(2026, 4, 1), Decimal(6), False),
    ], "May still runs: it is no gap yet"
    assert gaps(found) == 2


def test_a_running_period_with_a_reading_is_told() -> None:
    found = carried_forward(read((date(2026, 5, 2), 6)), Rhythm.MONTH, date(2026, 5, 15))

    assert [(p.first, p.is_gap) for p in found] == [(date(2026, 5, 1), False)]


def test_off_season_is_no_gap() -> None:
    readings = read((date(2026, 6, 10), 9), (date(2026, 9, 5), 6))

    found = carried_forward(readings, Rhythm.MONTH, date(2026, 9, 30), (OffSeason(7, 1, 8, 31),))

    assert [p.first for p in found] == [date(2026, 6, 1), date(2026, 9, 1)]
    assert gaps(found) == 0


def test_nothing_read() -> None:
    assert carried_forward([], Rhythm.WEEK, date(2026, 5, 15)) == ()
    assert carried_forward(read((date(2026, 6, 1), 1)), Rhythm.WEEK, date(2026, 5, 15)) == ()


@given(st.lists(st.dates(date(2025, 1, 1), date(2026, 12, 31)), min_size=1, max_size=12, unique=True))
def test_each_period_has_the_last_value_by_its_end(days: list[date]) -> None:
    readings = [Reading(day, Decimal(n)) for n, day in enumerate(sorted(days))]

    for period in carried_forward(readings, Rhythm.MONTH, date(2026, 12, 31)):
        by_then = [r for r in readings if r.occurred_on <= period.last]
        assert (period.value, period.read_on) == (by_then[-1].value, by_then[-1].occurred_on)
        assert period.is_gap == (not any(period.first <= r.occurred_on <= period.last for r in readings))
