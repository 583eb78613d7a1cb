"""Parts of a page that follow what happens: each carries its version, and asks whether there is a newer one.

An element with data-live asks by itself while its page can be seen (frontend/src/live.js).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def unchanged(request: HttpRequest, version: str) -> HttpResponse | None:
    """The answer where the page has this version already: 204, which leaves it alone. None: it is to be sent."""
    return HttpResponse(status=204) if request.GET.get("have") == version else None


def is_asked_again(request: HttpRequest) -> bool:
    """Does a part of a page that is there already ask, so that what stands beside it is to be sent with it?"""
    return "HX-Request" in request.headers
