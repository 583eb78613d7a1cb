"""A Delta table in a folder of local disk: how it is born, and how files enter and leave it durably."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.transaction import AddAction, CommitProperties, RemoveAction, Transaction

from toprung.engine.storage import machine_now, sync_with_folders
from toprung.kernel.errors import BadInput

#: a version, and inode and time of its entry in the log and of the newest checkpoint's
_Stamp = tuple[int, tuple[int, int], tuple[int, int] | None]


class _Opened(NamedTuple):
    handle: DeltaTable
    stamp: _Stamp | None


class DeltaFolder:
    """A Delta table at `root / name`, partitioned by some of its columns; it is born with its first files."""

    def __init__(self, root: Path, name: str, schema: pa.Schema, partitions: Sequence[str]) -> None:
        """Raises BadInput for a root with a percent sign, which delta-rs takes for an escape and cannot open."""
        if "%" in str(root.resolve()):
            raise BadInput(f"The lake cannot live in “{root}”: choose a folder without a percent sign.")
        self.root = root.resolve()
        self.folder = self.root / name
        self.schema = schema
        self.partitions = tuple(partitions)
        self._opened: _Opened | None = None

    def handle(self) -> DeltaTable | None:
        """The table at its newest version; None before the first load. It is opened anew only where that is another."""
        opened = self._opened
        if opened is not None and opened.stamp is not None and opened.stamp == self._stamp(opened.handle.version()):
            return opened.handle
        if not (self.folder / "_delta_log").is_dir() or not DeltaTable.is_deltatable(str(self.folder)):
            return None
        handle = DeltaTable(str(self.folder))
        self._opened = _Opened(handle, self._stamp(handle.version()))
        return handle

    def born(self) -> DeltaTable:
        """The table at its newest version, made now if it is not there. Only while the lake's lock is held."""
        handle = self.handle()
        if handle is not None:
            return handle
        # Statistics of other columns would hold personal text in the log, where erasure does not reach.
        counted = [name for name in ("account", "occurred_on") if name in self.schema.names]
        made = DeltaTable.create(
            str(self.folder),
            self.schema,
            mode="ignore",
            partition_by=list(self.partitions),
            configuration={"delta.dataSkippingStatsColumns": ",".join(counted)},
        )
        self._sync_log(0)
        return made

    def commit(
        self,
        handle: DeltaTable,
        actions: Sequence[AddAction | RemoveAction],
        marks: Mapping[str, int],
        metadata: Mapping[str, str],
    ) -> None:
        """Commit files that lie in their places already, and files that go; all or nothing, and durable on return.

        Order matters for a power cut: files and folders are durable before the log names them, and the log entry is
        durable before this returns. The marks go with the commit, through the handle they were read on, so that of
        two commits counted from one state only one is taken. Raises CommitFailedError for the other.
        """
        number = handle.version() + 1
        sync_with_folders([self.folder / a.path for a in actions if isinstance(a, AddAction)], self.root)
        handle.create_write_transaction(
            list(actions),
            mode="append",
            schema=handle.schema(),
            partition_by=list(self.partitions),
            commit_properties=CommitProperties(
                custom_metadata=dict(metadata),
                app_transactions=[Transaction(mark, at) for mark, at in marks.items()],
            ),
        )
        self._sync_log(number)

    def added(self, path: Path, values: Mapping[str, str], stats: Mapping[str, Any]) -> AddAction:
        """The action that adds a file which lies in its place."""
        return AddAction(
            path=path.relative_to(self.folder).as_posix(),
            size=path.stat().st_size,
            partition_values=values,
            modification_time=_milliseconds(),
            data_change=True,
            stats=json.dumps(stats),
        )

    def removed(self, path: Path, values: Mapping[str, str], size: int) -> RemoveAction:
        """The action that takes a file away; it stays on disk until vacuum."""
        return RemoveAction(
            path=path.relative_to(self.folder).as_posix(),
            data_change=True,
            deletion_timestamp=_milliseconds(),
            partition_values=dict(values),
            size=size,
        )

    def _stamp(self, version: int) -> _Stamp | None:
        """What changes when a handle on this version is no longer good; None where the version is not the newest.

        The number alone would not tell a restored table apart. A handle reads the log piece by piece, as it needs it:
        whoever cuts the log off leaves a checkpoint.
        """
        if self._entry(version + 1).exists():
            return None
        entry, checkpoint = _traits(self._entry(version)), _traits(self._entry(version).with_name("_last_checkpoint"))
        return None if entry is None else (version, entry, checkpoint)

    def _entry(self, version: int) -> Path:
        return self.folder / "_delta_log" / f"{version:020}.json"

    def _sync_log(self, version: int) -> None:
        log = self.folder / "_delta_log"
        written = [path for path in log.iterdir() if path.name.startswith(f"{version:020}")]
        written += [path for path in (log / "_last_checkpoint",) if path.exists()]
        sync_with_folders(written, self.root)


def _traits(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one that came into its place; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _milliseconds() -> int:
    return int(machine_now().timestamp() * 1000)
