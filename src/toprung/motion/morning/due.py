"""Renewals that come near without a result that stands: who has to act, and by when notice can be given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, Value, When

from toprung.motion.morning.ladder import renewing
from toprung.motion.morning.scope import Scope

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Renewal:
    """One renewal ahead without a result: its day, the last day for notice, and where the account stands."""

    account: int
    name: str
    owner: str
    rung: int
    gaps: str
    unknown: str
    arr: Decimal | None
    currency: str
    renewal_on: date
    notice_on: date


def renewals(scope: Scope) -> tuple[Renewal, ...]:
    """At most SHOWN, the nearest day of notice first; those whose day has passed come last. One query."""
    columns = ("account_id", "account__name", "owner", "rung", "gaps", "unknown", "arr", "currency")
    passed = Case(When(notice_on__lt=scope.today, then=Value(1)), default=Value(0))
    order = (passed, "notice_on", F("arr").desc(nulls_last=True), "account_id")
    found = scope.states().filter(renewing(scope)).order_by(*order)
    rows = found.values_list(*columns, "renewal_on", "notice_on")[:SHOWN]
    return tuple(Renewal(*row) for row in rows)
