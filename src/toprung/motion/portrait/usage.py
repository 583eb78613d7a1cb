"""An account's use of the product, period by period, read from the lake for this account alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from toprung.doctrine.ladder import users_needed
from toprung.doctrine.policy import Policy
from toprung.kernel.days import Rhythm, whole_periods
from toprung.motion import stores
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace

#: half a year of weeks; as long a look back at other rhythms
PERIODS = {Rhythm.WEEK: 26, Rhythm.MONTH: 12, Rhythm.QUARTER: 8}
_RECENT = ["users_7", "users_28", "events_28", "last_event_on"]


@dataclass(frozen=True, slots=True)
class Period:
    """One whole period: how many different users were active in it, and with how many events."""

    start: date
    users: int
    events: int


@dataclass(frozen=True, slots=True)
class Use:
    """The account's use up to `as_of`, oldest period first; `needed` users a period is what adoption takes.

    `connected` False: no feed has brought anything to the workspace, so nothing is known; periods are then empty.
    """

    as_of: date
    connected: bool
    rhythm: Rhythm
    needed: int
    periods: tuple[Period, ...] = ()
    users_7: int = 0
    users_28: int = 0
    events_28: int = 0
    last_event_on: date | None = None

    @property
    def adopted(self) -> int:
        """In how many of the periods enough users were active."""
        return sum(period.users >= self.needed for period in self.periods)


def use_of(workspace: Workspace, account: Account, policy: Policy, as_of: date) -> Use:
    """The account's use in the last periods of its rhythm. Reads the lake, bounded to the account; no query."""
    rhythm, needed = policy.rhythm, users_needed(policy, account.seats)
    key, excluded = stores.lake_key(workspace), stores.exclusions(workspace)
    if not stores.lake().has_events(key, as_of):
        return Use(as_of, False, rhythm, needed)
    usage = stores.usage().as_it_stands(key, excluded)
    name = [account.external_id]
    periods = _periods(usage.periods(key, {rhythm}, as_of, name, excluded).to_pylist(), rhythm, as_of)
    recent = usage.recent(key, as_of, name, excluded).select(_RECENT).to_pylist()
    return Use(as_of, True, rhythm, needed, periods, **(recent[0] if recent else {}))


def _periods(counted: Iterable[dict[str, Any]], rhythm: Rhythm, as_of: date) -> tuple[Period, ...]:
    """Every whole period, also those without activity."""
    seen = {row["period_start"]: (row["users"], row["events"]) for row in counted}
    return tuple(Period(start, *seen.get(start, (0, 0))) for start in whole_periods(as_of, PERIODS[rhythm], rhythm))
