"""Reads of the journal."""

from __future__ import annotations

from django.db.models import QuerySet

from toprung.records.journal.models import Entry
from toprung.records.tenancy.models import Workspace


def entries(workspace: Workspace, account: str | None = None) -> QuerySet[Entry]:
    """What was done in the workspace (to one account, by external id), oldest first."""
    found = Entry.objects.filter(workspace=workspace).order_by("pk")
    return found if account is None else found.filter(account=account)


def latest_entry(workspace: Workspace) -> int:
    """The number of the last entry: what was read while it stayed the same is as it was; 0 before the first."""
    return entries(workspace).values_list("pk", flat=True).last() or 0
