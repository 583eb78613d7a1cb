"""Erased on request: a customer's person from everywhere they are named, events from everywhere that use is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from toprung.motion import stores
from toprung.motion.intake.loading import load_waiting
from toprung.motion.intake.meant import meant_by
from toprung.motion.intake.rematching import rematch
from toprung.records.book.models import Stakeholder
from toprung.records.handoffs.erasing import forget_in_handoffs
from toprung.records.interventions.erasing import forget_in_interventions
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.matching.actions import forget
from toprung.records.outcomes import actions as outcomes
from toprung.records.plans.erasing import forget_in_plans
from toprung.records.portal.erasing import forget_in_portal
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went: events, and records of who is who and of the last messages."""

    events: int
    records: int


def erase_person(person: Stakeholder, *, by: Actor, now: datetime) -> Stakeholder:
    """Forget a customer’s person in book, outcomes, chain, plans, portal, hand-offs, interventions and journal.

    What they did stays, under “erased person N”. Raises NotAllowed. A person erased already is left as they are.
    """
    workspace = person.account.workspace
    require(by, Verb.ERASE_PERSON, workspace)
    with turn(workspace):
        person.refresh_from_db()
        written = [text for text in (person.name, person.email) if text]
        outcomes.erase_person(person, by=by, now=now)
        if person.name not in written:
            forget_in_plans(person, written, person.name)
            forget_in_portal(person, written, person.name, now)
            forget_in_handoffs(person.account, written, person.name, now)
            forget_in_interventions(person.account, written, person.name)
    return person


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
    return Erased(events, records)
