"""The book's part of the evidence for a chunk of accounts, as of a day: one query a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from toprung.doctrine.evidence import Contract, Money, Stakeholder, Touch
from toprung.kernel.vocabulary import StakeholderRole, TouchKind, TouchPurpose
from toprung.motion.evaluation.reading import AccountRow, Chunk, rows_of
from toprung.records.book import queries
from toprung.records.tenancy.models import Workspace

#: looked up, which takes a fifth of making them
_ROLES: dict[str, Any] = {"": None, **{role.value: role for role in StakeholderRole}}
_KINDS = {kind.value: kind for kind in TouchKind}
_PURPOSES: dict[str, Any] = {"": None, **{purpose.value: purpose for purpose in TouchPurpose}}


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


def book_facts(workspace: Workspace, chunk: Chunk, as_of: date) -> BookFacts:
    """Everything the book says of these accounts by the day."""
    facts = terms_and_money(workspace, chunk, as_of)
    _read_people(facts, workspace, chunk)
    _read_touches(facts, workspace, chunk)
    return facts


def terms_and_money(workspace: Workspace, chunk: Chunk, as_of: date) -> BookFacts:
    """What says when an account began and what it pays: contracts, segments, movements."""
    facts = BookFacts(as_of, workspace.currency)
    _read_contracts(facts, workspace, chunk)
    members = queries.memberships(workspace).select_related(None).filter(chunk.holds())
    for pk, since, name in rows_of(members.values_list("account_id", "since", "segment__name")):
        facts.memberships[pk].append((since, name))
    moves = queries.movements(workspace).filter(chunk.holds(), occurred_on__lte=as_of)
    for pk, day, amount, currency in rows_of(moves.values_list("account_id", "occurred_on", "amount", "currency")):
        facts.movements[pk].append((day, amount, currency))
    return facts


def _read_contracts(facts: BookFacts, workspace: Workspace, chunk: Chunk) -> None:
    signed = Q(signed_on__lte=facts.as_of)
    unsigned = Q(signed_on=None) & (Q(starts_on=None) | Q(starts_on__lte=facts.as_of))
    rows = queries.contracts(workspace).filter(signed | unsigned, chunk.holds())
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


def _read_people(facts: BookFacts, workspace: Workspace, chunk: Chunk) -> None:
    there = Q(joined_on=None) | Q(joined_on__lte=facts.as_of)
    rows = queries.stakeholders(workspace).filter(there, chunk.holds())
    for pk, values in _grouped(rows.values_list("account_id", "name", "role", "joined_on", "left_on")).items():
        facts.stakeholders[pk] = tuple(
            Stakeholder(name, _ROLES[role], joined, _by(left, facts.as_of)) for name, role, joined, left in values
        )


def _read_touches(facts: BookFacts, workspace: Workspace, chunk: Chunk) -> None:
    rows = queries.touches(workspace).filter(chunk.holds(), occurred_on__lte=facts.as_of)
    columns = ("account_id", "occurred_on", "kind", "purpose", "attendees", "outcome")
    for pk, values in _grouped(rows.values_list(*columns)).items():
        facts.touches[pk] = tuple(_touch(*v) for v in values)


def _touch(day: date, kind: str, purpose: str, attendees: list[str], outcome: str) -> Touch:
    return Touch(day, _KINDS[kind], _PURPOSES[purpose], tuple([_ROLES[role] for role in attendees]), outcome)


def _grouped(found: QuerySet[Any, tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """Rows by their first column, without it."""
    grouped: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows_of(found):
        grouped[row[0]].append(row[1:])
    return grouped


def _by(day: date | None, as_of: date) -> date | None:
    """The day, if it has come."""
    return day if day is not None and day <= as_of else None
