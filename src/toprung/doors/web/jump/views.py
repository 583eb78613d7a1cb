"""What fits the letters typed so far."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse

from toprung.doors.web.jump import places
from toprung.doors.web.jump.places import Place
from toprung.doors.web.visits import Visit, page
from toprung.records.book.finding import found
from toprung.records.book.models import Account

#: how many are offered
OFFERED = 8
_LONGEST = 100
#: an account is surely meant where no more than these were found: what can be done to it is offered too
_SURELY = 1
#: of how many accounts an action named before them (“note harbor”) is offered
_NAMED = 4


@page()
def jump(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Up to eight places for `?q=`; with nothing typed, all pages and actions. At most two queries of the book."""
    text = " ".join(request.GET.get("q", "")[:_LONGEST].replace("\0", " ").split())
    results = [*places.pages(visit, text), *_accounts(visit, text), *places.deeds(visit, text)]
    return JsonResponse({"results": [place.as_json() for place in (results[:OFFERED] if text else results)]})


def _accounts(visit: Visit, text: str) -> Iterator[Place]:
    if not text:
        return
    word, _, rest = text.partition(" ")
    if rest and places.named(visit, word):
        yield from places.account_deeds(visit, _found(visit, rest)[:_NAMED], word)
    accounts = _found(visit, text)
    yield from places.accounts(visit, accounts)
    if len(accounts) <= _SURELY:
        yield from places.account_deeds(visit, accounts)


def _found(visit: Visit, text: str) -> list[Account]:
    return list(found(visit.workspace, text).only("pk", "name", "external_id", "owner")[:OFFERED])
