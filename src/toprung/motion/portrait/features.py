"""Which features an account uses: those that carry its outcomes' mechanisms, and the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from toprung.doctrine.policy import Policy
from toprung.engine.periods import Span
from toprung.kernel.days import ONE_DAY, Rhythm, next_period, whole_periods
from toprung.motion import stores
from toprung.motion.portrait.spans import by_period, detail_of, detail_of_all, last_28, shown_spans
from toprung.records.book.models import Account
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.tenancy.models import Workspace

#: as far as use by feature is looked back at: a year and what is left of a week
_WEEKS = 53
#: names that a form offers
MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class FeatureUse:
    """One event name: who used it in the last 28 days, and in how many of the periods since `FeaturesUse.since`.

    `carries` are the outcomes whose mechanism names it, by external id.
    """

    name: str
    carries: tuple[str, ...]
    users_28: int
    events_28: int
    share: Decimal | None
    used: int
    users_by_period: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FeaturesUse:
    """The account's features, those of a mechanism first, then by users. `starts` are the shown periods' first days.

    `used` counts among `looked_at` whole in-season periods that share a day with `since`..`as_of`.
    """

    as_of: date
    since: date
    rhythm: Rhythm
    starts: tuple[date, ...]
    looked_at: int
    active_28: int
    features: tuple[FeatureUse, ...]


def features_of(workspace: Workspace, account: Account, policy: Policy, as_of: date) -> FeaturesUse:
    """The account's features in the last periods and days. One query, and the lake, bounded to account and a year."""
    since = max(account.go_live_on or date.min, as_of - timedelta(weeks=_WEEKS))
    shown = shown_spans(policy, as_of, stores.fed_since(workspace, as_of))
    looked_at = _in_season(policy, since, as_of)
    spans = sorted({*shown, *looked_at})
    begin = min([as_of - timedelta(days=27), *(start for start, _ in spans[:1])])
    detail = detail_of(workspace, account, begin, as_of)
    recent = {row["name"]: row for row in detail.names([last_28(as_of)]).to_pylist()}
    by_name: dict[str, dict[date, int]] = {}
    for row in detail.names(spans).to_pylist():
        by_name.setdefault(row["name"], {})[row["period_start"]] = row["users"]
    carrying = _mechanisms(workspace, account, as_of)
    active = _users(detail.periods([last_28(as_of)]).to_pylist())
    features = (
        _feature(name, carrying.get(name, ()), recent.get(name, {}), active, by_name.get(name, {}), shown, looked_at)
        for name in {*by_name, *recent, *carrying}
    )
    ordered = sorted(features, key=lambda f: (not f.carries, -f.users_28, -f.events_28, -f.used, f.name))
    starts = tuple(start for start, _ in shown)
    return FeaturesUse(as_of, since, policy.rhythm, starts, len(looked_at), active, tuple(ordered))


def names_used(workspace: Workspace, accounts: Collection[str], as_of: date) -> list[str]:
    """The event names of these accounts' last year, the most frequent first; MOST_NAMES at most."""
    begin = as_of - timedelta(weeks=_WEEKS)
    events: Counter[str] = Counter()
    for row in detail_of_all(workspace, accounts, begin, as_of).names([(begin, as_of + ONE_DAY)]).to_pylist():
        events[row["name"]] += row["events"]
    return sorted(events, key=lambda name: (-events[name], name))[:MOST_NAMES]


def _in_season(policy: Policy, since: date, as_of: date) -> list[Span]:
    """The whole in-season periods that share a day with `since`..`as_of`, as the attributable test counts them."""
    starts = whole_periods(as_of, _WEEKS + 1, policy.rhythm, policy.off_season)
    spans = ((start, next_period(start, policy.rhythm)) for start in starts)
    return [(start, end) for start, end in spans if end > since]


def _feature(
    name: str,
    carries: tuple[str, ...],
    recent: Mapping[str, Any],
    active: int,
    users: Mapping[date, int],
    shown: Sequence[Span],
    looked_at: Sequence[Span],
) -> FeatureUse:
    users_28 = recent.get("users", 0)
    return FeatureUse(
        name=name,
        carries=carries,
        users_28=users_28,
        events_28=recent.get("events", 0),
        share=Decimal(users_28) / active if active else None,
        used=sum(start in users for start, _ in looked_at),
        users_by_period=by_period(users, shown),
    )


def _users(counted: Sequence[Mapping[str, Any]]) -> int:
    return int(counted[0]["users"]) if counted else 0


def _mechanisms(workspace: Workspace, account: Account, as_of: date) -> Mapping[str, tuple[str, ...]]:
    """Event name -> the outcomes whose mechanism names it in the version in force, by external id."""
    versions = OutcomeVersion.objects.filter(outcome__account__workspace=workspace, outcome__account=account)
    rows = versions.order_by("number").values_list("outcome__external_id", "in_force_on", "features")
    in_force = {outcome: features for outcome, since, features in rows if since is None or since <= as_of}
    found: dict[str, tuple[str, ...]] = {}
    for outcome, features in sorted(in_force.items()):
        for name in features:
            found[name] = (*found.get(name, ()), outcome)
    return found
