"""A workspace's events follow its time zone: their days counted anew, and those on which each user was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from toprung.kernel.batching import batches
from toprung.kernel.days import ZONES_APART
from toprung.motion import stores
from toprung.motion.intake.loading import load_waiting
from toprung.motion.intake.parcels import AHEAD_SEEN, LONG_SEEN
from toprung.records.administration.actions import begin_redating, note_redated
from toprung.records.matching import queries
from toprung.records.matching.actions import keep_known
from toprung.records.matching.models import ProductUser
from toprung.records.tenancy.actors import SYSTEM
from toprung.records.tenancy.models import Workspace

_AT_ONCE = 500


def redate_if_due(workspace: Workspace, now: datetime) -> int:
    """Count the days of the workspace's events anew where its zone has changed; how many have another day now.

    Loads, re-matching and erasure wait meanwhile; what feeds send is accepted, and waits in the inbox. Nothing is told
    by what was done before: dying at any moment and doing it again comes to the same.
    """
    with stores.moving_events():
        workspace.refresh_from_db()
        if not workspace.is_redating:
            return 0
        # A load that died half way is brought to its end by the days that it began with.
        load_waiting(now)
        workspace.refresh_from_db()
        zone = workspace.timezone
        begin_redating(workspace)
        moved = stores.lake().redate(stores.lake_key(workspace), zone, now)
        _see_users_anew(workspace, now.astimezone(ZoneInfo(zone)).date())
        note_redated(workspace, zone, moved, by=SYSTEM, now=now)
    return moved


def _see_users_anew(workspace: Workspace, today: date) -> None:
    """The users' first and last days by those of their events; what was never loaded or is erased, nobody can tell."""
    days = stores.lake().user_days(stores.lake_key(workspace), today - LONG_SEEN, today + AHEAD_SEEN)
    for some in batches(zip(*(column.to_pylist() for column in days.columns), strict=True), _AT_ONCE):
        keep_known(_seen_otherwise(workspace, {user: (first, last) for user, first, last in some}), [], [])


def _seen_otherwise(workspace: Workspace, days: Mapping[str, tuple[date, date]]) -> Sequence[ProductUser]:
    """Those of these users who are on file with other days than their events tell, with the right ones."""
    return [user for user in queries.users(workspace, days) if _set_days(user, *days[user.user_id])]


def _set_days(user: ProductUser, first: date, last: date) -> bool:
    """Take over the events' days; further ones are of events that the lake does not hold, and stay. Any other?"""
    before = user.first_seen_on, user.last_seen_on
    if user.first_seen_on is not None and user.first_seen_on >= first - ZONES_APART:
        user.first_seen_on = first
    if user.last_seen_on is not None and user.last_seen_on <= last + ZONES_APART:
        user.last_seen_on = last
    return (user.first_seen_on, user.last_seen_on) != before
