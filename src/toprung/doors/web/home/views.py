"""The home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from toprung.doors.web.home import shown
from toprung.doors.web.home.figures import headed
from toprung.doors.web.home.scoping import choices, scope_of
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.motion.morning.changes import changes_of
from toprung.motion.morning.due import renewals
from toprung.motion.morning.ladder import WATCH_DAYS, Ladder, ladder
from toprung.motion.morning.movement import movement
from toprung.motion.morning.scope import Scope
from toprung.motion.upkeep.telling import state_of
from toprung.records.tenancy.permissions import Verb


@page()
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where the book stands, what has changed and why, and what is due."""
    scope = scope_of(request, visit)
    path = reverse("home", args=[visit.workspace.pk])
    found = ladder(scope)
    said = {
        "ladder": found,
        "scope": scope,
        "choices": choices(scope, path),
        "as_of": state_of(visit.workspace, visit.today),
        "can_import": visit.may(Verb.IMPORT),
    }
    if found.is_empty:
        return render(request, visit, "home/empty.html", said, title="Home", active="home")
    said |= _standing(scope, found) | {"headed": headed(visit)}
    return render(request, visit, "home/home.html", said, title="Home", active="home")


def _standing(scope: Scope, found: Ladder) -> dict[str, object]:
    moved = movement(scope, found)
    latest = moved.latest
    return {
        "ways": shown.ways(scope, latest.day if latest else None),
        "lines": shown.lines(found, moved, scope),
        "since": shown.since(moved) if moved.per_rung else "",
        "movement": moved,
        "other_money": shown.other_money(found, scope),
        "currency": shown.main_currency(found, scope),
        "latest": latest,
        "changes": changes_of(scope, latest.day) if latest else (),
        "renewals": renewals(scope) if found.renewing else (),
        "watch_days": WATCH_DAYS,
    }
