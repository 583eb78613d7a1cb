"""From the inbox into the lake: one sealed load at a time, each exactly once, whatever dies when.

Until the lake has the load, everything is made from the sealed requests and from what was known before them, and gives
the same again. Afterwards everything is laid over what is there, or done under the load's number once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from toprung.kernel.vocabulary import Refusal
from toprung.motion import stores
from toprung.motion.intake.debugging import Shown
from toprung.motion.intake.matching import Looks, Match, match_all
from toprung.motion.intake.messages import NO_TIME, Why, request_of
from toprung.motion.intake.opening import opened
from toprung.motion.intake.parcels import Share, days_seen, share_of
from toprung.motion.intake.people import People
from toprung.motion.intake.reading import Reader
from toprung.motion.intake.saving import save_people
from toprung.records.inbox import actions as inbox
from toprung.records.inbox.models import Accepted
from toprung.records.inbox.queries import newest, waits_until
from toprung.records.journal.queries import latest_entry
from toprung.records.matching import actions, queries
from toprung.records.matching.directory import Directory
from toprung.records.tenancy.models import Workspace

#: messages in one load: large enough that the lake's commit weighs little, small enough to be held in memory
MESSAGES = 100_000
_NO_TIME = Why(Refusal.TIMESTAMP, NO_TIME)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a workspace while nobody has written to its journal."""

    position: int
    looks: Looks
    directory: Directory
    people: People


@dataclass(frozen=True, slots=True)
class _Part:
    """One workspace's part of a load, ready for the lake."""

    workspace: Workspace
    known: _Known
    reader: Reader
    matches: Sequence[Match]
    share: Share


class Loader:
    """Loads for all workspaces. Who is known is kept in memory from load to load."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._last = ("", 0)

    def load_once(self, now: datetime) -> bool:
        """Bring the next load into the lake; False where nothing waits.

        What fails is raised and nothing is lost: the load stays sealed, and is tried again the next time.
        """
        sealed = inbox.seal(MESSAGES)
        if sealed is None:
            return False
        if self._last != (sealed.inbox, sealed.number - 1):
            # Another process has loaded in between, and learnt what is not known here; or this very load died here,
            # half of it learnt, and is to be read with what was known before it.
            self._known.clear()
        self._last = (sealed.inbox, sealed.number)
        self._load(sealed, now)
        inbox.forget(sealed.number)
        return True

    def _load(self, sealed: inbox.Sealed, now: datetime) -> None:
        parts = self._parts(sealed.rows)
        parcels = {stores.lake_key(part.workspace): part.share.parcel for part in parts}
        stores.lake().load(sealed.inbox, sealed.number, parcels, now)
        for part in parts:
            _keep(part, (sealed.inbox, sealed.number), now)

    def _parts(self, rows: Sequence[Accepted]) -> list[_Part]:
        """The load by workspace, each as it is now. Requests of a workspace that is no more belong to nobody."""
        by_workspace: dict[int, list[Accepted]] = defaultdict(list)
        for row in rows:
            by_workspace[row.workspace_id].append(row)
        workspaces = sorted(Workspace.objects.in_bulk(by_workspace).items())
        return [self._part(workspace, by_workspace[pk]) for pk, workspace in workspaces]

    def _part(self, workspace: Workspace, rows: Sequence[Accepted]) -> _Part:
        known = self._known_of(workspace)
        requests = [request_of(row.kind, opened(row)) for row in rows]
        met = (message for request in requests for message in request.messages)
        known.people.fetch(met, with_groups=known.looks.at_groups)
        reader, place = Reader(known.people, known.looks), 0
        for row, request in zip(rows, requests, strict=True):
            reader.read(row, request, place)
            place += len(request.messages)
        matches = match_all(list(reader.columns.keys), known.looks, known.directory)
        share = share_of(reader.columns, matches, workspace.zone_of_events)
        reader.refused.update({reader.columns.places[row]: _NO_TIME for row in share.unreadable})
        return _Part(workspace, known, reader, matches, share)

    def _known_of(self, workspace: Workspace) -> _Known:
        """What is known, read anew when somebody has changed the book or the rules since."""
        position = latest_entry(workspace)
        known = self._known.get(workspace.pk)
        if known is None or known.position != position:
            looks = Looks(queries.rules(workspace))
            known = self._known[workspace.pk] = _Known(position, looks, Directory(workspace), People(workspace))
        return known


def load_once(now: datetime) -> bool:
    """Bring the next load into the lake; False where nothing waits. See `Loader.load_once`."""
    with stores.moving_events():
        return _LOADER.load_once(now)


def load_waiting(now: datetime) -> None:
    """Bring all into the lake that waits by now. Only while `stores.moving_events` is held."""
    last = newest()
    while last is not None and waits_until(last) and _LOADER.load_once(now):
        pass


def _keep(part: _Part, mark: tuple[str, int], now: datetime) -> None:
    """What is kept of a load beside its events."""
    for user, first, last in days_seen(part.share, now):
        part.known.people.seen(user, first, last)
    learnt = save_people(part.workspace, part.known.people)
    shown = Shown(mark[1], part.reader, part.share, part.matches, part.known.looks)
    actions.record_load(part.workspace, mark, shown.messages(), shown.counts(), learnt=learnt)


_LOADER = Loader()
