"""Reads of API keys."""

from __future__ import annotations

from django.db.models import F, QuerySet

from toprung.kernel.errors import NotFound
from toprung.kernel.keys import hash_of
from toprung.records.apikeys.models import ApiKey
from toprung.records.tenancy.models import Workspace


def keys(workspace: Workspace) -> QuerySet[ApiKey]:
    """The workspace's keys: those that open first, by name."""
    return ApiKey.objects.filter(workspace=workspace).order_by(F("revoked_at").desc(nulls_first=True), "name", "pk")


def key_named(workspace: Workspace, name: str) -> ApiKey:
    """The key of that name that still opens. Raises NotFound that lists those that do."""
    found = keys(workspace).filter(name=name, revoked_at=None).first()
    if found is None:
        there = ", ".join(keys(workspace).filter(revoked_at=None).values_list("name", flat=True)) or "none yet"
        raise NotFound(f"There is no API key “{name}”. There is: {there}.")
    return found


def key_of_secret(secret: str) -> ApiKey | None:
    """The key that this is, whichever workspace it is of; None: unknown or revoked."""
    found = ApiKey.objects.filter(key_hash=hash_of(secret), revoked_at=None)
    return found.select_related("workspace").first()
