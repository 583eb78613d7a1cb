"""Mine or my team's: whose accounts a page is about, as its address says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from toprung.doors.web.accounts.listpage import viewer_of
from toprung.doors.web.visits import Visit
from toprung.motion.lists.request import ListRequest
from toprung.motion.morning.scope import Scope

MINE = "mine"
#: filters of a list by key, each with its values
Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the two tabs."""

    label: str
    href: str
    active: bool
    count: int | None = None


def scope_of(request: HttpRequest, visit: Visit) -> Scope:
    """The accounts that the address asks for: `?who=mine`, or everybody's."""
    return Scope(visit.workspace, viewer_of(visit), mine=request.GET.get("who") == MINE)


def choices(scope: Scope, path: str) -> tuple[Choice, Choice]:
    """The tabs of a page at that path."""
    return (
        Choice("My team", path, active=not scope.mine),
        Choice("Mine", f"{path}?who={MINE}", active=scope.mine),
    )


def list_of(scope: Scope, asked: Filters, page: str = "accounts", sort: str = "arr") -> str:
    """The address of the list of accounts that answer to the filters, of the same people's accounts."""
    request = ListRequest(sort=sort, descending=sort == "arr")
    for key, values in asked.items():
        request = request.with_filter(key, values)
    if scope.mine:
        request = request.with_filter("who", (MINE,))
    return f"{reverse(page, args=[scope.workspace.pk])}?{request.to_query()}"
