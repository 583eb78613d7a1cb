"""The days of a workspace's events counted anew in another zone, and the days on which each user was seen."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from toprung.engine.delta import EventTable, HeldFile, NewFile
from toprung.engine.duckdb_runner import connect, quoted, read_parquet
from toprung.engine.event_files import day_in, month_of, written
from toprung.engine.parcels import Tables
from toprung.engine.runner import Files
from toprung.engine.schemas import PARTITIONS

#: a user, and the first and last day of their events
USER_DAYS = pa.schema([("user", pa.string()), ("first_on", pa.date32()), ("last_on", pa.date32())])

# By the first day of a month: to write down the month of every single row takes longer than all the rest.
_SHARES = """
SELECT
    month, {place}, count(*), count(*) FILTER (WHERE counted_on <> occurred_on),
    coalesce(min({first}), ''), coalesce(max({first}), ''), min(counted_on), max(counted_on)
FROM (SELECT *, {day} AS counted_on, CAST(date_trunc('month', {day}) AS DATE) AS begun_on FROM {source})
GROUP BY month, begun_on ORDER BY begun_on, month
"""
_USER_DAYS = """
SELECT "user", min(occurred_on) AS first_on, max(occurred_on) AS last_on FROM ({rows})
WHERE "user" IS NOT NULL AND occurred_on BETWEEN $first AND $last
GROUP BY "user" ORDER BY "user"
"""


class _Share(NamedTuple):
    """The rows that lie in one month and belong to another, or the same, in the new zone."""

    lies_in: str
    belongs_to: str
    rows: int
    #: how many of them have another day
    moved: int
    first: str
    last: str
    first_on: date
    last_on: date


def redate(tables: Tables, folder: Path, memory: str, workspace: str, zone: str, now: datetime) -> int:
    """Count every row's day anew, a table in one commit; how many rows have another day. Under the lake's lock.

    The events come last: once they have changed, nothing is left to be done. Where no day differs nothing is written.
    """
    in_order = (tables.quarantine, tables.unmatched, tables.events)
    return sum(_redate(table, folder, memory, workspace, zone, now) for table in in_order)


def user_days(tables: Tables, folder: Path, memory: str, workspace: str, first: date, last: date) -> pa.Table:
    """USER_DAYS of all events that count or have no account yet, as far as they lie between these days."""
    held = [(table, table.held(workspace)) for table in (tables.events, tables.unmatched)]
    rows = [f'SELECT "user", occurred_on FROM {_source(table, files)}' for table, files in held if files]
    if not rows:
        return USER_DAYS.empty_table()
    with closing(connect(folder / "spill", memory)) as connection:
        query = _USER_DAYS.format(rows=" UNION ALL ".join(rows))
        return connection.sql(query, params={"first": first, "last": last}).to_arrow_table().cast(USER_DAYS)


def _redate(table: EventTable, folder: Path, memory: str, workspace: str, zone: str, now: datetime) -> int:
    held = table.held(workspace)
    if not held:
        return 0
    with closing(connect(folder / "spill", memory)) as connection:
        shares = _shares(connection, table, held, zone)
        stale = {share.lies_in for share in shares if share.moved}
        old = [file for file in held if file.month in stale]
        leaving = [share for share in shares if share.lies_in in stale]
        new = [
            _written(connection, table, old, [share for share in leaving if share.belongs_to == month], folder, zone)
            for month in sorted({share.belongs_to for share in leaving})
        ]
    if old:
        table.replace(folder.name, old, new, now)
    return sum(share.moved for share in shares)


def _shares(
    connection: duckdb.DuckDBPyConnection, table: EventTable, held: Sequence[HeldFile], zone: str
) -> list[_Share]:
    query = _SHARES.format(
        first=f'"{_columns(table)[0]}"',
        day=day_in(quoted(zone)),
        place=month_of("begun_on"),
        source=_source(table, held),
    )
    return [_Share(*row) for row in connection.execute(query).fetchall()]


def _written(
    connection: duckdb.DuckDBPyConnection,
    table: EventTable,
    old: Sequence[HeldFile],
    shares: Sequence[_Share],
    folder: Path,
    zone: str,
) -> NewFile:
    """One month's rows in one file, out of the months in which they lay."""
    month, day = shares[0].belongs_to, day_in(quoted(zone))
    path = folder / f"{table.folder.name}-{month}.parquet"
    sources = [file for file in old if file.month in {share.lies_in for share in shares}]
    columns = _columns(table)
    listed = ", ".join(f"{day} AS occurred_on" if name == "occurred_on" else f'"{name}"' for name in columns)
    begun_on = f"DATE '{min(share.first_on for share in shares).replace(day=1)}'"
    rows = f"SELECT {listed} FROM {_source(table, sources)} WHERE date_trunc('month', {day}) = {begun_on}"
    connection.execute(written(rows, f'"{columns[0]}"', path)).fetchall()
    return NewFile(
        path,
        old[0].workspace,
        month,
        sum(share.rows for share in shares),
        (min(share.first for share in shares), max(share.last for share in shares)),
        (min(share.first_on for share in shares), max(share.last_on for share in shares)),
        # A duplicate is looked for in files that were written lately: these hold what others have held for long.
        written_at=max(file.written_at for file in sources),
    )


def _columns(table: EventTable) -> list[str]:
    return [name for name in table.schema.names if name not in PARTITIONS]


def _source(table: EventTable, files: Sequence[HeldFile]) -> str:
    return read_parquet(Files(tuple(file.path for file in files), table.schema, PARTITIONS))
