"""A month's values: which outcomes are owed one, which have theirs, and the last value before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from toprung.kernel.days import ONE_DAY, add_months
from toprung.kernel.vocabulary import Lifecycle, OutcomeKind
from toprung.records.outcomes.models import Measurement, Outcome, OutcomeVersion
from toprung.records.tenancy.models import Workspace

_GONE = (Lifecycle.PROSPECT.value, Lifecycle.FORMER.value)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month by its first day."""

    first: date

    @property
    def last(self) -> date:
        return add_months(self.first, 1) - ONE_DAY

    @property
    def before(self) -> Month:
        return Month(add_months(self.first, -1))

    @property
    def after(self) -> Month:
        return Month(add_months(self.first, 1))

    @property
    def text(self) -> str:
        """As an address says it: 2026-03."""
        return f"{self.first:%Y-%m}"

    def day(self, today: date) -> date:
        """The day that a value of the month is most likely of: today while it runs, else its last."""
        return min(self.last, today)


@dataclass(frozen=True, slots=True)
class Entry:
    """One outcome: what was promised, its last value before the month, and the month's own if there is one."""

    outcome: Outcome
    terms: OutcomeVersion
    before: Measurement | None
    entered: Measurement | None

    @property
    def is_state(self) -> bool:
        return self.terms.kind == OutcomeKind.STATUS


@dataclass(frozen=True, slots=True)
class Count:
    """How many outcomes are owed a value of the month, have theirs, and are read from usage by themselves."""

    owed: int
    entered: int
    from_usage: int


def asked_for(workspace: Workspace, owners: Collection[str] = ()) -> QuerySet[Outcome]:
    """The outcomes of customers that a value is entered for by hand, by account.

    Left out are those read from usage, and states that have come: they need no second look.
    """
    found = Outcome.objects.filter(account__workspace=workspace, state__isnull=False, usage_measurement=None)
    found = found.exclude(account__state__lifecycle__in=_GONE).filter(account__state__isnull=False)
    found = found.exclude(_come(workspace))
    return _owned(found, owners).order_by("account__name", "account_id", "pk")


def owed(workspace: Workspace, month: Month, owners: Collection[str] = ()) -> QuerySet[Outcome]:
    """Those without a value in the month."""
    return asked_for(workspace, owners).exclude(Exists(_values(workspace, month)))


def count(workspace: Workspace, month: Month, owners: Collection[str] = ()) -> Count:
    """How many are owed, entered and read from usage. Three queries."""
    everything = asked_for(workspace, owners)
    entered = everything.filter(Exists(_values(workspace, month))).count()
    usage = Outcome.objects.filter(account__workspace=workspace, usage_measurement__isnull=False)
    usage = _owned(usage.exclude(account__state__lifecycle__in=_GONE), owners)
    return Count(everything.count() - entered, entered, usage.count())


def entries(workspace: Workspace, outcomes: Sequence[Outcome], month: Month) -> list[Entry]:
    """What is on file of these outcomes around the month, in their order. Two queries."""
    keys = [outcome.pk for outcome in outcomes]
    versions = OutcomeVersion.objects.filter(outcome__account__workspace=workspace, outcome__in=keys)
    terms = {version.outcome_id: version for version in versions.order_by("number")}
    values: dict[int, list[Measurement]] = defaultdict(list)
    standing = Measurement.objects.filter(outcome__account__workspace=workspace, outcome__in=keys, superseded_at=None)
    for value in standing.filter(occurred_on__lte=month.last).order_by("occurred_on"):
        values[value.outcome_id].append(value)
    return [_entry(outcome, terms[outcome.pk], values[outcome.pk], month) for outcome in outcomes]


def _entry(outcome: Outcome, terms: OutcomeVersion, values: Sequence[Measurement], month: Month) -> Entry:
    before = [v for v in values if v.occurred_on < month.first]
    within = [v for v in values if v.occurred_on >= month.first]
    return Entry(outcome, terms, before[-1] if before else None, within[-1] if within else None)


def _values(workspace: Workspace, month: Month) -> QuerySet[Measurement]:
    standing = Measurement.objects.filter(outcome__account__workspace=workspace, superseded_at=None)
    return standing.filter(outcome=OuterRef("pk"), occurred_on__gte=month.first, occurred_on__lte=month.last)


def _come(workspace: Workspace) -> Q:
    """States that have come."""
    latest = OutcomeVersion.objects.filter(outcome=OuterRef("pk"), outcome__account__workspace=workspace)
    is_state = Exists(latest.filter(kind=OutcomeKind.STATUS.value))
    return Q(is_state) & Q(state__progress__gte=Decimal(1))


def _owned(found: QuerySet[Outcome], owners: Collection[str]) -> QuerySet[Outcome]:
    asked = Q()
    for name in owners:
        asked |= Q(account__owner__iexact=name)
    return found.filter(asked).select_related("account")
