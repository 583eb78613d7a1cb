"""What the vendor sees of the customer's side: whom it asked, what came of it, and whose links open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from toprung.records.book.models import Account, Stakeholder
from toprung.records.book.queries import stakeholders
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.portal.asking import requests
from toprung.records.portal.links import is_present
from toprung.records.portal.models import AttestationRequest, PortalLink, PortalMail
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with what it is about and its mails, oldest first."""

    request: AttestationRequest
    statement: str
    mails: tuple[PortalMail, ...]

    @property
    def mailed_at(self) -> datetime | None:
        """When the question left."""
        return next((mail.sent_at for mail in self.mails if mail.sent_at), None)

    @property
    def trouble(self) -> str:
        """Why a mail of it will not leave; "" where none failed."""
        failed = (mail.given_up for mail in self.mails if mail.given_up and self.request.is_open)
        return next(failed, "")


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """One of the customer's people: can they come in, and were they here?"""

    person: Stakeholder
    present: bool
    #: the newest link that opens; None: no link does
    link: PortalLink | None
    opened_at: datetime | None


def asked_of(workspace: Workspace, account: Account) -> list[Asked]:
    """The account's questions, those that wait first, then the latest. Three queries."""
    found = list(requests(workspace).filter(outcome__account=account).select_related("answer"))
    mails: dict[int, list[PortalMail]] = defaultdict(list)
    for mail in PortalMail.objects.filter(request__in=[asked.pk for asked in found]).order_by("pk"):
        mails[mail.request_id or 0].append(mail)
    said = _statements(workspace, account)
    told = [Asked(asked, said.get(asked.outcome_id, ""), tuple(mails[asked.pk])) for asked in reversed(found)]
    return sorted(told, key=lambda one: not one.request.is_open)


def people_asked(workspace: Workspace, account: Account, now: datetime) -> list[PersonAsked]:
    """The account's people, those who can be asked first. Two queries."""
    links: dict[int, list[PortalLink]] = defaultdict(list)
    of_account = PortalLink.objects.filter(stakeholder__account=account, stakeholder__account__workspace=workspace)
    for link in of_account.order_by("-made_at", "-pk"):
        links[link.stakeholder_id].append(link)
    people = stakeholders(workspace).filter(account=account).select_related("account__workspace").order_by("name")
    return sorted((_person(person, links[person.pk], now) for person in people), key=lambda one: not one.present)


def _person(person: Stakeholder, links: list[PortalLink], now: datetime) -> PersonAsked:
    opening = (link for link in links if link.revoked_at is None and link.expires_at > now)
    seen = [link.opened_at for link in links if link.opened_at]
    return PersonAsked(person, is_present(person, now), next(opening, None), max(seen, default=None))


def _statements(workspace: Workspace, account: Account) -> dict[int, str]:
    versions = OutcomeVersion.objects.filter(outcome__account__workspace=workspace, outcome__account=account)
    return dict(versions.order_by("number").values_list("outcome_id", "statement"))
