"""One load: rows staged on disk, named, set apart from what the lake holds already, sorted and written per month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toprung.engine.delta import NewFile
from toprung.engine.duckdb_runner import connect, quoted, read_parquet
from toprung.engine.runner import Files
from toprung.kernel.errors import BadInput

EVENTS = pa.schema(
    [
        ("account", pa.string()),
        ("user", pa.string()),
        ("name", pa.string()),
        ("occurred_at", pa.timestamp("us", tz="UTC")),
        ("message_id", pa.string()),
        ("properties", pa.string()),
    ]
)
_NEEDED = ("account", "name", "occurred_at")

# Lengths before the values keep “a|b” + “c” and “a” + “b|c” apart; a missing user differs from an empty one.
_CONTENT = " || ".join(
    f"coalesce(length({value}) || ':' || {value}, '-')"
    for value in ("account", '"user"', "name", "CAST(epoch_us(occurred_at) AS VARCHAR)", "properties")
)

# An event without an id is named by its content and by its number among equal rows of the load: two equal rows
# are two events, and the same file read again gives the same names. Of one given id the first row is taken.
_IDENTIFIED = f"""
CREATE TABLE identified AS
WITH dated AS (
    SELECT
        row_number, account, "user", name, occurred_at, message_id, properties,
        CAST(timezone($zone, occurred_at) AS DATE) AS occurred_on
    FROM staged
),
named AS (
    SELECT * FROM dated WHERE message_id IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY message_id ORDER BY row_number) = 1
    UNION ALL BY NAME
    SELECT * EXCLUDE (content) REPLACE (
        'made-' || content || '-' || row_number() OVER (PARTITION BY content) AS message_id
    )
    FROM (SELECT *, md5({_CONTENT}) AS content FROM dated WHERE message_id IS NULL)
)
SELECT
    account, "user", name, occurred_at, occurred_on, message_id, properties,
    strftime(occurred_on, '%Y-%m') AS month,
    CASE WHEN occurred_on < $oldest THEN 'too_old' WHEN occurred_at > $newest THEN 'in_the_future' END AS reason
FROM named
"""

_FRESH = """
CREATE OR REPLACE TABLE fresh AS
SELECT * FROM identified i
WHERE {which} AND NOT EXISTS (SELECT 1 FROM {held} h WHERE h.message_id = i.message_id)
"""

_MONTHS = """
SELECT month, count(*), min(account), max(account), min(occurred_on), max(occurred_on)
FROM fresh GROUP BY month ORDER BY month
"""

_WRITE = """
COPY (
    SELECT {columns} FROM fresh WHERE month = {month} ORDER BY account, occurred_at, message_id
) TO {path} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Which times are believed: a day in the workspace's zone not before `oldest`, a moment not after `newest`."""

    zone: str
    oldest: date
    newest: datetime

    @classmethod
    def around(cls, zone: str, now: datetime, oldest: date) -> Limits:
        """The limits at a moment: nothing before `oldest`, nothing more than a day ahead."""
        return cls(zone, oldest, now + timedelta(days=1))


def stage(batches: Iterable[pa.Table], path: Path) -> int:
    """Write batches of EVENTS to one Parquet file with their row numbers; returns how many rows there were.

    Raises BadInput where a row has no account, name or time: those are the importer's to refuse, row by row.
    """
    schema = EVENTS.append(pa.field("row_number", pa.int64()))
    rows = 0
    with pq.ParquetWriter(path, schema) as writer:
        for batch in batches:
            events = _checked(batch)
            numbers = pa.array(range(rows, rows + len(events)), pa.int64())
            writer.write_table(events.append_column("row_number", numbers))
            rows += len(events)
    return rows


def _checked(batch: pa.Table) -> pa.Table:
    events = batch.select(EVENTS.names).cast(EVENTS)
    empty = [column for column in _NEEDED if events[column].null_count]
    if empty:
        raise BadInput(f"Events without {' or '.join(empty)} cannot be kept; nothing was loaded: leave those rows out.")
    return events


class Load:
    """The rows of one load in a database of its own on disk, so that memory stays bounded however many they are."""

    def __init__(self, folder: Path, memory: str) -> None:
        self._folder = folder
        self._connection = connect(folder / "spill", memory, folder / "load.duckdb")

    def close(self) -> None:
        """End the work; the folder may go."""
        self._connection.close()

    def identify(self, staged: Path, limits: Limits) -> None:
        """Name and date every staged row, and say which are to be quarantined."""
        self._connection.execute(f"CREATE VIEW staged AS SELECT * FROM read_parquet({quoted(str(staged))})")
        self._connection.execute(_IDENTIFIED, {"zone": limits.zone, "oldest": limits.oldest, "newest": limits.newest})

    def months(self) -> set[str]:
        """The months that believed events fall in."""
        found = self._connection.execute("SELECT DISTINCT month FROM identified WHERE reason IS NULL")
        return {month for (month,) in found.fetchall()}

    def quarantined(self) -> int:
        """How many events are not believed."""
        return self._number("SELECT count(*) FROM identified WHERE reason IS NOT NULL")

    def fresh_files(self, held: Files, columns: Sequence[str], *, believed: bool) -> list[NewFile]:
        """The believed events (or the others) that are not in `held`, one sorted Parquet file per month."""
        self._connection.execute(_FRESH.format(which=f"reason IS {'' if believed else 'NOT '}NULL", held=_source(held)))
        folder = self._folder / ("believed" if believed else "quarantined")
        folder.mkdir()
        months = self._connection.execute(_MONTHS).fetchall()
        return [self._written(folder, columns, month) for month in months]

    def _written(self, folder: Path, columns: Sequence[str], month: tuple[str, int, str, str, date, date]) -> NewFile:
        name, rows, first_account, last_account, first_on, last_on = month
        path = folder / f"{name}.parquet"
        listed = ", ".join(f'"{column}"' for column in columns)
        self._connection.execute(_WRITE.format(columns=listed, month=quoted(name), path=quoted(str(path))))
        return NewFile(path, name, rows, (first_account, last_account), (first_on, last_on))

    def _number(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def _source(held: Files) -> str:
    return read_parquet(held) if held.paths else "(SELECT '' AS message_id WHERE false)"
