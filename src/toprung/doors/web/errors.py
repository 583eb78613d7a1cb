"""What a person sees where something was refused or went wrong: a sentence, and nothing of the inside."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from toprung.doors.web.once import give_back
from toprung.doors.web.visits import is_script
from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused, ToprungError

_STATUS: tuple[tuple[type[ToprungError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (BadInput, 422),
    (Refused, 422),
)
_TITLES = {
    400: "That could not be read",
    403: "Not allowed",
    404: "Not found",
    413: "That was too much at once",
    422: "That could not be done",
    429: "Too many attempts",
    500: "Something went wrong here",
}
_SENTENCES = {
    400: "The request could not be read; nothing was changed. Go back, reload the page and try again.",
    403: "This is not open to you. Ask an admin of your workspace if it should be.",
    413: "More was sent than a form takes (3 MB); nothing was changed. Go back, shorten what you wrote, send it again.",
    404: "There is nothing at this address, or nothing that you may see.",
    500: "The fault is ours. What was saved before is kept; try again, and tell your admin if it stays so.",
}
_STALE = (
    "This form was opened too long ago, or in another session; nothing was changed. "
    "Reload the page, then send it again."
)


class ErrorPages:
    """Turns Toprung's errors into answers; a form that was not accepted may be sent again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if response.status_code >= 400:
            give_back(request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to an error of Toprung's; others are Django's to tell."""
        if not isinstance(error, ToprungError):
            return None
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        return told(request, status, str(error))


def told(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """The sentence as a page, as an alert for htmx, or as JSON, as it was asked for."""
    shown = {"title": _TITLES.get(status, _TITLES[500]), "sentence": sentence, "status": status}
    if "HX-Request" in request.headers:
        response = render(request, "errors/alert.html", shown, status=status)
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#messages", "innerHTML"
        return response
    if is_script(request):
        return JsonResponse({"error": sentence}, status=status)
    return render(request, "errors/page.html", shown, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 400."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return told(request, 413, _SENTENCES[413])
    return told(request, 400, _SENTENCES[400])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 403."""
    return told(request, 403, _SENTENCES[403])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 404."""
    return told(request, 404, _SENTENCES[404])


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Django's handler of 500."""
    return told(request, 500, _SENTENCES[500])


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's view of a form without a valid token: most often one that was open through a new log-in."""
    return told(request, 403, _STALE)
