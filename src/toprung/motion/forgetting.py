"""Events of an account or a person erased on request, and a person forgotten wherever their name stands on record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from toprung.kernel.errors import Refused
from toprung.motion import stores
from toprung.records.book.models import Stakeholder
from toprung.records.handoffs import erasing as handoffs
from toprung.records.inbox.queries import waiting
from toprung.records.interventions import erasing as interventions
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.outcomes.actions import erase_person
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn


def forget_person(person: Stakeholder, *, by: Actor, now: datetime) -> Stakeholder:
    """Forget a customer's person for good, in every record of their account. Raises NotAllowed."""
    account, texts = person.account, [text for text in (person.name, person.email) if text]
    with turn(account.workspace):
        erased = erase_person(person, by=by, now=now)
        if erased.name not in texts:
            handoffs.forget(account, texts, erased.name, now)
            interventions.forget(account, texts, erased.name)
    return erased


def erase_events(
    workspace: Workspace,
    *,
    by: Actor,
    now: datetime,
    accounts: Collection[str] = (),
    users: Collection[str] = (),
) -> int:
    """Remove every event of these accounts (external ids) and users (ids or addresses) for good; returns how many.

    The journal keeps that it was done and how many there were, not whose. Raises NotAllowed, and Refused while
    messages still wait to be loaded: some may be theirs.
    """
    require(by, Verb.ERASE_PERSON, workspace)
    if waiting(workspace.pk).messages:
        raise Refused(
            "Messages still wait to be loaded, and some may be of whom is to be erased. Nothing was erased: let "
            "“toprung serve” load them, then erase."
        )
    erased = stores.lake().erase(stores.lake_key(workspace), now, accounts, users)
    with turn(workspace):
        write(workspace, [Note("erase_events", changes=changes_between(None, {"events": erased}))], by=by, at=now)
    return erased
