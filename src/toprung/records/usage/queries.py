"""Reads of sources."""

from __future__ import annotations

from django.db.models import F, QuerySet

from toprung.kernel.errors import NotFound
from toprung.kernel.keys import hash_of
from toprung.records.tenancy.models import Workspace
from toprung.records.usage.models import Source


def sources(workspace: Workspace) -> QuerySet[Source]:
    """The workspace's sources: those that accept first, by name."""
    return Source.objects.filter(workspace=workspace).order_by(F("revoked_at").desc(nulls_first=True), "name", "pk")


def source(workspace: Workspace, number: int) -> Source:
    """One source, revoked or not. Raises NotFound."""
    found = sources(workspace).filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such source here.")
    return found


def source_named(workspace: Workspace, name: str) -> Source:
    """The source of that name: the one that accepts, else the one revoked last. Raises NotFound that lists them."""
    named = sources(workspace).filter(name=name)
    found = named.filter(revoked_at=None).first() or named.order_by("-revoked_at").first()
    if found is None:
        there = ", ".join(sources(workspace).filter(revoked_at=None).values_list("name", flat=True)) or "none yet"
        raise NotFound(f"There is no source “{name}”. There is: {there}.")
    return found


def source_of_key(key: str) -> Source | None:
    """The source that the write key belongs to, whichever workspace it is of; None: unknown or revoked."""
    return Source.objects.filter(key_hash=hash_of(key), revoked_at=None).first()
