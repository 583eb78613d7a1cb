"""The values a definition gives, each kind worked by hand, and once more by a plain computation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toprung.engine.measuring import Counted
from toprung.kernel.days import OffSeason
from toprung.kernel.vocabulary import MeasuredPer, UsageKind
from toprung.motion.measuring.series import Stretch, Value, series
from toprung.records.outcomes.reading_usage import UsageDefinition

MONDAY, TODAY = date(2026, 3, 2), date(2026, 3, 18)
WEEKLY = UsageDefinition(UsageKind.EVENTS, ("paid",), MeasuredPer.WEEK)
USERS = UsageDefinition(UsageKind.USERS, ("paid",), MeasuredPer.WEEK)
EVER = UsageDefinition(UsageKind.SUM, ("paid",), MeasuredPer.SINCE_GO_LIVE, "net")
SHARE = UsageDefinition(UsageKind.RATIO, ("paid",), MeasuredPer.WEEK, times=Decimal(100))
STRETCH = Stretch(MONDAY, TODAY)


def day(number: int, events: int = 0, users: int = 0, amount: int = 0) -> Counted:
    """A day of March 2026 with its week."""
    on = date(2026, 3, number)
    return Counted(on - timedelta(days=on.weekday()), on, events, users, Decimal(amount))


def never(value: Decimal) -> bool:
    return False


def from_five(value: Decimal) -> bool:
    return value >= 5


def told(values: list[Value]) -> list[tuple[int, Decimal, bool]]:
    return [(value.day.day, value.value, value.early) for value in values]


def test_events_per_week_also_of_a_week_without_any() -> None:
    above = [day(2, events=1), day(4, events=2), day(17, events=9)]
    # 2-8 March: 1 + 2 = 3. 9-15 March: 0. The week of 16 March is not over on the 18th.
    assert told(series(WEEKLY, above, (), STRETCH, never)) == [(8, 3, False), (15, 0, False)]


def test_the_day_on_which_the_target_is_met_has_a_value_too() -> None:
    above = [day(2, events=3), day(4, events=2), day(6, events=4), day(17, events=4), day(18, events=1)]
    # First week: 3, then 3 + 2 = 5 on Wednesday: met, then 9 at its end. Third: 4 on Tuesday, 4 + 1 = 5 today.
    assert told(series(WEEKLY, above, (), STRETCH, from_five)) == [
        (4, 5, True),
        (8, 9, False),
        (15, 0, False),
        (18, 5, True),
    ]


def test_met_on_the_last_day_is_one_value() -> None:
    assert told(series(WEEKLY, [day(8, events=5)], (), Stretch(MONDAY, date(2026, 3, 9)), from_five)) == [(8, 5, False)]
    assert told(series(WEEKLY, [day(8, events=5)], (), Stretch(MONDAY, date(2026, 3, 8)), from_five)) == [(8, 5, True)]


def test_users_per_week_are_different_ones() -> None:
    # Three on Monday, and one more on Thursday who had not been there that week.
    assert told(series(USERS, [day(2, events=9, users=3), day(5, events=4, users=1)], (), STRETCH, never))[0] == (
        8,
        4,
        False,
    )


def test_a_sum_since_go_live_on_each_day_it_changed() -> None:
    above = [day(3, amount=2), day(4, amount=0), day(10, amount=-1), day(17, amount=3), day(18, amount=1)]
    # 2; then 2 + 0, no change; 2 - 1 = 1; 1 + 3 = 4. Today is not over, and meets no target.
    assert told(series(EVER, above, (), STRETCH, never)) == [(3, 2, False), (10, 1, False), (17, 4, False)]
    # 4 + 1 = 5 meets it today, for the first time.
    assert told(series(EVER, above, (), STRETCH, from_five))[-1] == (18, 5, True)


def test_a_ratio_of_a_week_in_percent() -> None:
    above, below = [day(2, events=1), day(3, events=2)], [day(2, events=1), day(3, events=2), day(5, events=5)]
    # 100 x (1 + 2) / (1 + 2 + 5) = 37.5; nothing below the line in the second week: no value. Monday's 1 / 1 is none.
    assert told(series(SHARE, above, below, STRETCH, from_five)) == [(8, Decimal("37.5"), False)]


def test_a_period_begun_before_and_one_off_season_have_no_value() -> None:
    wednesday = Stretch(date(2026, 3, 4), TODAY)
    assert told(series(WEEKLY, [day(4, events=2)], (), wednesday, never)) == [(15, 0, False)]
    second = (OffSeason.parse("03-09..03-15"),)
    assert told(series(WEEKLY, [day(4, events=2)], (), Stretch(MONDAY, TODAY, second), never)) == [(8, 2, False)]


@given(st.dictionaries(st.integers(2, 17), st.integers(1, 9), max_size=10), st.integers(1, 40))
def test_a_plain_computation_agrees(happened: dict[int, int], target: int) -> None:
    above = [day(number, events=events) for number, events in sorted(happened.items())]
    found = told(series(WEEKLY, above, (), STRETCH, lambda value: value >= target))
    expected: list[tuple[int, Decimal, bool]] = []
    for first, last in ((2, 8), (9, 15), (16, 22)):
        so_far = 0
        for number in range(first, last + 1):
            before, so_far = so_far, so_far + happened.get(number, 0)
            if before < target <= so_far and number < last:
                expected.append((number, Decimal(so_far), True))
        if last < TODAY.day:
            expected.append((last, Decimal(so_far), False))
    assert found == expected
