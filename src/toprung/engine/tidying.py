"""The files of the lake's tables put in order: those of crowded months merged, those that were replaced deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from toprung.engine.delta import EventTable
from toprung.engine.parcels import Tables

#: the lake's lock, each time it is called
Locking = Callable[[], AbstractContextManager[None]]


def compact(tables: Tables, locking: Locking, at_least: int) -> int:
    """Merge the files of months that have `at_least` so many and sort them by account; how many it replaced.

    The lock is held for one month's files at a time.
    """
    columns = ((tables.events, "account"), (tables.quarantine, "account"), (tables.unmatched, "group"))
    crowded = [(table, column, *month) for table, column in columns for month in _crowded(table, at_least)]
    replaced = 0
    for each in crowded:
        with locking():
            replaced += _merge(*each)
    return replaced


def vacuum(tables: Tables, keep: timedelta) -> int:
    """Delete files that the newest versions have not held for `keep`; how many. Only while the lake's lock is held."""
    hours = int(keep.total_seconds() // 3600)
    handles = [handle for table in tables if (handle := table.handle()) is not None]
    return sum(len(handle.vacuum(hours, dry_run=False, enforce_retention_duration=False)) for handle in handles)


def _merge(table: EventTable, column: str, workspace: str, month: str) -> int:
    handle = table.handle()
    if handle is None:
        return 0
    before = {file.path for file in table.held_by(handle)}
    filters = [("workspace", "=", workspace), ("month", "=", month)]
    replaced = int(handle.optimize.z_order([column], filters)["numFilesRemoved"])
    table.sync_new(before)
    return replaced


def _crowded(table: EventTable, at_least: int) -> list[tuple[str, str]]:
    """Workspace and month wherever there are so many files."""
    counted = Counter((file.workspace, file.month) for file in table.held())
    return sorted(place for place, files in counted.items() if files >= at_least)
