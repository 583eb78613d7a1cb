"""An outcome's values period by period: each carried forward until the next, and the periods in which nobody read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toprung.doctrine.evidence import Reading
from toprung.kernel.days import ONE_DAY, OffSeason, Rhythm, next_period, periods_touching


@dataclass(frozen=True, slots=True)
class Period:
    """One period, its last day included, and the value at its end.

    `read_on` is the day of the value: before `first`, it was carried forward, and the period is a gap.
    """

    first: date
    last: date
    value: Decimal | None
    state: str
    read_on: date

    @property
    def is_gap(self) -> bool:
        """Did nobody read a value in it?"""
        return self.read_on < self.first


def carried_forward(
    readings: Sequence[Reading], rhythm: Rhythm, as_of: date, off_season: tuple[OffSeason, ...] = ()
) -> tuple[Period, ...]:
    """The periods from the first reading's to the last that is over, or in which there was a reading, oldest first.

    A period that still runs and has no reading is no gap yet; off-season periods do not count (DOMAIN section 3).
    """
    known = [r for r in readings if r.occurred_on <= as_of]
    if not known:
        return ()
    found: list[Period] = []
    for first in periods_touching(known[0].occurred_on, as_of, rhythm, off_season):
        last = next_period(first, rhythm) - ONE_DAY
        latest = next((r for r in reversed(known) if r.occurred_on <= last), None)
        if latest is not None and (last <= as_of or latest.occurred_on >= first):
            found.append(Period(first, last, latest.value, latest.state, latest.occurred_on))
    return tuple(found)


def rhythm_of_values(rhythm: Rhythm, read_weekly: bool) -> Rhythm:
    """In which periods values are looked for: a week only where they are read every week from usage, else a month or
    the account's own longer rhythm. Who measures by hand does so once a month (decision 0030)."""
    return Rhythm.MONTH if rhythm is Rhythm.WEEK and not read_weekly else rhythm


def gaps(periods: Sequence[Period]) -> int:
    """In how many of the periods nobody read a value."""
    return sum(period.is_gap for period in periods)
