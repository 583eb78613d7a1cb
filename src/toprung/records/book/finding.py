"""Accounts by a few letters of their name or id: what a jump offers."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace


def found(workspace: Workspace, text: str) -> QuerySet[Account]:
    """The accounts whose name or external id holds the text; exact ids first, then names that begin with it."""
    wanted = " ".join(text.split())
    spelled = spellings(wanted)
    rank = Case(
        When(external_id__iexact=wanted, then=Value(0)),
        When(_any("name__istartswith", spelled), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    holds = _any("name__icontains", spelled) | Q(external_id__icontains=wanted)
    accounts = Account.objects.filter(holds, workspace=workspace)
    return accounts.annotate(rank=rank).order_by("rank", "name", "external_id")


def spellings(text: str) -> set[str]:
    """The text in each case that may be on file: SQLite folds ASCII letters only, “österreich” not to “Österreich”."""
    return {text} if text.isascii() else {text, text.lower(), text.upper(), text.title()}


def _any(lookup: str, values: set[str]) -> Q:
    query = Q()
    for value in sorted(values):
        query |= Q((lookup, value))
    return query
