"""A file of events as batches, and the rejects of a sheet as a file: opened and written as an import does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from toprung.sheets.events import EventBatch, event_batches
from toprung.sheets.mapping import SheetMap
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet
from toprung.sheets.rejects import RejectsFile


def batches_of(
    path: Path, mapping: SheetMap | Path | None = None, progress: Callable[[int, int], None] | None = None
) -> Iterator[EventBatch]:
    """The events of a file."""
    return event_batches(open_sheet(path, "events", mapping), progress)


def refused(path: Path, target: Path, kind: str = "sheet", mapping: SheetMap | None = None) -> list[Reject]:
    """Write the file's rejects, and its rows that are kept in part, into another file."""
    sheet = open_sheet(path, kind, mapping)
    found = [reject for row in sheet.rows() if (reject := _reject(row)) is not None]
    with RejectsFile(target, sheet) as file:
        for reject in found:
            file.write(reject)
    assert file.written == len(found)
    return found


def _reject(row: Row | Reject) -> Reject | None:
    if isinstance(row, Reject):
        return row
    return Reject(row.number, tuple(row.unread.values()), row.raw) if row.unread else None
