"""Mails to customers' people: due in a table, sent by the worker, each once, kept as the record that it was sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import make_msgid

from django.db.models import F, QuerySet

from toprung.records.book.models import Stakeholder
from toprung.records.portal.models import AttestationRequest, MailKind, PortalMail

#: how often a mail server is asked to take one mail; the pauses grow from a minute to some hours
MAIL_TRIES = 8


def put(
    person: Stakeholder,
    kind: MailKind,
    *,
    origin: str,
    asked_by: str,
    now: datetime,
    request: AttestationRequest | None = None,
    number: int = 1,
) -> PortalMail | None:
    """Have a mail sent to the person. None where this one of the request was put before."""
    fields = {
        "stakeholder": person,
        "asked_by": asked_by,
        "origin": origin,
        "message_id": make_msgid(domain="toprung"),
        "asked_at": now,
        "due_at": now,
    }
    if request is None:
        return PortalMail.objects.create(kind=kind.value, number=number, **fields)
    mail, new = PortalMail.objects.get_or_create(request=request, kind=kind.value, number=number, defaults=fields)
    return mail if new else None


def put_unless_waiting(person: Stakeholder, kind: MailKind, *, origin: str, asked_by: str, now: datetime) -> None:
    """As `put`, unless one of the kind waits for this person already: asking twice sends one mail."""
    if not waiting().filter(stakeholder=person, kind=kind.value).exists():
        put(person, kind, origin=origin, asked_by=asked_by, now=now)


def waiting() -> QuerySet[PortalMail]:
    """Mails neither sent nor given up."""
    return PortalMail.objects.filter(sent_at=None, given_up="")


def claim(now: datetime) -> PortalMail | None:
    """The next mail that is due; nobody else gets it before its next try is due."""
    related = waiting().select_related("stakeholder__account__workspace", "request__outcome")
    mail = related.filter(due_at__lte=now).order_by("due_at", "pk").first()
    if mail is None:
        return None
    again = now + timedelta(minutes=2**mail.tries)
    mine = waiting().filter(pk=mail.pk, due_at=mail.due_at)
    if not mine.update(due_at=again, tries=F("tries") + 1):
        return None
    mail.tries += 1
    return mail


def sent(mail: PortalMail, now: datetime) -> None:
    """The mail server has taken it."""
    PortalMail.objects.filter(pk=mail.pk).update(sent_at=now)


def give_up(mail: PortalMail, why: str) -> None:
    """It will not be sent any more; `why` is what a member reads."""
    PortalMail.objects.filter(pk=mail.pk).update(given_up=why[:300])


def take_back(person: Stakeholder, why: str) -> None:
    """What waits for the person is not sent."""
    waiting().filter(stakeholder=person).update(given_up=why[:300])
