"""The lake: up to when events are counted, what waits, what is held, and which loads came last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from toprung.doors.web.feeds.live import is_asked_again, unchanged
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.canon import fingerprint
from toprung.motion.connections import Counting, counting


@page()
def lake(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How far this workspace's events have come."""
    return render(
        request, visit, "feeds/lake.html", _context(visit, counting(visit.workspace)), title="Lake", active="settings"
    )


@page()
def lake_now(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same alone, if it differs from what the page has."""
    found = counting(visit.workspace)
    again = is_asked_again(request)
    same = unchanged(request, _version(visit, found))
    if same is not None:
        return same
    part = "feeds/standing.html" if again else "feeds/lake.html"
    return render(request, visit, part, _context(visit, found) | {"again": again}, title="Lake", active="settings")


def _context(visit: Visit, found: Counting) -> dict[str, Any]:
    return {"found": found, "version": _version(visit, found), "lag": round(found.waiting.lag(visit.now))}


def _version(visit: Visit, found: Counting) -> str:
    waits = found.waiting
    about = [waits.messages, waits.requests, found.rows, found.files, found.bytes, found.unmatched, found.quarantined]
    zones = visit.workspace.timezone, visit.workspace.events_zone
    return fingerprint([*about, found.last_load_at, found.broken, *zones])[:16]
