"""Writing an export: the KINDs as CSV, the events as Parquet, every record whole."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from toprung.kernel.errors import BadInput
from toprung.motion import stores
from toprung.motion.exporting.kinds import KIND_ROWS
from toprung.motion.exporting.whole import write_whole
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.sheets.cells import cell_text
from toprung.sheets.formulas import neutralised
from toprung.sheets.kinds import KINDS

_EVENT_COLUMNS = ["account", "user", "name", "occurred_at", "message_id", "properties"]


def export_workspace(workspace: Workspace, folder: Path, *, by: Actor) -> dict[str, int]:
    """Write everything into the folder; returns file -> rows. Raises NotAllowed, and BadInput for a file as folder."""
    require(by, Verb.EXPORT, workspace)
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file: name a folder.")
    folder.mkdir(parents=True, exist_ok=True)
    written = {f"{kind}.csv": _write_csv(folder / f"{kind}.csv", kind, rows(workspace)) for kind, rows in _kinds()}
    written["events.parquet"] = _write_events(workspace, folder / "events.parquet")
    whole = write_whole(workspace, folder / "whole")
    return written | {f"whole/{name}": rows for name, rows in whole.items()}


def _kinds() -> Iterable[tuple[str, Any]]:
    return KIND_ROWS.items()


def _write_csv(path: Path, kind: str, rows: Iterable[dict[str, Any]]) -> int:
    names = KINDS[kind].names
    count = 0
    # The mark in front makes spreadsheets read it as UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([neutralised(cell_text(row.get(name))) for name in names])
            count += 1
    return count


def _write_events(workspace: Workspace, path: Path) -> int:
    """The lake's files one after another: memory holds one row group at a time."""
    count = 0
    files = stores.lake().files(stores.lake_key(workspace)).paths
    writer: pq.ParquetWriter | None = None
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(columns=_EVENT_COLUMNS):
            writer = writer or pq.ParquetWriter(path, batch.schema, compression="zstd")
            writer.write_batch(batch)
            count += batch.num_rows
    if writer is not None:
        writer.close()
    return count
