"""One workspace's share of a load as the lake takes it, made of the columns and of what the rules say of each key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from toprung.engine.parcels import RECEIVED_EVENTS, RECEIVED_UNMATCHED, Parcel
from toprung.motion.intake.matching import EMAIL, GROUP, Match
from toprung.motion.intake.reading import Columns, micros, micros_of

_MOMENT = pa.timestamp("us", tz="UTC")
#: times further away say nothing about when somebody was last seen
LONG_SEEN = timedelta(days=3650)
AHEAD_SEEN = timedelta(days=1)
#: what lies beyond, by a sender's clock set right as well, is no time: calendars end in 9999, in some zone a day before
_FIRST = micros(datetime(1, 1, 3, tzinfo=UTC))
_LAST = micros(datetime(9999, 12, 29, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Share:
    """The parcel; per row of the columns its time, and whether it is matched (both null: its time cannot be read, it
    is in no table).
    """

    parcel: Parcel
    times: pa.TimestampArray
    matched: pa.BooleanArray
    unreadable: tuple[int, ...]


def share_of(columns: Columns, matches: Sequence[Match], zone: str) -> Share:
    """The columns as the two tables of a parcel. `matches` are in the order of `columns.keys`."""
    times, unreadable = _times(columns)
    codes = pa.array(columns.codes, pa.int32())
    accounts = pa.array([match.account for match in matches], pa.string()).take(codes)
    matched = pc.if_else(times.is_valid(), accounts.is_valid(), None)
    told = {
        "account": accounts,
        "group": _of_keys(columns, GROUP, codes),
        "user": pa.array(columns.users, pa.string()),
        "email": _of_keys(columns, EMAIL, codes),
        "name": pa.array(columns.names, pa.string()),
        "occurred_at": times,
        "message_id": pa.array(columns.ids, pa.string()),
        "properties": pa.array(columns.properties, pa.binary()).cast(pa.string()),
        "received_at": pa.array(columns.received, _MOMENT),
    }
    everything = pa.table(told)
    events = everything.select(RECEIVED_EVENTS.names).filter(matched)
    apart = everything.select(RECEIVED_UNMATCHED.names).filter(pc.invert(matched))
    return Share(Parcel(events, apart, zone), times, matched, unreadable)


def days_seen(share: Share, now: datetime) -> list[tuple[str, date, date]]:
    """Each user of the share with the first and last day, in its zone, of what they did; beyond belief aside."""
    zone = ZoneInfo(share.parcel.zone)
    tables = [table.select(["user", "occurred_at"]) for table in (share.parcel.events, share.parcel.unmatched)]
    rows = pa.concat_tables(tables)
    at = pc.field("occurred_at")
    believed = rows.filter(pc.field("user").is_valid() & (at > now - LONG_SEEN) & (at < now + AHEAD_SEEN))
    spans = believed.group_by("user").aggregate([("occurred_at", "min"), ("occurred_at", "max")])
    listed = zip(*(spans[name].to_pylist() for name in ("user", "occurred_at_min", "occurred_at_max")), strict=True)
    return [(user, first.astimezone(zone).date(), last.astimezone(zone).date()) for user, first, last in listed]


def _of_keys(columns: Columns, which: int, codes: pa.Array) -> pa.Array:
    """One part of each row's key; null where it is empty."""
    return pa.array([key[which] or None for key in columns.keys], pa.string()).take(codes)


def _times(columns: Columns) -> tuple[pa.Array, tuple[int, ...]]:
    """Each row's time by our clock, null where it cannot be read; and the numbers of those rows."""
    times = pc.add(_given(columns.stamps), pa.array(columns.offsets, pa.int64()))
    in_calendar = pc.and_(pc.greater_equal(times, _FIRST), pc.less_equal(times, _LAST))
    times = pc.if_else(in_calendar, times, None)
    unreadable = pc.indices_nonzero(times.is_null()).to_pylist() if times.null_count else ()
    return times.cast(_MOMENT), tuple(unreadable)


def _given(stamps: list[str | None]) -> pa.Array:
    """The written times in microseconds, 0 where nothing is written; null where it is no time."""
    try:
        return pa.array(stamps, pa.string()).cast(_MOMENT).cast(pa.int64()).fill_null(0)
    except pa.ArrowInvalid:
        # Arrow reads the spec's form and no other; Python reads them all, one by one.
        return pa.array([0 if stamp is None else micros_of(stamp) for stamp in stamps], pa.int64())
