"""One writer at a time in a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from toprung.records.tenancy.models import Workspace


@contextmanager
def turn(workspace: Workspace) -> Iterator[None]:
    """A transaction that has the workspace to itself until it ends: two imports of one file wait for each other.

    SQLite takes its one write lock at BEGIN; on PostgreSQL the workspace's row is the lock.
    """
    with transaction.atomic():
        Workspace.objects.select_for_update().only("pk").get(pk=workspace.pk)
        yield
