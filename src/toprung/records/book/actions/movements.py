"""Revenue movements as they are entered: dated changes of one account's recurring monthly revenue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from toprung.kernel.vocabulary import MovementKind
from toprung.records.book.actions.currencies import currency_problem
from toprung.records.book.drafts import MovementDraft
from toprung.records.book.models import Account, RevenueMovement, Subscription
from toprung.records.book.queries import accounts_named, movements, unknown_account
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.journal.fitting import misfit, money
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

_LOSSES = frozenset({MovementKind.CONTRACTION, MovementKind.CHURN})
Key = tuple[int, str, object, str, int]


def record_movements(
    workspace: Workspace, drafts: Sequence[MovementDraft], *, by: Actor, now: datetime, imported: bool = False
) -> list[Upserted]:
    """Record movements by account, product, day, kind and ordinal; another amount or currency is a correction.

    A correction supersedes, it never overwrites. The kind decides the sign, except for transfers. What is derived from
    subscription intervals cannot be entered as well.
    """
    require(by, Verb.RECORD_REVENUE, workspace)
    with turn(workspace):
        ledger = _Ledger(workspace, now, imported, accounts_named(workspace, {draft.account for draft in drafts}))
        ledger.read(drafts)
        results = [ledger.take(draft) for draft in drafts]
        ledger.save()
        write(workspace, ledger.notes, by=by, at=now)
        return results


@dataclass(slots=True)
class _Ledger:
    workspace: Workspace
    now: datetime
    imported: bool
    accounts: dict[str, Account]
    notes: list[Note] = field(default_factory=list)
    _standing: dict[Key, RevenueMovement] = field(default_factory=dict)
    _derived: set[tuple[int, str]] = field(default_factory=set)
    _added: dict[Key, RevenueMovement] = field(default_factory=dict)
    _superseded: list[int] = field(default_factory=list)

    def read(self, drafts: Sequence[MovementDraft]) -> None:
        accounts = self.accounts.values()
        days = {draft.occurred_on for draft in drafts}
        found = movements(self.workspace).filter(account__in=accounts, occurred_on__in=days, derived=False)
        self._standing = {_key(row): row for row in found}
        intervals = Subscription.objects.filter(account__in=accounts)
        self._derived = set(intervals.values_list("account_id", "product").distinct())

    def take(self, draft: MovementDraft) -> Upserted:
        """What came of one draft. Nothing is written yet."""
        account = self.accounts.get(draft.account)
        if account is None:
            return Upserted(Status.REFUSED, unknown_account(draft.account))
        row = self._row(account, draft)
        if problem := self._problem(draft, row):
            return Upserted(Status.REFUSED, problem)
        return Upserted(self._keep(draft.account, row), remark=_sign_remark(draft))

    def save(self) -> None:
        """Retire what is corrected before what replaces it comes: one row stands for each key."""
        RevenueMovement.objects.filter(pk__in=self._superseded).update(superseded_at=self.now)
        RevenueMovement.objects.bulk_create(self._added.values())

    def _keep(self, account: str, row: RevenueMovement) -> Status:
        key = _key(row)
        before = self._standing.get(key)
        if before is not None and (before.amount, before.currency) == (row.amount, row.currency):
            return Status.UNCHANGED
        if before is not None and before.pk is not None:
            self._superseded.append(before.pk)
            row.backfilled = False  # until now the old row was what one knew
        self._standing[key] = self._added[key] = row
        old = None if before is None else {"amount": before.amount, "currency": before.currency}
        changes = changes_between(old, {"amount": row.amount, "currency": row.currency})
        verb = "record_movement" if before is None else "correct_movement"
        self.notes.append(Note(verb, account, f"{row.kind} on {row.occurred_on}", changes))
        return Status.CREATED if before is None else Status.UPDATED

    def _row(self, account: Account, draft: MovementDraft) -> RevenueMovement:
        return RevenueMovement(
            account=account,
            subscription=draft.product or "",
            occurred_on=draft.occurred_on,
            kind=draft.kind.value,
            amount=_signed(draft.kind, money(draft.mrr_change)),
            currency=(draft.currency or account.currency or self.workspace.currency).upper(),
            ordinal=draft.ordinal,
            recorded_at=self.now,
            backfilled=self.imported and draft.occurred_on < self.workspace.day_of(self.now),
        )

    def _problem(self, draft: MovementDraft, row: RevenueMovement) -> Problem | None:
        if row.amount == 0:
            return Problem(
                "mrr_change", str(draft.mrr_change), "A change of nothing is no movement.", "Leave the row out."
            )
        if (row.account_id, row.subscription) in self._derived:
            return _derived_already(row.subscription)
        values = {"subscription": row.subscription, "amount": row.amount}
        called = {"subscription": "product", "amount": "mrr_change"}
        return currency_problem(draft.currency) or misfit(RevenueMovement, values, called)


def _key(row: RevenueMovement) -> Key:
    return row.account_id, row.subscription, row.occurred_on, row.kind, row.ordinal


def _signed(kind: MovementKind, amount: Decimal) -> Decimal:
    if kind is MovementKind.TRANSFER:
        return amount
    return -abs(amount) if kind in _LOSSES else abs(amount)


def _sign_remark(draft: MovementDraft) -> str:
    if _signed(draft.kind, draft.mrr_change) == draft.mrr_change:
        return ""
    given, read = ("positive", "loss") if draft.kind in _LOSSES else ("negative", "gain")
    return f"The kind decides the sign: a {given} amount of kind {draft.kind.label} was read as a {read}."


def _derived_already(product: str) -> Problem:
    what = f"“{product[:80]}”" if product else "this account without a product"
    reason = f"The movements of {what} are derived from its subscription intervals; this one would count twice."
    return Problem("product", product, reason, "Change the interval instead, or name another product.")
