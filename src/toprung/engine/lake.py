"""The lake: every workspace's events in one Delta table, and those whose time is not believed in another."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa

from toprung.engine.delta import PARTITIONS, EventTable
from toprung.engine.loading import Limits, Load, stage
from toprung.engine.runner import Files
from toprung.engine.storage import dead_stagings, locked, staging
from toprung.kernel.canon import fingerprint
from toprung.kernel.days import add_months
from toprung.kernel.errors import BadInput

#: A row of the lake; `occurred_on` is the day in the workspace's zone.
HELD_EVENTS = pa.schema(
    [
        ("workspace", pa.string()),
        ("month", pa.string()),
        ("account", pa.string()),
        ("user", pa.string()),
        ("name", pa.string()),
        ("occurred_at", pa.timestamp("us", tz="UTC")),
        ("occurred_on", pa.date32()),
        ("message_id", pa.string()),
        ("properties", pa.string()),
    ]
)
#: A row of the quarantine; `reason` is `too_old` or `in_the_future`.
QUARANTINED_EVENTS = HELD_EVENTS.append(pa.field("reason", pa.string()))
YEARS_BELIEVED = 10

_WORKSPACE = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of a load: received = appended + duplicates + quarantined. Days are those of the events appended."""

    received: int
    appended: int
    duplicates: int
    quarantined: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class LakeHealth:
    """The lake in figures: files, rows and bytes of the events, rows in quarantine, the moment of the last load."""

    version: int | None
    files: int
    rows: int
    bytes: int
    quarantined: int
    last_load_at: datetime | None


class Lake:
    """Events at a folder on local disk. Several processes may load and read at once."""

    def __init__(self, folder: Path, memory: str = "1GB") -> None:
        """`memory` bounds what one load holds in memory before it spills to the folder."""
        self.folder = folder.resolve()
        self._memory = memory
        self._events = EventTable(self.folder, "events", HELD_EVENTS)
        self._quarantine = EventTable(self.folder, "quarantine", QUARANTINED_EVENTS)

    def append(
        self,
        workspace: str,
        batches: Iterable[pa.Table],
        zone: str,
        now: datetime,
        oldest: date | None = None,
    ) -> LoadReport:
        """Add events that the lake does not hold yet; all of the load or, if anything fails, nothing.

        `batches` have the columns of `loading.EVENTS`. `zone` decides each event's day. An event whose message id
        (given, or made from its content) the workspace holds in a month that this load touches is a duplicate. Days
        before `oldest` (ten years before `now`) and moments over a day ahead go to the quarantine. The same load
        again adds nothing. Raises BadInput for an unusable workspace, zone, moment or row.
        """
        limits = _limits(workspace, zone, now, oldest)
        with staging(self.folder) as folder:
            received = stage(batches, folder / "staged.parquet")
            with locked(self.folder / "load.lock"):
                self._sweep()
                with closing(Load(folder, self._memory)) as load:
                    load.identify(folder / "staged.parquet", limits)
                    return self._commit(workspace, folder.name, load, received, now)

    def files(self, workspace: str, months: Iterable[str] | None = None) -> Files:
        """The workspace's event files of the newest version, of those months ("2026-03") or of all."""
        wanted = None if months is None else set(months)
        held = self._events.held(workspace)
        paths = tuple(file.path for file in held if wanted is None or file.month in wanted)
        return Files(paths, HELD_EVENTS, PARTITIONS)

    def quarantined_files(self, workspace: str) -> Files:
        """The workspace's files of events whose time was not believed."""
        paths = tuple(file.path for file in self._quarantine.held(workspace))
        return Files(paths, QUARANTINED_EVENTS, PARTITIONS)

    def version(self) -> int | None:
        """The version of the events' Delta table; None before the first load."""
        handle = self._events.handle()
        return None if handle is None else handle.version()

    def fingerprint(self, files: Files) -> str:
        """A text for the files of a workspace: equal as long as nobody has added to, compacted or erased from them."""
        return fingerprint([path.relative_to(self.folder).as_posix() for path in files.paths])

    def first_event_on(self, workspace: str) -> date | None:
        """The day of the workspace's first event; None where it has none."""
        return min((file.first_on for file in self._events.held(workspace)), default=None)

    def last_event_on(self, workspace: str) -> date | None:
        """The day of the workspace's last event; None where it has none."""
        return max((file.last_on for file in self._events.held(workspace)), default=None)

    def has_events(self, workspace: str, as_of: date) -> bool:
        """Did anything happen by the end of `as_of`?"""
        first = self.first_event_on(workspace)
        return first is not None and first <= as_of

    def compact(self) -> int:
        """Merge the files of months that have several and sort them by account; returns how many files it replaced.

        Rows stay as they are. The old files remain for readers that began before, until `vacuum`.
        """
        with locked(self.folder / "load.lock"):
            handle = self._events.handle()
            before = self._events.held()
            replaced = 0
            for workspace, months in _crowded([(file.workspace, file.month) for file in before]).items():
                assert handle is not None
                filters = [("workspace", "=", workspace), ("month", "in", months)]
                replaced += int(handle.optimize.z_order(["account"], filters)["numFilesRemoved"])
            self._events.sync_new({file.path for file in before})
            return replaced

    def vacuum(self, keep: timedelta = timedelta(days=7)) -> int:
        """Delete files that the newest version has not held for `keep`; returns how many.

        `keep` must outlast the longest query, which may still be reading them.
        """
        with locked(self.folder / "load.lock"):
            handle = self._events.handle()
            if handle is None:
                return 0
            hours = int(keep.total_seconds() // 3600)
            return len(handle.vacuum(hours, dry_run=False, enforce_retention_duration=False))

    def health(self, workspace: str | None = None) -> LakeHealth:
        """Figures of all events, or of one workspace's; version and last load are the table's in any case."""
        held = self._events.held(workspace)
        return LakeHealth(
            version=self.version(),
            files=len(held),
            rows=sum(file.rows for file in held),
            bytes=sum(file.size for file in held),
            quarantined=sum(file.rows for file in self._quarantine.held(workspace)),
            last_load_at=self._events.last_load_at(),
        )

    def _commit(self, workspace: str, name: str, load: Load, received: int, now: datetime) -> LoadReport:
        doubted = load.fresh_files(self.quarantined_files(workspace), QUARANTINED_EVENTS.names[2:], believed=False)
        files = load.fresh_files(self.files(workspace, load.months()), HELD_EVENTS.names[2:], believed=True)
        # The quarantine first: a load that dies between the two is run again, and neither takes a row twice.
        for table, new in ((self._quarantine, doubted), (self._events, files)):
            if new:
                table.add(workspace, name, new, now)
        appended, quarantined = sum(file.rows for file in files), load.quarantined()
        return LoadReport(
            received=received,
            appended=appended,
            duplicates=received - appended - quarantined,
            quarantined=quarantined,
            first_on=min((file.days[0] for file in files), default=None),
            last_on=max((file.days[1] for file in files), default=None),
        )

    def _sweep(self) -> None:
        for folder in dead_stagings(self.folder):
            for table in (self._events, self._quarantine):
                table.sweep(folder.name)
            shutil.rmtree(folder)


def _limits(workspace: str, zone: str, now: datetime, oldest: date | None) -> Limits:
    if not _WORKSPACE.fullmatch(workspace):
        raise BadInput(f"“{workspace}” cannot name a workspace's events: use letters, digits and . _ - only.")
    if now.tzinfo is None:
        raise BadInput("The moment of a load needs a time zone: give an aware time.")
    try:
        today = now.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(f"“{zone}” is not a time zone: give a name such as Europe/Berlin or UTC.") from error
    return Limits.around(zone, now, oldest or add_months(today, -12 * YEARS_BELIEVED))


def _crowded(partitions: list[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Months with more than one file, by workspace."""
    crowded: dict[str, list[str]] = {}
    for (workspace, month), files in sorted(Counter(partitions).items()):
        if files > 1:
            crowded.setdefault(workspace, []).append(month)
    return crowded
