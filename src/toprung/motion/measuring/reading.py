"""Definitions read from the lake: each with its account's season and the target that its values are held against."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from toprung.doctrine.policy import UNASSIGNED, policy_for, with_settings
from toprung.engine.measuring import Counted, Counts, Wanted, count
from toprung.kernel.days import OffSeason
from toprung.kernel.vocabulary import Direction
from toprung.motion import stores
from toprung.motion.measuring.series import Stretch, Value, series
from toprung.records.book.models import Account, SegmentMembership
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.outcomes.reading_usage import UsageDefinition
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """One definition to be read: of which account's outcome, and by which terms its values are judged."""

    account: Account
    terms: OutcomeVersion
    definition: UsageDefinition

    @property
    def accounts(self) -> frozenset[str]:
        """Whose events are counted: the account's own, and those of the accounts that the outcome covers."""
        return frozenset({self.account.external_id, *self.terms.covers})

    def met(self, value: Decimal) -> bool:
        """Does a value that only grows meet the target? Equality counts; what is to fall is judged at its end."""
        terms = self.terms
        return terms.target is not None and terms.direction == Direction.INCREASE and value >= terms.target


@dataclass(frozen=True, slots=True)
class Told:
    """What a definition gives. `since`: the first day it tells of; None where no event has come yet."""

    since: date | None
    values: tuple[Value, ...] = ()


def read(workspace: Workspace, asked: Sequence[Asked], today: date) -> list[Told]:
    """What each definition gives of the days before today, in their order. One pass over the accounts' events."""
    fed_from = stores.fed_since(workspace, today)
    if fed_from is None:
        return [Told(None) for _ in asked]
    begins = [max(fed_from, item.account.go_live_on or fed_from) for item in asked]
    counts = _counts(workspace, asked, begins, today)
    seasons = _off_seasons(workspace, [item.account for item in asked], today)
    return [
        _told(item, _parts(counts, place), Stretch(begin, today, seasons[item.account.pk]))
        for place, (item, begin) in enumerate(zip(asked, begins, strict=True))
    ]


def _parts(counts: Counts, place: int) -> tuple[Sequence[Counted], Sequence[Counted]]:
    return counts.get((place, 0), ()), counts.get((place, 1), ())


def _told(asked: Asked, parts: tuple[Sequence[Counted], Sequence[Counted]], stretch: Stretch) -> Told:
    """Without a go-live, the series begins with the period of the account's first such event."""
    above, below = parts
    if asked.account.go_live_on is None:
        first = min((item.period_start for item in (*above, *below)), default=stretch.today)
        stretch = Stretch(max(first, stretch.begin), stretch.today, stretch.off_season)
    if stretch.begin > stretch.today:
        return Told(stretch.begin)
    return Told(stretch.begin, tuple(series(asked.definition, above, below, stretch, asked.met)))


def _counts(workspace: Workspace, asked: Sequence[Asked], begins: Sequence[date], today: date) -> Counts:
    wanted = [
        part
        for place, (item, begin) in enumerate(zip(asked, begins, strict=True))
        if begin <= today
        for part in _wanted(place, item, begin, today)
    ]
    excluded = stores.exclusions(workspace)
    return count(stores.lake(), stores.runner(), stores.lake_key(workspace), wanted, excluded)


def _wanted(place: int, asked: Asked, begin: date, today: date) -> list[Wanted]:
    accounts, told = asked.accounts, asked.definition
    key = told.property_name if told.is_sum else ""
    parts = [Wanted(place, 0, accounts, frozenset(told.events), told.per, begin, today, key)]
    if told.is_ratio:
        below = (told.divided_name or key) if told.is_sum else ""
        parts.append(Wanted(place, 1, accounts, frozenset(told.divided_by), told.per, begin, today, below))
    return parts


def _off_seasons(
    workspace: Workspace, accounts: Collection[Account], today: date
) -> Mapping[int, tuple[OffSeason, ...]]:
    """Each account's off-season dates, by its segment and its own settings. One query."""
    memberships = SegmentMembership.objects.filter(
        Q(since=None) | Q(since__lte=today),
        account__workspace=workspace,
        account__in={account.pk for account in accounts},
    )
    rows = memberships.values_list("account_id", "since", "segment__name", "segment__settings")
    held = {
        account: policy_for(name, settings)
        for account, _, name, settings in sorted(rows, key=lambda row: row[1] or date.min)
    }
    nobody = policy_for(UNASSIGNED)
    return {a.pk: with_settings(held.get(a.pk, nobody), a.settings or {}).off_season for a in accounts}
