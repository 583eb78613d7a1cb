"""One load: rows staged on disk, named, set apart from what the lake holds already, sorted and written per month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from toprung.engine.delta import NewFile
from toprung.engine.duckdb_runner import connect, quoted, read_parquet
from toprung.engine.event_files import day_in, month_of, written
from toprung.engine.known_ids import KnownIds
from toprung.engine.runner import Files
from toprung.engine.schemas import EVENTS, PARTITIONS
from toprung.kernel.errors import BadInput

YEARS_BELIEVED, AHEAD_BELIEVED = 10, timedelta(days=1)
_NEEDED = ("account", "name", "occurred_at")

# Lengths before the values keep “a|b” + “c” and “a” + “b|c” apart; a missing user differs from an empty one.
_CONTENT = " || ".join(
    f"coalesce(length({value}) || ':' || {value}, '-')"
    for value in ("account", '"user"', "name", "CAST(epoch_us(occurred_at) AS VARCHAR)", "properties")
)

_DAY, _MONTH = day_in("$zone"), month_of("occurred_on")

# An event without an id is named by its content and by its number among equal rows of the load: two equal rows
# are two events, and the same file read again gives the same names. Of one given id the first row is taken.
_IDENTIFIED = f"""
CREATE OR REPLACE TABLE identified AS
WITH dated AS (
    SELECT *, {_DAY} AS occurred_on FROM staged
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
    *,
    {_MONTH} AS month,
    CASE WHEN occurred_on < $oldest THEN 'too_old' WHEN occurred_at > $newest THEN 'in_the_future' END AS reason
FROM named
"""

# What a feed brings is named already, and judged by the moment it was received: a load that is tried again later
# must come to the same. Most loads hold no id twice, which is far cheaper to find out than to number every row.
_RECEIVED = f"""
CREATE OR REPLACE TABLE identified AS
WITH once AS (
    SELECT * FROM staged {{once}}
),
dated AS (
    SELECT *, {_DAY} AS occurred_on FROM once
)
SELECT
    * EXCLUDE (received_at),
    {_MONTH} AS month,
    CASE
        WHEN occurred_on < CAST(timezone($zone, received_at) AS DATE) - INTERVAL {YEARS_BELIEVED} YEAR THEN 'too_old'
        WHEN occurred_at > received_at + INTERVAL {AHEAD_BELIEVED.days} DAY THEN 'in_the_future'
    END AS reason
FROM dated
"""
_ONCE = "QUALIFY row_number() OVER (PARTITION BY message_id ORDER BY row_number) = 1"

# Where no file needs to be looked at, which is nearly always, the rows are not copied.
_FRESH = """
CREATE {kind} {fresh} AS
SELECT * FROM identified i
WHERE {which} AND NOT EXISTS (SELECT 1 FROM {held} h WHERE h.message_id = i.message_id)
"""

_MONTHS = """
SELECT month, count(*), coalesce(min({first}), ''), coalesce(max({first}), ''), min(occurred_on), max(occurred_on)
FROM {fresh} GROUP BY month ORDER BY month
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
        return cls(zone, oldest, now + AHEAD_BELIEVED)


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


@contextmanager
def load_on_disk(folder: Path, workspace: str, memory: str) -> Iterator[Load]:
    """A load whose rows lie in the folder, however many they are."""
    with closing(connect(folder / "spill", memory, folder / "load.duckdb")) as connection:
        yield Load(folder, workspace, connection)


class Load:
    """The rows of one workspace's load in a database, set apart from what the lake holds already."""

    def __init__(
        self, folder: Path, workspace: str, connection: duckdb.DuckDBPyConnection, ids: KnownIds | None = None
    ) -> None:
        """With `ids` only files that may hold one of the load's are read."""
        self._folder = folder
        self._workspace = workspace
        self._connection = connection
        self._ids = ids

    def identify(self, staged: Path, limits: Limits) -> None:
        """Name and date every staged row, and say which are to be quarantined."""
        self._do(f"CREATE VIEW staged AS SELECT * FROM read_parquet({quoted(str(staged))})")
        self._do(_IDENTIFIED, {"zone": limits.zone, "oldest": limits.oldest, "newest": limits.newest})

    def receive(self, rows: pa.Table, zone: str) -> None:
        """Date every row that a feed has brought, each named by its message id and with `received_at`."""
        numbered = rows.append_column("row_number", pa.array(range(len(rows)), pa.int64()))
        self._connection.register("staged", numbered)
        named = self._number("SELECT count(DISTINCT message_id) FROM staged")
        once = "" if named == len(rows) else _ONCE
        self._do(_RECEIVED.format(once=once), {"zone": zone})

    def months(self) -> set[str]:
        """The months that believed events fall in."""
        found = self._connection.execute("SELECT DISTINCT month FROM identified WHERE reason IS NULL")
        return {month for (month,) in found.fetchall()}

    def quarantined(self) -> int:
        """How many events are not believed."""
        return self._number("SELECT count(*) FROM identified WHERE reason IS NOT NULL")

    def fresh_files(self, name: str, held: Files, *, believed: bool | None) -> list[NewFile]:
        """The believed events (or the others, or with None all) that are not in `held`, a sorted file per month.

        They have the columns of `held`, and are written into a folder of that name.
        """
        place = f"{name}-{self._workspace}"
        near = held if self._ids is None else self._ids.suspects(self._connection, place, held)
        which = {True: "reason IS NULL", False: "reason IS NOT NULL", None: "true"}[believed]
        fresh, kind = f"fresh_{name}", "TABLE" if near.paths else "VIEW"
        self._do(_FRESH.format(kind=kind, fresh=fresh, which=which, held=_source(near)))
        folder = self._folder / place
        folder.mkdir()
        columns = [column for column in held.schema.names if column not in PARTITIONS]
        months = self._connection.execute(_MONTHS.format(fresh=fresh, first=f'"{columns[0]}"')).fetchall()
        return [self._written(folder, fresh, columns, month) for month in months]

    def _written(
        self, folder: Path, fresh: str, columns: Sequence[str], month: tuple[str, int, str, str, date, date]
    ) -> NewFile:
        name, rows, first_account, last_account, first_on, last_on = month
        path = folder / f"{name}.parquet"
        listed = ", ".join(f'"{column}"' for column in columns)
        rows_of_month = f"SELECT {listed} FROM {fresh} WHERE month = {quoted(name)}"
        self._do(written(rows_of_month, f'"{columns[0]}"', path))
        return NewFile(path, self._workspace, name, rows, (first_account, last_account), (first_on, last_on))

    def _number(self, query: str) -> int:
        return int(self._connection.execute(query).fetchall()[0][0])

    def _do(self, statement: str, values: Mapping[str, object] | None = None) -> None:
        """Run a statement to its end: a connection with a result left unread takes no other work."""
        self._connection.execute(statement, values or {}).fetchall()


def _source(held: Files) -> str:
    return read_parquet(held) if held.paths else "(SELECT '' AS message_id WHERE false)"
