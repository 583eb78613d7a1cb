"""The book's results as a list: by state, by whose accounts, by words, and how many there are of each state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.expressions import OrderBy

from toprung.doctrine.results import ResultState
from toprung.motion.results.models import OutcomeState
from toprung.records.tenancy.models import Workspace

#: sorted by: a name -> the columns, the first one's sense as it is most often wanted
SORTS: dict[str, tuple[str, ...]] = {
    "account": ("account__name", "-primary", "outcome_id"),
    "state": ("state", "account__name", "outcome_id"),
    "progress": ("-progress", "account__name", "outcome_id"),
    "confirmed": ("-confirmed_on", "account__name", "outcome_id"),
    "measured": ("-latest_on", "account__name", "outcome_id"),
    "due": ("due_on", "account__name", "outcome_id"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which results are asked for.

    `owners`: of accounts with one of these owners alone; `text` is looked for in statement and account; `unmet` names
    one of the tests; `mismatched`: confirmed by a role that the segment does not accept.
    """

    states: tuple[ResultState, ...] = ()
    owners: tuple[str, ...] = ()
    text: str = ""
    category: str = ""
    unmet: str = ""
    mismatched: bool = False
    sort: str = "account"


def results(workspace: Workspace, asked: Asked) -> QuerySet[OutcomeState]:
    """The results asked for, with their accounts."""
    found = _narrowed(workspace, asked)
    if asked.states:
        found = found.filter(state__in=[state.value for state in asked.states])
    return found.select_related("account").order_by(*_order(asked.sort))


def counts(workspace: Workspace, asked: Asked) -> dict[ResultState, int]:
    """How many there are in each state, whatever states are asked for. One query."""
    rows = _narrowed(workspace, asked).order_by().values_list("state").annotate(Count("pk"))
    found = dict(rows)
    return {state: found.get(state.value, 0) for state in ResultState}


def as_of(workspace: Workspace) -> date | None:
    """The latest day as of which results are kept; None where none are."""
    latest: date | None = OutcomeState.objects.filter(workspace=workspace).aggregate(day=Max("as_of"))["day"]
    return latest


def _narrowed(workspace: Workspace, asked: Asked) -> QuerySet[OutcomeState]:
    found = OutcomeState.objects.filter(workspace=workspace)
    if asked.owners:
        found = found.filter(reduce(or_, (Q(account__owner__iexact=name) for name in asked.owners)))
    if asked.text:
        found = found.filter(Q(statement__icontains=asked.text) | Q(account__name__icontains=asked.text))
    if asked.category:
        found = found.filter(category=asked.category)
    if asked.unmet:
        found = found.filter(unmet__contains=f" {asked.unmet} ")
    return found.filter(mismatched=True) if asked.mismatched else found


def _order(sort: str) -> Sequence[str | OrderBy]:
    """What has no value comes last, on every database."""
    first, *rest = SORTS.get(sort, SORTS["account"])
    name = first.lstrip("-")
    column = F(name).desc(nulls_last=True) if first.startswith("-") else F(name).asc(nulls_last=True)
    return [column, *rest]
