"""The portal's first page, and a new link for an old one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

from toprung.doors import clock
from toprung.doors.portal.guests import COOKIE, Guest, closed, portal_page, render
from toprung.doors.web.entering.asking import origin
from toprung.doors.web.entering.throttling import often, too_often
from toprung.motion.portal.planning import plan_for
from toprung.motion.portal.seeing import results_for
from toprung.records.portal.links import LinkState, look_up
from toprung.records.portal.links import renew as send_new_link


@portal_page()
def home(request: HttpRequest, guest: Guest) -> HttpResponse:
    """What waits for the person's answer, then everything agreed with their company."""
    results = results_for(guest.person, guest.now)
    waiting = [result for result in results if result.awaits]
    theirs = plan_for(guest.person, guest.now)
    owed = theirs.owed_by(guest.person.pk) if theirs else ()
    context = {"results": results, "waiting": waiting, "theirs": theirs, "owed": owed}
    return render(request, guest, "home", context)


@require_http_methods(["POST"])
def renew(request: HttpRequest, key: str) -> HttpResponseBase:
    """A new link by mail, to the address that the old one was made for, and to no other."""
    if often(request, "renew_link", key):
        return too_often(request)
    now = clock.now()
    found = look_up(key, request.COOKIES.get(COOKIE, ""), now)
    if found.link is not None and found.state in (LinkState.EXPIRED, LinkState.ELSEWHERE):
        send_new_link(found.link, origin=origin(request), now=now)
    return closed(request, key, found, now, asked=True)
