"""Kept figures: one by itself, and two side by side if their definitions allow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse

from toprung.doctrine.definitions import MEASURES, Definition, require_comparable
from toprung.doors.web.measures import wording
from toprung.doors.web.rendering import render
from toprung.doors.web.ui.values import day_text
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput, Refused
from toprung.motion.evaluation.models import Figure as KeptFigure
from toprung.motion.measures.comparing import side_by_side
from toprung.motion.measures.measuring import kept_figure, kept_figures

#: the kept figures that can be chosen from
_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept figure in words. `query` opens the same definition on today's facts."""

    row: KeptFigure
    definition: Definition
    title: str
    value: str
    base: str
    query: str


def kept_shown(row: KeptFigure) -> Kept:
    """The figure on file in words."""
    definition = Definition.from_json(row.definition)
    numerator, denominator = (Decimal(str(row.figure[name])) for name in ("numerator", "denominator"))
    return Kept(
        row=row,
        definition=definition,
        title=MEASURES[row.measure].title,
        value=wording.value_text(row.measure, row.value, denominator),
        base=wording.base_text(definition, numerator, denominator),
        query=wording.query_of(definition, row.as_of),
    )


@page()
def figure_kept(request: HttpRequest, visit: Visit, figure: int) -> HttpResponse:
    """One figure as it was kept."""
    kept = kept_shown(kept_figure(visit.workspace, figure))
    said = {"kept": kept, "options": wording.options_of(kept.definition), "figure": kept.row.figure}
    return render(request, visit, "measures/kept.html", said, title=f"Figure {figure}", active="measures")


@page()
def measures_compare(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Two kept figures and the change between them; unlike ones are refused, and what differs is shown."""
    offered = kept_figures(visit.workspace).only("pk", "measure", "window_from", "window_to", "as_of", "value")
    rows = list(offered[:_OFFERED])
    said: dict[str, object] = {"offered": [_offer(row) for row in rows], "beside": _beside(rows)}
    status = 200
    pair = [kept_shown(kept_figure(visit.workspace, _number(request, n))) for n in ("one", "other") if n in request.GET]
    said |= {"pair": pair, "one": pair[0] if pair else None, "other": pair[1] if pair[1:] else None}
    if pair[1:]:
        one, other = pair
        said["sides"] = side_by_side(one.definition, other.definition)
        try:
            require_comparable(one.definition, other.definition)
            said |= _change(one, other)
        except Refused as refused:
            said["refused"], status = str(refused), 422
    return render(request, visit, "measures/compare.html", said, title="Compare", active="measures", status=status)


def _offer(row: KeptFigure) -> dict[str, object]:
    title = wording.SHORT[row.measure]
    value = "no value" if row.value is None else wording.value_text(row.measure, row.value, Decimal(1))
    return {
        "pk": row.pk,
        "words": f"{row.pk}: {title} {value}, {_days_told(row)}, as of {day_text(row.as_of)}",
    }


def _days_told(row: KeptFigure) -> str:
    return f"{day_text(row.window_from)} to {day_text(row.window_to)}"


def _beside(rows: Sequence[KeptFigure]) -> int | None:
    """What is offered to stand beside the first: the next of the same measure, else the next."""
    same = (row.pk for row in rows[1:] if row.measure == rows[0].measure)
    return next(same, rows[1].pk if rows[1:] else None)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise BadInput("Choose two kept figures to compare: their numbers stand in the list of kept figures.")
    return int(text)


def _change(one: Kept, other: Kept) -> dict[str, object]:
    if one.row.value is None or other.row.value is None:
        return {"change": "", "no_change": "No difference can be told: one of them has no value."}
    change = other.row.value - one.row.value
    return {
        "change": wording.change_text(one.row.measure, change),
        "better": wording.is_better(one.row.measure, change),
        "same": change == 0,
    }
