"""Reads of workspaces and members."""

from __future__ import annotations

from django.db.models import F, QuerySet

from toprung.kernel.errors import BadInput, NotFound
from toprung.records.tenancy.models import Member, Workspace


def the_workspace(name: str | None = None) -> Workspace:
    """The workspace of that name, or the only one. Raises NotFound or BadInput that lists what there is."""
    names = list(Workspace.objects.order_by("name").values_list("name", flat=True))
    if not names:
        raise NotFound("There is no workspace yet: begin with “toprung init --workspace NAME”.")
    if name is None and len(names) > 1:
        raise BadInput(f"There are several workspaces: name one with --workspace ({', '.join(names)}).")
    if name is not None and name not in names:
        raise NotFound(f"There is no workspace “{name}”. There is: {', '.join(names)}.")
    return Workspace.objects.get(name=name or names[0])


def workspaces() -> QuerySet[Workspace]:
    """Every workspace of this installation, by name: for the worker, which serves them all."""
    return Workspace.objects.order_by("name")


def redating() -> QuerySet[Workspace]:
    """The workspaces whose events' days are still to be counted anew, by name. One small query."""
    return workspaces().exclude(events_zone=F("timezone"))


def zone_of_events(workspace: Workspace) -> str:
    """`Workspace.zone_of_events`, read anew: it stands only while whoever could change it is kept waiting."""
    return Workspace.objects.only("events_zone", "timezone").get(pk=workspace.pk).zone_of_events


def members(workspace: Workspace) -> QuerySet[Member]:
    """Who is a member today, by name."""
    return Member.objects.filter(workspace=workspace, left_on=None).order_by("name", "pk")


def member(workspace: Workspace, email: str) -> Member:
    """The member with that e-mail address. Raises NotFound that lists who there is."""
    found = members(workspace).filter(email=email.strip().lower()).first()
    if found is None:
        there = ", ".join(members(workspace).values_list("email", flat=True)[:20]) or "nobody yet"
        raise NotFound(f"No member of {workspace.name} has the address {email}. There is: {there}.")
    return found
