"""The lake: every workspace's events in Delta tables, and what is counted and kept beside them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa

from toprung.engine import copying, erasing, redating, tidying
from toprung.engine.counts import CountTable
from toprung.engine.delta import EventTable, LoadCommit
from toprung.engine.dock import Dock
from toprung.engine.loading import YEARS_BELIEVED, Limits, Load, load_on_disk, stage
from toprung.engine.parcels import NOTHING_NEW, LoadReport, Parcel, Tables, add_parcels, checked_events, settle
from toprung.engine.runner import Files
from toprung.engine.schemas import HELD_EVENTS, PARTITIONS, QUARANTINED_EVENTS, UNMATCHED_EVENTS
from toprung.engine.standing import LakeHealth, Standing
from toprung.engine.storage import dead_stagings, locked, staging
from toprung.kernel.days import add_months
from toprung.kernel.errors import BadInput

_WORKSPACE = re.compile(r"[A-Za-z0-9._-]+")


class Lake:
    """Events at a folder on local disk. Several processes may load and read at once."""

    def __init__(self, folder: Path, memory: str = "1GB") -> None:
        """`memory` bounds what one load holds in memory before it spills to the folder."""
        self.folder = folder.resolve()
        self._memory = memory
        self._events = EventTable(self.folder, "events", HELD_EVENTS)
        self._quarantine = EventTable(self.folder, "quarantine", QUARANTINED_EVENTS)
        self._unmatched = EventTable(self.folder, "unmatched", UNMATCHED_EVENTS)

    def append(
        self,
        workspace: str,
        batches: Iterable[pa.Table],
        zone: str | AbstractContextManager[str],
        now: datetime,
        oldest: date | None = None,
    ) -> LoadReport:
        """Add events that the lake does not hold yet; all of the load or, if anything fails, nothing.

        `batches` have the columns of `schemas.EVENTS`. `zone` decides each event's day; one that may change while the
        batches are read is given as a context, held from the last of them until the load is in. An event whose message
        id (given, or made from its content) the workspace holds in a month that this load touches is a duplicate. Days
        before `oldest` (ten years before `now`) and moments over a day ahead go to the quarantine. The same load
        again adds nothing. Raises BadInput for an unusable workspace, zone, moment or row.
        """
        with staging(self.folder) as folder:
            received = stage(batches, folder / "staged.parquet")
            with nullcontext(zone) if isinstance(zone, str) else zone as standing:
                limits = _limits(workspace, standing, now, oldest)
                with self._writing(), load_on_disk(folder, workspace, self._memory) as load:
                    load.identify(folder / "staged.parquet", limits)
                    return self._commit(workspace, folder.name, load, received, now)

    def load(self, inbox: str, number: int, parcels: Mapping[str, Parcel], now: datetime) -> Mapping[str, LoadReport]:
        """Add what a feed brought to several workspaces, in one commit; by workspace, what became of it.

        Exactly once for a number of an inbox: tried again after it was added, nothing is, and its reports say
        `repeated`. Numbers of one inbox only grow. A message id that the workspace's events hold in a month that this
        load touches, or that was loaded within 7 days, is a duplicate. An event's time is judged by the moment it was
        received. Raises BadInput for an unusable workspace, zone or row.
        """
        for workspace, parcel in parcels.items():
            _limits(workspace, parcel.zone, now, None)
        with staging(self.folder) as folder, self._writing():
            if self._events.has_taken(inbox, number):
                # Whoever committed it may have died before it was durable, and the inbox forgets it now.
                self._events.sync_newest()
                return dict.fromkeys(parcels, NOTHING_NEW)
            return add_parcels(self._tables(), folder, self._dock, (inbox, number), parcels, now)

    def settle(self, workspace: str, matched: pa.Table, zone: str, now: datetime) -> LoadReport:
        """Move events that had no account to the events, each with the account it has got.

        `matched` has the columns of `schemas.EVENTS` and `received_at`; which events leave is told by their message
        ids. Done again, or after dying midway, it comes to the same.
        """
        _limits(workspace, zone, now, None)
        with staging(self.folder) as folder, self._writing():
            return settle(self._tables(), folder, self._dock, workspace, checked_events(matched), zone, now)

    def redate(self, workspace: str, zone: str, now: datetime) -> int:
        """Count the days of all of the workspace's events anew, in this zone; how many have another day than before.

        Of a row nothing else changes; it moves to the month of its day. Each table changes in one commit, so that who
        reads sees all the old days of it or all the new ones; the old files wait for vacuum. Done again, or after dying
        midway, it comes to the same. Times that were not believed stay so. Raises BadInput for an unusable zone.
        """
        _limits(workspace, zone, now, None)
        with staging(self.folder) as folder, self._writing():
            return redating.redate(self._tables(), folder, self._memory, workspace, zone, now)

    def user_days(self, workspace: str, first: date, last: date) -> pa.Table:
        """First and last day of each user's events, with an account or without, between these: redating.USER_DAYS."""
        with staging(self.folder) as folder:
            return redating.user_days(self._tables(), folder, self._memory, workspace, first, last)

    def erase(self, workspace: str, now: datetime, accounts: Collection[str] = (), users: Collection[str] = ()) -> int:
        """Remove every event of these accounts and users for good, wherever the lake keeps it; returns how many.

        A group counts as an account, an e-mail address as a user. Files that held some are written anew without them
        and deleted at once, with the log that names them; counts made of them go too. Who reads at that moment may
        find a file gone, and asks again.
        """
        with staging(self.folder) as folder, self._writing():
            tables = (self._events, self._quarantine, self._unmatched)
            gone = erasing.erase(tables, folder, self._memory, workspace, now, frozenset(accounts), frozenset(users))
            shutil.rmtree(self.rollups(workspace), ignore_errors=True)
            return gone

    def count(self, workspace: str, accounts: Collection[str] = (), users: Collection[str] = ()) -> int:
        """How many events `erase` would remove."""
        with staging(self.folder) as folder:
            tables = (self._events, self._quarantine, self._unmatched)
            return erasing.count(tables, folder, self._memory, workspace, frozenset(accounts), frozenset(users))

    def users_only_of(self, workspace: str, accounts: Collection[str]) -> frozenset[str]:
        """The users all of whose events are of these accounts, or of groups called like them."""
        with staging(self.folder) as folder:
            return erasing.users_only_of(
                self._events, self._unmatched, folder, self._memory, workspace, frozenset(accounts)
            )

    def files(self, workspace: str, months: Iterable[str] | None = None) -> Files:
        """The workspace's event files of the newest version, of those months ("2026-03") or of all."""
        wanted = None if months is None else set(months)
        held = self._events.held(workspace)
        paths = tuple(file.path for file in held if wanted is None or file.month in wanted)
        return Files(paths, HELD_EVENTS, PARTITIONS)

    def quarantined_files(self, workspace: str) -> Files:
        """The workspace's files of events whose time was not believed."""
        return Files(tuple(file.path for file in self._quarantine.held(workspace)), QUARANTINED_EVENTS, PARTITIONS)

    def unmatched(self, workspace: str) -> Files:
        """The workspace's files of events that no rule gave an account."""
        return Files(tuple(file.path for file in self._unmatched.held(workspace)), UNMATCHED_EVENTS, PARTITIONS)

    def version(self) -> int | None:
        """The version of the events' Delta table; None before the first load."""
        handle = self._events.handle()
        return None if handle is None else handle.version()

    def standing(self, workspace: str) -> Standing:
        """What the workspace's events are now: the files, and the version with which they last changed."""
        handle = self._events.handle()
        if handle is None:
            return Standing(0, 0, ())
        held = tuple(self._events.held_by(handle, workspace))
        return Standing(handle.version(), handle.transaction_version(workspace) or 0, held)

    def last_change(self, workspace: str) -> int:
        """The version with which the workspace's events last changed; 0 where it never had any."""
        return self._events.last_change(workspace)

    def added_since(self, workspace: str, version: int, until: int | None = None) -> Files | None:
        """The files that loads have brought after that version (up to `until`, or to now).

        None where it cannot be told, or where rows have gone: then everything has to be looked at again.
        """
        handle = self._events.handle()
        if handle is None:
            return Files((), HELD_EVENTS, PARTITIONS)
        paths = self._events.added_since(version, handle.version() if until is None else until, workspace)
        return None if paths is None else Files(paths, HELD_EVENTS, PARTITIONS)

    def rollups(self, workspace: str) -> Path:
        """The folder of the workspace's counts."""
        return self.folder / "rollups" / workspace

    def first_event_on(self, workspace: str) -> date | None:
        """The day of the workspace's first event; None where it has none."""
        return min((file.first_on for file in self._events.held(workspace)), default=None)

    def last_event_on(self, workspace: str) -> date | None:
        """The day of the workspace's last event; None where it has none."""
        return max((file.last_on for file in self._events.held(workspace)), default=None)

    def last_loads(self, workspace: str, count: int = 20) -> list[LoadCommit]:
        """The newest loads of the workspace first."""
        return self._events.last_loads(count, workspace)

    def compact(self, at_least: int = 2) -> int:
        """Merge the files of months that have `at_least` so many and sort them by account; how many it replaced.

        Rows stay as they are, those without an account or in quarantine too: a load adds files of its own to each of
        the three tables. The old files remain for readers that began before, until `vacuum`. Loads wait for one month's
        files at a time, not for all.
        """
        return tidying.compact(self._tables(), lambda: locked(self.folder / "load.lock"), at_least)

    def vacuum(self, keep: timedelta = timedelta(days=7)) -> int:
        """Delete files that the newest version has not held for `keep`; returns how many.

        `keep` must outlast the longest query, which may still be reading them.
        """
        with locked(self.folder / "load.lock"):
            return tidying.vacuum(self._tables(), keep)

    def vacuum_counts(self, workspace: str, keep: timedelta) -> int:
        """Delete files of the workspace's counts that have been replaced for longer than `keep`; returns how many."""
        return CountTable(self.rollups(workspace)).vacuum(keep)

    def health(self, workspace: str | None = None) -> LakeHealth:
        """Figures of all events, or of one workspace's; version and last load are the table's in any case."""
        held = self._events.held(workspace)
        loads = self._events.last_loads(1)
        return LakeHealth(
            version=self.version(),
            files=len(held),
            rows=sum(file.rows for file in held),
            bytes=sum(file.size for file in held),
            quarantined=sum(file.rows for file in self._quarantine.held(workspace)),
            unmatched=sum(file.rows for file in self._unmatched.held(workspace)),
            last_load_at=loads[0].at if loads else None,
        )

    def versions(self) -> copying.Versions:
        """At which version each table of events is, by its name; None: it is not there yet."""
        return copying.versions(self._tables())

    def copy_logs(self, target: Path) -> tuple[copying.Versions, tuple[Path, ...]]:
        """Copy the tables' logs below `target`: their versions, and the files they hold, to be copied beside them.

        The files' paths are relative to `folder`. They are never changed; an erasure or a vacuum may delete one.
        """
        with locked(self.folder / "load.lock"):
            return self.versions(), copying.copy_logs(self._tables(), target)

    def holds(self, path: Path) -> bool:
        """Is the file, whose path is relative to `folder`, one of the newest version?"""
        return any(self.folder / path == file.path for table in self._tables() for file in table.held())

    def exchange(self, staged: Path, aside: Path, those: Collection[str]) -> None:
        """Put the tables below `staged` in the place of these, and `those` below `aside`; both on the lake's own disk.

        Done again after it died midway, it leaves what lies below `aside` from before, and deletes what it had put in.
        """
        with self._writing():
            copying.exchange(self._tables(), staged, aside, those)
            self._forget_counts()

    def require_there(self, wanted: copying.Versions) -> None:
        """Raise LakeError where `rewind` could not take the tables back to those versions."""
        copying.require_there(self._tables(), wanted)

    def rewind(self, wanted: copying.Versions, aside: Path, those: Collection[str]) -> None:
        """Take the tables back to those versions; one that was not there yet goes below `aside`, as by `exchange`.

        Raises LakeError, and leaves them all as they are, where one cannot go back.
        """
        with self._writing():
            copying.rewind(self._tables(), wanted, aside, those)
            self._forget_counts()

    def take_over(self, old: str, new: str, at: copying.Versions, now: datetime) -> None:
        """Let inbox `new` go on where inbox `old` had come to at those versions: `load` repeats nothing of it."""
        with self._writing():
            copying.take_over(self._tables(), (old, new), at, now)

    def _forget_counts(self) -> None:
        """Counts tell by the tables' versions how far they have come, and these mean something else now."""
        shutil.rmtree(self.folder / "rollups", ignore_errors=True)

    @cached_property
    def _dock(self) -> Dock:
        return Dock(self.folder / "spill", self._memory)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The lake's lock, with what dead loads left behind put away."""
        with locked(self.folder / "load.lock"):
            for folder in dead_stagings(self.folder):
                for table in (self._events, self._quarantine, self._unmatched):
                    table.sweep(folder.name)
                shutil.rmtree(folder)
            yield

    def _tables(self) -> Tables:
        return Tables(self._events, self._quarantine, self._unmatched)

    def _commit(self, workspace: str, name: str, load: Load, received: int, now: datetime) -> LoadReport:
        doubted = load.fresh_files("quarantined", self.quarantined_files(workspace), believed=False)
        files = load.fresh_files("believed", self.files(workspace, load.months()), believed=True)
        # The quarantine first: a load that dies between the two is run again, and neither takes a row twice.
        for table, new in ((self._quarantine, doubted), (self._events, files)):
            if new:
                table.add(name, new, now)
        return LoadReport.of(files, received=received, quarantined=load.quarantined())


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
