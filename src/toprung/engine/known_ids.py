"""Which message ids the lake's files hold, kept in memory, so that a load need not read them all to find duplicates."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import duckdb

from toprung.engine.duckdb_runner import quoted
from toprung.engine.runner import Files


class KnownIds:
    """A hash of each message id of the files that the last load of a workspace had to look for duplicates in.

    A file never changes, so what was read of it once stands until it is no longer asked for. 12 bytes an id: a load
    looks through five million in 10 ms, where reading the ids themselves takes 140 ms. An equal hash is no proof: the
    files that hold one are read.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._numbers = count()
        self._known: dict[str, dict[Path, int]] = {}

    def suspects(self, cursor: duckdb.DuckDBPyConnection, place: str, held: Files) -> Files:
        """Those of the files that may hold an id of the cursor's table `identified`. `place` names who holds them."""
        known = self._known.setdefault(place, {})
        table = f'main."{place}"'
        self._forget(table, known, set(known) - set(held.paths))
        for path in held.paths:
            if path not in known:
                self._read(table, path, known)
        if not known:
            return held
        hit = f"SELECT DISTINCT file FROM {table} WHERE id IN (SELECT hash(message_id) FROM identified)"
        files = {number for (number,) in cursor.execute(hit).fetchall()}
        return Files(tuple(path for path in held.paths if known[path] in files), held.schema, held.partitions)

    def _forget(self, table: str, known: dict[Path, int], gone: set[Path]) -> None:
        if not gone:
            return
        # Deleted rows would keep their place in memory.
        numbers = ", ".join(str(known.pop(path)) for path in gone)
        self._do(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM {table} WHERE file NOT IN ({numbers})")

    def _read(self, table: str, path: Path, known: dict[Path, int]) -> None:
        number = next(self._numbers)
        self._do(f"CREATE TABLE IF NOT EXISTS {table} (id UBIGINT, file INTEGER)")
        ids = f"read_parquet({quoted(str(path))}, hive_partitioning = false)"
        self._do(f"INSERT INTO {table} SELECT hash(message_id), {number} FROM {ids}")
        known[path] = number

    def _do(self, statement: str) -> None:
        self._connection.execute(statement).fetchall()
