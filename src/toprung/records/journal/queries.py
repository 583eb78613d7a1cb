"""Reads of the journal."""

from __future__ import annotations

from django.db.models import QuerySet

from toprung.records.journal.models import Entry
from toprung.records.tenancy.models import Workspace


def entries(workspace: Workspace, account: str | None = None, *, after: int = 0) -> QuerySet[Entry]:
    """What was done in the workspace (to one account, by external id) after the entry `after`, oldest first."""
    found = Entry.objects.filter(workspace=workspace, pk__gt=after).order_by("pk")
    return found if account is None else found.filter(account=account)
