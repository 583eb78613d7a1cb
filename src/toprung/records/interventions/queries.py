"""Reads of interventions. Each starts from a workspace."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from toprung.kernel.errors import NotFound
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.tenancy.models import Workspace


def interventions(workspace: Workspace) -> QuerySet[Intervention]:
    """All of them with their account and steps, the latest first."""
    ordered = InterventionStep.objects.filter(intervention__account__workspace=workspace).order_by("pk")
    found = Intervention.objects.filter(account__workspace=workspace).select_related("account__workspace")
    return found.prefetch_related(Prefetch("steps", ordered)).order_by("-opened_on", "-pk")


def intervention(workspace: Workspace, account: int, key: int) -> Intervention:
    """One intervention of that account. Raises NotFound."""
    found = interventions(workspace).filter(account=account, pk=key).first()
    if found is None:
        raise NotFound("There is no such intervention at this account.")
    return found


def step(workspace: Workspace, account: int, key: int) -> InterventionStep:
    """One step of an intervention of that account. Raises NotFound."""
    found = InterventionStep.objects.filter(
        intervention__account__workspace=workspace, intervention__account=account, pk=key
    )
    held = found.select_related("intervention__account__workspace").first()
    if held is None:
        raise NotFound("There is no such step at this account.")
    return held
