"""Founding a workspace: the tenant with its default segments."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from toprung.records.administration.actions import create_workspace
from toprung.records.book.actions.segments import create_default_segments
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace


@transaction.atomic
def found_workspace(name: str, timezone: str, currency: str, *, by: Actor, now: datetime) -> Workspace:
    """A new workspace with SMB, Mid-Market and Enterprise. Raises what `create_workspace` raises."""
    workspace = create_workspace(name, timezone, currency, by=by, now=now)
    create_default_segments(workspace, by=by, now=now)
    return workspace
