"""Texts run by DuckDB in this process: bounded memory, no download, no file outside the folders it is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from toprung.engine.runner import NO_VALUES, Files, Value, params_table
from toprung.engine.texts import text


def connect(spill: Path, memory: str, database: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that fetches no extension, thinks in UTC and spills to `spill` beyond `memory` ("1GB")."""
    spill.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        str(database or ":memory:"),
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": memory,
            "preserve_insertion_order": "false",
            "python_enable_replacements": "false",
            "temp_directory": str(spill),
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


class DuckDBRunner:
    """A Runner. One per process is enough: threads may share it, each run has a cursor of its own."""

    def __init__(self, spill: Path, reads: Sequence[Path] = (), memory: str = "1GB") -> None:
        """`spill` takes what does not fit into `memory`; `reads` are the only folders whose files a text may read."""
        self._connection = connect(spill, memory)
        folders = [str(folder.resolve()) + "/" for folder in reads]
        self._connection.execute("SET allowed_directories = $1", [folders])
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def run(
        self, name: str, tables: Mapping[str, pa.Table | Files], values: Mapping[str, Value] = NO_VALUES
    ) -> pa.Table:
        """See `Runner.run`."""
        query = text(name)
        with self._connection.cursor() as cursor:
            for table, rows in tables.items():
                _name_table(cursor, table, rows)
            if values:
                cursor.register("params", params_table(values))
            return cursor.sql(query).to_arrow_table()


def _name_table(cursor: duckdb.DuckDBPyConnection, name: str, rows: pa.Table | Files) -> None:
    if isinstance(rows, pa.Table):
        cursor.register(name, rows)
    elif not rows.paths or rows.accounts == ():
        cursor.register(name, _with_taken(rows).empty_table())
    else:
        source = f"{read_parquet(rows)}{_only(rows)}"
        cursor.execute(f"CREATE TEMP VIEW {name} AS SELECT {', '.join(['*', *_taken(rows)])} FROM {source}")


def _with_taken(rows: Files) -> pa.Schema:
    return pa.schema([*rows.schema, *((column, pa.string()) for column, _ in rows.taken)])


def _taken(rows: Files) -> Iterator[str]:
    """What takes each further column out of the properties; text that is no JSON has nothing to take."""
    for column, key in rows.taken:
        path = quoted(f'$."{key}"')
        yield f"CASE WHEN json_valid(properties) THEN json_extract_string(properties, {path}) END AS {column}"


def _only(rows: Files) -> str:
    if rows.accounts is None:
        return ""
    return f" WHERE account IN ({', '.join(quoted(account) for account in rows.accounts)})"


def read_parquet(rows: Files) -> str:
    """The table function that reads these files; partition values stay text ("2026-03" is a month, not a day)."""
    paths = ", ".join(quoted(str(path)) for path in rows.paths)
    if not rows.partitions:
        return f"read_parquet([{paths}], hive_partitioning = false)"
    types = ", ".join(f"{quoted(column)}: VARCHAR" for column in rows.partitions)
    return f"read_parquet([{paths}], hive_partitioning = true, hive_types = {{{types}}})"


def quoted(value: str) -> str:
    """A SQL text literal."""
    return "'" + value.replace("'", "''") + "'"
