"""Events erased for good, from everywhere that use is kept, with who is who and what still waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from toprung.motion import stores
from toprung.motion.intake.loading import load_waiting
from toprung.motion.intake.meant import meant_by
from toprung.motion.intake.rematching import rematch
from toprung.motion.scrubbing import scrub_soon
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.matching.actions import forget
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went: events, and records of who is who and of the last messages."""

    events: int
    records: int


def erase_events(
    workspace: Workspace,
    *,
    by: Actor,
    now: datetime,
    accounts: Collection[str] = (),
    users: Collection[str] = (),
) -> Erased:
    """Remove every event of these accounts (external ids) and users (ids or addresses) for good, and who they are.

    A user's other ids are meant too, as are an account's groups; of an account's users it is forgotten who they are.
    What waits in the inbox is loaded first, so that it is known whose it is. The journal keeps that it was done and how
    much it was, not whose. Dying midway, it is to be done again. Raises NotAllowed.
    """
    require(by, Verb.ERASE_PERSON, workspace)
    scrub_soon(now)
    # Nobody may load or re-match meanwhile: what they hold in memory would come back.
    with stores.moving_events():
        load_waiting(now)
        rematch(workspace, now)
        meant = meant_by(workspace, accounts, users)
        ids, groups = meant.users | meant.emails, meant.accounts | meant.groups
        events = stores.lake().erase(stores.lake_key(workspace), now, groups, ids)
        with turn(workspace):
            records = forget(workspace, users=meant.users, emails=meant.emails, groups=groups, members=meant.members)
            changes = changes_between(None, {"events": events, "records": records})
            write(workspace, [Note("erase_events", changes=changes)], by=by, at=now)
    scrub_soon(now)
    return Erased(events, records)


def count_events(workspace: Workspace, users: Collection[str]) -> int:
    """How many events the lake keeps of these users (ids or addresses), under all their ids."""
    meant = meant_by(workspace, (), users)
    return stores.lake().count(stores.lake_key(workspace), users=meant.users | meant.emails)
