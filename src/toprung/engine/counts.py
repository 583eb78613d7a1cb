"""The rollups' Delta table: counts per account and period, replaced month by month, each with how far it has come."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from deltalake import DeltaTable

from toprung.engine.folders import DeltaFolder

#: A row of counts. What a kind does not count is null: `name` but for features; `users_7` and `events_7`, which stand
#: beside the 28 days of `users` and `events`, but for recent use.
COUNTS = pa.schema(
    [
        ("kind", pa.string()),
        ("month", pa.string()),
        ("account", pa.string()),
        ("name", pa.string()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("users", pa.int64()),
        ("events", pa.int64()),
        ("first_on", pa.date32()),
        ("last_on", pa.date32()),
        ("users_7", pa.int64()),
        ("events_7", pa.int64()),
    ]
)
_PARTITIONS = ("kind", "month")
#: a row of counts as it lies in a file: kind and month stand in its path
COUNTED = pa.schema([field for field in COUNTS if field.name not in _PARTITIONS])
#: how many rows a reader of a few accounts has to pass over
_ROW_GROUP = 16_384
#: a kind that is no longer kept; numbers of the lake's versions are never below 0
_NOT_KEPT = -1


@dataclass(frozen=True, slots=True)
class _CountFile:
    path: Path
    kind: str
    month: str
    size: int
    written_at: int


@dataclass(frozen=True, slots=True)
class CountState:
    """The table at one version."""

    handle: DeltaTable | None
    files: tuple[_CountFile, ...]

    def covered(self, kind: str) -> int | None:
        """The version of the lake up to which the kind has been counted; None where it is not kept."""
        number = self.handle.transaction_version(kind) if self.handle else None
        return None if number in (None, _NOT_KEPT) else number

    def rows(self, kind: str, months: Iterable[str] | None = None) -> ds.Dataset:
        """The rows of the kind, of those months or of all; columns of COUNTED."""
        wanted = None if months is None else set(months)
        chosen = [file.path for file in self.files if file.kind == kind and (wanted is None or file.month in wanted)]
        return ds.dataset([str(path) for path in chosen], schema=COUNTED, format="parquet")

    def older(self, family: str, keep: int) -> list[str]:
        """Kinds whose name begins with `family`, but for the `keep` that were written last."""
        newest: dict[str, int] = {}
        for file in self.files:
            if file.kind.startswith(family):
                newest[file.kind] = max(newest.get(file.kind, file.written_at), file.written_at)
        return sorted(newest, key=lambda kind: newest[kind])[: max(0, len(newest) - keep)]


class CountTable(DeltaFolder):
    """One workspace's counts, at a folder. One writer at a time: whoever holds the rollup's lock."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder.parent, folder.name, COUNTS, _PARTITIONS)

    def state(self) -> CountState:
        """The table as it is now."""
        handle = self.handle()
        if handle is None:
            return CountState(None, ())
        actions = pa.table(handle.get_add_actions(flatten=True)).to_pylist()
        return CountState(handle, tuple(self._file(action) for action in actions))

    def put(self, kind: str, months: Mapping[str, pa.Table], covered: int, drop: Iterable[str] = ()) -> None:
        """Put these rows in the place of the kind's months, up to a version of the lake, and drop other kinds."""
        state = self.state()
        dropped = set(drop)
        gone = [f for f in state.files if (f.kind == kind and f.month in months) or f.kind in dropped]
        placed = [self._placed(kind, month, rows) for month, rows in sorted(months.items()) if len(rows)]
        removed = [self.removed(f.path, {"kind": f.kind, "month": f.month}, f.size) for f in gone]
        marks = {**dict.fromkeys(sorted(dropped), _NOT_KEPT), kind: covered}
        self.commit(state.handle or self.born(), [*placed, *removed], marks, {})

    def vacuum(self, keep: timedelta) -> int:
        """Delete files that have been replaced for longer than `keep`; returns how many."""
        handle = self.handle()
        if handle is None:
            return 0
        hours = int(keep.total_seconds() // 3600)
        return len(handle.vacuum(hours, dry_run=False, enforce_retention_duration=False))

    def _placed(self, kind: str, month: str, rows: pa.Table) -> Any:
        path = self.folder / f"kind={kind}" / f"month={month}" / f"{uuid.uuid4().hex}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(sorted_counts(rows), path, compression="zstd", row_group_size=_ROW_GROUP)
        return self.added(path, {"kind": kind, "month": month}, {"numRecords": len(rows)})

    def _file(self, action: Mapping[str, Any]) -> _CountFile:
        return _CountFile(
            self.folder / action["path"],
            action["partition.kind"],
            action["partition.month"],
            action["size_bytes"],
            action["modification_time"],
        )


def counted(rows: pa.Table) -> pa.Table:
    """The rows with all columns of COUNTED; null where they have none."""
    names = set(rows.schema.names)
    columns = [
        rows[field.name].cast(field.type) if field.name in names else pa.nulls(len(rows), field.type)
        for field in COUNTED
    ]
    return pa.table(columns, schema=COUNTED)


def sorted_counts(rows: pa.Table) -> pa.Table:
    """By account, name and period."""
    return rows.sort_by([("account", "ascending"), ("name", "ascending"), ("period_start", "ascending")])


def by_month(rows: pa.Table) -> dict[str, pa.Table]:
    """The rows by the month (2026-03) in which their period begins."""
    months = pc.strftime(rows["period_start"], format="%Y-%m")
    return {month: rows.filter(pc.equal(months, month)) for month in pc.unique(months).to_pylist()}
