"""Small tables for the engine's tests, and the plain reading of what a lake holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from toprung.engine.lake import Lake
from toprung.engine.retention import INTERVALS, MOVEMENTS
from toprung.engine.runner import Files
from toprung.engine.schemas import EVENTS

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)

Movement = tuple[str, str, date, str, int | Decimal]
Interval = tuple[str, str, date, date | None, int | Decimal, str]


def at(text: str) -> datetime:
    """A moment in UTC: `2026-03-31 12:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def event(
    account: str,
    moment: datetime,
    user: str | None = "ana@harbor.example",
    name: str = "report_run",
    message_id: str | None = None,
    properties: str | None = None,
) -> dict[str, object]:
    """One row of EVENTS."""
    return {
        "account": account,
        "user": user,
        "name": name,
        "occurred_at": moment,
        "message_id": message_id,
        "properties": properties,
    }


def events(rows: Iterable[dict[str, object]]) -> pa.Table:
    """Rows of `event` as one batch."""
    return pa.Table.from_pylist(list(rows), EVENTS)


def numbered(first: int, last: int) -> pa.Table:
    """Events number `first` to `last` (not included): a day apart in 2025, and every tenth too old to be believed."""
    return events(
        event(f"acct-{n % 7}", datetime(1990 if n % 10 == 9 else 2025, 1 + n % 12, 1 + n % 28, 8, tzinfo=UTC), f"u{n}")
        for n in range(first, last)
    )


def movements(rows: Sequence[Movement]) -> pa.Table:
    """(account, subscription, day, kind, signed amount) as a table."""
    return _table(rows, MOVEMENTS)


def intervals(rows: Sequence[Interval]) -> pa.Table:
    """(account, product, from, to, mrr, currency) as a table."""
    return _table(rows, INTERVALS)


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [[] for _ in schema]
    arrays = [
        pa.array([Decimal(str(v)) if pa.types.is_decimal(f.type) else v for v in column], f.type)
        for column, f in zip(columns, schema, strict=True)
    ]
    return pa.table(arrays, schema=schema)


def held(lake: Lake, workspace: str = "harbor") -> list[dict[str, object]]:
    """Every event the lake holds for a workspace, sorted."""
    return rows_of(lake.files(workspace))


def rows_of(files: Files) -> list[dict[str, object]]:
    """Every row of those files, without what the paths say, sorted."""
    schema = pa.schema([field for field in files.schema if field.name not in files.partitions])
    tables = [pq.ParquetFile(path).read().cast(schema) for path in files.paths]
    rows = [row for table in tables for row in table.to_pylist()]
    return sorted(rows, key=lambda row: (row["occurred_at"], row.get("account", ""), row["message_id"]))
