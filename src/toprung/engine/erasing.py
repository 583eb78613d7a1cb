"""Rows taken out of the lake: of a person or an account for good, or because they have found their place elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from toprung.engine.delta import EventTable, HeldFile, NewFile
from toprung.engine.duckdb_runner import connect, read_parquet
from toprung.engine.event_files import written
from toprung.engine.runner import Files
from toprung.engine.schemas import PARTITIONS

_LEFT = """
SELECT count(*), coalesce(min({first}), ''), coalesce(max({first}), ''), min(occurred_on), max(occurred_on)
FROM ({rows})
"""

_ONLY_OF = """
SELECT "user" FROM ({rows}) WHERE "user" IS NOT NULL
GROUP BY "user" HAVING bool_and(coalesce(whose IN (SELECT value FROM accounts), false))
"""


def erase(
    tables: Sequence[EventTable],
    folder: Path,
    memory: str,
    workspace: str,
    now: datetime,
    accounts: frozenset[str],
    users: frozenset[str],
) -> int:
    """Remove these accounts' and users' events from the tables, their old files and their logs; how many rows went.

    Only while the lake's lock is held. Old files are all of the workspace's that wait for vacuum: what compaction has
    merged, what has found an account since, what an erasure that died has written anew.
    """
    gone = 0
    for table in tables:
        columns = _personal(table, accounts, users)
        gone += _rewrite(table, folder, memory, workspace, columns, now)
        old = table.replaced(workspace)
        for path in old:
            path.unlink()
        if old:
            table.forget_log()
    return gone


def count(
    tables: Sequence[EventTable],
    folder: Path,
    memory: str,
    workspace: str,
    accounts: frozenset[str],
    users: frozenset[str],
) -> int:
    """How many rows `erase` would remove from the tables; nothing is changed."""
    found = 0
    with closing(connect(folder / "spill", memory)) as connection:
        for table in tables:
            held, unwanted = table.held(workspace), _personal(table, accounts, users)
            if held and unwanted:
                _register(connection, unwanted)
                query = f"SELECT count(*) FROM {_source(table, held)} WHERE {_among(unwanted)}"
                row = connection.execute(query).fetchone()
                found += row[0] if row else 0
    return found


def users_only_of(
    events: EventTable, unmatched: EventTable, folder: Path, memory: str, workspace: str, accounts: frozenset[str]
) -> frozenset[str]:
    """The users all of whose events are of these accounts, or of groups called like them."""
    tables = ((events, '"account"'), (unmatched, '"group"'))
    held = [(table, column, table.held(workspace)) for table, column in tables]
    texts = [f'SELECT "user", {column} AS whose FROM {_source(table, files)}' for table, column, files in held if files]
    if not texts:
        return frozenset()
    with closing(connect(folder / "spill", memory)) as connection:
        connection.register("accounts", pa.table({"value": pa.array(sorted(accounts), pa.string())}))
        found = connection.execute(_ONLY_OF.format(rows=" UNION ALL ".join(texts))).fetchall()
    return frozenset(user for (user,) in found)


def without_ids(
    table: EventTable, folder: Path, memory: str, workspace: str, ids: pa.ChunkedArray, now: datetime
) -> int:
    """Take the events of these message ids out of the table; how many there were. The old files wait for vacuum."""
    return _rewrite(table, folder, memory, workspace, {"message_id": ids.to_pylist()}, now)


def _personal(table: EventTable, accounts: frozenset[str], users: frozenset[str]) -> Mapping[str, Collection[str]]:
    who = {"account": accounts, "group": accounts, "user": users, "email": users}
    return {column: values for column, values in who.items() if column in table.schema.names and values}


def _rewrite(
    table: EventTable,
    folder: Path,
    memory: str,
    workspace: str,
    unwanted: Mapping[str, Collection[str]],
    now: datetime,
) -> int:
    """Write anew, without the unwanted rows, each file that has some; how many rows that were. The old files remain."""
    held = table.held(workspace)
    if not held or not unwanted:
        return 0
    old: list[HeldFile] = []
    new: list[NewFile] = []
    with closing(connect(folder / "spill", memory)) as connection:
        _register(connection, unwanted)
        for month in sorted({file.month for file in held}):
            hit = [f for f in held if f.month == month and _holds(connection, table, f, unwanted)]
            old += hit
            new += (
                _left(connection, table, hit, folder / f"{table.folder.name}-{month}.parquet", unwanted) if hit else []
            )
    if old:
        table.replace(folder.name, old, new, now)
    return sum(file.rows for file in old) - sum(file.rows for file in new)


def _register(connection: duckdb.DuckDBPyConnection, unwanted: Mapping[str, Collection[str]]) -> None:
    for column, values in unwanted.items():
        connection.register(f"unwanted_{column}", pa.table({"value": pa.array(sorted(values), pa.string())}))


def _holds(connection: duckdb.DuckDBPyConnection, table: EventTable, file: HeldFile, unwanted: Collection[str]) -> bool:
    query = f"SELECT 1 FROM {_source(table, [file])} WHERE {_among(unwanted)} LIMIT 1"
    return connection.execute(query).fetchone() is not None


def _left(
    connection: duckdb.DuckDBPyConnection,
    table: EventTable,
    files: Sequence[HeldFile],
    path: Path,
    unwanted: Collection[str],
) -> list[NewFile]:
    """What the files of one month hold beside the unwanted rows, in one file; none where nothing is left."""
    columns = [name for name in table.schema.names if name not in PARTITIONS]
    listed, first = ", ".join(f'"{name}"' for name in columns), f'"{columns[0]}"'
    rows = f"SELECT {listed} FROM {_source(table, files)} WHERE NOT ({_among(unwanted)})"
    told = connection.execute(_LEFT.format(first=first, rows=rows)).fetchone()
    if told is None or not told[0]:
        return []
    connection.execute(written(rows, first, path))
    return [NewFile(path, files[0].workspace, files[0].month, told[0], (told[1], told[2]), (told[3], told[4]))]


def _source(table: EventTable, files: Sequence[HeldFile]) -> str:
    return read_parquet(Files(tuple(file.path for file in files), table.schema, PARTITIONS))


def _among(unwanted: Collection[str]) -> str:
    """True for a row that has one of the values in one of the columns; never null."""
    return " OR ".join(
        f'coalesce("{column}" IN (SELECT value FROM unwanted_{column}), false)' for column in sorted(unwanted)
    )
