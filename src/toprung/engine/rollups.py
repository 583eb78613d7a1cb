"""Usage counted once and kept beside the lake, until the lake's files or the excluded users change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toprung.engine.lake import Lake
from toprung.engine.runner import Files, Runner
from toprung.engine.storage import staging, sync_with_folders
from toprung.engine.texts import text
from toprung.kernel.canon import fingerprint
from toprung.kernel.days import ONE_DAY, Rhythm, days_between, next_period, period_start

USER_DAYS = pa.schema(
    [
        ("account", pa.string()),
        ("user_id", pa.string()),
        ("occurred_on", pa.date32()),
        ("events", pa.int64()),
    ]
)
PERIODS = pa.schema(
    [
        ("account", pa.string()),
        ("grain", pa.string()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("users", pa.int64()),
        ("events", pa.int64()),
    ]
)
FEATURES = PERIODS.insert(1, pa.field("name", pa.string()))
_CALENDAR = pa.schema(
    [
        ("day", pa.date32()),
        ("grain", pa.string()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
    ]
)
_TEXTS = ("usage_days", "usage_periods", "usage_features")
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Whose events do not qualify: users by exact id, e-mail domains of users, and event names (DOMAIN section 3)."""

    users: frozenset[str] = field(default_factory=frozenset)
    domains: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)

    def tables(self) -> Mapping[str, pa.Table]:
        """The tables the usage texts read."""
        domains = {domain.lower().removeprefix("@") for domain in self.domains}
        return {
            "excluded_users": _column("user_id", self.users),
            "excluded_domains": _column("domain", domains),
            "excluded_names": _column("name", self.names),
        }


NOTHING_EXCLUDED = Exclusions()


@dataclass(frozen=True, slots=True)
class Rollup:
    """The folder of one count: user_days.parquet, periods.parquet and features.parquet, each sorted by account."""

    folder: Path

    @property
    def user_days(self) -> Path:
        return self.folder / "user_days.parquet"

    @property
    def periods(self) -> Path:
        return self.folder / "periods.parquet"

    @property
    def features(self) -> Path:
        return self.folder / "features.parquet"


def rollup(lake: Lake, runner: Runner, workspace: str, excluded: Exclusions = NOTHING_EXCLUDED) -> Rollup:
    """The workspace's usage as the lake holds it now: read if it was counted before, else counted and kept.

    What it was counted from (the lake's files, the exclusions, the texts) is in its folder's name, so it can never be
    taken for a count of something else. Of older counts the newest is kept for readers that opened it before.
    """
    home = lake.folder / "rollups" / workspace
    target = home / _stamp(lake, workspace, excluded)
    if not target.is_dir():
        _count(lake, runner, workspace, excluded, target)
        _drop_older(home, target)
    return Rollup(target)


def calendar(first: date, last: date) -> pa.Table:
    """Which week, month and quarter each day of [first, last] belongs to; period_end is the first day after it."""
    return pa.Table.from_pylist(list(_calendar_rows(first, last)), _CALENDAR)


def _calendar_rows(first: date, last: date) -> Iterator[dict[str, object]]:
    for day in days_between(first, last + ONE_DAY):
        for rhythm in Rhythm:
            start = period_start(day, rhythm)
            end = next_period(start, rhythm)
            yield {"day": day, "grain": str(rhythm), "period_start": start, "period_end": end}


def _stamp(lake: Lake, workspace: str, excluded: Exclusions) -> str:
    return fingerprint([lake.fingerprint(workspace), excluded, [text(name) for name in _TEXTS]])[:32]


def _count(lake: Lake, runner: Runner, workspace: str, excluded: Exclusions, target: Path) -> None:
    first, last = lake.first_event_on(workspace), lake.last_event_on(workspace)
    days = calendar(first, last) if first and last else _CALENDAR.empty_table()
    events: dict[str, pa.Table | Files] = {"events": lake.files(workspace), **excluded.tables()}
    with staging(lake.folder) as stage:
        made = Rollup(stage / "rollup")
        made.folder.mkdir()
        user_days = runner.run("usage_days", events).cast(USER_DAYS)
        _keep(user_days, made.user_days)
        _keep(runner.run("usage_periods", {"user_days": user_days, "calendar": days}).cast(PERIODS), made.periods)
        _keep(runner.run("usage_features", {**events, "calendar": days}).cast(FEATURES), made.features)
        sync_with_folders([made.user_days, made.periods, made.features], made.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Two processes may count the same at once; the first to finish is kept, and the other's equals it.
        with suppress(FileExistsError, OSError):
            made.folder.rename(target)


def _keep(rows: pa.Table, path: Path) -> None:
    pq.write_table(rows, path, compression="zstd", row_group_size=122_880)


def _drop_older(home: Path, current: Path) -> None:
    others = [folder for folder in home.iterdir() if folder != current]
    for folder in sorted(others, key=lambda other: other.stat().st_mtime_ns)[: -(_KEPT - 1)]:
        shutil.rmtree(folder)


def _column(name: str, values: frozenset[str] | set[str]) -> pa.Table:
    return pa.table({name: pa.array(sorted(values), pa.string())})
