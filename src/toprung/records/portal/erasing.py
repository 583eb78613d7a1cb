"""A person forgotten in the portal: their links, what waits for them, and their name and words in questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal.actions import without_texts
from toprung.records.portal.asking import close
from toprung.records.portal.models import AttestationRequest, PortalLink, PortalMail, RequestEnd


def forget_in_portal(person: Stakeholder, written: Sequence[str], new: str, now: datetime) -> None:
    """Their links and mails go, what was asked of them is closed, and where they asked a colleague stands `new`.

    `written` are the name and addresses as they were. Call within the workspace's turn.
    """
    for asked in AttestationRequest.objects.filter(stakeholder=person, closed_at=None):
        close(asked, RequestEnd.DEPARTED, now)
    PortalLink.objects.filter(stakeholder=person).delete()
    PortalMail.objects.filter(stakeholder=person).delete()
    AttestationRequest.objects.filter(forwarded_from__stakeholder=person).update(note="")
    account = person.account
    AttestationRequest.objects.filter(outcome__account=account, asked_by__in=written).update(asked_by=new)
    PortalMail.objects.filter(stakeholder__account=account, asked_by__in=written).update(asked_by=new)
    PortalLink.objects.filter(stakeholder__account=account, made_by__in=written).update(made_by=new)
    _in_notes(account, written, new)


def _in_notes(account: Account, written: Sequence[str], new: str) -> None:
    """What was written to anybody at the account, without the person's name and addresses."""
    for asked in AttestationRequest.objects.filter(outcome__account=account).exclude(note=""):
        note = without_texts(asked.note, written, new)
        if note != asked.note:
            AttestationRequest.objects.filter(pk=asked.pk).update(note=note)
