"""Reads of saved views. Each starts from a workspace and from who looks: another's own view is nobody's business."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from toprung.kernel.errors import NotFound
from toprung.records.tenancy.models import Member, Workspace
from toprung.records.views.models import ListKind, SavedView


def views(workspace: Workspace, member: Member, kind: ListKind) -> QuerySet[SavedView]:
    """The member's own views of that list and those shared with everyone, own ones first, by name."""
    return _visible(workspace, member).filter(kind=kind.value).order_by("shared", "name", "pk")


def view(workspace: Workspace, member: Member, pk: int) -> SavedView:
    """One view that this member may see. Raises NotFound."""
    found = _visible(workspace, member).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such view: it was deleted, or it is not shared with you.")
    return found


def _visible(workspace: Workspace, member: Member) -> QuerySet[SavedView]:
    own_or_shared = Q(member=member) | Q(shared=True, workspace=member.workspace_id)
    return SavedView.objects.filter(own_or_shared, workspace=workspace).select_related("member")
