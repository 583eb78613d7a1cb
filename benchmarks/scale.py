"""A home with a workspace of any size, built in seconds: what every benchmark at 0.5, 5 and 50 million events runs on.

    python -m benchmarks.scale HOME --accounts 5000 --events 5000000

Equal arguments give an equal book and equal events. The bare events lie beside the home's lake, in one Parquet file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

#: the day that everything is as of: a Sunday, so that its week has wholly passed
DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAME = "Scale"
SEED = 7
_ROWS_A_LOAD = 4_000_000
#: written last: a home without it was not finished
_DONE = "scale.done"


def make(home: Path, accounts: int, events: int, seed: int = SEED) -> Path:
    """The home, built by a process of its own where it is not there yet. Raises CalledProcessError."""
    if not (home / _DONE).exists():
        sizes = ["--accounts", str(accounts), "--events", str(events), "--seed", str(seed)]
        command = [sys.executable, "-m", "benchmarks.scale", str(home), *sizes]
        subprocess.run(command, env=environment(home), check=True, stdout=sys.stderr)
    return home


def environment(home: Path) -> dict[str, str]:
    """What a process of that home's runs in: its folder, its moment, SQLite."""
    gone = {"DATABASE_URL": "", "TOPRUNG_LAKE": ""}
    return {**os.environ, **gone, "TOPRUNG_HOME": str(home), "TOPRUNG_CLOCK": NOW.isoformat()}


def bare_events(home: Path) -> Path:
    """The same events as one plain Parquet file: account, user, name, occurred_at, message_id, properties."""
    return home / "events.parquet"


def dated_events(home: Path) -> Path:
    """The same with each event's day, `occurred_on`, as the engine wants it; made when first asked for."""
    path = home / "dated.parquet"
    if not path.exists():
        import duckdb

        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            made = path.with_suffix(".new")
            source = f"SELECT *, CAST(occurred_at AS DATE) AS occurred_on FROM read_parquet('{bare_events(home)}')"
            connection.execute(f"COPY ({source}) TO '{made}' (FORMAT parquet, COMPRESSION zstd)")
        made.rename(path)
    return path


def set_up() -> None:
    """Django in this process, on the home that its environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toprung.config.settings")
    import django

    django.setup()


def _build(home: Path, accounts: int, events: int, seed: int) -> None:
    from django.core.management import call_command

    from benchmarks.scale_book import fill
    from benchmarks.scale_events import batches, write_events
    from benchmarks.scale_lives import lives
    from toprung.motion import stores
    from toprung.motion.workspaces import found_workspace
    from toprung.records.tenancy.actors import OPERATOR

    call_command("migrate", verbosity=0, interactive=False)
    workspace = found_workspace(NAME, "UTC", "EUR", by=OPERATOR, now=NOW)
    all_lives = list(lives(accounts, seed, DAY))
    with _told("book"):
        fill(workspace, all_lives, DAY, seed)
    with _told("events"):
        write_events(bare_events(home), all_lives, events, seed, DAY)
    with _told("lake"):
        for load in batches(bare_events(home), _ROWS_A_LOAD):
            stores.lake().append(stores.lake_key(workspace), load, workspace.timezone, NOW)


@contextmanager
def _told(part: str) -> Iterator[None]:
    """Says how long a part took."""
    began = time.perf_counter()
    yield
    print(f"{part}: {time.perf_counter() - began:.1f} s")


def _spread() -> None:
    """Evaluate in memory alone and print how the accounts spread."""
    from toprung.motion.evaluation.running import judged_accounts
    from toprung.records.tenancy.queries import the_workspace

    rungs: Counter[str] = Counter()
    signals: Counter[str] = Counter()
    for chunk in judged_accounts(the_workspace(), DAY):
        for judged in chunk:
            verdict = judged.verdict
            rungs[f"rung {int(verdict.ladder.rung)}"] += 1
            rungs[verdict.lifecycle.value] += 1
            rungs[f"band {verdict.health.band.value if verdict.health.band else 'none'}"] += 1
            rungs["hollow"] += verdict.ladder.hollow
            signals.update(finding.signal for finding in verdict.findings)
    print(dict(sorted(rungs.items())))
    print(dict(sorted(signals.items())))


def main() -> None:
    """Build a home and say what it holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--spread", action="store_true", help="judge the book and print how the accounts spread")
    asked = parser.parse_args()
    home = asked.home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(environment(home))
    set_up()
    if not (home / _DONE).exists():
        _build(home, asked.accounts, asked.events, asked.seed)
        (home / _DONE).touch()
    if asked.spread:
        _spread()


if __name__ == "__main__":
    main()
