"""Periods as people ask for them, and the windows that the measures read over them.

A period is its first and its last day, both in it. The clocks' window (OAR, TTFV) runs from the first day to the day
after the last; retention's from the evening before the first to the evening of the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toprung.kernel.days import ONE_DAY, Window, add_months, month_end_or_day
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Word

RETENTION = ("nrr", "grr", "logo_retention")


class PeriodKind(Word):
    """Which stretch of time; each but the last hangs on the as-of day alone."""

    LAST_12_MONTHS = "last_12_months"
    LAST_QUARTER = "last_quarter"
    CALENDAR_YEAR = "calendar_year"
    FISCAL_YEAR = "fiscal_year"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both in it. Raises BadInput where it ends before it starts."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInput(f"The period ends on {self.last}, before it starts on {self.first}: give a later last day.")

    def window(self, measure: str) -> Window:
        """The window in which that measure reads it."""
        if measure in RETENTION:
            return Window(self.first - ONE_DAY, self.last)
        return Window(self.first, self.last + ONE_DAY)

    def earlier(self, months: int) -> Period:
        """The same stretch so many months before."""
        return Period(add_months(self.first, -months), month_end_or_day(self.last, -months))


def period_in(measure: str, window: Window) -> Period:
    """The period whose window that is, as the measure reads it."""
    if measure in RETENTION:
        return Period(window.start + ONE_DAY, window.end)
    return Period(window.start, window.end - ONE_DAY)


def last_12_months(as_of: date) -> Period:
    """The twelve months up to and including the day."""
    return Period(add_months(as_of + ONE_DAY, -12), as_of)


def period_of(kind: PeriodKind, as_of: date, fiscal_month: int = 1) -> Period:
    """The period of that kind that had wholly passed at the end of the day; years begin in their month.

    Raises BadInput for OWN, which hangs on no day.
    """
    if kind is PeriodKind.LAST_12_MONTHS:
        return last_12_months(as_of)
    if kind is PeriodKind.LAST_QUARTER:
        return _last_whole(as_of, 3, fiscal_month)
    if kind is PeriodKind.CALENDAR_YEAR:
        return _last_whole(as_of, 12, 1)
    if kind is PeriodKind.FISCAL_YEAR:
        return _last_whole(as_of, 12, fiscal_month)
    raise BadInput("A period of your own needs its first and its last day: give both.")


def _last_whole(as_of: date, months: int, begins_in: int) -> Period:
    """The last stretch of so many months that had passed by the end of the day; one of them begins in that month."""
    after = as_of + ONE_DAY
    past = (after.month - begins_in) % 12 % months
    end = add_months(after.replace(day=1), -past)
    return Period(add_months(end, -months), end - ONE_DAY)
