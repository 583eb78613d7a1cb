"""Personal links: made, looked up, bound to a browser, revoked, and asked for anew."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from toprung.kernel.errors import Refused
from toprung.kernel.keys import hash_of
from toprung.kernel.vocabulary import Word
from toprung.records.book.models import Stakeholder
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.portal import mails
from toprung.records.portal.models import AttestationRequest, MailKind, PortalLink
from toprung.records.tenancy.actors import Actor, ActorKind
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

#: how long a link opens
LINK_DAYS = 30


class LinkState(Word):
    """Whether a key opens, and why not."""

    OPENS = "opens"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    #: its person is not with the customer any more
    DEPARTED = "departed"
    #: something was answered with it in another browser
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Found:
    """What a key leads to; `link` is None for an unknown one."""

    state: LinkState
    link: PortalLink | None = None


def look_up(key: str, browser: str, now: datetime) -> Found:
    """What the key opens in that browser (its secret, "" where it has none yet). One query."""
    related = PortalLink.objects.select_related("stakeholder__account__workspace")
    link = related.filter(key_sha256=hash_of(key)).first()
    return Found(LinkState.UNKNOWN) if link is None else Found(_state(link, browser, now), link)


def _state(link: PortalLink, browser: str, now: datetime) -> LinkState:
    person = link.stakeholder
    if link.revoked_at is not None:
        return LinkState.REVOKED
    if not is_present(person, now):
        return LinkState.DEPARTED
    if link.expires_at <= now:
        return LinkState.EXPIRED
    if link.browser_sha256 and (not browser or hash_of(browser) != link.browser_sha256):
        return LinkState.ELSEWHERE
    return LinkState.OPENS


def is_present(person: Stakeholder, now: datetime) -> bool:
    """Is the person still with the customer?"""
    return not person.has_left(person.account.workspace.day_of(now))


def speaking(person: Stakeholder) -> Actor:
    """The customer's person as an actor: for their own account alone."""
    account = person.account
    return Actor(ActorKind.STAKEHOLDER, person.name, str(person.pk), workspace=account.workspace_id, account=account.pk)


def make_link(person: Stakeholder, *, by: str, now: datetime) -> str:
    """A new link of the person; returns its key, which is kept nowhere in clear. Links made earlier go on opening."""
    key = secrets.token_urlsafe(32)
    PortalLink.objects.create(
        stakeholder=person,
        key_sha256=hash_of(key),
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    return key


def opened(link: PortalLink, now: datetime) -> bool:
    """Note the first time that the link is opened. Was it now?"""
    return bool(PortalLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=now))


def bind(link: PortalLink, browser: str) -> bool:
    """Let the link answer in this browser alone from now on. False: another one came first."""
    mine = hash_of(browser)
    free = PortalLink.objects.filter(Q(browser_sha256="") | Q(browser_sha256=mine), pk=link.pk, revoked_at=None)
    return bool(free.update(browser_sha256=mine))


def unbind(link: PortalLink, browser: str) -> None:
    """Take the binding to that browser back: nothing was answered in it after all."""
    PortalLink.objects.filter(pk=link.pk, browser_sha256=hash_of(browser)).update(browser_sha256="")


def invite(person: Stakeholder, *, origin: str, by: Actor, now: datetime) -> None:
    """Mail the person a link to the portal. Raises NotAllowed; Refused for who has left or has no address."""
    workspace = person.account.workspace
    require(by, Verb.INVITE_CUSTOMER, workspace)
    require_reachable(person, now)
    with turn(workspace):
        mails.put(person, MailKind.INVITATION, origin=origin, asked_by=by.name, now=now)
        write(workspace, [Note("invite_customer", person.account.external_id, person.name)], by=by, at=now)


def require_reachable(person: Stakeholder, now: datetime) -> None:
    """Raise Refused where the person cannot be asked by mail."""
    if not is_present(person, now):
        raise Refused(f"{person.name} has left on {person.left_on}, and cannot be asked any more: ask a colleague.")
    if not person.email:
        raise Refused(f"{person.name} has no e-mail address on file: add it under People, then ask.")


def renew(link: PortalLink, *, origin: str, now: datetime) -> None:
    """Mail a new link to the address the old one was made for. For who has left, or a revoked link: nothing is sent.

    The caller tells everybody the same, so that nobody learns who is on file.
    """
    person = link.stakeholder
    if link.revoked_at is None and person.email and is_present(person, now):
        # In a turn: a button pressed twice sends one mail.
        with turn(person.account.workspace):
            mails.put_unless_waiting(person, MailKind.RENEWAL, origin=origin, asked_by=person.name, now=now)


def revoke_links(person: Stakeholder, *, by: Actor, now: datetime) -> int:
    """No link of the person opens any more; returns how many did. What they said stays.

    What they were asked stays open, and they are not reminded of it: a reminder would bring a new link.
    """
    workspace = person.account.workspace
    require(by, Verb.INVITE_CUSTOMER, workspace)
    with turn(workspace):
        # Those that have ended too: an ended link that was not revoked offers a new one.
        held = PortalLink.objects.filter(stakeholder=person, revoked_at=None)
        revoked = held.filter(expires_at__gt=now).count()
        held.update(revoked_at=now)
        mails.take_back(person, "The person’s links were revoked.")
        AttestationRequest.objects.filter(stakeholder=person, closed_at=None).update(remind_on=None)
        changes = changes_between(None, {"links": revoked})
        write(workspace, [Note("revoke_links", person.account.external_id, person.name, changes)], by=by, at=now)
    return revoked


def shut_out(people: Iterable[Stakeholder]) -> set[int]:
    """The keys of those whose links were all taken back, and who were not written to since. Three queries."""
    keys = [person.pk for person in people]
    links = PortalLink.objects.filter(stakeholder__in=keys)
    revoked = set(links.exclude(revoked_at=None).values_list("stakeholder_id", flat=True))
    standing = set(links.filter(revoked_at=None).values_list("stakeholder_id", flat=True))
    coming = set(mails.waiting().filter(stakeholder__in=keys).values_list("stakeholder_id", flat=True))
    return revoked - standing - coming
