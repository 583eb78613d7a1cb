"""Coming in by a one-time link.

Opening the link shows a page with one button, and the button uses it: mail scanners and chat previews fetch every
address they see, and would burn the link otherwise.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from toprung.doors import clock
from toprung.doors.web.entering.throttling import often, too_often
from toprung.kernel.errors import Refused
from toprung.records.access.actions import use_login_link
from toprung.records.access.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """GET: the page with the button. POST: the link is used up, and its user goes on through allauth's stages."""
    if request.method != "POST":
        return render(request, "entering/link.html")
    if often(request, "use_link"):
        return too_often(request)
    try:
        user = use_login_link(key, clock.now())
    except Refused as refusal:
        return render(request, "entering/link_refused.html", {"sentence": str(refusal)}, status=422)
    return _sign_in(request, user)


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Through every stage that a log-in has, the second step among them."""
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    record_authentication(request, user, method="link")
    response: HttpResponse = perform_login(request, user, email=user.email)
    if request.user.is_authenticated and not user.has_usable_password():
        messages.info(
            request,
            format_html(
                'You came in by a link. <a href="{}">Set a password</a> to sign in without one.',
                reverse("account_set_password"),
            ),
        )
    return response
