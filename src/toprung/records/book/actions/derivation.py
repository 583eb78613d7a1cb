"""Movements that follow from subscription intervals. All retention figures come from movements alone (DOMAIN 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings

from toprung.records.book.models import Account, RevenueMovement, Subscription


@dataclass(frozen=True, slots=True)
class _Movement:
    account_id: int
    subscription: str
    occurred_on: date
    kind: str
    amount: Decimal
    currency: str


def derive_movements(accounts: Collection[Account], *, now: datetime, today: date, imported: bool) -> None:
    """Bring these accounts' derived movements in line with their intervals; only what differs is superseded.

    History that an import brings counts as recorded on its own day. A correction does not: until now the old row was
    what one knew, and a replay of those days must not see both.
    """
    if not accounts:
        return
    wanted = set(_wanted(accounts))
    obsolete: dict[int, list[RevenueMovement]] = defaultdict(list)
    for row in RevenueMovement.objects.filter(account__in=accounts, derived=True, superseded_at=None):
        movement = _Movement(row.account_id, row.subscription, row.occurred_on, row.kind, row.amount, row.currency)
        if movement in wanted:
            wanted.remove(movement)
        else:
            obsolete[row.account_id].append(row)
    _retire([row for rows in obsolete.values() for row in rows], now)
    corrected = {pk for pk, rows in obsolete.items() if any(_was_known(row, now, today) for row in rows)}
    RevenueMovement.objects.bulk_create(
        _row(item, now, backfilled=imported and item.occurred_on < today and item.account_id not in corrected)
        for item in sorted(
            wanted, key=lambda item: (item.account_id, item.occurred_on, item.subscription, item.currency)
        )
    )


def _wanted(accounts: Collection[Account]) -> Iterable[_Movement]:
    # DuckDB and Arrow are loaded when intervals are: commands that need neither start at once.
    import pyarrow as pa

    from toprung.engine.retention import INTERVALS, movements_of_intervals

    rows = Subscription.objects.filter(account__in=accounts)
    columns = zip(*rows.values_list("account_id", "product", "started_on", "ended_on", "mrr", "currency"), strict=True)
    ids, *others = [list(column) for column in columns] or [[]] * 6
    table = pa.Table.from_arrays(
        [
            pa.array(values, field.type)
            for values, field in zip([[str(i) for i in ids], *others], INTERVALS, strict=True)
        ],
        schema=INTERVALS,
    )
    for row in movements_of_intervals(_runner(), table).to_pylist():
        yield _Movement(int(row.pop("account")), **row)


@cache
def _runner() -> Any:
    from toprung.engine.duckdb_runner import DuckDBRunner

    return DuckDBRunner(settings.HOME / "spill")


def _retire(rows: list[RevenueMovement], now: datetime) -> None:
    """Supersede the rows. Those of this very moment were never seen by anyone: they give way without a trace."""
    fleeting = [row.pk for row in rows if row.recorded_at == now]
    RevenueMovement.objects.filter(pk__in=fleeting).delete()
    RevenueMovement.objects.filter(pk__in=[row.pk for row in rows if row.recorded_at != now]).update(superseded_at=now)


def _was_known(row: RevenueMovement, now: datetime, today: date) -> bool:
    return row.occurred_on <= today and not (row.recorded_at == now and row.backfilled)


def _row(item: _Movement, now: datetime, *, backfilled: bool) -> RevenueMovement:
    return RevenueMovement(
        account_id=item.account_id,
        subscription=item.subscription,
        occurred_on=item.occurred_on,
        kind=item.kind,
        amount=item.amount,
        currency=item.currency,
        recorded_at=now,
        backfilled=backfilled,
        derived=True,
    )
