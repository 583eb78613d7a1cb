"""Reads of hand-offs. Each starts from a workspace."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Min, Q, QuerySet

from toprung.kernel.changing_hands import HandOffKind
from toprung.kernel.days import ONE_DAY
from toprung.records.book.models import Account
from toprung.records.handoffs.models import FrozenPromise, HandOff, HandOffStart, HandOffStep
from toprung.records.tenancy.models import Workspace


def used_from(workspace: Workspace) -> date:
    """The day from which the workspace uses hand-offs: as set, else that of its first import, else its first day."""
    since = HandOffStart.objects.filter(workspace=workspace).values_list("since", flat=True).first()
    return since or workspace.first_import_on or workspace.day_of(workspace.created_at)


def handoffs(workspace: Workspace) -> QuerySet[HandOff]:
    """The hand-offs about which something was done, by account and kind."""
    found = HandOff.objects.filter(account__workspace=workspace).select_related("account")
    return found.order_by("account__external_id", "kind")


def handoff_of(account: Account, kind: HandOffKind) -> HandOff | None:
    """The account's hand-off of that kind; None where nobody has done anything about it."""
    return HandOff.objects.filter(account=account, kind=kind.value).first()


def steps(workspace: Workspace) -> QuerySet[HandOffStep]:
    """Everything that was done about hand-offs, in its order."""
    return HandOffStep.objects.filter(handoff__account__workspace=workspace).order_by("handoff_id", "pk")


def frozen(workspace: Workspace) -> QuerySet[FrozenPromise]:
    """The frozen promises, by account."""
    found = FrozenPromise.objects.filter(account__workspace=workspace)
    return found.select_related("account").order_by("account__external_id")


def signed_since(workspace: Workspace, since: date, by: date, account: Account | None = None) -> dict[int, date]:
    """Accounts (by primary key) whose first signature is of those days, with it; of all, or that one. One query.

    Left out as unknown: those where a contract that began before it names no signature (as `clocks.signed_on`).
    """
    looked_at = Account.objects.filter(workspace=workspace, **({"pk": account.pk} if account else {}))
    found = looked_at.alias(unsigned=Min("contracts__starts_on", filter=Q(contracts__signed_on=None)))
    signed = found.annotate(signature=Min("contracts__signed_on")).filter(signature__gte=since, signature__lte=by)
    known = signed.filter(Q(unsigned=None) | Q(unsigned__gte=F("signature")))
    return {pk: day for pk, day in known.values_list("pk", "signature") if day is not None}


def live_since(workspace: Workspace, since: date, by: date) -> dict[int, date]:
    """Accounts (by primary key) that went live on those days, with the day. One query."""
    found = Account.objects.filter(workspace=workspace, go_live_on__gte=since, go_live_on__lte=by)
    return {pk: day for pk, day in found.values_list("pk", "go_live_on") if day is not None}


def unfrozen(workspace: Workspace, before: date) -> dict[int, date]:
    """Accounts (by primary key) signed since hand-offs are in use and before that day, whose promise is not frozen.

    Each with its signature. Three queries.
    """
    signed = signed_since(workspace, used_from(workspace), before - ONE_DAY)
    done = set(frozen(workspace).values_list("account_id", flat=True))
    return {pk: day for pk, day in signed.items() if pk not in done}
