"""What a feed brings: several workspaces' events in one load, and events that find their account later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pyarrow as pa

from toprung.engine.delta import EventTable, NewFile
from toprung.engine.dock import Dock
from toprung.engine.erasing import without_ids
from toprung.engine.loading import AHEAD_BELIEVED, YEARS_BELIEVED, Load
from toprung.engine.runner import Files
from toprung.engine.schemas import EVENTS, PARTITIONS, UNMATCHED
from toprung.engine.storage import machine_now
from toprung.kernel.days import add_months
from toprung.kernel.errors import BadInput

#: within so many days an id that comes again is the same message (DESIGN “Columns”)
DUPLICATES_WITHIN = timedelta(days=7)
_RECEIVED_AT = pa.field("received_at", pa.timestamp("us", tz="UTC"))
#: the columns of a parcel's two tables
RECEIVED_EVENTS = EVENTS.append(_RECEIVED_AT)
RECEIVED_UNMATCHED = UNMATCHED.append(_RECEIVED_AT)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One workspace's share of a load: events with an account, events without, and the zone that decides their days.

    Columns are those of RECEIVED_EVENTS and RECEIVED_UNMATCHED; message ids are never null.
    """

    events: pa.Table
    unmatched: pa.Table
    zone: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of a load: received = appended + duplicates + quarantined + unmatched.

    Days are those of the events appended. `repeated`: it had been added before, and nothing was done.
    """

    received: int
    appended: int
    duplicates: int
    quarantined: int
    first_on: date | None
    last_on: date | None
    unmatched: int = 0
    repeated: bool = False

    @classmethod
    def of(cls, files: Sequence[NewFile], *, received: int, quarantined: int, unmatched: int = 0) -> LoadReport:
        """The report of a load that brought these files."""
        appended = sum(file.rows for file in files)
        return cls(
            received=received,
            appended=appended,
            duplicates=received - appended - quarantined - unmatched,
            quarantined=quarantined,
            first_on=min((file.days[0] for file in files), default=None),
            last_on=max((file.days[1] for file in files), default=None),
            unmatched=unmatched,
        )


NOTHING_NEW = LoadReport(0, 0, 0, 0, None, None, repeated=True)


class Tables(NamedTuple):
    """The three tables that a load may add to."""

    events: EventTable
    quarantine: EventTable
    unmatched: EventTable


class _New(NamedTuple):
    """The files of one workspace's share, by where they go, and its report."""

    events: list[NewFile]
    quarantine: list[NewFile]
    unmatched: list[NewFile]
    report: LoadReport


def add_parcels(
    tables: Tables, folder: Path, dock: Dock, mark: tuple[str, int], parcels: Mapping[str, Parcel], now: datetime
) -> Mapping[str, LoadReport]:
    """Add the parcels under the mark; only while the lake's lock is held. Which of them were taken, is told by mark.

    The events come last: whoever finds the mark there finds it, or nothing new, in the other tables too.
    """
    made = {name: _files(tables, folder, dock, name, parcel) for name, parcel in sorted(parcels.items())}
    for table, new in (
        (tables.quarantine, [file for share in made.values() for file in share.quarantine]),
        (tables.unmatched, [file for share in made.values() for file in share.unmatched]),
        (tables.events, [file for share in made.values() for file in share.events]),
    ):
        if new and not table.has_taken(*mark):
            table.add(folder.name, new, now, dict([mark]))
    return {name: share.report for name, share in made.items()}


def doubt(occurred_at: datetime, received_at: datetime, zone: ZoneInfo) -> str:
    """Why the time of a received event is not believed, as the quarantine's `reason` says it; empty where it is."""
    oldest = add_months(received_at.astimezone(zone).date(), -12 * YEARS_BELIEVED)
    if occurred_at.astimezone(zone).date() < oldest:
        return "too_old"
    return "in_the_future" if occurred_at > received_at + AHEAD_BELIEVED else ""


def settle(
    tables: Tables, folder: Path, dock: Dock, workspace: str, matched: pa.Table, zone: str, now: datetime
) -> LoadReport:
    """Add the events to the workspace's, then take them from those without an account; under the lake's lock.

    In this order, and with duplicates told by message id, dying in between loses and doubles nothing.
    """
    parcel = Parcel(matched, RECEIVED_UNMATCHED.empty_table(), zone)
    share = _files(tables, folder, dock, workspace, parcel)
    for table, new in ((tables.quarantine, share.quarantine), (tables.events, share.events)):
        if new:
            table.add(folder.name, new, now)
    without_ids(tables.unmatched, folder, dock.memory, workspace, matched["message_id"], now)
    return share.report


def checked_events(rows: pa.Table) -> pa.Table:
    """The rows with the columns of RECEIVED_EVENTS. Raises BadInput where one lacks what every event has."""
    return _checked(rows, RECEIVED_EVENTS, ("account", "name", "occurred_at", "message_id", "received_at"))


def _files(tables: Tables, folder: Path, dock: Dock, workspace: str, parcel: Parcel) -> _New:
    events, unmatched = checked_events(parcel.events), _checked_unmatched(parcel.unmatched)
    with dock.load(folder, workspace) as load:
        believed, doubted, quarantined = _known(tables, load, workspace, events, parcel.zone)
        apart = _apart(tables, load, workspace, unmatched, parcel.zone)
    report = LoadReport.of(
        believed,
        received=len(events) + len(unmatched),
        quarantined=quarantined,
        unmatched=sum(file.rows for file in apart),
    )
    return _New(believed, doubted, apart, report)


def _known(
    tables: Tables, load: Load, workspace: str, events: pa.Table, zone: str
) -> tuple[list[NewFile], list[NewFile], int]:
    if not len(events):
        return [], [], 0
    load.receive(events, zone)
    months, since = load.months(), machine_now() - DUPLICATES_WITHIN
    held = [f.path for f in tables.events.held(workspace) if f.month in months or f.written_at >= since]
    believed = load.fresh_files("believed", Files(tuple(held), tables.events.schema, PARTITIONS), believed=True)
    quarantined = load.quarantined()
    doubted = load.fresh_files("quarantined", _all(tables.quarantine, workspace), believed=False) if quarantined else []
    return believed, doubted, quarantined


def _apart(tables: Tables, load: Load, workspace: str, unmatched: pa.Table, zone: str) -> list[NewFile]:
    """Events without an account; whether their time is believed is asked when they have got one."""
    if not len(unmatched):
        return []
    load.receive(unmatched, zone)
    return load.fresh_files("unmatched", _all(tables.unmatched, workspace), believed=None)


def _all(table: EventTable, workspace: str) -> Files:
    return Files(tuple(file.path for file in table.held(workspace)), table.schema, PARTITIONS)


def _checked_unmatched(rows: pa.Table) -> pa.Table:
    return _checked(rows, RECEIVED_UNMATCHED, ("name", "occurred_at", "message_id", "received_at"))


def _checked(rows: pa.Table, schema: pa.Schema, needed: Sequence[str]) -> pa.Table:
    cast = rows.select(schema.names).cast(schema)
    empty = [column for column in needed if cast[column].null_count]
    if empty:
        raise BadInput(f"Events without {' or '.join(empty)} cannot be kept; nothing was loaded: leave those rows out.")
    return cast
