"""The pages of the two lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from toprung.doors.web.accounts import listpage
from toprung.doors.web.accounts.triage import reason_tabs
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.records.tenancy.permissions import Verb
from toprung.records.views.models import ListKind


@page()
def accounts(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The book as a list."""
    return _shown(request, visit, listpage.context(request, visit, ListKind.ACCOUNTS), "Accounts")


@page()
def triage(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Live accounts without a named result, each with the reason, to be mended in place."""
    shown = listpage.context(request, visit, ListKind.TRIAGE)
    shown |= {"reasons": reason_tabs(shown), "may_mend": visit.may(Verb.WRITE_OUTCOME)}
    return _shown(request, visit, shown, "Triage")


def _shown(request: HttpRequest, visit: Visit, shown: dict[str, Any], title: str) -> HttpResponse:
    response = render(request, visit, f"accounts/{shown['kind']}.html", shown, title=title, active=shown["kind"])
    if "HX-Request" in request.headers:
        # The form's own address names every empty field; this one says the same in one spelling.
        response.headers["HX-Push-Url"] = shown["address"]
    return response
