"""How a page shows a chart: its spec for the script that draws it, or the same rows as a table.

`{% chart url %}` stands in the page; the address answers with the spec as JSON, and with `?table=1` as a table.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, JsonResponse

from toprung.charts.chart import Cell, Chart
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit


def chart_response(request: HttpRequest, visit: Visit, chart: Chart) -> HttpResponse:
    """The chart's spec, or with `?table=1` its table: a fragment for htmx, a page of its own otherwise."""
    if request.GET.get("table") != "1":
        return JsonResponse(chart.spec)
    part = "charting/table.html" if "HX-Request" in request.headers else "charting/page.html"
    return render(request, visit, part, {"chart": table_of(chart)}, title=chart.caption)


def table_of(chart: Chart) -> dict[str, object]:
    """A chart's table as the template wants it: each cell with what kind it is."""
    return {
        "caption": chart.caption,
        "columns": chart.columns,
        "rows": [[{"value": cell, "kind": _kind(cell)} for cell in row] for row in chart.rows],
    }


def _kind(cell: Cell) -> str:
    if isinstance(cell, date):
        return "day"
    if isinstance(cell, Decimal):
        return "amount"
    return "number" if isinstance(cell, int) else "text"
