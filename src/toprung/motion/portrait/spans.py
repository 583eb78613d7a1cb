"""The days an account's use is looked at, and its events of those days: bounded to the account and to a year."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from toprung.doctrine.policy import Policy
from toprung.engine.detail import Detail
from toprung.engine.periods import Span
from toprung.kernel.days import ONE_DAY, Rhythm, next_period, whole_periods
from toprung.motion import stores
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace

#: half a year of weeks; as long a look back at other rhythms
PERIODS = {Rhythm.WEEK: 26, Rhythm.MONTH: 12, Rhythm.QUARTER: 8}


def detail_of(workspace: Workspace, account: Account, first: date, as_of: date) -> Detail:
    """The account's qualifying events from a day on."""
    return detail_of_all(workspace, [account.external_id], first, as_of)


def detail_of_all(workspace: Workspace, accounts: Collection[str], first: date, as_of: date) -> Detail:
    """The qualifying events of these accounts (external ids) from a day on."""
    key, excluded = stores.lake_key(workspace), stores.exclusions(workspace)
    return Detail.of(stores.lake(), stores.runner(), key, accounts, first, as_of, excluded)


def shown_spans(policy: Policy, as_of: date, since: date | None) -> list[Span]:
    """The whole periods that are shown, also those off season; none that was over before the feed tells of anything."""
    starts = whole_periods(as_of, PERIODS[policy.rhythm], policy.rhythm)
    spans = [(start, next_period(start, policy.rhythm)) for start in starts]
    return [(start, end) for start, end in spans if since is not None and end > since]


def last_28(as_of: date) -> Span:
    """The last 28 days, that day included."""
    return as_of - timedelta(days=27), as_of + ONE_DAY


def by_period(users: Mapping[date, int], shown: Sequence[Span]) -> tuple[int, ...]:
    """A number for each of the spans, 0 where there was nothing."""
    return tuple(users.get(start, 0) for start, _ in shown)
