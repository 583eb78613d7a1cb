"""The book's part of the evidence for a chunk of accounts, as of a day: one query a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q

from toprung.doctrine.evidence import Contract, Money, Stakeholder, Touch
from toprung.kernel.vocabulary import StakeholderRole, TouchKind, TouchPurpose
from toprung.records.book import queries
from toprung.records.tenancy.models import Workspace


class AccountRow(NamedTuple):
    """The columns of an account that evidence needs."""

    pk: int
    external_id: str
    name: str
    owner: str
    seats: int | None
    go_live_on: date | None
    stated_arr: Decimal | None
    currency: str
    settings: dict[str, str]
    check_staged_on: date | None
    created_on: date


@dataclass(slots=True)
class BookFacts:
    """What the book says of the chunk's accounts, by primary key."""

    as_of: date
    #: the workspace's, for accounts that name none
    currency: str = ""
    contracts: dict[int, tuple[Contract, ...]] = field(default_factory=lambda: defaultdict(tuple))
    stakeholders: dict[int, tuple[Stakeholder, ...]] = field(default_factory=lambda: defaultdict(tuple))
    touches: dict[int, tuple[Touch, ...]] = field(default_factory=lambda: defaultdict(tuple))
    memberships: dict[int, list[tuple[date | None, str]]] = field(default_factory=lambda: defaultdict(list))
    movements: dict[int, list[tuple[date, Decimal, str]]] = field(default_factory=lambda: defaultdict(list))

    def segment_on(self, pk: int, day: date) -> str | None:
        """The segment the account belonged to on that day."""
        return segment_on(self.memberships[pk], day)

    def dated_membership(self, pk: int, day: date) -> bool:
        """Is there a membership with a date by that day?"""
        return any(since is not None and since <= day for since, _ in self.memberships[pk])

    def money(self, row: AccountRow) -> Money:
        """Monthly revenue at the end of the day, in the one currency it is paid in."""
        moves, usual = self.movements[row.pk], row.currency or self.currency
        if not moves:
            return Money(stated_arr=row.stated_arr, currency=usual)
        by_currency: dict[str, Decimal] = defaultdict(Decimal)
        for _, amount, currency in moves:
            by_currency[currency] += amount
        paid = {currency: total for currency, total in by_currency.items() if total > 0}
        ended = None if paid else moves[-1][0]
        return Money(
            mrr=sum(paid.values(), Decimal(0)) if len(paid) < 2 else None,
            currency=next(iter(paid)) if len(paid) == 1 else usual,
            stated_arr=row.stated_arr,
            first_on=moves[0][0],
            ended_on=ended,
        )


def segment_on(memberships: Sequence[tuple[date | None, str]], day: date) -> str | None:
    """The segment in force on a day, from (since, segment) pairs; since None is the beginning."""
    begun = [(since or date.min, name) for since, name in memberships if since is None or since <= day]
    return max(begun)[1] if begun else None


def account_rows(workspace: Workspace, accounts: Sequence[str] | None, after: str, limit: int) -> list[AccountRow]:
    """The next accounts of those asked for (all where None), by external id."""
    found = queries.accounts(workspace).filter(external_id__gt=after)
    if accounts is not None:
        found = found.filter(external_id__in=list(accounts))
    columns = [name if name != "pk" else "id" for name in AccountRow._fields]
    return [AccountRow(*values) for values in found.values_list(*columns)[:limit]]


def book_facts(workspace: Workspace, pks: list[int], as_of: date) -> BookFacts:
    """Everything the book says of these accounts by the day."""
    facts = terms_and_money(workspace, pks, as_of)
    _read_people(facts, workspace, pks)
    _read_touches(facts, workspace, pks)
    return facts


def terms_and_money(workspace: Workspace, pks: list[int], as_of: date) -> BookFacts:
    """What says when an account began and what it pays: contracts, segments, movements."""
    facts = BookFacts(as_of, workspace.currency)
    _read_contracts(facts, workspace, pks)
    for pk, since, name in (
        queries.memberships(workspace).filter(account_id__in=pks).values_list("account_id", "since", "segment__name")
    ):
        facts.memberships[pk].append((since, name))
    moves = queries.movements(workspace).filter(account_id__in=pks, occurred_on__lte=as_of)
    for pk, day, amount, currency in moves.values_list("account_id", "occurred_on", "amount", "currency"):
        facts.movements[pk].append((day, amount, currency))
    return facts


def _read_contracts(facts: BookFacts, workspace: Workspace, pks: list[int]) -> None:
    signed = Q(signed_on__lte=facts.as_of)
    unsigned = Q(signed_on=None) & (Q(starts_on=None) | Q(starts_on__lte=facts.as_of))
    rows = queries.contracts(workspace).filter(signed | unsigned, account_id__in=pks)
    columns = ("external_id", "signed_on", "starts_on", "ends_on", "notice_days", "auto_renew", "cancelled_on")
    grouped = _grouped(rows.values_list("account_id", *columns))
    for pk, values in grouped.items():
        facts.contracts[pk] = _without_stated([_contract(v, facts.as_of) for v in values])


def _without_stated(contracts: list[Contract]) -> tuple[Contract, ...]:
    """What a sheet states of a contract (no start) gives way to the contracts themselves."""
    known = tuple(c for c in contracts if c.starts_on is not None)
    return known or tuple(contracts)


def _contract(values: tuple[Any, ...], as_of: date) -> Contract:
    reference, signed, starts, ends, notice, renews, cancelled = values
    return Contract(reference, signed, starts, ends, notice, renews, _by(cancelled, as_of))


def _read_people(facts: BookFacts, workspace: Workspace, pks: list[int]) -> None:
    there = Q(joined_on=None) | Q(joined_on__lte=facts.as_of)
    rows = queries.stakeholders(workspace).filter(there, account_id__in=pks)
    for pk, values in _grouped(rows.values_list("account_id", "name", "role", "joined_on", "left_on")).items():
        facts.stakeholders[pk] = tuple(
            Stakeholder(name, StakeholderRole(role) if role else None, joined, _by(left, facts.as_of))
            for name, role, joined, left in values
        )


def _read_touches(facts: BookFacts, workspace: Workspace, pks: list[int]) -> None:
    rows = queries.touches(workspace).filter(account_id__in=pks, occurred_on__lte=facts.as_of)
    columns = ("account_id", "occurred_on", "kind", "purpose", "attendees", "outcome")
    for pk, values in _grouped(rows.values_list(*columns)).items():
        facts.touches[pk] = tuple(_touch(*v) for v in values)


def _touch(day: date, kind: str, purpose: str, attendees: list[str], outcome: str) -> Touch:
    roles = tuple(StakeholderRole(role) for role in attendees)
    return Touch(day, TouchKind(kind), TouchPurpose(purpose) if purpose else None, roles, outcome)


def _grouped(rows: Any) -> dict[int, list[tuple[Any, ...]]]:
    grouped: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for pk, *values in rows:
        grouped[pk].append(tuple(values))
    return grouped


def _by(day: date | None, as_of: date) -> date | None:
    """The day, if it has come."""
    return day if day is not None and day <= as_of else None
