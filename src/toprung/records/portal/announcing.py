"""The customer's people told by mail that a new version of their success plan was shared: once a version each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from toprung.kernel.errors import NotFound
from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.portal import mails
from toprung.records.portal.links import is_present, shut_out
from toprung.records.portal.models import MailKind, PortalMail
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

_LEFT, _NO_ADDRESS, _TAKEN_BACK = "has left", "no e-mail address on file", "the links were taken back"


def announce_version(
    account: Account, people: Sequence[Stakeholder], number: int, *, origin: str, by: Actor, now: datetime
) -> list[Stakeholder]:
    """Mail these people of the account that the version was shared; returns those who were not told of it before.

    Who cannot be reached is left out (`hindered`). What waits about an earlier version does not leave any more. Raises
    NotAllowed, and NotFound for a person of another account.
    """
    workspace = account.workspace
    require(by, Verb.INVITE_CUSTOMER, workspace)
    if any(person.account_id != account.pk for person in people):
        raise NotFound("This person is not of the plan’s account.")
    with turn(workspace):
        why = hindered(people, now)
        told = _told(people, number)
        new = [person for person in people if person.pk not in why and person.pk not in told]
        for person in new:
            mails.put(person, MailKind.NEW_VERSION, origin=origin, asked_by=by.name, now=now, number=number)
        earlier = mails.waiting().filter(kind=MailKind.NEW_VERSION.value, stakeholder__in=new, number__lt=number)
        earlier.update(given_up=f"Version {number} has taken its place.")
        if new:
            changes = changes_between(None, {"told": [person.name for person in new]})
            note = Note("tell_of_version", account.external_id, f"success plan version {number}", changes)
            write(workspace, [note], by=by, at=now)
    return new


def hindered(people: Iterable[Stakeholder], now: datetime) -> dict[int, str]:
    """Why somebody is not mailed, by key; who can be is not among them. Three queries at most."""
    held = list(people)
    shut = shut_out(held)
    why = {person.pk: _TAKEN_BACK for person in held if person.pk in shut}
    why |= {person.pk: _NO_ADDRESS for person in held if not person.email}
    return why | {person.pk: _LEFT for person in held if not is_present(person, now)}


def invited(account: Account) -> set[int]:
    """The keys of the account's people who were invited to the portal."""
    mailed = PortalMail.objects.filter(stakeholder__account=account, kind=MailKind.INVITATION.value)
    return set(mailed.values_list("stakeholder_id", flat=True))


def _told(people: Sequence[Stakeholder], number: int) -> set[int]:
    mailed = PortalMail.objects.filter(stakeholder__in=people, kind=MailKind.NEW_VERSION.value, number=number)
    return set(mailed.values_list("stakeholder_id", flat=True))
