"""An account's use of the product, period by period, read from the lake for this account alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from toprung.doctrine.ladder import users_needed
from toprung.doctrine.policy import Policy
from toprung.engine.periods import Span
from toprung.kernel.days import Rhythm, is_off_season
from toprung.motion import stores
from toprung.motion.portrait.spans import detail_of, shown_spans
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace

_RECENT = ["users_7", "users_28", "events_7", "events_28", "first_event_on", "last_event_on"]


@dataclass(frozen=True, slots=True)
class Period:
    """One whole period: how many different users were active in it, and with how many events."""

    start: date
    users: int
    events: int
    off_season: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """The account's use up to `as_of`, oldest period first; `needed` users a period is what adoption takes.

    Without `fed_since` no feed has brought anything to the workspace, so nothing is known; periods are then empty.
    """

    as_of: date
    fed_since: date | None
    rhythm: Rhythm
    needed: int
    periods: tuple[Period, ...] = ()
    users_7: int = 0
    users_28: int = 0
    events_7: int = 0
    events_28: int = 0
    first_event_on: date | None = None
    last_event_on: date | None = None

    @property
    def connected(self) -> bool:
        """Has a feed brought anything to the workspace?"""
        return self.fed_since is not None

    @property
    def fed_lately(self) -> bool:
        """Was the feed connected within the periods that are shown?"""
        return self.fed_since is not None and (not self.periods or self.fed_since > self.periods[0].start)

    @property
    def in_season(self) -> tuple[Period, ...]:
        """The periods that count."""
        return tuple(period for period in self.periods if not period.off_season)

    @property
    def off_season(self) -> int:
        """How many of the periods do not count."""
        return len(self.periods) - len(self.in_season)

    @property
    def adopted(self) -> int:
        """In how many of the periods that count enough users were active."""
        return sum(period.users >= self.needed for period in self.in_season)


def use_of(workspace: Workspace, account: Account, policy: Policy, as_of: date) -> Use:
    """The account's use in the last periods of its rhythm. Reads the lake, bounded to the account; no query."""
    rhythm, needed = policy.rhythm, users_needed(policy, account.seats)
    key, excluded = stores.lake_key(workspace), stores.exclusions(workspace)
    fed = stores.fed_since(workspace, as_of)
    if fed is None:
        return Use(as_of, None, rhythm, needed)
    spans = shown_spans(policy, as_of, fed)
    counted = detail_of(workspace, account, spans[0][0], as_of).periods(spans).to_pylist() if spans else ()
    recent = stores.usage().as_it_stands(key, excluded).recent(key, as_of, [account.external_id], excluded)
    told = recent.select(_RECENT).to_pylist()
    return Use(as_of, fed, rhythm, needed, _periods(counted, spans, policy), **(told[0] if told else {}))


def _periods(counted: Iterable[Mapping[str, Any]], spans: Sequence[Span], policy: Policy) -> tuple[Period, ...]:
    """Every whole period, also those without activity."""
    seen = {row["period_start"]: (row["users"], row["events"]) for row in counted}
    return tuple(
        Period(start, *seen.get(start, (0, 0)), is_off_season(start, end, policy.off_season)) for start, end in spans
    )
