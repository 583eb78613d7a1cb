"""The book on its ladder today: one row of the database for each life, rung and currency, added up here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from toprung.doctrine.checks import CheckState
from toprung.doctrine.policy import MID_MARKET
from toprung.kernel.money import to_cent
from toprung.kernel.vocabulary import Rung
from toprung.motion.evaluation.summary import ELSEWHERE
from toprung.motion.lists.built_in import STILL_HERE
from toprung.motion.morning.scope import Scope

#: how many days before the notice date a renewal without a result is watched
WATCH_DAYS = MID_MARKET.renewal_watch_days
_OWED = (CheckState.DUE.value, CheckState.SILENT.value)

Money = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Step:
    """Customers on one rung, how many of them hollow, and their ARR by currency."""

    rung: Rung
    accounts: int = 0
    hollow: int = 0
    arr: Money = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where the customers stand, and what is owed to them. Prospects and former customers are `elsewhere`."""

    steps: tuple[Step, ...]
    elsewhere: dict[str, int]
    triage: int
    checks_owed: int
    checks_silent: int
    checks_staged: int
    renewing: int

    @property
    def customers(self) -> int:
        return sum(step.accounts for step in self.steps)

    @property
    def with_result(self) -> int:
        """How many customers can name a measurable result: one that is validated and stands."""
        return self.steps[Rung.RESULT].accounts

    @property
    def arr(self) -> Money:
        """All customers' ARR, by currency, the largest first."""
        total: dict[str, Decimal] = defaultdict(Decimal)
        for step in self.steps:
            for currency, amount in step.arr.items():
                total[currency] += amount
        return dict(sorted(total.items(), key=lambda item: -item[1]))

    @property
    def is_empty(self) -> bool:
        """Is there no account at all?"""
        return not self.customers and not any(self.elsewhere.values())


def renewing(scope: Scope) -> Q:
    """Customers with a renewal ahead, whose day of notice is past or near, and without a result that stands."""
    return Q(lifecycle__in=STILL_HERE, rung__lt=Rung.RESULT, notice_on__lt=watched_until(scope.today))


def watched_until(today: date) -> date:
    """The day before which a day of notice is near."""
    return today + timedelta(days=WATCH_DAYS + 1)


def ladder(scope: Scope) -> Ladder:
    """The ladder of the accounts looked at. One query."""
    rows = (
        scope.states()
        .order_by()
        .values("lifecycle", "rung", "currency")
        .annotate(
            accounts=Count("pk"),
            hollow_ones=Count("pk", filter=Q(hollow=True)),
            arr_sum=Sum("arr"),
            on_triage=Count("pk", filter=~Q(triage="")),
            owed=Count("pk", filter=Q(check_state__in=_OWED)),
            silent=Count("pk", filter=Q(check_state=CheckState.SILENT.value)),
            staged=Count("pk", filter=Q(check_state=CheckState.STAGED.value)),
            renewals=Count("pk", filter=renewing(scope)),
        )
    )
    counts: Counter[str] = Counter()
    elsewhere = dict.fromkeys(ELSEWHERE, 0)
    held: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        for name in ("on_triage", "owed", "silent", "staged", "renewals"):
            counts[name] += row[name]
        if row["lifecycle"] in elsewhere:
            elsewhere[row["lifecycle"]] += row["accounts"]
        else:
            held[row["rung"]].append(row)
    return Ladder(
        steps=tuple(_step(rung, held[rung]) for rung in Rung),
        elsewhere=elsewhere,
        triage=counts["on_triage"],
        checks_owed=counts["owed"],
        checks_silent=counts["silent"],
        checks_staged=counts["staged"],
        renewing=counts["renewals"],
    )


def _step(rung: Rung, rows: list[Mapping[str, Any]]) -> Step:
    arr: Money = defaultdict(Decimal)
    for row in rows:
        if row["arr_sum"]:
            arr[row["currency"]] += to_cent(row["arr_sum"])
    return Step(rung, sum(r["accounts"] for r in rows), sum(r["hollow_ones"] for r in rows), dict(arr))
