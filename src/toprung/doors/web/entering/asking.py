"""Asking for a mail: a log-in link, or the way to a new password. The answer never tells whether the address is known.

The view only notes what was asked, known address or not; the worker looks the user up and sends the mail (`mailing`).
So neither words nor time tell a stranger who has an account here.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from toprung.doors import clock
from toprung.doors.web.entering.forms import AddressForm
from toprung.doors.web.entering.throttling import often, too_often
from toprung.records.access.actions import ask_for_mail
from toprung.records.access.models import AccessMail


@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request: HttpRequest) -> HttpResponse:
    """“Send me a log-in link”."""
    return _ask(request, AccessMail.What.LINK)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_password(request: HttpRequest) -> HttpResponse:
    """“I forgot my password”."""
    return _ask(request, AccessMail.What.PASSWORD)


def origin(request: HttpRequest) -> str:
    """scheme://host under which links are sent: the configured address, else the one that was asked."""
    return settings.SITE.origin if settings.SITE else f"{request.scheme}://{request.get_host()}"


def mail_reaches() -> bool:
    """Is mail sent, or only written into files on the machine?"""
    return bool(settings.EMAIL_HOST)


def _ask(request: HttpRequest, what: AccessMail.What) -> HttpResponse:
    form = AddressForm(request.POST if request.method == "POST" else None)
    shown = {"form": form, "password": what is AccessMail.What.PASSWORD, "mail_reaches": mail_reaches()}
    if not form.is_valid():
        return render(request, "entering/ask.html", shown, status=422 if form.is_bound else 200)
    address = form.cleaned_data["email"]
    if often(request, "ask_mail", address):
        return too_often(request)
    ask_for_mail(address, what, origin(request), now=clock.now())
    return render(request, "entering/asked.html", shown)
