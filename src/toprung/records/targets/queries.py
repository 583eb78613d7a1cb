"""Reads of targets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import Reading
from toprung.records.targets.models import Target
from toprung.records.tenancy.models import Workspace


def targets(workspace: Workspace) -> QuerySet[Target]:
    """The workspace's targets with their segments, the latest period first."""
    found = Target.objects.filter(workspace=workspace).select_related("segment")
    return found.order_by("-starts_on", "measure", "reading", "segment__name", "pk")


def target(workspace: Workspace, number: int) -> Target:
    """One target. Raises NotFound where it was removed."""
    found = targets(workspace).filter(pk=number).first()
    if found is None:
        raise NotFound("This target is not on file any more: somebody removed it.")
    return found


def targets_on(workspace: Workspace, day: date) -> list[Target]:
    """Those that stand on the day. One query."""
    return list(targets(workspace).filter(starts_on__lte=day, ends_on__gte=day))


def target_of(
    standing: Iterable[Target], measure: str, segment: str | None = None, reading: Reading | None = None
) -> Target | None:
    """Of these the target of that measure and segment (None: the whole book); another segment's stands for none."""
    asked = (measure, segment, reading or "")
    return next((t for t in standing if (t.measure, t.segment_name, t.reading) == asked), None)


def without_oar(found: Iterable[Target]) -> list[Target]:
    """Targets for NRR in whose segment and period none for OAR stands: retention would be asked for, results not."""
    there = list(found)
    oar = [t for t in there if t.measure == "oar"]
    return [t for t in there if t.measure == "nrr" and not any(_beside(t, other) for other in oar)]


def _beside(one: Target, other: Target) -> bool:
    overlap = one.starts_on <= other.ends_on and other.starts_on <= one.ends_on
    return one.segment_id == other.segment_id and overlap
