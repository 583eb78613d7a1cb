"""One figure in full: its pictures, its groups, the accounts behind it, its query, and what was kept of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from toprung.charts.chart import Chart
from toprung.doctrine.definitions import MEASURES
from toprung.doors.web.charting import chart_response
from toprung.doors.web.measures.asking import Ask, ask_of, form_of
from toprung.doors.web.measures.behind import parts_of, table_of
from toprung.doors.web.measures.kept import kept_shown
from toprung.doors.web.measures.looking import Look, Looking, aims_of, target_in
from toprung.doors.web.measures.showing import shown
from toprung.doors.web.measures.views import fragment
from toprung.doors.web.once import first_time
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import Reading
from toprung.motion.measures import measuring, pictures
from toprung.motion.measures.figures import Figure, row_json
from toprung.motion.measures.queries import query_of
from toprung.records.tenancy.permissions import Verb
from toprung.sheets.cells import cell_text
from toprung.sheets.formulas import neutralised

#: how many kept figures of the measure its page lists
_KEPT_SHOWN = 20


@page()
def measure(request: HttpRequest, visit: Visit, measure: str) -> HttpResponse:
    """One figure in full; where it takes longer, the page comes first and the figure after it."""
    form = form_of(visit, request.GET, measure)
    said: dict[str, Any] = {
        "form": form,
        "measure": MEASURES[measure],
        "kept": [kept_shown(row) for row in measuring.kept_figures(visit.workspace, measure)[:_KEPT_SHOWN]],
    }
    if not form.is_valid() or form.cannot_be_pinned(measure):
        return _page(request, visit, said, status=422)
    said |= _body(request, visit, form.ask(), measure, patient=bool(request.GET.get("wait")))
    if "progress" in said:
        address = reverse("measure_body", args=[visit.workspace.pk, measure])
        said["href"] = f"{address}?{request.GET.urlencode()}"
    return _page(request, visit, said)


@page()
def measure_body(request: HttpRequest, visit: Visit, measure: str) -> HttpResponse:
    """The page's figure, or how far it is."""
    said = _body(request, visit, ask_of(visit, request.GET, measure), measure)
    return fragment(request, visit, "measures/body.html", said | {"fetched": True})


def _body(request: HttpRequest, visit: Visit, ask: Ask, measure: str, patient: bool = False) -> dict[str, Any]:
    said = shown(visit, ask, measure, patient=patient)
    figure = said.get("figure")
    table = {"table": table_of(visit.workspace, figure, request.GET)} if figure else {}
    return said | table | {"sql": query_of(measure)}


def _page(request: HttpRequest, visit: Visit, said: dict[str, Any], status: int = 200) -> HttpResponse:
    title = said["measure"].title
    return render(request, visit, "measures/measure.html", said, title=title, active="measures", status=status)


@page()
def measure_chart(request: HttpRequest, visit: Visit, measure: str, which: str) -> HttpResponse:
    """One of the figure's pictures, or its table."""
    look = _looked(request, visit, measure)
    return chart_response(request, visit, _chart(visit, look, which))


def _chart(visit: Visit, look: Look, which: str) -> Chart:
    name, figure = look.figure.definition.measure, look.figure
    aims = aims_of(visit, figure, look.ask.period.last)
    if (name, which) == ("oar", "cohorts"):
        return pictures.cohorts_of(figure, target_in(aims, Reading.VALIDATED))
    if (name, which) == ("promise_kept", "kept"):
        return pictures.promises_of(figure, target_in(aims))
    if (name, which) == ("ttfv", "curve"):
        return pictures.curve_of(figure, target_in(aims))
    if which == "trend" and look.trend:
        return pictures.trend_of(figure, look.trend, target_in(aims))
    if which == "waterfall" and "movements" in figure.parts:
        return pictures.waterfall_of(figure)
    raise NotFound(f"{MEASURES[name].title} has no such picture.")


@page(Verb.EXPORT)
def measure_accounts(request: HttpRequest, visit: Visit, measure: str) -> StreamingHttpResponse:
    """Every account behind the figure as CSV: the same parts, and what each adds to numerator and denominator."""
    figure = _looked(request, visit, measure).figure
    response = StreamingHttpResponse(_csv(figure), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _attachment(figure, "csv")
    return response


@page(Verb.EXPORT)
def measure_json(request: HttpRequest, visit: Visit, measure: str) -> HttpResponse:
    """The figure as the command line tells it, with its definition and its accounts."""
    look = _looked(request, visit, measure)
    figure = look.figure.with_groups(measuring.groups(look.figure, look.ask.by)) if look.ask.by else look.figure
    text = json.dumps(figure.as_json(), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json")
    response.headers["Content-Disposition"] = _attachment(figure, "json")
    return response


@page(methods=("POST",))
def measure_keep(request: HttpRequest, visit: Visit, measure: str) -> HttpResponse:
    """Keep the figure with its definition, to be compared with another one day."""
    ask = ask_of(visit, request.GET, measure)
    figure = Looking(visit, ask, measure).look().figure
    message = "That was saved already."
    if first_time(request, visit):
        kept = measuring.keep(visit.workspace, figure, by=visit.actor, now=visit.now)
        message = f"Kept as figure {kept.pk}."
    response = redirect_to(request, "measure", visit.workspace.pk, measure, message=message)
    response.headers["Location"] += f"?{ask.query()}"
    return response


def _looked(request: HttpRequest, visit: Visit, measure: str) -> Look:
    return Looking(visit, ask_of(visit, request.GET, measure), measure).look()


def _attachment(figure: Figure, ending: str) -> str:
    name = f"{figure.definition.measure}-{figure.as_of}-{figure.definition.id}.{ending}"
    return f'attachment; filename="{name}"'


class _Echo:
    """Gives back what the CSV writer would write."""

    def write(self, text: str) -> str:
        return text


def _csv(figure: Figure) -> Iterator[str]:
    told = [(part, row_json(row)) for part in parts_of(figure) for row in part.rows]
    names = list(dict.fromkeys(name for _, row in told for name in row)) or ["account"]
    writer = csv.writer(_Echo(), lineterminator="\n")
    # The mark in front makes spreadsheets read it as UTF-8.
    yield "\ufeff" + writer.writerow(["part", *names])
    for part, row in told:
        yield writer.writerow([part.label, *(neutralised(cell_text(row.get(name))) for name in names)])
