"""A person forgotten in the portal: their links, what waits for them, and their name and words in questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from toprung.records.book.models import Stakeholder
from toprung.records.journal.rewriting import rewrite
from toprung.records.portal.asking import close
from toprung.records.portal.models import AttestationRequest, PortalLink, PortalMail, RequestEnd


def forget_in_portal(person: Stakeholder, written: Sequence[str], new: str, now: datetime) -> dict[str, int]:
    """Their links and mails go, sent and waiting; what was asked of them is closed; what was written to them, and by
    them to a colleague, goes; elsewhere at the account `new` stands for them. Returns how many rows of each.

    `written` are the name and addresses as they were. Call within the workspace's turn.
    """
    of_account = {"stakeholder__account": person.account_id}
    for asked in AttestationRequest.objects.filter(stakeholder=person, closed_at=None):
        close(asked, RequestEnd.DEPARTED, now)
    links, _ = PortalLink.objects.filter(stakeholder=person).delete()
    mails, _ = PortalMail.objects.filter(stakeholder=person).delete()
    letters = AttestationRequest.objects.filter(stakeholder=person) | AttestationRequest.objects.filter(
        forwarded_from__stakeholder=person
    )
    cleared = letters.exclude(note="").update(note="")
    questions = AttestationRequest.objects.filter(outcome__account=person.account_id)
    rewrite(PortalLink.objects.filter(**of_account), ("made_by",), written, new)
    rewrite(PortalMail.objects.filter(**of_account), ("asked_by", "given_up"), written, new)
    return {
        "links": links,
        "mails": mails,
        "questions": cleared + rewrite(questions, ("asked_by", "note"), written, new),
    }
