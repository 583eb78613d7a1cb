"""Reading a list: one page of rows, what the whole list adds up to, and what the filters can choose from.

A handful of queries however large the book; verdicts are read for the shown rows alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Sum, Value
from django.db.models.fields.json import KeyTextTransform

from toprung.kernel.batching import batches
from toprung.motion.evaluation.models import AccountState, AccountVerdict
from toprung.motion.lists.columns import Fact, Row
from toprung.motion.lists.filters import ON_FILE
from toprung.motion.lists.narrowing import OnFile, Viewer
from toprung.motion.lists.request import ListRequest
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace
from toprung.records.views.models import ListKind

#: rows for which verdicts are read at once
_AT_A_TIME = 500
#: what each row holds whatever its columns: who it is, and what marks it
_ALWAYS = ("account_id", "account__external_id", "account__name", "currency", "hollow", "triage", "lifecycle")


@dataclass(frozen=True, slots=True)
class Totals:
    """What the accounts of a list add up to: how many, and their ARR by currency, largest first."""

    accounts: int
    arr: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list. `of` counts the whole book (of triage: the whole triage list), whatever the filters.

    `reasons`, of triage alone: the accounts for each reason under the other filters, most first.
    """

    request: ListRequest
    rows: tuple[Row, ...]
    totals: Totals
    of: int
    reasons: dict[str, int]


def states(workspace: Workspace, request: ListRequest, viewer: Viewer) -> QuerySet[AccountState]:
    """The list's states in its order; equal ones by external id."""
    found = AccountState.objects.filter(request.where(viewer), workspace=workspace)
    column = next(column for column in request.offered if column.key == request.sort)
    return found.order_by(*column.ordering(request.descending), "account__external_id")


def page_of(workspace: Workspace, request: ListRequest, viewer: Viewer) -> Listed:
    """One page; a number past the end gives the last page. Four queries at most, whatever the size of the book."""
    totals, reasons = _counted(workspace, request, viewer)
    of = AccountState.objects.filter(request.scope, workspace=workspace).count() if request.filters else totals.accounts
    last = max(1, -(-totals.accounts // request.size))
    here = request.on_page(min(request.page, last))
    begin = (here.page - 1) * here.size
    rows = list(states(workspace, here, viewer).values(*_paths(here))[begin : begin + here.size])
    _complete(workspace, here, rows)
    return Listed(here, tuple(rows), totals, of, reasons)


def one_row(workspace: Workspace, request: ListRequest, account: int) -> Row | None:
    """That account's row with the list's columns, whether or not it answers to the filters. Two queries."""
    rows = list(AccountState.objects.filter(workspace=workspace, account=account).values(*_paths(request)))
    _complete(workspace, request, rows)
    return rows[0] if rows else None


def all_rows(workspace: Workspace, request: ListRequest, viewer: Viewer) -> Iterator[Row]:
    """Every row of the list in its order, read as it is consumed."""
    found = states(workspace, request, viewer).values(*_paths(request))
    for chunk in batches(found.iterator(chunk_size=_AT_A_TIME), _AT_A_TIME):
        _complete(workspace, request, chunk)
        yield from chunk


def totals_of(workspace: Workspace, request: ListRequest, viewer: Viewer) -> Totals:
    """What the list adds up to. One query."""
    return _counted(workspace, request, viewer)[0]


def _counted(workspace: Workspace, request: ListRequest, viewer: Viewer) -> tuple[Totals, dict[str, int]]:
    """The list's totals, and of triage how many accounts there are for each reason, whichever is chosen. One query.

    SQLite adds in doubles, which come back to four places exactly up to 10^11 (see `journal.fitting`).
    """
    of_triage = request.kind is ListKind.TRIAGE
    looked_at = request.with_filter("triage", ()) if of_triage else request
    found = AccountState.objects.filter(looked_at.where(viewer), workspace=workspace).order_by()
    reason = F("triage") if of_triage else Value("", output_field=CharField())
    arr: dict[str, Decimal] = defaultdict(Decimal)
    reasons: dict[str, int] = defaultdict(int)
    accounts, chosen = 0, request.values("triage") if of_triage else ()
    for why, currency, count, total in found.values_list(reason, "currency").annotate(Count("pk"), Sum("arr")):
        reasons[why] += count
        if chosen and why not in chosen:
            continue
        accounts += count
        if total is not None:
            arr[currency or workspace.currency] += total
    totals = Totals(accounts, tuple(sorted(arr.items(), key=lambda pair: (-pair[1], pair[0]))))
    return totals, dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))) if of_triage else {}


def choices(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """What is on file for the filters that ask for it, by filter; `NONE` stands for accounts without. One query."""
    asked = [_distinct(workspace, item) for item in ON_FILE]
    found: dict[str, list[str]] = {item.key: [] for item in ON_FILE}
    for key, value in asked[0].union(*asked[1:], all=True):
        found[key].append(value)
    return {key: tuple(sorted(values, key=lambda text: (text.casefold(), text))) for key, values in found.items()}


def _distinct(workspace: Workspace, item: OnFile) -> QuerySet[Any, tuple[str, str]]:
    """What stands in the filter's column: of the state, or of the account without the detour over its state."""
    path = item.path.removeprefix("account__")
    model = AccountState if path == item.path else Account
    found = model.objects.filter(workspace=workspace).order_by()
    return found.values_list(Value(item.key, output_field=CharField()), F(path)).distinct()


def not_evaluated(workspace: Workspace) -> int:
    """How many accounts are on file and not yet evaluated, so that no list shows them. One query."""
    return Account.objects.filter(workspace=workspace, state=None).count()


def _facts(request: ListRequest) -> list[Fact]:
    return [fact for column in request.shown for fact in column.facts]


def _paths(request: ListRequest) -> list[str]:
    shown = [fact.path for fact in _facts(request) if not fact.verdict]
    return list(dict.fromkeys([*_ALWAYS, *shown]))


def _complete(workspace: Workspace, request: ListRequest, rows: Sequence[Row]) -> None:
    """Add what stands in the verdicts alone, and the currency that the row's ARR is in."""
    for row in rows:
        row["currency"] = "" if row.get("arr") is None else row["currency"] or workspace.currency
    told = [fact for fact in _facts(request) if fact.verdict]
    if not told or not rows:
        return
    found = AccountVerdict.objects.filter(account__workspace=workspace, account__in=[r["account_id"] for r in rows])
    texts = {pk: values for pk, *values in found.values_list("account_id", *(_within(fact.verdict) for fact in told))}
    for row in rows:
        values = texts.get(row["account_id"], [None] * len(told))
        row.update({fact.path: value for fact, value in zip(told, values, strict=True)})


def _within(keys: str) -> Any:
    """What stands under the keys of a verdict, as text."""
    path: Any = "verdict"
    for key in keys.split("__"):
        path = KeyTextTransform(key, path)
    return path
