"""Twenty counts, active users and revenue of every account, every week, as fight-churn's SQL makes them on PostgreSQL
and as this engine's texts do over a lake.

The reference has the shape of the listings 3.3 (counts), 7.9 (active users) and 3.17 (revenue) of the book “Fighting
Churn with Data”: for each metric one statement that joins events to weekly dates by a window of time and inserts what
it finds into one table, which has the book's indexes, as the events have. The statements here are our own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from tests import with_postgres

from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.lake import Lake
from toprung.engine.retention import INTERVALS, movements_of_intervals, mrr_on_days
from toprung.engine.schemas import EVENTS

WEEK, WEEKS = timedelta(days=7), 4
DATES = [date(2022, 1, 31) + week * WEEK for week in range(79)]
COUNTS = 20
PARTS = {
    "use": f"{COUNTS} counts and active users, 28 days, {len(DATES)} weeks",
    "revenue": f"recurring revenue, {len(DATES)} weeks",
    "all": "all of it",
}
TUNED = "-c shared_buffers=1GB -c work_mem=256MB -c maintenance_work_mem=512MB -c random_page_cost=1.1 -c jit=off"
_TABLES = """
CREATE TABLE event (
    account_id int NOT NULL, event_time timestamp NOT NULL, event_type_id int NOT NULL, user_id int, event_value real
);
CREATE TABLE subscription (account_id int NOT NULL, start_date date NOT NULL, end_date date, mrr numeric NOT NULL);
CREATE TABLE metric (
    account_id int NOT NULL, metric_time timestamp NOT NULL, metric_name_id int NOT NULL, metric_value numeric
);
"""
_INDEXES = """
CREATE INDEX ON event (account_id);
CREATE INDEX ON event (account_id, event_time);
CREATE INDEX ON event (event_time);
CREATE INDEX ON event (event_type_id);
CREATE INDEX ON subscription (start_date, end_date);
CREATE INDEX ON subscription (start_date);
CREATE INDEX ON metric (account_id);
CREATE UNIQUE INDEX ON metric (account_id, metric_name_id, metric_time);
CREATE INDEX ON metric (metric_time, metric_name_id);
CREATE INDEX ON metric (metric_name_id);
"""
_WEEKLY = f"""
WITH weekly AS (
    SELECT day::timestamp AS at FROM generate_series('{DATES[0]}', '{DATES[-1]}', interval '7 days') AS day
)
INSERT INTO metric (account_id, metric_time, metric_name_id, metric_value)
"""
_IN_WINDOW = "JOIN weekly w ON e.event_time < w.at AND e.event_time >= w.at - interval '28 days'"
_COUNT = f"""{_WEEKLY}
SELECT e.account_id, w.at, %(kind)s, count(*) FROM event e {_IN_WINDOW}
WHERE e.event_type_id = %(kind)s GROUP BY e.account_id, w.at
ON CONFLICT DO NOTHING
"""
_USERS = f"""{_WEEKLY}
SELECT e.account_id, w.at, 100, count(DISTINCT e.user_id) FROM event e {_IN_WINDOW} GROUP BY e.account_id, w.at
ON CONFLICT DO NOTHING
"""
_REVENUE = f"""{_WEEKLY}
SELECT s.account_id, w.at, 200, sum(s.mrr) FROM subscription s
JOIN weekly w ON s.start_date <= w.at AND (s.end_date > w.at OR s.end_date IS NULL) GROUP BY s.account_id, w.at
ON CONFLICT DO NOTHING
"""
_MRR = "CAST(mrr AS DECIMAL(18, 4))"
_EVENTS = """
SELECT
    CAST(account_id AS VARCHAR) AS account, CAST(user_id AS VARCHAR) AS "user", event_type AS name,
    ts AT TIME ZONE 'UTC' AS occurred_at, CAST(NULL AS VARCHAR) AS message_id, CAST(NULL AS VARCHAR) AS properties
FROM '{data}/events.parquet'
"""
_SUBSCRIPTIONS = f"""
SELECT
    CAST(account_id AS VARCHAR) AS account, product, start_date AS started_on, end_date AS ended_on, {_MRR} AS mrr,
    'USD' AS currency
FROM '{{data}}/subscriptions.parquet'
"""
Bundle = set[tuple[str, date, str, Decimal]]


def rows(data: Path, runs: int) -> list[tuple[str, str, str, str]]:
    """(part, PostgreSQL, Toprung, ratio) texts; refuses to time what differs."""
    programs = with_postgres.programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: there is nothing to compare with.")
    with TemporaryDirectory(prefix="toprung-bench-") as folder, with_postgres.cluster(programs, TUNED) as socket:
        ours = _Ours(Path(folder), data)
        with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as connection:
            theirs = _Theirs(connection, Path(folder), data, ours.names)
            timed = _in_turns([theirs, ours], runs)
            assert theirs.bundle() == ours.bundle(), "the two do not give the same rows"
    return [_row(part, *(each[part] for each in timed)) for part in ("use", "revenue", "all")]


def _row(part: str, theirs: float, ours: float) -> tuple[str, str, str, str]:
    return PARTS[part], f"{theirs:.2f}", f"{ours:.3f}", f"{theirs / ours:.1f}x"


class _Theirs:
    """PostgreSQL, with events and subscriptions loaded, indexed and analysed."""

    def __init__(self, connection: psycopg.Connection, home: Path, data: Path, names: Sequence[str]) -> None:
        self._connection = connection
        self._names = names
        kinds = " ".join(f"WHEN '{name}' THEN {kind + 1}" for kind, name in enumerate(names))
        connection.execute(_TABLES)
        for table, columns, source in (
            ("event", f"account_id, ts, CASE event_type {kinds} ELSE 99 END, user_id, event_value", "events"),
            ("subscription", f"account_id, start_date, end_date, {_MRR}", "subscriptions"),
        ):
            rows = home / f"{table}.csv"
            duckdb.execute(
                f"COPY (SELECT {columns} FROM '{data}/{source}.parquet') TO '{rows}' (FORMAT csv, HEADER false)"
            )
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
                copy.write(rows.read_bytes())
        connection.execute(_INDEXES)
        connection.execute("VACUUM ANALYZE")

    def run(self) -> dict[str, float]:
        """Seconds by part; the metric table is empty before."""
        self._connection.execute("TRUNCATE metric")
        return _clocked(
            {
                "use": self._use,
                "revenue": lambda: self._connection.execute(_REVENUE),
            }
        )

    def _use(self) -> None:
        for kind in range(COUNTS):
            self._connection.execute(_COUNT, {"kind": kind + 1})
        self._connection.execute(_USERS)

    def bundle(self) -> Bundle:
        """What stands in the metric table."""
        called = {kind + 1: name for kind, name in enumerate(self._names)} | {100: "users", 200: "revenue"}
        found = self._connection.execute("SELECT account_id, metric_time, metric_name_id, metric_value FROM metric")
        return {(f"{account}", at.date(), called[kind], value) for account, at, kind, value in found if value}


class _Ours:
    """A lake of the same events, and the product's texts."""

    def __init__(self, home: Path, data: Path) -> None:
        self._home = home
        events = duckdb.sql(_EVENTS.format(data=data)).to_arrow_table()
        self._lake = Lake(home / "lake")
        self._lake.append("bench", [events.cast(EVENTS)], "UTC", datetime(2023, 9, 1, tzinfo=UTC))
        self._runner = DuckDBRunner(home / "spill", [self._lake.folder])
        self._intervals = duckdb.sql(_SUBSCRIPTIONS.format(data=data)).to_arrow_table().cast(INTERVALS)
        counted = Counter(events["name"].to_pylist())
        self.names = sorted(counted, key=lambda name: (-counted[name], name))[:COUNTS]
        self._kept: dict[str, pa.Table] = {}

    def run(self) -> dict[str, float]:
        """Seconds by part, each kept as a Parquet file."""
        return _clocked({"use": lambda: self._keep("use", self._use()), "revenue": self._keep_revenue})

    def bundle(self) -> Bundle:
        """What the last run kept."""
        use, revenue = (self._kept[part].to_pylist() for part in ("use", "revenue"))
        found = {(r["account"], r["measured_on"], r["name"] or "users", Decimal(r["amount"])) for r in use}
        found |= {(r["account"], r["as_of"], "revenue", r["mrr"]) for r in revenue}
        return {row for row in found if row[3]}

    def _use(self) -> pa.Table:
        given = {"names": pa.table({"name": self.names}), "excluded_users": _empty("user_id")}
        return self._runner.run("metric_bundle", {"events": self._lake.files("bench"), **_windows(), **given})

    def _keep_revenue(self) -> None:
        movements = movements_of_intervals(self._runner, self._intervals)
        self._keep("revenue", mrr_on_days(self._runner, movements, DATES))

    def _keep(self, part: str, found: pa.Table) -> None:
        self._kept[part] = found
        pq.write_table(found, self._home / f"{part}.parquet", compression="zstd")


def _windows() -> dict[str, pa.Table]:
    """The four weeks before each date."""
    held = [(date_ - week * WEEK, date_) for date_ in DATES for week in range(1, WEEKS + 1)]
    steps = sorted({step for step, _ in held})
    days = [(step + timedelta(days=n), step) for step in steps for n in range(WEEK.days)]
    return {"calendar": _days(days, "day", "step"), "windows": _days(held, "step", "measured_on")}


def _days(rows: Sequence[tuple[date, date]], *names: str) -> pa.Table:
    return pa.table([pa.array(column, pa.date32()) for column in zip(*rows, strict=True)], list(names))


def _empty(column: str) -> pa.Table:
    return pa.table({column: pa.array([], pa.string())})


def _clocked(parts: dict[str, Callable[[], object]]) -> dict[str, float]:
    seconds = {}
    for part, work in parts.items():
        begun = time.perf_counter()
        work()
        seconds[part] = time.perf_counter() - begun
    return {**seconds, "all": sum(seconds.values())}


def _in_turns(both: Sequence[_Theirs | _Ours], runs: int) -> list[dict[str, float]]:
    """Median seconds by part of each; the first round only warms up."""
    rounds = [[each.run() for each in both] for _ in range(runs + 1)][1:]
    return [{part: median(run[part] for run in own) for part in own[0]} for own in zip(*rounds, strict=True)]
