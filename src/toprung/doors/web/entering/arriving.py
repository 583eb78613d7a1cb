"""Where somebody who is signed in goes first: to the workspace used last, or to a choice of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from toprung.doors.web.visits import LAST_WORKSPACE
from toprung.records.access import queries
from toprung.records.access.models import User
from toprung.records.tenancy.models import Member


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """`/`: the home page of the workspace used last, else of the only one, else the list of them."""
    mine = _mine(request)
    last = next((m for m in mine if m.workspace_id == request.session.get(LAST_WORKSPACE)), None)
    chosen = last or (mine[0] if len(mine) == 1 else None)
    if chosen is not None:
        return HttpResponseRedirect(reverse("home", args=[chosen.workspace_id]))
    return HttpResponseRedirect(reverse("workspaces"))


@require_safe
@login_required
def workspaces(request: HttpRequest) -> HttpResponse:
    """`/w/`: every workspace of this person; where there is none, what to do about it."""
    return render(request, "entering/workspaces.html", {"memberships": _mine(request)})


def _mine(request: HttpRequest) -> list[Member]:
    return list(queries.memberships(request.user)) if isinstance(request.user, User) else []
