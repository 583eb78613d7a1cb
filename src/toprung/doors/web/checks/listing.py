"""What the page of checks shows: the counts of its answer, a page of those owed, the backlog and the latest answers."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse

from toprung.doctrine.checks import CheckState
from toprung.doors.web.home.scoping import MINE, choices, list_of, scope_of
from toprung.doors.web.visits import Visit
from toprung.motion.checks.intervening import open_now
from toprung.motion.checks.owed import Counts, answered_lately, counts, owed, staged, told
from toprung.motion.morning.scope import Scope
from toprung.motion.upkeep.telling import state_of
from toprung.records.tenancy.permissions import Verb

SIZE = 50


def shown(request: HttpRequest, visit: Visit) -> dict[str, object]:
    """Everything on the page."""
    scope = scope_of(request, visit)
    checks = counts(visit.workspace, scope.narrowed)
    leaf = _page(request, checks.owed)
    begin = (leaf.number - 1) * SIZE
    return {
        **said(visit, scope, checks),
        "choices": choices(scope, reverse("checks", args=[visit.workspace.pk])),
        "page": leaf,
        "nobody": not leaf.paginator.count and not scope.states().exists(),
        "rows": told(visit.workspace, owed(visit.workspace, scope.narrowed)[begin : begin + SIZE]),
        "weeks": staged(visit.workspace, scope.narrowed) if checks.staged else (),
        "staged_list": list_of(scope, {"check": (CheckState.STAGED.value,)}, sort="renewal"),
    }


def said(visit: Visit, scope: Scope, checks: Counts | None = None) -> dict[str, object]:
    """What changes with every answer: the counts and the latest answers."""
    return {
        "checks": checks or counts(visit.workspace, scope.narrowed),
        "scope": scope,
        "who": MINE if scope.mine else "",
        "may_answer": visit.may(Verb.ANSWER_CHECK),
        "lately": answered_lately(visit.workspace, scope.narrowed),
        "interventions": open_now(visit.workspace, scope.narrowed, SIZE),
        "as_of": state_of(visit.workspace, visit.today),
    }


def _page(request: HttpRequest, count: int) -> Page[int]:
    """The page that the address asks for, or the nearest; the checks have been counted already."""
    return Paginator(range(count), SIZE).get_page(request.GET.get("page"))
