"""How many calls one API key may make; each answer says what is left, in the headers that the intake has too."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from toprung.doors.api.limits import CALLS, Limits


@cache
def limits() -> Limits:
    """What this web process has counted, as the settings limit it."""
    return Limits(settings.API_LIMIT, time.monotonic, CALLS)


def count_call(request: HttpRequest, key: int) -> None:
    """Count a call of the key, and have its answer say what is left. Raises NotTaken for one too many."""
    request.limit_told = limits().take(key, 1)  # type: ignore[attr-defined]


class ToldLimits:
    """Puts the headers that say what is left on the answer to every call that was counted, errors among them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        for name, value in getattr(request, "limit_told", {}).items():
            response.headers[name] = value
        return response
