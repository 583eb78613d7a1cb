"""The page, all of its rows saved at once, and one row saved as it is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from toprung.doors.web.home.scoping import MINE, Choice
from toprung.doors.web.monthly.asking import ALL, Asked, asked_of
from toprung.doors.web.monthly.rows import VALUE, Row, entered, row_of
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.motion.results import monthly
from toprung.motion.results.monthly import entries
from toprung.motion.upkeep import refresh
from toprung.records.outcomes.models import Outcome
from toprung.records.tenancy.permissions import Verb, require

SIZE = 100


@page(methods=("GET", "HEAD", "POST"))
def measurements(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is owed a value this month; and every row that was filled in, each saved by itself."""
    asked = asked_of({**request.GET.dict(), **request.POST.dict()}, visit)
    if request.method == "POST":
        return _saved(request, visit, asked)
    found = _wanted(visit, asked)
    leaf = Paginator(found, SIZE).get_page(request.GET.get("page"))
    rows = [row_of(entry) for entry in entries(visit.workspace, list(leaf), asked.month)]
    return _shown(request, visit, asked, rows, leaf)


@page(Verb.RECORD_MEASUREMENT, methods=("POST",))
def measurement_row(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One row, saved as its field is left; the row anew."""
    said = request.POST.dict()
    asked = asked_of(said, visit)
    (outcome,) = _filled_in(visit, said, most=1) or (None,)
    if outcome is None:
        raise Http404
    (entry,) = entries(visit.workspace, [outcome], asked.month)
    row = entered(visit, entry, said, asked.day)
    if row.saved:
        refresh(visit.workspace, [outcome.account.external_id], visit.now)
    count = monthly.count(visit.workspace, asked.month, asked.owners)
    context = {"row": row, "asked": asked, "may_record": True, "count": count, "again": True}
    return render(request, visit, "monthly/row.html", context, status=422 if row.error else 200)


def _saved(request: HttpRequest, visit: Visit, asked: Asked) -> HttpResponse:
    require(visit.actor, Verb.RECORD_MEASUREMENT, visit.workspace)
    said = request.POST.dict()
    outcomes = _filled_in(visit, said, most=SIZE)
    rows = [entered(visit, entry, said, asked.day) for entry in entries(visit.workspace, outcomes, asked.month)]
    kept = [row for row in rows if row.saved]
    refresh(visit.workspace, {row.entry.outcome.account.external_id for row in kept}, visit.now)
    wrong = [row for row in rows if row.error]
    if wrong:
        return _shown(request, visit, asked, wrong, None, kept=len(kept))
    response = redirect_to(request, "measurements", visit.workspace.pk, message=_told(len(kept)))
    response.headers["Location"] += f"?{asked.query()}"
    return response


def _told(kept: int) -> str:
    if not kept:
        return "Nothing was filled in, so nothing was saved."
    return f"{kept:,} {'value' if kept == 1 else 'values'} saved."


def _filled_in(visit: Visit, said: dict[str, str], most: int) -> Sequence[Outcome]:
    """The workspace's outcomes that a value was typed for."""
    names = [name.removeprefix(VALUE) for name in said if name.startswith(VALUE)]
    keys = [int(name) for name in names if name.isascii() and name.isdecimal() and len(name) < 19][:most]
    found = Outcome.objects.filter(account__workspace=visit.workspace, pk__in=keys)
    return list(found.select_related("account__workspace").order_by("account__name", "account_id", "pk"))


def _wanted(visit: Visit, asked: Asked) -> Any:
    if asked.everything:
        return monthly.asked_for(visit.workspace, asked.owners)
    return monthly.owed(visit.workspace, asked.month, asked.owners)


def _shown(
    request: HttpRequest,
    visit: Visit,
    asked: Asked,
    rows: Iterable[Row],
    leaf: Page[Outcome] | None,
    kept: int | None = None,
) -> HttpResponse:
    here = reverse("measurements", args=[visit.workspace.pk])
    context = {
        "asked": asked,
        "count": monthly.count(visit.workspace, asked.month, asked.owners),
        "rows": list(rows),
        "page": leaf,
        "kept": kept,
        "next": asked.month.after if asked.month.after.first <= visit.today else None,
        "who": _choices(here, asked, "who", (("My team", ""), ("Mine", MINE)), MINE if asked.mine else ""),
        "show": _choices(here, asked, "show", (("Owed", ""), ("All", ALL)), ALL if asked.everything else ""),
        "may_record": visit.may(Verb.RECORD_MEASUREMENT),
    }
    status = 200 if kept is None else 422
    title = f"Measurements of {asked.month.first:%B %Y}"
    return render(request, visit, "monthly/page.html", context, title=title, active="results", status=status)


def _choices(here: str, asked: Asked, name: str, values: Iterable[tuple[str, str]], current: str) -> list[Choice]:
    return [Choice(label, f"{here}?{asked.query(**{name: value})}", value == current) for label, value in values]
