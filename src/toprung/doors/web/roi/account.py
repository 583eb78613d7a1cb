"""One account's return on any day, with its chart."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from toprung.doors.web.charting import chart_response
from toprung.doors.web.rendering import render
from toprung.doors.web.roi.days import DayForm
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import NotFound
from toprung.motion.portrait.head import the_account
from toprung.motion.roi.picturing import chart_of
from toprung.motion.roi.reading import roi_of


@page()
def account_roi(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What its results have been worth against what it paid, and what that rests on."""
    account = the_account(visit.workspace, pk)
    form = DayForm(request.GET, visit.today)
    context: dict[str, object] = {"account": account, "form": form, "day": form.day}
    try:
        context["roi"] = roi_of(visit.workspace, account.external_id, form.day)
    except NotFound as error:
        # There was no such account on that day: the page says so and asks for another.
        context["problem"] = str(error)
    title = f"{account.name}: ROI"
    return render(request, visit, "roi/account.html", context, title=title, active="accounts")


@page()
def account_roi_chart(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Value and revenue as they grew."""
    account = the_account(visit.workspace, pk)
    roi = roi_of(visit.workspace, account.external_id, DayForm(request.GET, visit.today).day)
    return chart_response(request, visit, chart_of(roi))
