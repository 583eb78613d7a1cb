"""Who was told by mail of each version of a plan, and whether the mail has left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from toprung.records.plans.models import SuccessPlan
from toprung.records.portal.models import MailKind, PortalMail


@dataclass(frozen=True, slots=True)
class Told:
    """One of the customer's people who is told of a version. `sent_at` None: the mail waits, or `trouble` says why it
    does not leave."""

    name: str
    sent_at: datetime | None
    trouble: str


def told_of_versions(plan: SuccessPlan) -> dict[int, tuple[Told, ...]]:
    """Who is told of each version, by its number, in the order of the mails. One query."""
    of_account = PortalMail.objects.filter(
        stakeholder__account=plan.account_id, stakeholder__account__workspace=plan.account.workspace_id
    )
    found: dict[int, list[Told]] = defaultdict(list)
    for mail in of_account.filter(kind=MailKind.NEW_VERSION.value).select_related("stakeholder").order_by("pk"):
        found[mail.number].append(Told(mail.stakeholder.name, mail.sent_at, mail.given_up))
    return {number: tuple(told) for number, told in found.items()}
