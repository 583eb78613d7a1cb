"""What an account pays: today, how it came to that, and the contracts behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Contract as Terms
from toprung.doctrine.policy import Policy
from toprung.records.book import queries
from toprung.records.book.models import Account, Contract, RevenueMovement
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Paid:
    """Recurring revenue a month in one currency."""

    currency: str
    mrr: Decimal

    @property
    def arr(self) -> Decimal:
        """Twelve times the month's."""
        return self.mrr * 12


@dataclass(frozen=True, slots=True)
class Step:
    """One movement, and the account's MRR in its currency after it."""

    movement: RevenueMovement
    mrr_after: Decimal


@dataclass(frozen=True, slots=True)
class ContractPortrait:
    """A contract: the end of the term that runs on the day, the last day of notice, and whether that day has passed."""

    contract: Contract
    term_end: date | None
    notice_on: date | None
    notice_days: int
    notice_is_default: bool
    is_short: bool


@dataclass(frozen=True, slots=True)
class Revenue:
    """`paid` by currency, of movements up to the day; `steps` newest first; `stated_arr` is a sheet's, beside them."""

    paid: tuple[Paid, ...]
    steps: tuple[Step, ...]
    contracts: tuple[ContractPortrait, ...]
    stated_arr: Decimal | None

    @property
    def has_movements(self) -> bool:
        return bool(self.steps)


def revenue_of(workspace: Workspace, account: Account, policy: Policy, today: date) -> Revenue:
    """The account's revenue as of today. Two queries."""
    steps = list(_steps(queries.movements(workspace).filter(account=account, occurred_on__lte=today)))
    contracts = queries.contracts(workspace).filter(account=account)
    return Revenue(
        paid=_paid(steps),
        steps=tuple(reversed(steps)),
        contracts=tuple(_contract(row, policy, today) for row in contracts),
        stated_arr=account.stated_arr,
    )


def _steps(movements: Iterable[RevenueMovement]) -> Iterator[Step]:
    """The movements, oldest first, each with what was paid after it."""
    running: dict[str, Decimal] = defaultdict(Decimal)
    for movement in movements:
        running[movement.currency] += movement.amount
        yield Step(movement, running[movement.currency])


def _paid(steps: Iterable[Step]) -> tuple[Paid, ...]:
    last = {step.movement.currency: step.mrr_after for step in steps}
    return tuple(Paid(currency, mrr) for currency, mrr in sorted(last.items()) if mrr > 0)


def _contract(row: Contract, policy: Policy, today: date) -> ContractPortrait:
    terms = Terms(
        row.external_id, row.signed_on, row.starts_on, row.ends_on, row.notice_days, row.auto_renew, row.cancelled_on
    )
    return ContractPortrait(
        contract=row,
        term_end=clocks.term_end(terms, today),
        notice_on=clocks.notice_on(terms, policy, today),
        notice_days=policy.notice_days if row.notice_days is None else row.notice_days,
        notice_is_default=row.notice_days is None,
        is_short=clocks.is_short_term(terms, policy),
    )
