"""How the lake's files are made: the day and the month of an event, and rows sorted into one Parquet file."""

from __future__ import annotations

from pathlib import Path

from toprung.engine.duckdb_runner import quoted

#: rows that one account's page has to pass over at the most, where it needs one of them
_ROW_GROUP = 61_440

# A day beyond Python's calendar, such as New Year's Eve of 9999 further east, is its last or first; nobody believes it.
_DAY = "greatest(least(CAST(timezone({zone}, occurred_at) AS DATE), DATE '9999-12-31'), DATE '0001-01-01')"
_MONTH = "strftime({day}, '%Y-%m')"
_WRITE = """
COPY (
    {rows} ORDER BY {first}, occurred_at, message_id
) TO {path} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {size})
"""


def day_in(zone: str) -> str:
    """SQL: the day of `occurred_at` in a zone, which is SQL itself: a text literal or a parameter."""
    return _DAY.format(zone=zone)


def month_of(day: str) -> str:
    """SQL: the month of a day, as the partitions are called ("2026-03")."""
    return _MONTH.format(day=day)


def written(rows: str, first: str, path: Path) -> str:
    """SQL that writes a query's rows into one file, sorted by its column `first`, then by moment and message id."""
    return _WRITE.format(rows=rows, first=first, path=quoted(str(path)), size=_ROW_GROUP)
