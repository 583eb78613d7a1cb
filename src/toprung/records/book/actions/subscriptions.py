"""Subscriptions: intervals of recurring revenue, from which movements are derived."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from toprung.records.book.actions.currencies import currency_problem
from toprung.records.book.actions.derivation import derive_movements
from toprung.records.book.actions.upserting import Upserting
from toprung.records.book.drafts import SubscriptionDraft
from toprung.records.book.models import Account, RevenueMovement, Subscription
from toprung.records.journal.batch import Batch
from toprung.records.journal.fitting import misfit, money
from toprung.records.journal.upsert import Problem, Upserted
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb


def upsert_subscriptions(
    workspace: Workspace, drafts: Sequence[SubscriptionDraft], *, by: Actor, now: datetime, imported: bool = False
) -> list[Upserted]:
    """Create or change intervals by account, product, start and ordinal; then derive the accounts' movements anew.

    A draft states its interval whole: no `ended_on` means that it runs, also where an end was on file. The currency
    is the draft's, else the one on file, else the account's, else the workspace's.
    """
    return _Subscriptions(workspace, now, imported=imported).run(drafts, by=by)


class _Subscriptions(Upserting[SubscriptionDraft, Subscription]):
    model = Subscription
    verb = Verb.RECORD_REVENUE
    thing = "subscription"
    fields = ("ended_on", "mrr", "currency")

    def __init__(self, workspace: Workspace, now: datetime, *, imported: bool) -> None:
        super().__init__(workspace, now)
        self._imported = imported
        #: what movements were entered for; it cannot be derived as well
        self._entered: set[tuple[str, str]] = set()

    def on_file(self, accounts: Collection[Account], drafts: Sequence[SubscriptionDraft]) -> Iterable[Subscription]:
        entered = RevenueMovement.objects.filter(account__in=accounts, derived=False, superseded_at=None)
        self._entered = set(entered.values_list("account__external_id", "subscription").distinct())
        return Subscription.objects.filter(account__in=accounts, started_on__in={draft.started_on for draft in drafts})

    def key(self, record: Subscription) -> Hashable:
        return record.account_id, record.product, record.started_on, record.ordinal

    def make(self, account: Account, draft: SubscriptionDraft) -> Subscription:
        return Subscription(
            account=account,
            product=draft.product or "",
            started_on=draft.started_on,
            ordinal=draft.ordinal,
            currency=account.currency or self.workspace.currency,
        )

    def values(self, account: Account, draft: SubscriptionDraft) -> dict[str, Any]:
        values: dict[str, Any] = {"ended_on": draft.ended_on, "mrr": money(draft.mrr)}
        return values | ({"currency": draft.currency.upper()} if draft.currency else {})

    def name(self, record: Subscription) -> str:
        return f"{record.product or 'subscription'} from {record.started_on}"

    def problem(self, draft: SubscriptionDraft, after: Mapping[str, Any]) -> Problem | None:
        if draft.ended_on is not None and draft.ended_on <= draft.started_on:
            reason = f"It would end on {draft.ended_on}, not after its start on {draft.started_on}."
            return Problem("ended_on", str(draft.ended_on), reason, "Correct one of the two days.")
        if (draft.account, draft.product or "") in self._entered:
            return _entered_already(draft.product or "")
        return currency_problem(draft.currency) or misfit(Subscription, {"product": draft.product or ""})

    def follow_up(self, batch: Batch[Hashable, Subscription]) -> None:
        accounts = {record.account_id: record.account for record in batch.changed}
        derive_movements(list(accounts.values()), now=self.now, today=self.today, imported=self._imported)


def _entered_already(product: str) -> Problem:
    what = f"“{product[:80]}”" if product else "this account without a product"
    reason = f"Revenue movements were entered for {what}; deriving them from intervals would count it twice."
    return Problem("product", product, reason, "Give its changes as movements, or name another product.")
