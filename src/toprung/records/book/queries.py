"""Reads of the book. Each starts from a workspace; nothing of another one can come back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from django.db.models import Exists, OuterRef, Q, QuerySet

from toprung.kernel.errors import NotFound
from toprung.records.book.models import (
    Account,
    Contract,
    Note,
    RevenueMovement,
    Segment,
    SegmentMembership,
    Stakeholder,
    Subscription,
    Touch,
)
from toprung.records.journal.upsert import Problem
from toprung.records.tenancy.models import Workspace

#: among how many ids a near miss is looked for
_LOOKED_AT = 5_000


def accounts(workspace: Workspace) -> QuerySet[Account]:
    """The workspace's accounts by external id."""
    return Account.objects.filter(workspace=workspace).order_by("external_id")


def account(workspace: Workspace, external_id: str) -> Account:
    """The account of that external id. Raises NotFound that names near misses."""
    found = accounts(workspace).filter(external_id=external_id).first()
    if found is None:
        near = _near(workspace, external_id)
        hint = f" Did you mean {' or '.join(f'“{item}”' for item in near)}?" if near else ""
        raise NotFound(f"There is no account “{external_id}” in {workspace.name}.{hint}")
    return found


def accounts_named(workspace: Workspace, external_ids: Iterable[str]) -> dict[str, Account]:
    """Those of the accounts that are on file, by external id. One query."""
    found = accounts(workspace).filter(external_id__in=set(external_ids))
    return {account.external_id: account for account in found}


def unknown_account(external_id: str) -> Problem:
    """Why a draft for an account that is not on file is refused."""
    reason = f"No account “{external_id[:80]}” is on file."
    return Problem(
        "account", external_id, reason, "Import the accounts first, or add this one to them; then import this row."
    )


def segments(workspace: Workspace) -> QuerySet[Segment]:
    """The workspace's segments by name."""
    return Segment.objects.filter(workspace=workspace).order_by("name")


def segment(workspace: Workspace, name: str) -> Segment:
    """The segment of that name. Raises NotFound that lists what there is."""
    found = segments(workspace).filter(name=name).first()
    if found is None:
        there = ", ".join(segments(workspace).values_list("name", flat=True)) or "none yet"
        raise NotFound(f"There is no segment “{name}” in {workspace.name}. There is: {there}.")
    return found


def memberships(workspace: Workspace) -> QuerySet[SegmentMembership]:
    """Which account belongs to which segment since when, oldest first; None is the beginning."""
    found = SegmentMembership.objects.filter(account__workspace=workspace).select_related("segment")
    return found.order_by("account_id", "since")


def stakeholders(workspace: Workspace) -> QuerySet[Stakeholder]:
    """The customers' people, by account and name."""
    return Stakeholder.objects.filter(account__workspace=workspace).order_by("account_id", "name")


def stakeholder(workspace: Workspace, account: str, who: str) -> Stakeholder:
    """The person of that name or e-mail address at the account. Raises NotFound that lists who is on file."""
    people = stakeholders(workspace).filter(account__external_id=account).select_related("account__workspace")
    name = " ".join(who.split()).casefold()
    found = next((p for p in people if name and name in (p.name.casefold(), p.email.casefold())), None)
    if found is None:
        there = ", ".join(p.name for p in people[:20]) or "nobody yet"
        raise NotFound(f"There is no stakeholder “{who}” on file at account “{account}”. There is: {there}.")
    return found


def contracts(workspace: Workspace) -> QuerySet[Contract]:
    """The contracts, by account and end."""
    return Contract.objects.filter(account__workspace=workspace).order_by("account_id", "ends_on", "pk")


def subscriptions(workspace: Workspace) -> QuerySet[Subscription]:
    """The intervals of recurring revenue, by account and start."""
    found = Subscription.objects.filter(account__workspace=workspace)
    return found.order_by("account_id", "started_on", "product", "ordinal")


def movements(workspace: Workspace) -> QuerySet[RevenueMovement]:
    """The movements that count today (none superseded), by account and day."""
    found = RevenueMovement.objects.filter(account__workspace=workspace, superseded_at=None)
    return found.order_by("account_id", "occurred_on", "subscription", "kind", "ordinal", "pk")


def touches(workspace: Workspace) -> QuerySet[Touch]:
    """What the vendor did, by account and day."""
    found = Touch.objects.filter(account__workspace=workspace)
    return found.order_by("account_id", "occurred_on", "kind", "ordinal")


def notes(workspace: Workspace) -> QuerySet[Note]:
    """What members wrote down, by account and day."""
    return Note.objects.filter(account__workspace=workspace).order_by("account_id", "occurred_on", "pk")


def is_prospect(account: Account, today: date) -> bool:
    """Has it neither signed nor paid nor gone live by the day? As the lifecycle tells it (doctrine). One query."""
    signed = Q(signed_on__lte=today) | (Q(signed_on=None) & (Q(starts_on=None) | Q(starts_on__lte=today)))
    paid = RevenueMovement.objects.filter(account=OuterRef("pk"), superseded_at=None, occurred_on__lte=today)
    found = Account.objects.filter(pk=account.pk, stated_arr=None).exclude(go_live_on__lte=today)
    return found.exclude(Exists(Contract.objects.filter(signed, account=OuterRef("pk")))).exclude(Exists(paid)).exists()


def in_force(held: Iterable[SegmentMembership], day: date) -> SegmentMembership | None:
    """Of one account's memberships, the one in force on that day."""
    begun = [item for item in held if item.since is None or item.since <= day]
    return max(begun, key=lambda item: item.since or date.min, default=None)


def _near(workspace: Workspace, external_id: str) -> list[str]:
    """Up to three external ids that may have been meant: by name, by case, by spelling."""
    same = accounts(workspace).filter(Q(external_id__iexact=external_id) | Q(name__iexact=external_id))
    found = list(same.values_list("external_id", flat=True)[:3])
    ids = accounts(workspace).values_list("external_id", flat=True)[:_LOOKED_AT]
    return found or get_close_matches(external_id, list(ids), n=3)
