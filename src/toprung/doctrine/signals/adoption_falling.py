"""Active users are well below what they were, in several readings running, and not everybody's are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from toprung.doctrine.evidence import Evidence, Usage
from toprung.doctrine.reasons import because
from toprung.doctrine.signals.finding import Finding, Standing
from toprung.kernel.days import Rhythm, add_months, whole_periods

NAME = "adoption_falling"

Fall = tuple[date, int, Decimal]


def find(e: Evidence, standing: Standing) -> Iterator[Finding]:
    """One finding while every one of the last readings is down. Periods outside the season are passed over."""
    if e.usage is None or e.book_falling:
        return
    falls = _readings(e, e.usage)
    if falls and all(_is_down(e, users, base) for _, users, base in falls):
        day, users, base = falls[-1]
        rhythm = e.policy.rhythm.value
        reason = because("signal_adoption_falling", day=day, users=users, base=round(base, 1), rhythm=rhythm)
        yield Finding(NAME, reason)


def _readings(e: Evidence, usage: Usage) -> list[Fall]:
    """(period, its users, the users it is held against) of the last periods; empty where too few have passed."""
    before, count = e.policy.falling_periods, e.policy.falling_readings
    starts = whole_periods(e.as_of, before + count, e.policy.rhythm, e.policy.off_season)
    if len(starts) < before + count:
        return []
    users, latest = usage.users_by_start, starts[before:]
    if users and min(users) <= _year_before(latest[0], e.policy.rhythm):
        bases = [Decimal(users.get(_year_before(start, e.policy.rhythm), 0)) for start in latest]
    else:
        bases = [Decimal(sum(users.get(start, 0) for start in starts[:before])) / before] * count
    return [(start, users.get(start, 0), base) for start, base in zip(latest, bases, strict=True)]


def _is_down(e: Evidence, users: int, base: Decimal) -> bool:
    return base >= e.policy.falling_users and users <= base * (1 - e.policy.falling_share)


def _year_before(start: date, rhythm: Rhythm) -> date:
    """The period a year before: 52 weeks, so that a week stays Monday to Sunday."""
    return start - timedelta(weeks=52) if rhythm is Rhythm.WEEK else add_months(start, -12)
