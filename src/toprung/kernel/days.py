"""Days, periods and windows. A day is a `date` in the workspace's zone; a week is Monday to Sunday."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from toprung.kernel.errors import BadInput

ONE_DAY = timedelta(days=1)
#: a moment's days in two time zones differ by so much at the most: offsets reach from -12 to +14 hours
ZONES_APART = timedelta(days=2)


class Rhythm(enum.StrEnum):
    """How long one period of an account's rhythm is (DOMAIN section 3)."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


def period_start(day: date, rhythm: Rhythm) -> date:
    """First day of the period that holds `day`."""
    if rhythm is Rhythm.WEEK:
        return day - timedelta(days=day.weekday())
    if rhythm is Rhythm.MONTH:
        return day.replace(day=1)
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def next_period(start: date, rhythm: Rhythm) -> date:
    """First day of the period after the one that begins on `start`."""
    if rhythm is Rhythm.WEEK:
        return start + timedelta(days=7)
    return add_months(start, 1 if rhythm is Rhythm.MONTH else 3)


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later; the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - ONE_DAY).day
    return date(year, month + 1, min(day.day, last))


def month_end_or_day(day: date, months: int) -> date:
    """The same day of the month, `months` later; of a month's last day again a month's last."""
    return add_months(day + ONE_DAY, months) - ONE_DAY


@dataclass(frozen=True, slots=True)
class OffSeason:
    """A yearly stretch outside the season, both ends included; may run over New Year (12-15 to 01-10)."""

    first_month: int
    first_day: int
    last_month: int
    last_day: int

    @classmethod
    def parse(cls, text: str) -> OffSeason:
        """Read `MM-DD..MM-DD`; raises BadInput with what was expected."""
        try:
            first, last = text.split("..")
            fm, fd = (int(part) for part in first.split("-"))
            lm, ld = (int(part) for part in last.split("-"))
            date(2024, fm, fd), date(2024, lm, ld)
        except ValueError as error:
            raise BadInput(f"“{text}” is not an off-season: write MM-DD..MM-DD, such as 07-01..08-31.") from error
        return cls(fm, fd, lm, ld)

    def __str__(self) -> str:
        return f"{self.first_month:02}-{self.first_day:02}..{self.last_month:02}-{self.last_day:02}"

    def holds(self, day: date) -> bool:
        """Is `day` off season?"""
        at = (day.month, day.day)
        first, last = (self.first_month, self.first_day), (self.last_month, self.last_day)
        return first <= at <= last if first <= last else at >= first or at <= last


def is_off_season(start: date, end: date, off_season: Iterable[OffSeason]) -> bool:
    """Does every day of [start, end) lie off season? Such a period does not count."""
    stretches = tuple(off_season)
    if not stretches:
        return False
    return all(any(s.holds(day) for s in stretches) for day in days_between(start, end))


def in_season_before(as_of: date, count: int, off_season: tuple[OffSeason, ...]) -> date:
    """The day before the last `count` in-season days up to and including `as_of`. Looks back at most five years."""
    if not off_season:
        return as_of - timedelta(days=count)
    day, limit = as_of, as_of - timedelta(days=5 * 366)
    while count and day > limit:
        count -= not is_off_season(day, day + ONE_DAY, off_season)
        day -= ONE_DAY
    return day


def days_between(start: date, end: date) -> Iterator[date]:
    """Each day of the half-open interval [start, end)."""
    while start < end:
        yield start
        start += ONE_DAY


@lru_cache(maxsize=1_024)
def whole_periods(as_of: date, count: int, rhythm: Rhythm, off_season: tuple[OffSeason, ...] = ()) -> tuple[date, ...]:
    """Starts of the last `count` in-season periods that had wholly passed at the end of `as_of`, oldest first.

    Off-season periods are passed over. Looks back at most five years, so an account that is always off
    season gets fewer than `count`.
    """
    limit = as_of - timedelta(days=5 * 366)
    start = period_start(as_of, rhythm)
    if next_period(start, rhythm) - ONE_DAY > as_of:
        start = period_start(start - ONE_DAY, rhythm)
    found: list[date] = []
    while len(found) < count and start > limit:
        if not is_off_season(start, next_period(start, rhythm), off_season):
            found.append(start)
        start = period_start(start - ONE_DAY, rhythm)
    return tuple(reversed(found))


def periods_touching(
    first: date, last: date, rhythm: Rhythm, off_season: tuple[OffSeason, ...] = ()
) -> tuple[date, ...]:
    """Starts of the in-season periods that share a day with [first, last], oldest first."""
    return _starts(period_start(first, rhythm), period_start(last, rhythm), rhythm, off_season)


@lru_cache(maxsize=4_096)
def _starts(start: date, last: date, rhythm: Rhythm, off_season: tuple[OffSeason, ...]) -> tuple[date, ...]:
    starts: list[date] = []
    while start <= last:
        end = next_period(start, rhythm)
        if not is_off_season(start, end, off_season):
            starts.append(start)
        start = end
    return tuple(starts)


@dataclass(frozen=True, slots=True)
class Window:
    """From one day to another. What the ends mean is said by the measure that uses it (DOMAIN 1, 4)."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise BadInput(
                f"The window ends on {self.end}, which is not after its start {self.start}: give a later --to."
            )

    @property
    def months(self) -> int | None:
        """How many whole months it is; None where its days do not agree.

        From one month end to another it is whole months too, whichever of the two is the shorter month.
        """
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        ends = {add_months(self.start, months)}
        if (self.start + ONE_DAY).day == 1:
            ends.add(month_end_or_day(self.start, months))
        return months if months > 0 and self.end in ends else None

    @property
    def length(self) -> str:
        """Its length as people say it: whole months where the days agree (`12 months`), else days."""
        number, unit = (self.months, "month") if self.months else ((self.end - self.start).days, "day")
        return f"{number} {unit}{'' if number == 1 else 's'}"


def parse_day(text: str) -> date:
    """Read an ISO day (2026-03-31); raises BadInput."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"“{text}” is not a day: write it as YYYY-MM-DD, such as 2026-03-31.") from error
    if not 1900 <= day.year <= 2200:
        raise BadInput(f"“{text}” is too far off: give a day from 1900 to 2200.")
    return day
