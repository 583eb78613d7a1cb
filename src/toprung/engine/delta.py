"""One Delta table of events in a folder: what it holds, and how files are added to it durably and exactly once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import AddAction, CommitProperties, Transaction

from toprung.engine.storage import sync_with_folders
from toprung.kernel.errors import BadInput, ToprungError

PARTITIONS = ("workspace", "month")

_LOADED_AT = "toprung.loaded_at"
#: How many commits back the last load is looked for; compaction adds at most a few between two loads.
_RECENT = 100


class LakeError(ToprungError):
    """The lake cannot do it; the sentence says what was kept."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A finished Parquet file on its way into a table. Days and accounts are the first and last it holds."""

    path: Path
    month: str
    rows: int
    accounts: tuple[str, str]
    days: tuple[date, date]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of the table's newest version. `first_on` and `last_on` bound the days it holds."""

    path: Path
    workspace: str
    month: str
    rows: int
    size: int
    first_on: date
    last_on: date


class EventTable:
    """A Delta table partitioned by workspace and month, at `root / name`; it is born with its first files."""

    def __init__(self, root: Path, name: str, schema: pa.Schema) -> None:
        """Raises BadInput for a root with a percent sign, which delta-rs takes for an escape and cannot open."""
        if "%" in str(root.resolve()):
            raise BadInput(f"The lake cannot live in “{root}”: choose a folder without a percent sign.")
        self.root = root.resolve()
        self.folder = self.root / name
        self.schema = schema

    def handle(self) -> DeltaTable | None:
        """The table at its newest version; None before the first load."""
        if not (self.folder / "_delta_log").is_dir() or not DeltaTable.is_deltatable(str(self.folder)):
            return None
        return DeltaTable(str(self.folder))

    def born(self) -> DeltaTable:
        """The table at its newest version, made now if it is not there. Only while the lake's lock is held."""
        handle = self.handle()
        if handle is not None:
            return handle
        # Statistics of other columns would hold personal text in the log, where erasure does not reach.
        made = DeltaTable.create(
            str(self.folder),
            self.schema,
            mode="ignore",
            partition_by=list(PARTITIONS),
            configuration={"delta.dataSkippingStatsColumns": "account,occurred_on"},
        )
        self._sync_log(0)
        return made

    def held(self, workspace: str | None = None) -> list[HeldFile]:
        """The files of the newest version, of one workspace or of all, sorted by path."""
        handle = self.handle()
        if handle is None:
            return []
        actions = pa.table(handle.get_add_actions(flatten=True)).to_pylist()
        files = [self._held(action) for action in actions]
        return sorted((file for file in files if workspace in (None, file.workspace)), key=lambda file: file.path)

    def add(self, workspace: str, load: str, files: Sequence[NewFile], now: datetime) -> None:
        """Move files into the table and commit them as the workspace's next load; all of them or none.

        Order matters for a power cut: files and folders are durable before the log names them, and the log entry is
        durable before this returns. The workspace's load number goes with the commit, through the handle it was read
        on, so that of two loads counted from one state only one is taken. Raises LakeError for the other.
        """
        handle = self.born()
        number = (handle.transaction_version(workspace) or 0) + 1
        actions = [self._placed(workspace, load, file, now) for file in files]
        sync_with_folders([self.folder / action.path for action in actions], self.root)
        try:
            handle.create_write_transaction(
                list(actions),
                mode="append",
                schema=handle.schema(),
                partition_by=list(PARTITIONS),
                commit_properties=CommitProperties(
                    custom_metadata={_LOADED_AT: now.isoformat()},
                    app_transactions=[Transaction(workspace, number)],
                ),
            )
        except CommitFailedError as error:
            raise LakeError(
                "Another load reached the lake at the same moment; nothing of this one was kept: run it again."
            ) from error
        self._sync_log(handle.version() + 1)

    def last_load_at(self) -> datetime | None:
        """The moment of the newest load; None before the first."""
        handle = self.handle()
        commits = [] if handle is None else handle.history(_RECENT)
        moments = [commit[_LOADED_AT] for commit in commits if _LOADED_AT in commit]
        return datetime.fromisoformat(moments[0]) if moments else None

    def sweep(self, load: str) -> None:
        """Remove the files of a load that died after moving them in and before its commit."""
        held = {file.path for file in self.held()}
        for path in self.folder.glob(f"workspace=*/month=*/{load}.parquet"):
            if path not in held:
                path.unlink()

    def sync_new(self, before: set[Path]) -> None:
        """Make durable what delta-rs itself wrote since the table held `before`."""
        handle = self.handle()
        if handle is not None:
            added = [file.path for file in self.held() if file.path not in before]
            sync_with_folders(added, self.root)
            self._sync_log(handle.version())

    def _placed(self, workspace: str, load: str, file: NewFile, now: datetime) -> AddAction:
        relative = Path(f"workspace={workspace}", f"month={file.month}", f"{load}.parquet")
        target = self.folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        file.path.rename(target)
        return AddAction(
            path=relative.as_posix(),
            size=target.stat().st_size,
            partition_values={"workspace": workspace, "month": file.month},
            modification_time=int(now.timestamp() * 1000),
            data_change=True,
            stats=_statistics(file),
        )

    def _held(self, action: Mapping[str, Any]) -> HeldFile:
        return HeldFile(
            path=self.folder / action["path"],
            workspace=action["partition.workspace"],
            month=action["partition.month"],
            rows=action["num_records"],
            size=action["size_bytes"],
            first_on=action["min.occurred_on"],
            last_on=action["max.occurred_on"],
        )

    def _sync_log(self, version: int) -> None:
        log = self.folder / "_delta_log"
        written = [path for path in log.iterdir() if path.name.startswith(f"{version:020}")]
        written += [path for path in (log / "_last_checkpoint",) if path.exists()]
        sync_with_folders(written, self.root)


def _statistics(file: NewFile) -> str:
    first, last = (
        {"account": account, "occurred_on": day.isoformat()}
        for account, day in zip(file.accounts, file.days, strict=True)
    )
    nulls = {"account": 0, "occurred_on": 0}
    return json.dumps({"numRecords": file.rows, "minValues": first, "maxValues": last, "nullCount": nulls})
