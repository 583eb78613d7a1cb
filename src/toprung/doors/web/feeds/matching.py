"""Match rules: shown, edited, tried out on what came last, and saved."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.conflicts import FIELD, Conflict, merged, seen
from toprung.doors.web.feeds.rules_form import EQUALS, LOOKS, Row, changed, rows_of, rules_in, typed
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput
from toprung.motion.connections import counting
from toprung.motion.intake.trying import Trial, try_rules
from toprung.records.matching import queries
from toprung.records.matching.actions import change_rules
from toprung.records.matching.rules import MOST, Rule, checked
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

_LINKS_ON_A_PAGE = 50


@page(methods=("GET", "HEAD", "POST"))
def matching(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The rules. POST saves them, tries them, or changes what the form shows, as its button says."""
    if request.method != "POST":
        return matching_page(request, visit)
    require(visit.actor, Verb.MANAGE_SOURCES, visit.workspace)
    rows, do = typed(request.POST), request.POST.get("do", "save")
    if do == "save":
        return _save(request, visit, rows)
    if do == "try":
        return _try(request, visit, rows)
    return _editor(request, visit, {"rule_rows": changed(rows, do)})


def matching_page(request: HttpRequest, visit: Visit, status: int = 200, **told: Any) -> HttpResponse:
    """The whole page; `told` goes over what is on file."""
    shown = {
        **_common(request, visit),
        "rules": queries.rules(visit.workspace),
        "default": queries.are_default(visit.workspace),
        "held": counting(visit.workspace),
        "links": Paginator(queries.links(visit.workspace), _LINKS_ON_A_PAGE).get_page(request.GET.get("page")),
        "may_manage": visit.may(Verb.MANAGE_SOURCES),
        **told,
    }
    return render(request, visit, "feeds/matching.html", shown, title="Matching", active="settings", status=status)


def _common(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    rules = queries.rules(visit.workspace)
    return {
        "rule_rows": rows_of(rules),
        "seen": request.POST.get(FIELD) or seen(_values(rules)),
        "looks": LOOKS,
        "equals": EQUALS,
        "most": MOST,
    }


def _editor(request: HttpRequest, visit: Visit, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """The form alone for htmx, else the page with it."""
    if "HX-Request" not in request.headers:
        return matching_page(request, visit, status, **told)
    return render(request, visit, "feeds/rules.html", {**_common(request, visit), **told}, status=status)


def _try(request: HttpRequest, visit: Visit, rows: list[Row]) -> HttpResponse:
    try:
        trial: Trial = try_rules(visit.workspace, rules_in(rows))
    except BadInput as error:
        return _editor(request, visit, {"rule_rows": rows, "problem": str(error)}, 422)
    return _editor(request, visit, {"rule_rows": rows, "trial": trial})


def _save(request: HttpRequest, visit: Visit, rows: list[Row]) -> HttpResponse:
    try:
        wanted = checked(rules_in(rows))
        # Compared and saved in one turn, so that nobody comes between.
        with turn(visit.workspace):
            changes = merged(request.POST.get(FIELD, ""), _values(queries.rules(visit.workspace)), _values(wanted))
            if changes:
                change_rules(visit.workspace, wanted, by=visit.actor, now=visit.now)
    except Conflict as clash:
        fresh = seen(_values(queries.rules(visit.workspace)))
        return matching_page(request, visit, 422, rule_rows=rows, clash=clash, seen=fresh)
    except BadInput as error:
        return matching_page(request, visit, 422, rule_rows=rows, problem=str(error))
    message = "The rules are in force; what has no account yet is looked at again." if changes else "Nothing differs."
    return redirect_to(request, "matching", visit.workspace.pk, message=message)


def _values(rules: tuple[Rule, ...]) -> dict[str, str]:
    """What a conflict compares and shows."""
    return {"rules": "; ".join(rule.sentence for rule in rules)}
