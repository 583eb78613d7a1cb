"""One outcome's page: where its result is in its life, what is missing, and where the pace leads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from toprung.doors.web.account.sections import context_of, sections_of
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.motion.portrait.corrected import corrected_since
from toprung.motion.results.reading import outcome_of_key, told


@page()
def outcome_page(request: HttpRequest, visit: Visit, pk: int, outcome: int) -> HttpResponse:
    """The outcome with its life, its tests, everything said and measured of it, and its versions."""
    found = told(outcome_of_key(visit.workspace, pk, outcome), visit.today)
    sections = sections_of(visit, pk)
    shown = next((o for o in sections.outcomes if o.portrait.outcome.pk == outcome), None)
    if shown is None:
        raise Http404
    context = context_of(visit, sections) | {
        "shown": shown,
        "o": shown.portrait,
        "t": shown.portrait.terms,
        "r": shown.portrait.result,
        "told": found,
        "way": found.way,
        "corrected": corrected_since(shown.portrait),
        "stages": tuple(reversed(found.stages)),
    }
    title = shown.portrait.terms.statement
    return render(request, visit, "results/outcome.html", context, title=title, active="accounts")
