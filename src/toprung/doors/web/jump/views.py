"""What fits the letters typed so far."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from toprung.doors.web.jump import places
from toprung.doors.web.jump.places import Place
from toprung.doors.web.visits import Visit, page
from toprung.records.book.finding import found

#: how many are offered
OFFERED = 8
_LONGEST = 100


@page()
def jump(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Up to eight places for `?q=`; with nothing typed, the pages and actions."""
    text = request.GET.get("q", "")[:_LONGEST].replace("\0", " ").strip()
    results = [*places.pages(visit, text), *_accounts(visit, text), *places.deeds(visit, text)]
    return JsonResponse({"results": [place.as_json() for place in (results[:OFFERED] if text else results)]})


def _accounts(visit: Visit, text: str) -> Iterator[Place]:
    if not text:
        return
    for account in found(visit.workspace, text).only("pk", "name", "external_id", "owner")[:OFFERED]:
        hint = " · ".join(part for part in (account.external_id, account.owner) if part)
        yield Place("account", account.name, hint, reverse("account", args=[visit.workspace.pk, account.pk]))
