"""A year of events for a book of any size: exactly as many as asked for, made by DuckDB, in bounded memory.

Each account's share of each week is fixed first; which user did what when follows from the event's number alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.scale_lives import EVENT_NAMES, Life
from toprung.engine.schemas import EVENTS

WEEKS = 52
_CELLS_AT_A_TIME = 200_000
_ROWS_AT_A_TIME = 250_000
_BATCH = f"""
SELECT
    account,
    'user' || CAST(floor(users * pow((h % 1000003) / 1000003, 1.5)) AS BIGINT) || '@' || lower(account) || '.example'
        AS "user",
    $names[1 + CAST(floor({len(EVENT_NAMES)} * pow(((h >> 16) % 1000003) / 1000003, 2)) AS BIGINT)] AS name,
    CAST(make_timestamp(week_us + CAST((h >> 24) % 604800000 AS BIGINT) * 1000) AS TIMESTAMPTZ) AS occurred_at,
    md5($seed || ':' || i) AS message_id,
    CASE WHEN h % 5 = 0 THEN '{{"plan": "pro", "items": ' || h % 90 || '}}' END AS properties
FROM (SELECT *, hash(i, $seed) AS h FROM (SELECT * EXCLUDE (first, n), unnest(range(first, first + n)) AS i FROM cells))
"""


def write_events(path: Path, lives: Sequence[Life], events: int, seed: int, day: date) -> None:
    """One Parquet file of the events of the 52 weeks that end on `day`, week by week, as they would have arrived."""
    unfinished = path.with_suffix(".unfinished")
    with duckdb.connect() as connection, pq.ParquetWriter(unfinished, EVENTS, compression="zstd") as writer:
        connection.execute("SET TimeZone = 'UTC'; SET memory_limit = '500MB'; SET preserve_insertion_order = true")
        for cells in _cells(lives, events, day):
            connection.register("cells", cells)
            found = connection.sql(_BATCH, params={"names": list(EVENT_NAMES), "seed": str(seed)})
            for batch in found.to_arrow_reader(_ROWS_AT_A_TIME):
                writer.write_table(pa.Table.from_batches([batch]).cast(EVENTS))
    unfinished.rename(path)


def batches(path: Path, rows: int) -> Iterator[list[pa.Table]]:
    """The events of that file in loads of about so many rows, each a list of small tables."""
    load: list[pa.Table] = []
    for batch in pq.ParquetFile(path).iter_batches(_ROWS_AT_A_TIME):
        load.append(pa.Table.from_batches([batch]))
        if sum(map(len, load)) >= rows:
            yield load
            load = []
    if load:
        yield load


def _cells(lives: Sequence[Life], events: int, day: date) -> Iterator[pa.Table]:
    """(account, users, week, first event, number of events): what each account does in each week."""
    first_week = day + timedelta(days=1) - timedelta(weeks=WEEKS)
    weeks = [first_week + timedelta(weeks=week) for week in range(WEEKS)]
    total = sum(_weight(life, week) for week in weeks for life in lives)
    rows: list[tuple[str, int, int, int, int]] = []
    passed, made = 0.0, 0
    for week in weeks:
        micros = int(datetime.combine(week, time(), UTC).timestamp()) * 1_000_000
        for life in lives:
            passed += _weight(life, week)
            until = min(events, round(passed / total * events))
            if until > made:
                rows.append((life.account, life.users, micros, made, until - made))
                made = until
            if len(rows) == _CELLS_AT_A_TIME:
                yield _table(rows)
                rows = []
    yield _table(rows)


def _weight(life: Life, week: date) -> float:
    return life.weight if life.used_from <= week and week + timedelta(days=6) <= life.used_to else 0.0


def _table(rows: list[tuple[str, int, int, int, int]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * 5
    names = ("account", "users", "week_us", "first", "n")
    types = (pa.string(), *([pa.int64()] * 4))
    return pa.table({name: pa.array(c, kind) for name, c, kind in zip(names, columns, types, strict=True)})
