"""The portal's addresses are keys: no search engine is to keep one.

That no other site is told of one is Django's default policy of referrers, same-origin; a stricter one would take the
origin from forms too, by which a forged one is told.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class KeyInAddress:
    """Puts the header on every answer of the portal, errors among them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.path.startswith("/p/"):
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
