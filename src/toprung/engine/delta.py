"""One Delta table of events in a folder: what it holds, and how files are added to it durably and exactly once."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import AddAction, RemoveAction

from toprung.engine.folders import DeltaFolder
from toprung.engine.schemas import PARTITIONS
from toprung.engine.storage import sync_with_folders
from toprung.kernel.errors import ToprungError

_LOADED_AT = "toprung.loaded_at"
#: How many commits back loads are looked for; compaction adds at most a few between two loads.
_RECENT = 100
#: Commits that may have come after one whose process died at once: compaction's, erasure's, an import's.
_SINCE_DIED = 10


class LakeError(ToprungError):
    """The lake cannot do it; the sentence says what was kept."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A finished Parquet file on its way into a table. Days and accounts are the first and last it holds.

    `written_at`: when the newest of its rows were written first, where that is not now.
    """

    path: Path
    workspace: str
    month: str
    rows: int
    accounts: tuple[str, str]
    days: tuple[date, date]
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of the table's newest version. `first_on` and `last_on` bound the days it holds; `written_at` is UTC."""

    path: Path
    workspace: str
    month: str
    rows: int
    size: int
    first_on: date
    last_on: date
    written_at: datetime


@dataclass(frozen=True, slots=True)
class LoadCommit:
    """One load as the table's log tells it: when, its version, how many files and rows it brought."""

    at: datetime
    version: int
    files: int
    rows: int


class EventTable(DeltaFolder):
    """A Delta table of events, partitioned by workspace and month."""

    def __init__(self, root: Path, name: str, schema: pa.Schema) -> None:
        super().__init__(root, name, schema, PARTITIONS)

    def held(self, workspace: str | None = None) -> list[HeldFile]:
        """The files of the newest version, of one workspace or of all, sorted by path."""
        handle = self.handle()
        return [] if handle is None else self.held_by(handle, workspace)

    def held_by(self, handle: DeltaTable, workspace: str | None = None) -> list[HeldFile]:
        """The files of the version that the handle shows."""
        actions = pa.table(handle.get_add_actions(flatten=True)).to_pylist()
        wanted = [action for action in actions if workspace in (None, action["partition.workspace"])]
        return sorted((self._held(action) for action in wanted), key=lambda file: file.path)

    def has_taken(self, mark: str, number: int) -> bool:
        """Did a commit carry this mark with this number, or a later one? That load must not be added again."""
        handle = self.handle()
        return handle is not None and (handle.transaction_version(mark) or 0) >= number

    def last_change(self, workspace: str) -> int:
        """The version with which the workspace's events last changed, 0 where none ever did. Compaction changes none.

        Never above the true one: a commit that had to wait for another carries the version it was meant to be.
        """
        handle = self.handle()
        return 0 if handle is None else handle.transaction_version(workspace) or 0

    def add(self, load: str, files: Sequence[NewFile], now: datetime, marks: Mapping[str, int] | None = None) -> None:
        """Move files into the table and commit them as one load; all of them or none.

        Each workspace's mark goes with the commit beside those given. Of two loads counted from one state only one is
        taken; raises LakeError for the other.
        """
        self._commit(load, files, (), now, marks or {})

    def replace(self, load: str, gone: Sequence[HeldFile], files: Sequence[NewFile], now: datetime) -> None:
        """Put files in the place of others, of which they hold rows, some or all; all in one commit.

        The files that are gone are not deleted here. Raises LakeError where another load came in between.
        """
        self._commit(load, files, gone, now, {})

    def note(self, marks: Mapping[str, int], now: datetime) -> None:
        """Commit these marks and no file. Raises LakeError where a load came in between."""
        self._commit("", (), (), now, marks)

    def added_since(self, version: int, until: int, workspace: str) -> tuple[Path, ...] | None:
        """The files that loads have brought to the workspace after one version, up to another; compacted ones aside.

        None where that cannot be told: rows were taken away, or the log no longer reaches so far, or a file of it is
        gone. Then everything has to be looked at.
        """
        found: list[Path] = []
        for number in range(version + 1, until + 1):
            entry = self._entry(number)
            if not entry.exists():
                return None
            for action in _changes(entry, workspace):
                if "remove" in action:
                    return None
                found.append(self.folder / unquote(action["add"]["path"]))
        return tuple(found) if all(path.exists() for path in found) else None

    def last_loads(self, count: int, workspace: str | None = None) -> list[LoadCommit]:
        """The newest loads first, of one workspace or of all; as far back as the last hundred commits."""
        handle = self.handle()
        if handle is None:
            return []
        loads: list[LoadCommit] = []
        for commit in handle.history(_RECENT):
            if _LOADED_AT in commit and len(loads) < count:
                told = self._told(commit["version"], datetime.fromisoformat(commit[_LOADED_AT]), workspace)
                loads += [told] if told else []
        return loads

    def sweep(self, load: str) -> None:
        """Remove the files of a load that died after moving them in and before its commit."""
        held = {file.path for file in self.held()}
        for path in self.folder.glob(f"workspace=*/month=*/{load}.parquet"):
            if path not in held:
                path.unlink()

    def replaced(self, workspace: str) -> list[Path]:
        """The workspace's files that the newest version does not hold: they wait for vacuum, or their load has died."""
        held = {file.path for file in self.held(workspace)}
        return [path for path in self.folder.glob(f"workspace={workspace}/month=*/*.parquet") if path not in held]

    def sync_new(self, before: set[Path]) -> None:
        """Make durable what delta-rs itself wrote since the table held `before`."""
        handle = self.handle()
        if handle is not None:
            added = [file.path for file in self.held() if file.path not in before]
            sync_with_folders(added, self.root)
            self._sync_log(handle.version())

    def sync_newest(self) -> None:
        """Make the newest entries of the log durable, whoever wrote them."""
        handle = self.handle()
        for number in range(max(0, handle.version() - _SINCE_DIED), handle.version() + 1) if handle else ():
            self._sync_log(number)

    def forget_log(self) -> None:
        """Drop the log before the newest version, whose statistics name accounts; a checkpoint takes its place."""
        handle = self.handle()
        if handle is None:
            return
        handle.create_checkpoint()
        log = self.folder / "_delta_log"
        for path in log.iterdir():
            if path.name[:20].isdigit() and int(path.name[:20]) < handle.version():
                path.unlink()
        self._sync_log(handle.version())

    def _commit(
        self, load: str, files: Sequence[NewFile], gone: Sequence[HeldFile], now: datetime, marks: Mapping[str, int]
    ) -> None:
        handle = self.born()
        changed = {file.workspace for file in files} | {file.workspace for file in gone}
        numbered = {**dict.fromkeys(sorted(changed), handle.version() + 1), **marks}
        actions: list[AddAction | RemoveAction] = [
            *(self._placed(load, file) for file in files),
            *(self.removed(file.path, _place(file), file.size) for file in gone),
        ]
        try:
            self.commit(handle, actions, numbered, {_LOADED_AT: now.isoformat()})
        except CommitFailedError as error:
            raise LakeError(
                "Another load reached the lake at the same moment; nothing of this one was kept: run it again."
            ) from error

    def _placed(self, load: str, file: NewFile) -> AddAction:
        target = self.folder / f"workspace={file.workspace}" / f"month={file.month}" / f"{load}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        file.path.rename(target)
        action = self.added(target, _place(file), self._statistics(file))
        if file.written_at is None:
            return action
        return dataclasses.replace(action, modification_time=int(file.written_at.timestamp() * 1000))

    def _held(self, action: Mapping[str, Any]) -> HeldFile:
        return HeldFile(
            path=self.folder / unquote(action["path"]),
            workspace=action["partition.workspace"],
            month=action["partition.month"],
            rows=action["num_records"],
            size=action["size_bytes"],
            first_on=action["min.occurred_on"],
            last_on=action["max.occurred_on"],
            written_at=datetime.fromtimestamp(action["modification_time"] / 1000, UTC),
        )

    def _told(self, version: int, at: datetime, workspace: str | None) -> LoadCommit | None:
        """The load of that version; None where the commit took files away, as no load does."""
        entry = self._entry(version)
        changes = list(_changes(entry, workspace)) if entry.exists() else []
        added = [] if any("remove" in change for change in changes) else [change["add"] for change in changes]
        rows = sum(json.loads(add["stats"])["numRecords"] for add in added)
        return LoadCommit(at, version, len(added), rows) if added else None

    def _statistics(self, file: NewFile) -> dict[str, Any]:
        bounds = {"account": file.accounts, "occurred_on": tuple(day.isoformat() for day in file.days)}
        known = {name: both for name, both in bounds.items() if name in self.schema.names}
        first, last = ({name: both[at] for name, both in known.items()} for at in (0, 1))
        nulls = dict.fromkeys(known, 0)
        return {"numRecords": file.rows, "minValues": first, "maxValues": last, "nullCount": nulls}


def _changes(entry: Path, workspace: str | None) -> Iterator[dict[str, Any]]:
    """The actions of a log entry that add or take away rows, of one workspace or of all."""
    for line in entry.read_text(encoding="utf-8").splitlines():
        action = json.loads(line)
        kind = next(iter(action))
        if kind in ("add", "remove") and action[kind]["dataChange"]:
            values = action[kind].get("partitionValues") or {}
            if workspace in (None, values.get("workspace")):
                yield action


def _place(file: NewFile | HeldFile) -> dict[str, str]:
    return {"workspace": file.workspace, "month": file.month}
