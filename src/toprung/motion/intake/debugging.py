"""What the source debugger shows and counts of a load: each source's last messages, and how many there were."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from toprung.motion.intake.matching import EMAIL, GROUP, Key, Looks, Match
from toprung.motion.intake.messages import raw_messages, text_of
from toprung.motion.intake.opening import opened
from toprung.motion.intake.parcels import Share
from toprung.motion.intake.reading import Came, Reader
from toprung.motion.intake.wording import matched_by, why_not_believed, why_unmatched
from toprung.records.matching.actions import LAST
from toprung.records.matching.models import Message
from toprung.records.matching.queries import Counts

#: of a message's JSON, in characters
_SHOWN = 4_000
_ID = 500
#: microseconds of an hour: a sender's clock that is off by more is told of where that took an event out of the counts
_MOVED = 3_600_000_000


class Shown:
    """One workspace's share of a load, as it is shown and counted."""

    def __init__(self, load: int, reader: Reader, share: Share, matches: Sequence[Match], looks: Looks) -> None:
        self._load = load
        self._reader = reader
        self._matches = matches
        self._looks = looks
        self._times, self._zone = share.times, ZoneInfo(share.parcel.zone)
        self._keys: list[Key] = list(reader.columns.keys)
        self._refused = sorted(reader.refused)
        self._firsts = [came.first_place for came in reader.came]
        self._matched = _running(share.matched)
        self._events = _running(pc.is_valid(share.matched))
        self._bodies: dict[int, list[bytes]] = {}

    def messages(self) -> list[Message]:
        """Of each source the last messages that were taken, and the last that were not; in the order they came."""
        room: Counter[tuple[int, bool]] = Counter()
        places = [*self._refused_backwards(room), *self._taken_backwards(room)]
        return [self._message(came, place) for place, came in sorted(places, key=lambda found: found[0])]

    def counts(self) -> dict[tuple[int, datetime], Counts]:
        """How many messages came, by source and hour."""
        found: dict[tuple[int, datetime], Counts] = {}
        ends = [came.first_row for came in self._reader.came[1:]] + [len(self._reader.columns.ids)]
        for came, end in zip(self._reader.came, ends, strict=True):
            hour = came.accepted.received_at.replace(minute=0, second=0, microsecond=0)
            bucket = came.accepted.source_id, hour
            found[bucket] = found.get(bucket, Counts()) + self._counted(came, end)
        return found

    def _counted(self, came: Came, end: int) -> Counts:
        last = came.first_place + len(came.request.messages)
        refused = bisect_left(self._refused, last) - bisect_left(self._refused, came.first_place)
        matched = self._matched[end] - self._matched[came.first_row]
        events = self._events[end] - self._events[came.first_row]
        return Counts(len(came.request.messages) - refused, refused, matched, events - matched)

    def _refused_backwards(self, room: Counter[tuple[int, bool]]) -> Iterator[tuple[int, Came]]:
        for place in reversed(self._refused):
            came = self._reader.came[bisect_right(self._firsts, place) - 1]
            if _takes(room, (came.accepted.source_id, False)):
                yield place, came

    def _taken_backwards(self, room: Counter[tuple[int, bool]]) -> Iterator[tuple[int, Came]]:
        for came in reversed(self._reader.came):
            ring = came.accepted.source_id, True
            for number in reversed(range(len(came.request.messages))):
                if room[ring] >= LAST[True]:
                    break
                place = came.first_place + number
                if place not in self._reader.refused and _takes(room, ring):
                    yield place, came

    def _message(self, came: Came, place: int) -> Message:
        told = came.request.messages[place - came.first_place]
        shown = Message(
            workspace_id=came.accepted.workspace_id,
            source_id=came.accepted.source_id,
            load=self._load,
            place=place,
            received_at=came.accepted.received_at,
            accepted=place not in self._reader.refused,
            type=_fitting(told.type, 16),
            user=_fitting(text_of(told.user_id), _ID),
            content=self._content(came, place),
        )
        if why := self._reader.refused.get(place):
            shown.code, shown.sentence = why.code.value, why.sentence[:_ID]
        elif (row := self._row(place)) is not None:
            self._lay_match(shown, row)
            shown.doubt = self._doubt(came, row)
        else:
            shown.group = _fitting(text_of(told.group_id), _ID)
        return shown

    def _lay_match(self, shown: Message, row: int) -> None:
        columns = self._reader.columns
        key, match = self._keys[columns.codes[row]], self._matches[columns.codes[row]]
        shown.event, shown.user = columns.names[row], columns.users[row] or shown.user
        shown.group, shown.email, shown.account = key[GROUP], _fitting(key[EMAIL], 320), match.account or ""
        shown.matched_by = matched_by(match, key, self._looks)
        shown.code, shown.sentence = match.why or "", why_unmatched(match, key, self._looks)

    def _doubt(self, came: Came, row: int) -> str:
        """Why the event's time is not believed; empty where it is."""
        columns, at = self._reader.columns, self._times[row].as_py()
        moved = columns.stamps[row] is not None and abs(columns.offsets[row]) > _MOVED
        return why_not_believed(at, came.accepted.received_at, self._zone, moved=moved)

    def _row(self, place: int) -> int | None:
        """The row of the message, None where it is no event."""
        places = self._reader.columns.places
        row = bisect_left(places, place)
        return row if row < len(places) and places[row] == place else None

    def _content(self, came: Came, place: int) -> str:
        """The message as it was sent; of a body that cannot be read, its beginning."""
        if came.first_place not in self._bodies:
            self._bodies[came.first_place] = _pieces(came)
        raw = self._bodies[came.first_place][place - came.first_place]
        return _fitting(raw[: 4 * _SHOWN].decode("utf-8", "replace"), _SHOWN)


def _pieces(came: Came) -> list[bytes]:
    body = opened(came.accepted)
    return raw_messages(came.accepted.kind, body) if came.request.readable else [body]


def _takes(room: Counter[tuple[int, bool]], ring: tuple[int, bool]) -> bool:
    room[ring] += 1
    return room[ring] <= LAST[ring[1]]


def _fitting(text: str | None, most: int) -> str:
    """What databases take of a text: PostgreSQL keeps no NUL."""
    return (text or "").replace("\x00", "")[:most]


def _running(flags: pa.BooleanArray) -> list[int]:
    """How many are set before each row, and in all."""
    return [0, *pc.cumulative_sum(flags.fill_null(False).cast(pa.int64())).to_pylist()]
