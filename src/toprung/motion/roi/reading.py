"""Returns from the records: evidence as of a day, what a unit was agreed to be worth, and what was paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from toprung.doctrine.accrual import Level, Move, levels
from toprung.doctrine.evidence import Contract, Evidence
from toprung.doctrine.returns import judge_roi
from toprung.doctrine.roi import Roi, Worth, for_customer
from toprung.kernel.errors import NotFound
from toprung.kernel.vocabulary import ValuePeriod
from toprung.motion.evaluation.gathering import gather
from toprung.motion.evaluation.reading import rows_of
from toprung.motion.evaluation.running import usage_on
from toprung.records.book import queries
from toprung.records.book.models import Account
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.tenancy.models import Workspace

Worths = dict[str, dict[str, tuple[Worth, ...]]]


def roi_of(workspace: Workspace, account: str, as_of: date) -> Roi:
    """One account's return as of the day. Raises NotFound, also for an account that was not on the book by then."""
    found = next(rois(workspace, as_of, [account]), None)
    if found is None:
        known = queries.account(workspace, account)
        raise NotFound(f"{known.name} was not on the book by {as_of}: ask for a later day.")
    return found


def roi_for_customer(account: Account, as_of: date) -> Roi:
    """The account's return as its own people may see it. Raises NotFound as `roi_of`."""
    return for_customer(roi_of(account.workspace, account.external_id, as_of))


def rois(workspace: Workspace, as_of: date, accounts: Collection[str] | None = None) -> Iterator[Roi]:
    """The returns of the accounts (all where None) that were on the book by the day, by external id.

    A dozen queries a thousand accounts, none an account.
    """
    names = None if accounts is None else sorted(set(accounts))
    for chunk in gather(workspace, as_of, names, usage_on(workspace, as_of)):
        yield from returns_of(workspace, as_of, chunk)


def returns_of(workspace: Workspace, as_of: date, evidence: Sequence[Evidence]) -> Iterator[Roi]:
    """The returns of the accounts that the evidence is of, in its order. Three queries."""
    ids = [e.account for e in evidence]
    worth, moves, held = worths(workspace, ids, as_of), _moves(workspace, ids, as_of), _accounts(workspace, ids)
    for e in evidence:
        account = held[e.account]
        paid = levels(moves[e.account]) if e.account in moves else _stated(e, account.stated_arr)
        currency = account.currency or workspace.currency
        yield judge_roi(e, worth.get(e.account, {}), _in_currency(paid, currency), currency)


def worths(workspace: Workspace, accounts: Collection[str], as_of: date) -> Worths:
    """What a unit of each of their own outcomes was agreed to be worth, version by version, by the day. One query."""
    found = OutcomeVersion.objects.filter(
        outcome__account__workspace=workspace, outcome__account__external_id__in=accounts
    ).order_by("outcome_id", "number")
    columns = ("in_force_on", "value_per_unit", "value_period")
    worth: dict[str, dict[str, list[Worth]]] = defaultdict(lambda: defaultdict(list))
    for account, outcome, since, per_unit, period in found.values_list(
        "outcome__account__external_id", "outcome__external_id", *columns
    ):
        if since is None or since <= as_of:
            worth[account][outcome].append(Worth(since, per_unit, ValuePeriod(period) if period else None))
    return {
        account: {name: tuple(sorted(held, key=lambda w: w.since or date.min)) for name, held in outcomes.items()}
        for account, outcomes in worth.items()
    }


def _accounts(workspace: Workspace, ids: Collection[str]) -> dict[str, Account]:
    found = queries.accounts(workspace).filter(external_id__in=ids).only("external_id", "currency", "stated_arr")
    return {account.external_id: account for account in found}


def _moves(workspace: Workspace, ids: Collection[str], as_of: date) -> dict[str, list[Move]]:
    rows = queries.movements(workspace).filter(account__external_id__in=ids, occurred_on__lte=as_of)
    moves: dict[str, list[Move]] = defaultdict(list)
    columns = ("account__external_id", "occurred_on", "amount", "currency")
    for account, day, amount, currency in rows_of(rows.values_list(*columns)):
        moves[account].append(Move(day, amount, currency))
    return moves


def _stated(e: Evidence, arr: Decimal | None) -> tuple[Level, ...]:
    """What a sheet states, a twelfth a month: from the contract's start (else its signature, else go-live) on.

    Without any of those days nothing can be said of what was paid.
    """
    starts = [c.starts_on or c.signed_on for c in e.contracts if c.starts_on or c.signed_on] or [e.go_live_on]
    first = min((day for day in starts if day and day <= e.as_of), default=None)
    if arr is None or first is None:
        return ()
    return (Level(first, _ended(e.contracts), arr / 12, "", stated=True),)


def _ended(contracts: Collection[Contract]) -> date | None:
    """The last day paid for, where every contract was cancelled; None where one runs on."""
    ends = [c.ends_on for c in contracts if c.cancelled_on and c.ends_on]
    return max(ends) if ends and len(ends) == len(contracts) else None


def _in_currency(paid: tuple[Level, ...], currency: str) -> tuple[Level, ...]:
    """A stated amount is in the account's currency."""
    return tuple(level if level.currency else replace(level, currency=currency) for level in paid)
