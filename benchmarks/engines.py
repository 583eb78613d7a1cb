"""The same count of the same lake by DuckDB in process and by a loopback Spark cluster: seconds, and memory held."""

from __future__ import annotations

import multiprocessing
import os
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from tests.engine.contract import cluster

from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.lake import Lake
from toprung.engine.periods import calendar
from toprung.engine.runner import Runner
from toprung.engine.schemas import EVENTS
from toprung.engine.spark_runner import SparkRunner
from toprung.kernel.canon import fingerprint
from toprung.kernel.days import Rhythm

EVENTS_COUNTED = 5_000_000
_YEAR = calendar(date(2024, 12, 30), date(2026, 1, 4), Rhythm.WEEK)
_NOBODY = {
    "excluded_users": pa.table({"user_id": pa.array([], pa.string())}),
    "excluded_domains": pa.table({"domain": pa.array([], pa.string())}),
}
_NOTHING = {"excluded_names": pa.table({"name": pa.array([], pa.string())})}
_MADE = """
SELECT
    'acct-' || hash(range * 7) % 5000 AS account,
    'user-' || hash(range * 7) % 5000 || '-' || hash(range) % 8 || '@customer.example' AS "user",
    'event-' || hash(range * 3) % 20 AS name,
    TIMESTAMPTZ '2025-01-01 00:00:00+00' + INTERVAL 1 SECOND * CAST(hash(range * 13) % 31536000 AS INT) AS occurred_at,
    CAST(NULL AS VARCHAR) AS message_id,
    CASE WHEN range % 4 = 0 THEN '{"rows": ' || range % 1000 || '}' END AS properties
FROM range({events})
"""
T = TypeVar("T")
Counted = tuple[float, float, float, str, float]


def rows(runs: int) -> list[tuple[str, str, str, str, str]]:
    """(engine, start, first count, count, memory) texts."""
    with TemporaryDirectory(prefix="toprung-bench-") as folder:
        home = Path(folder)
        size = _alone(_make_lake, home)
        here = _alone(_duckdb, home, runs)
        with cluster.running(home) as spark:
            there, executors = _alone(_spark, home, runs, spark.master, [each.pid for each in spark.processes[1:]])
        assert here[3] == there[3], "the engines disagree"
    return [
        _row("DuckDB in process", here),
        _row(f"Spark, driver (and {cluster.WORKERS} executors: {executors:,.0f} MB)", there),
        (f"the lake: {size / EVENTS_COUNTED:.1f} bytes an event", "", "", "", ""),
    ]


def _row(name: str, counted: Counted) -> tuple[str, str, str, str, str]:
    start, first, again, _, memory = counted
    return name, f"{start:.2f}", f"{first:.2f}", f"{again:.2f}", f"{memory:,.0f}"


def _alone(work: Callable[..., T], *given: object) -> T:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def _make_lake(home: Path) -> int:
    made = home / "made.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({_MADE.replace('{events}', str(EVENTS_COUNTED))}) TO '{made}' (FORMAT parquet)")
    lake = Lake(home / "lake")
    batches = pq.ParquetFile(made).iter_batches(250_000)
    tables = (pa.Table.from_batches([batch]).cast(EVENTS) for batch in batches)
    lake.append("bench", tables, "Europe/Berlin", datetime(2026, 1, 1, tzinfo=UTC))
    return lake.health().bytes


def _duckdb(home: Path, runs: int) -> Counted:
    begun = time.perf_counter()
    runner = DuckDBRunner(home / "spill", [home / "lake"])
    return (time.perf_counter() - begun, *_counted(runner, home, runs), _peak(os.getpid()))


def _spark(home: Path, runs: int, master: str, workers: Sequence[int]) -> tuple[Counted, float]:
    """The count, and the memory of the workers' executors, which go with the session."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    begun = time.perf_counter()
    runner = SparkRunner(master)
    runner.describe()
    start = time.perf_counter() - begun
    counted = _counted(runner, home, runs)
    from pyspark import SparkContext

    assert SparkContext._jvm is not None
    driver = SparkContext._jvm.java.lang.ProcessHandle.current().pid()
    return (start, *counted, _peak(driver)), sum(_peak(executor) for executor in _children(workers))


def _counted(runner: Runner, home: Path, runs: int) -> tuple[float, float, str]:
    files = Lake(home / "lake").files("bench")
    seconds: list[float] = []
    for _ in range(runs + 1):
        begun = time.perf_counter()
        found = runner.run("usage_periods", {"events": files, "calendar": _YEAR, **_NOBODY, **_NOTHING})
        seconds.append(time.perf_counter() - begun)
    return seconds[0], median(seconds[1:]), fingerprint(found.to_pylist())


def _children(processes: Sequence[int]) -> list[int]:
    return [
        int(child)
        for process in processes
        for listed in Path(f"/proc/{process}/task").glob("*/children")
        for child in listed.read_text().split()
    ]


def _peak(process: int) -> float:
    """The most memory it has held, in MB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) / 1000 if found else 0.0
