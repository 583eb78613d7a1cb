"""Who comes by a personal link: one of the customer's people, for one account, until the link ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render as render_template
from django.urls import reverse

from toprung.doors import clock
from toprung.doors.web.entering.throttling import often, too_often
from toprung.records.book.models import Account, Stakeholder
from toprung.records.portal.branding import brand_of
from toprung.records.portal.links import Found, LinkState, bind, look_up, opened, speaking, unbind
from toprung.records.portal.models import PortalLink
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, "Guest", P], HttpResponseBase]
READING = ("GET", "HEAD")
ANSWERING = ("GET", "HEAD", "POST")
#: the cookie by which a link that was answered with knows its browser
COOKIE = "portal"
_COOKIE_SECONDS = 400 * 24 * 3600
_STATUS = {LinkState.UNKNOWN: 404, LinkState.ELSEWHERE: 403}


@dataclass(frozen=True, slots=True)
class Guest:
    """One request through a personal link: who, for which account, when."""

    key: str
    link: PortalLink
    now: datetime

    @property
    def person(self) -> Stakeholder:
        return self.link.stakeholder

    @property
    def account(self) -> Account:
        return self.person.account

    @property
    def workspace(self) -> Workspace:
        return self.account.workspace

    @property
    def actor(self) -> Actor:
        return speaking(self.person)

    @property
    def today(self) -> date:
        """The vendor's day."""
        return self.workspace.day_of(self.now)

    @property
    def first_name(self) -> str:
        """As the page greets the person."""
        return self.person.name.split()[0]


def portal_page(methods: Sequence[str] = READING) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """A page of the portal; its address carries `key`, and the view gets the guest whom the key lets in.

    A key that lets nobody in shows why and what to do. The first answer given with a link binds it to its browser,
    which is known by a cookie from the first page on: a button pressed twice comes from one browser, not from two.
    """

    def of(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def visited(request: HttpRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            known, now = request.COOKIES.get(COOKIE, ""), clock.now()
            browser = known or secrets.token_urlsafe(32)
            found = look_up(key, known, now)
            if found.state is LinkState.UNKNOWN and often(request, "unknown_link"):
                return too_often(request)
            answers = request.method == "POST" and found.state is LinkState.OPENS
            if answers and found.link is not None and not bind(found.link, browser):
                found = Found(LinkState.ELSEWHERE, found.link)
            if found.link is None or found.state is not LinkState.OPENS:
                return closed(request, key, found, now)
            opened(found.link, now)
            try:
                response = view(request, Guest(key, found.link, now), *args, **kwargs)
            except Exception:
                # An error's page carries no cookie: a link bound to a browser that has none would open in none at all.
                if request.method == "POST" and not known:
                    unbind(found.link, browser)
                raise
            if request.method == "POST" or not known:
                _remember(request, response, browser)
            return response

        return visited

    return of


def render(
    request: HttpRequest, guest: Guest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the portal in the vendor's colours."""
    brand = brand_of(guest.workspace)
    shown = {"guest": guest, "brand": brand, "vendor": brand.called, **context}
    return render_template(request, f"portal/{template}.html", shown, status=status)


def closed(request: HttpRequest, key: str, found: Found, now: datetime, *, asked: bool = False) -> HttpResponse:
    """Why the link does not open, and how to get a new one. It names nobody."""
    workspace = found.link.stakeholder.account.workspace if found.link else None
    shown = {
        "state": found.state.value,
        "ended_on": workspace.day_of(found.link.expires_at) if found.link and workspace else None,
        "vendor": brand_of(workspace).called if workspace else "",
        # Who has left sees what everybody sees whose link has ended: an address tells nobody who is on file.
        "renewable": found.state in (LinkState.EXPIRED, LinkState.DEPARTED, LinkState.ELSEWHERE),
        "renew": reverse("portal_renew", args=[key]),
        "asked": asked,
    }
    return render_template(request, "portal/closed.html", shown, status=_STATUS.get(found.state, 410))


def _remember(request: HttpRequest, response: HttpResponseBase, browser: str) -> None:
    response.set_cookie(
        COOKIE, browser, max_age=_COOKIE_SECONDS, path="/p/", secure=request.is_secure(), httponly=True, samesite="Lax"
    )
