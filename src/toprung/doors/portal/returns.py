"""What the results have been worth to the customer against what they paid, for them to read and print."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from toprung.doors.portal.guests import Guest, portal_page, render
from toprung.doors.web.roi.days import DayForm
from toprung.kernel.errors import NotFound
from toprung.motion.roi.reading import roi_for_customer


@portal_page()
def roi(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The account's return on any day, today's where none is given."""
    form = DayForm(request.GET, guest.today)
    context: dict[str, object] = {"form": form, "day": form.day}
    try:
        context["roi"] = roi_for_customer(guest.account, form.day)
    except NotFound:
        context["problem"] = f"There was nothing to count by {form.day:%-d %b %Y}: ask for a later day."
    return render(request, guest, "roi", context)
