"""A person forgotten in the portal: their links, what waits for them, and their name and words in questions."""

from __future__ import annotations

from datetime import datetime

from toprung.records.book.models import Stakeholder
from toprung.records.portal.asking import close
from toprung.records.portal.models import AttestationRequest, PortalLink, PortalMail, RequestEnd


def forget_in_portal(person: Stakeholder, name: str, new: str, now: datetime) -> None:
    """Their links and mails go, what was asked of them is closed, and where they asked a colleague stands `new`.

    `name` is what they were called. Call within the workspace's turn.
    """
    for asked in AttestationRequest.objects.filter(stakeholder=person, closed_at=None):
        close(asked, RequestEnd.DEPARTED, now)
    PortalLink.objects.filter(stakeholder=person).delete()
    PortalMail.objects.filter(stakeholder=person).delete()
    handed_on = AttestationRequest.objects.filter(forwarded_from__stakeholder=person, asked_by=name)
    PortalMail.objects.filter(request__in=handed_on, asked_by=name).update(asked_by=new)
    handed_on.update(asked_by=new, note="")
