"""Importing crm6 and evaluating it, as whole processes, beside the bare DuckDB count of the same events."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

MAPS = {
    "accounts": '[columns]\naccount = "id"\n[defaults]\nsegment = "SMB"\n',
    "subscriptions": '[columns]\naccount = "account_id"\nstarted_on = "start_date"\nended_on = "end_date"\n',
    "events": '[columns]\naccount = "account_id"\nuser = "user_id"\nname = "event_type"\noccurred_at = "ts"\n',
}
DAY = "2023-06-01"
BARE = """
import duckdb, sys
print(len(duckdb.sql(f"select account_id, date_trunc('week', ts)::date, count(*), count(distinct user_id) "
                     f"from '{sys.argv[1]}' group by all").fetchall()))
"""


def rows(data: Path, runs: int) -> list[tuple[str, str, str, str]]:
    """(work, seconds, reference, ratio) texts."""
    with TemporaryDirectory(prefix="toprung-bench-") as folder:
        home = Path(folder)
        for kind, text in MAPS.items():
            (home / f"{kind}.toml").write_text(text)
        return _measured(home, data, runs)


def _measured(home: Path, data: Path, runs: int) -> list[tuple[str, str, str, str]]:
    bare, imports, evaluations = _turns(
        [
            lambda run: _python(home, "-c", BARE, str(data / "events.parquet")),
            lambda run: _import_all(home / f"home{run}", home, data),
            lambda run: _toprung(home / f"home{run}", "evaluate", "--as-of", DAY),
        ],
        runs,
    )
    nothing_new = _turns([lambda run: _toprung(home / "home0", "evaluate", "--as-of", DAY)], runs)[0]
    reference = f"bare DuckDB count of (account, week), whole process: {bare:.2f}"
    return [
        ("bare DuckDB count of (account, week) over 689,992 events", f"{bare:.2f}", "", ""),
        ("init, import accounts, subscriptions, events", f"{imports:.2f}", reference, f"{imports / bare:.1f}x"),
        ("evaluate, first time (rollup counted)", f"{evaluations:.2f}", reference, f"{evaluations / bare:.1f}x"),
        ("evaluate again, nothing new", f"{nothing_new:.2f}", reference, f"{nothing_new / bare:.1f}x"),
    ]


def _turns(works: list[Callable[[int], None]], runs: int) -> list[float]:
    """Median seconds of each work; they take turns, the first round only warms up."""
    seconds: list[list[float]] = [[] for _ in works]
    for run in range(runs + 1):
        for work, kept in zip(works, seconds, strict=True):
            begun = time.perf_counter()
            work(run)
            if run:
                kept.append(time.perf_counter() - begun)
    return [median(kept) for kept in seconds]


def _import_all(home: Path, maps: Path, data: Path) -> None:
    _toprung(home, "init", "--workspace", "Crm6", "--currency", "USD")
    for kind in MAPS:
        _toprung(home, "import", kind, str(data / f"{kind}.parquet"), "--map", str(maps / f"{kind}.toml"))


def _toprung(home: Path, *words: str) -> None:
    _python(home, "-m", "toprung.doors.cli", *words)


def _python(home: Path, *words: str) -> None:
    environment = {**os.environ, "TOPRUNG_HOME": str(home), "DATABASE_URL": "", "TOPRUNG_LAKE": ""}
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words[:4])} failed: {done.stderr.strip()}")
