"""The chain of attestations: whether it held when it was last verified, and verifying it now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.records.outcomes.queries import attestations
from toprung.records.outcomes.verifying import last_verified, verify_chain


@page(methods=("GET", "HEAD", "POST"))
def chain(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The last verification; a POST verifies now, link by link."""
    if request.method == "POST":
        report = verify_chain(visit.workspace, by=visit.actor, now=visit.now)
        message = f"All {report.length:,} links hold." if report.broken_at is None else ""
        return redirect_to(request, "chain", visit.workspace.pk, message=message)
    shown = {
        "verified": last_verified(visit.workspace),
        "length": attestations(visit.workspace).count(),
    }
    return render(request, visit, "settings/chain.html", shown, title="Chain of attestations", active="settings")
