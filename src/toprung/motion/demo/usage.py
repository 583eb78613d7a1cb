"""Who used the product in which week: planned first, then told as events. Nothing is counted afterwards."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from toprung.kernel.days import Rhythm, next_period, period_start
from toprung.motion.demo.customer import Customer
from toprung.motion.demo.wording import EVENT_MIX

EVENT_FIELDS = ("account", "user", "name", "occurred_at", "message_id")
#: Office hours in UTC: an event lies on the same day in any zone from UTC-7 to UTC+6.
OFFICE_OPENS, OFFICE_HOURS = 8 * 3600, 9 * 3600
RAMP_WEEKS = 2
FRIDAY = 4
WEEK = timedelta(days=7)
UNKNOWN_SEATS = 12


class Level(enum.Enum):
    """How many use it: LIGHT is clearly below the users that make adoption, ADOPTED clearly above, BUSY far above."""

    NONE = enum.auto()
    LIGHT = enum.auto()
    ADOPTED = enum.auto()
    BUSY = enum.auto()


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """That many different users in the week; events fall on weekdays `first`..`last` (Monday is 0)."""

    monday: date
    users: int
    first: int
    last: int


class Usage:
    """The plan of one account: from `starts_on`, levels that turn on Mondays, until `ends_on`.

    In a week with any users, the first of them touches every feature in `features`, which makes the mechanism of
    the account's outcome visible week by week (DOMAIN section 2, attributable).
    """

    def __init__(self, customer: Customer, seed: int) -> None:
        self.account = customer.account
        self.domain = customer.domain
        self.features: tuple[str, ...] = ()
        self._seed = f"{seed}:{customer.account}"
        self._customer = customer
        self._turns: list[tuple[date, Level]] = []
        self._starts_on: date | None = None
        self._ends_on = date.min

    def start(self, day: date, level: Level, until: date) -> None:
        """Use begins on that day, softly for two weeks, and may last until `until`."""
        self._starts_on, self._ends_on = day, until
        self._turns = [(period_start(day, Rhythm.WEEK), Level.LIGHT)]
        if level is not Level.LIGHT:
            self.turn(day + RAMP_WEEKS * WEEK, level)

    def turn(self, day: date, level: Level) -> None:
        """From the Monday of that day's week on, another level."""
        self._turns.append((period_start(day, Rhythm.WEEK), level))

    def weeks(self) -> Iterator[WeekPlan]:
        """Every week with users, oldest first; the same each time it is asked."""
        if self._starts_on is None:
            return
        rng = Random(f"{self._seed}:weeks")
        monday = period_start(self._starts_on, Rhythm.WEEK)
        while monday <= self._ends_on:
            users = self._users(self._level(monday), rng)
            first = max(0, (self._starts_on - monday).days)
            last = min(FRIDAY, (self._ends_on - monday).days)
            if users and first <= last:
                yield WeekPlan(monday, users, first, last)
            monday = next_period(monday, Rhythm.WEEK)

    def users_in_weeks(self, mondays: tuple[date, ...]) -> tuple[int, ...]:
        """Planned users in each of these weeks."""
        planned = {week.monday: week.users for week in self.weeks() if week.monday in mondays}
        return tuple(planned.get(monday, 0) for monday in mondays)

    @property
    def _people(self) -> int:
        """How many could use it: the seats, or a dozen where the seats are not known."""
        return self._customer.seats or UNKNOWN_SEATS

    def _level(self, monday: date) -> Level:
        """The latest turn at or before that Monday."""
        return [level for day, level in self._turns if day <= monday][-1]

    def _users(self, level: Level, rng: Random) -> int:
        """How many: half as many again as the floor and more, or a third of it and less."""
        floor = self._customer.adoption_floor
        extra = max(1, floor // 2)
        drawn = rng.randint(0, extra)
        if level is Level.NONE:
            return 0
        if level is Level.LIGHT:
            return max(1, floor // 3)
        many = floor + extra + drawn
        return min(self._people, many * 2 if level is Level.BUSY else many)

    def fill(self, columns: dict[str, list[Any]], per_user_week: float) -> None:
        """Append every event to the columns of EVENT_FIELDS; `occurred_at` is aware, in UTC."""
        rng = Random(f"{self._seed}:events")
        pool = [f"user{number:03}@{self.domain}" for number in range(1, self._people + 1)]
        mixed = 2 * per_user_week
        count = 0
        for week in self.weeks():
            for position, user in enumerate(rng.sample(pool, week.users)):
                names = list(self.features) if position == 0 else []
                names += rng.choices(EVENT_MIX, k=max(0 if names else 1, int(rng.random() * mixed + 0.5)))
                columns["user"] += [user] * len(names)
                columns["name"] += names
                columns["occurred_at"] += instants(week, len(names), rng)
                columns["message_id"] += [f"{self.account}-{n}" for n in range(count, count + len(names))]
                count += len(names)
        columns["account"] += [self.account] * count


def instants(week: WeekPlan, count: int, rng: Random) -> list[datetime]:
    """That many moments of the week's days, in office hours."""
    midnight = datetime(week.monday.year, week.monday.month, week.monday.day, tzinfo=UTC)
    days, random = week.last - week.first + 1, rng.random
    return [
        midnight + timedelta(week.first + int(random() * days), OFFICE_OPENS + int(random() * OFFICE_HOURS))
        for _ in range(count)
    ]
