"""The page of one account, the parts that it loads when it is looked at, and its charts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from toprung.charts.progress import Measured, progress_chart
from toprung.charts.revenue import Paid, revenue_steps
from toprung.doors.web.account.parts import part
from toprung.doors.web.account.sections import changed_sections, context_of, sections_of
from toprung.doors.web.charting import chart_response
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.motion.portrait.happenings import Kind, Place
from toprung.motion.portrait.head import Head, head, the_account, version
from toprung.motion.portrait.outcomes import progress_of
from toprung.motion.portrait.revenue import Revenue, revenue_of
from toprung.motion.portrait.timeline import timeline
from toprung.records.tenancy.permissions import Verb


@page()
def account(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The page: where the account stands, why, and what to do next."""
    sections = sections_of(visit, pk)
    title = sections.head.account.name
    return render(request, visit, "account_page/page.html", context_of(visit, sections), title=title, active="accounts")


@page()
def account_sections(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The page's sections as they are now, for a page that is open already."""
    return changed_sections(request, visit, pk)


@page()
def account_version(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Nothing where the page that asks is up to date (`have`), else its sections as they are now.

    Where somebody is at work in the page (`busy`), they are offered instead: what one reads does not change under one.
    """
    if version(visit.workspace, pk) == request.GET.get("have", ""):
        return HttpResponse(status=204)
    if "busy" not in request.GET:
        return changed_sections(request, visit, pk, live=True)
    account = the_account(visit.workspace, pk)
    return render(request, visit, "account_page/newer.html", {"account": account})


@page()
def account_timeline(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The timeline, or one page of it: `kind` and `before` in the address."""
    account = the_account(visit.workspace, pk)
    kind = _kind(request.GET.get("kind", ""))
    before = request.GET.get("before", "")
    shown = timeline(visit.workspace, account, kind, Place.parse(before) if before else None)
    context = {
        "account": account,
        "timeline": shown,
        "kinds": list(Kind),
        "kind": kind,
        "before": before,
        "can_write_note": visit.may(Verb.WRITE_NOTE),
    }
    return part(request, visit, "timeline", context, f"{account.name}: timeline")


@page()
def account_revenue(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Revenue and contracts."""
    seen, revenue = _revenue(visit, pk)
    context = {"head": seen, "account": seen.account, "revenue": revenue}
    return part(request, visit, "revenue", context, f"{seen.account.name}: revenue")


@page()
def account_revenue_chart(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """MRR after each movement, up to today."""
    _, revenue = _revenue(visit, pk)
    steps = [Paid(s.movement.occurred_on, s.movement.currency, s.mrr_after) for s in reversed(revenue.steps)]
    return chart_response(request, visit, revenue_steps(steps, visit.today))


@page()
def account_progress(request: HttpRequest, visit: Visit, pk: int, outcome: int) -> HttpResponse:
    """The values of one outcome over time, with its target and the least that counts as an outcome."""
    seen = head(visit.workspace, pk, visit.today)
    progress = progress_of(visit.workspace, seen.account, outcome, visit.today)
    if progress is None:
        raise Http404
    readings = [Measured(m.occurred_on, m.value) for m in progress.readings if m.value is not None]
    threshold = progress.threshold(seen.policy.outcome_share)
    chart = progress_chart(readings, progress.terms.target, threshold, progress.terms.unit, progress.terms.statement)
    return chart_response(request, visit, chart)


def _kind(name: str) -> Kind | None:
    if not name:
        return None
    if name not in {kind.value for kind in Kind}:
        raise Http404
    return Kind(name)


def _revenue(visit: Visit, pk: int) -> tuple[Head, Revenue]:
    seen = head(visit.workspace, pk, visit.today)
    return seen, revenue_of(visit.workspace, seen.account, seen.policy, visit.today)
