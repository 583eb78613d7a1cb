"""Connections and their state: what has reached the workspace, how fresh it is, what is missing and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.motion.connections import Events, Feed, events, feeds, installation
from toprung.motion.examining import examine_workspace
from toprung.records.tenancy.permissions import Verb


@page()
def connections(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every kind of fact with its state, the events' store, and for admins the installation."""
    found, held = feeds(visit.workspace, visit.today), events(visit.workspace)
    admin = visit.may(Verb.CHANGE_WORKSPACE)
    shown = {
        "feeds": found,
        "events": held,
        "missing": missing(found, held),
        "here": sum(feed.rows > 0 for feed in found) + bool(held.rows),
        "kinds": len(found) + 1,
        "installation": installation() if admin else None,
        "may_import": visit.may(Verb.IMPORT),
    }
    return render(request, visit, "settings/connections.html", shown, title="Connections", active="settings")


@page(Verb.CHANGE_WORKSPACE)
def examined(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What `toprung doctor` finds of this workspace; a fragment for htmx, for it may take a while."""
    findings = examine_workspace(visit.workspace)
    part = "settings/examined.html" if "HX-Request" in request.headers else "settings/examined_page.html"
    shown = {"findings": findings, "wrong": sum(not finding.ok for finding in findings)}
    return render(request, visit, part, shown, title="Examined", active="settings")


def missing(found: tuple[Feed, ...], held: Events) -> list[tuple[str, str, str]]:
    """What is not on file: its name, what is unknown without it, and the kind of file that brings it."""
    told = [(feed.kind.label, feed.kind.without, feed.kind.files[0]) for feed in found if not feed.rows]
    if not held.rows and not held.broken:
        told.append(("Usage events", "Activity and adoption, rungs 1 and 2, are unknown, which is not no.", "events"))
    return told
