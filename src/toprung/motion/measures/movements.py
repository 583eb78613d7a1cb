"""The workspace's revenue movements as retention reads them: in one currency, balance by balance."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from toprung.doctrine.definitions import read_rates
from toprung.engine import retention as engine
from toprung.kernel.errors import Refused
from toprung.kernel.money import PLACES
from toprung.records.book import queries
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Movements:
    """The workspace's movements in one currency, and each account's first day of revenue."""

    table: pa.Table
    first_on: dict[str, date]


def read_movements(workspace: Workspace, currency: str, rates: str, as_of: date) -> Movements:
    """The movements that count by the day, in the currency. Raises Refused for those in currencies without a rate."""
    found = queries.movements(workspace).filter(occurred_on__lte=as_of)
    columns = ("account__external_id", "subscription", "occurred_on", "kind", "amount", "currency")
    rows = list(found.values_list(*columns))
    known = read_rates(rates, currency)
    _require_rates(rows, known, currency)
    first_on: dict[str, date] = {}
    for account, _, day, *_ in rows:
        first_on[account] = min(day, first_on.get(account, day))
    accounts, subscriptions, days, kinds, *_ = zip(*rows, strict=True) if rows else ((),) * 6
    converted = pa.array(_converted(rows, known), engine.MONEY)
    return Movements(pa.table([accounts, subscriptions, days, kinds, converted], schema=engine.MOVEMENTS), first_on)


def _converted(rows: list[Any], rates: dict[str, Decimal]) -> list[Decimal]:
    """Each movement in the figure's currency, to the places that are stored.

    What is rounded is the balance after the movement, so that a balance of nothing stays nothing: rounded one by one,
    the movements of an account that left would leave a ten-thousandth behind, and it would count as kept.
    """
    balances: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    found: list[Decimal] = []
    for account, subscription, _, _, amount, code in rows:
        key = (account, subscription, code)
        before, balances[key] = balances[key], balances[key] + amount
        found.append((balances[key] * rates[code]).quantize(PLACES) - (before * rates[code]).quantize(PLACES))
    return found


def _require_rates(rows: list[Any], known: dict[str, Decimal], currency: str) -> None:
    missing: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row[-1] not in known:
            missing[row[-1]].add(row[0])
    if missing:
        told = ", ".join(f"{code} ({len(names)} accounts)" for code, names in sorted(missing.items()))
        example = ",".join(f"{code}:1.00" for code in sorted(missing))
        raise Refused(
            f"There are movements in {told}, and the figure is in {currency}: give fixed rates into it by "
            f"the option rates={example}, or another currency by the option currency=CODE."
        )
