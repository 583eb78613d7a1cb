"""How often something may be tried: counted per client and per address, across all processes (allauth's limits)."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.errors import told


def often(request: HttpRequest, action: str, key: str = "") -> bool:
    """Was the action (a name in settings.ACCOUNT_RATE_LIMITS) tried too often by now? Counts this try."""
    return not ratelimit.consume(request, action=action, key=key or None)


def too_often(request: HttpRequest) -> HttpResponse:
    """The answer to whoever tries too often; allauth's views give it too."""
    return told(request, 429, "Too many attempts from here. Nothing was changed; wait a minute, then try again.")
