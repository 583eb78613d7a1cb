"""Reads of hand-offs. Each starts from a workspace."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F, Min, Q, QuerySet

from toprung.kernel.vocabulary import HandOffKind
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


def signed_since(workspace: Workspace, since: date, by: date) -> QuerySet[Account]:
    """Accounts whose first signature is of those days; annotated with it as `signature`.

    Left out as unknown: those where a contract that began before it names no signature (as `clocks.signed_on`).
    """
    found = Account.objects.filter(workspace=workspace).alias(
        unsigned=Min("contracts__starts_on", filter=Q(contracts__signed_on=None))
    )
    found = found.annotate(signature=Min("contracts__signed_on"))
    known = Q(unsigned=None) | Q(unsigned__gte=F("signature"))
    return found.filter(known, signature__gte=since, signature__lte=by)


def live_since(workspace: Workspace, since: date, by: date) -> QuerySet[Account]:
    """Accounts that went live on those days."""
    return Account.objects.filter(workspace=workspace, go_live_on__gte=since, go_live_on__lte=by)


def unfrozen(workspace: Workspace, before: date, accounts: Collection[str] | None = None) -> QuerySet[Account]:
    """Accounts signed since hand-offs are in use and before that day, whose promise has not been frozen."""
    found = Account.objects.filter(workspace=workspace, frozen_promise=None)
    signed = signed_since(workspace, used_from(workspace), before).values("pk")
    if accounts is not None:
        found = found.filter(external_id__in=accounts)
    return found.filter(pk__in=signed)
