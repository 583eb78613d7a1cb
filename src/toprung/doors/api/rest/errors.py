"""Errors, in one shape: a code for programs, a sentence for whoever reads it, and where in the body it is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from toprung.doors.api.answers import NotTaken
from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused, ToprungError

_LOG = logging.getLogger(__name__)
_UNKNOWN_KEY = "No API key, or one that is unknown or was revoked: send “Authorization: Bearer KEY”. Nothing was done."
_NO_CALL = "There is no such call. What there is, /api/v1/openapi.json says."
_OURS = "The fault is ours. What was saved before is kept; send it again, and tell your admin if it stays so."
_TOO_LARGE = "A call takes at most 3 MB; nothing was done. Send it in parts."
_OTHERWISE = "The request could not be taken; nothing was done."
_UNREADABLE = "The request does not have the shape that this call takes; nothing was done. See “details”."
#: an error of Toprung's -> status and code, the first that fits
_TOLD: tuple[tuple[type[ToprungError], int, str], ...] = (
    (NotFound, 404, "not_found"),
    (NotAllowed, 403, "not_allowed"),
    (BadInput, 422, "bad_input"),
    (Refused, 409, "refused"),
)
_MOST_DETAILS = 50
#: readings of one value that pydantic tries, and tells as if they were places
_READINGS = frozenset({"decimal", "str"})
#: it is no object, or no list: what the reading says that was not meant
_NOT_SUCH = frozenset({"model_type", "model_attributes_type", "dict_type", "list_type"})


class Detail(Schema):
    """One thing that is wrong with the request, and where: such as “body.measurements.3.day”."""

    where: str
    message: str


class ErrorBody(Schema):
    """What is wrong: `code` for programs, `message` for whoever reads it."""

    code: str
    message: str
    details: list[Detail] = []


class Failure(Schema):
    """The answer to every request that was not done."""

    error: ErrorBody


def answer_errors(api: NinjaAPI) -> None:
    """Have the API answer every error in the one shape."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        AuthenticationError: lambda _request, _error: failed(401, "unknown_key", _UNKNOWN_KEY),
        ValidationError: lambda _request, error: failed(422, "unreadable", _UNREADABLE, _details(error)),
        HttpError: lambda _request, error: failed(error.status_code, "unreadable", f"{error}. Nothing was done."),
        Http404: lambda _request, _error: failed(404, "not_found", _NO_CALL),
        NotTaken: lambda _request, error: _too_many(error),
        RequestDataTooBig: lambda _request, _error: failed(413, "too_large", _TOO_LARGE),
        ToprungError: _of_toprung,
        Exception: _ours,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def failed(status: int, code: str, message: str, details: list[dict[str, str]] | None = None) -> JsonResponse:
    """The answer."""
    response = JsonResponse({"error": {"code": code, "message": message, "details": details or []}}, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Toprung"'
    return response


class ShapedErrors:
    """Gives what Django answers below /api/ by itself (a wrong method, a broken request) the same shape."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if response.status_code < 400 or not request.path.startswith("/api/"):
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "")
            shaped = failed(405, "method", f"This call takes {allowed}. Nothing was done.")
            shaped.headers["Allow"] = allowed
            return shaped
        return failed(response.status_code, "failed", _OTHERWISE)


@csrf_exempt
def no_such_call(request: HttpRequest, path: str = "") -> HttpResponse:
    """Below /api/ programs get JSON, also where there is nothing."""
    return failed(404, "not_found", _NO_CALL)


def _too_many(error: NotTaken) -> HttpResponse:
    response = failed(error.status, error.code, error.sentence)
    for name, value in error.headers.items():
        response.headers[name] = value
    return response


def _of_toprung(request: HttpRequest, error: ToprungError) -> HttpResponse:
    status, code = next(((s, c) for kind, s, c in _TOLD if isinstance(error, kind)), (500, "failed"))
    return failed(status, code, str(error))


def _ours(request: HttpRequest, error: Exception) -> HttpResponse:
    """Logged with its trace; the caller is told nothing of the inside."""
    _LOG.error("%s %s failed", request.method, request.path, exc_info=error)
    return failed(500, "failed", _OURS)


def _details(error: ValidationError) -> list[dict[str, str]]:
    """One for each place, the first thing that is wrong there.

    Where a call takes one thing or a list of them, both readings fail: told is the one that came further.
    """
    told: dict[tuple[str | int, ...], str] = {}
    for found in sorted(error.errors, key=lambda found: found.get("type") in _NOT_SUCH):
        told.setdefault(_place(found.get("loc", ())), str(found.get("msg", "")))
    above = {at[:end] for at in told for end in range(len(at))}
    kept = [(at, message) for at, message in told.items() if at not in above]
    return [{"where": ".".join(str(part) for part in at), "message": message} for at, message in kept[:_MOST_DETAILS]]


def _place(found: Sequence[str | int]) -> tuple[str | int, ...]:
    """Where it is in the body; how pydantic names the readings that it tried is no place."""
    return tuple(part for part in found if isinstance(part, int) or (part.isidentifier() and part not in _READINGS))
