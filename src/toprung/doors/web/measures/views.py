"""The page of all measures, and the card of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from toprung.doctrine.definitions import MEASURES
from toprung.doors.web.measures import wording
from toprung.doors.web.measures.asking import Ask, ask_of, form_of
from toprung.doors.web.measures.looking import Looking, change_asked, change_of
from toprung.doors.web.measures.showing import shown
from toprung.doors.web.measures.targets import new_target, targets_shown
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import NotFound, ToprungError
from toprung.motion.measures.headline import headline
from toprung.motion.measures.standard import STANDARD
from toprung.records.tenancy.permissions import Verb

#: how many months before a figure is looked at again
COMPARED = (1, 12)


@page()
def measures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A card each, with the controls that they share; each card is fetched by itself."""
    form = form_of(visit, request.GET)
    said: dict[str, Any] = {
        "form": form,
        "headline": headline(visit.workspace, visit.today),
        "targets": targets_shown(visit),
        "target_form": new_target(visit),
        "may_set": visit.may(Verb.CHANGE_POLICY),
    }
    if not form.is_valid():
        return render(request, visit, "measures/overview.html", said, title="Measures", active="measures", status=422)
    ask = form.ask()
    said |= {"ask": ask, "cards": [_card(request, visit, ask, name) for name in STANDARD]}
    return render(request, visit, "measures/overview.html", said, title="Measures", active="measures")


def _card(request: HttpRequest, visit: Visit, ask: Ask, name: str) -> dict[str, Any]:
    """A card still to be fetched; shown at once where the browser runs no script and says so."""
    if request.GET.get("wait"):
        return shown(visit, ask, name, patient=True, brief=True)
    address = reverse("measure_card", args=[visit.workspace.pk, name])
    return {"name": name, "measure": MEASURES[name], "href": f"{address}?{ask.query()}"}


@page()
def measure_card(request: HttpRequest, visit: Visit, measure: str) -> HttpResponse:
    """One card, or how far its figure is."""
    said = shown(visit, ask_of(visit, request.GET, measure), measure, brief=True)
    return fragment(request, visit, "measures/card.html", said)


def fragment(request: HttpRequest, visit: Visit, template: str, said: dict[str, Any]) -> HttpResponse:
    """The template, or while the figure is computed how far it is; that asks again by itself."""
    if "progress" in said:
        return render(request, visit, "measures/computing.html", said | {"href": request.get_full_path()})
    return render(request, visit, template, said)


@page()
def measure_change(request: HttpRequest, visit: Visit, measure: str, months: int) -> HttpResponse:
    """How a figure has changed against the same one so many months before; fetched by itself, for it takes as long."""
    if months not in COMPARED:
        raise NotFound(f"A figure is compared with the one {' or '.join(map(str, COMPARED))} months before.")
    ask = ask_of(visit, request.GET, measure)
    said: dict[str, Any] = {"months": months, "href": request.get_full_path()}
    try:
        said |= _change(visit, ask, measure, months)
    except ToprungError as error:
        said["problem"] = str(error)
    return render(request, visit, "measures/change.html", said)


def _change(visit: Visit, ask: Ask, measure: str, months: int) -> dict[str, Any]:
    """The change and the value before; nothing while either figure is computed: no request is held up by one."""
    looking = Looking(visit, ask, measure)
    if not looking.ready():
        return {}
    figure = looking.look().figure
    asked = change_asked(visit, ask, figure, months)
    if not asked.done():
        return {}
    change = change_of(figure, asked.result())
    return {
        "change": change,
        "value": wording.value_text(measure, change.before.value, change.before.denominator),
    }
