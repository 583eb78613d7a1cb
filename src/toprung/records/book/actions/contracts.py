"""Contracts: what the customer signed, until when, and whether notice was given."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from toprung.records.book.actions.upserting import Upserting, given
from toprung.records.book.drafts import ContractDraft
from toprung.records.book.models import Account, Contract
from toprung.records.journal.fitting import misfit, money
from toprung.records.journal.upsert import Problem, Upserted
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb


def upsert_contracts(
    workspace: Workspace, drafts: Sequence[ContractDraft], *, by: Actor, now: datetime, imported: bool = False
) -> list[Upserted]:
    """Create or change contracts by their external id within the account.

    `imported` contracts count as recorded when they were signed, else when they began (DOMAIN section 12).
    """
    return _Contracts(workspace, now, imported=imported).run(drafts, by=by)


class _Contracts(Upserting[ContractDraft, Contract]):
    model = Contract
    verb = Verb.EDIT_CONTRACT
    thing = "contract"
    fields = ("signed_on", "starts_on", "ends_on", "notice_days", "auto_renew", "cancelled_on", "price")

    def __init__(self, workspace: Workspace, now: datetime, *, imported: bool) -> None:
        super().__init__(workspace, now)
        self._imported = imported

    def on_file(self, accounts: Collection[Account], drafts: Sequence[ContractDraft]) -> Iterable[Contract]:
        return Contract.objects.filter(account__in=accounts, external_id__in={draft.contract for draft in drafts})

    def key(self, record: Contract) -> Hashable:
        return record.account_id, record.external_id

    def make(self, account: Account, draft: ContractDraft) -> Contract:
        day = draft.signed_on or draft.starts_on
        return Contract(
            account=account,
            external_id=draft.contract,
            recorded_at=self.now,
            backfilled=self._imported and day is not None and day < self.today,
        )

    def values(self, account: Account, draft: ContractDraft) -> dict[str, Any]:
        price = None if draft.price is None else money(draft.price)
        return given({name: getattr(draft, name) for name in self.fields} | {"price": price})

    def name(self, record: Contract) -> str:
        return record.external_id

    def problem(self, draft: ContractDraft, after: Mapping[str, Any]) -> Problem | None:
        if not draft.contract.strip():
            return Problem("contract", draft.contract, "The contract has no external id.", "Fill it in.")
        if after["price"] is not None and after["price"] < 0:
            return Problem("price", str(draft.price), "A price cannot be negative.", "Correct the amount.")
        out_of_order = _out_of_order(after)
        return out_of_order or misfit(Contract, {"external_id": draft.contract}, {"external_id": "contract"})

    def remark(self, account: Account, draft: ContractDraft) -> str:
        if draft.cancelled_on and draft.cancelled_on > self.today:
            return "A notice is dated in the future: it counts from its day on."
        return ""


def _out_of_order(after: Mapping[str, Any]) -> Problem | None:
    """The days of a contract follow one another: signature, then notice, then the end; and start before end."""
    signed, starts, ends, cancelled = (after[name] for name in ("signed_on", "starts_on", "ends_on", "cancelled_on"))
    if starts and ends and ends <= starts:
        return _days("ends_on", ends, f"The contract would end on {ends}, not after its start on {starts}.")
    if signed and ends and signed > ends:
        return _days("signed_on", signed, f"It would have been signed on {signed}, after its end on {ends}.")
    if cancelled and ends and cancelled > ends:
        return _days("cancelled_on", cancelled, f"Notice on {cancelled} would come after the end on {ends}.")
    if cancelled and signed and cancelled < signed:
        return _days("cancelled_on", cancelled, f"Notice on {cancelled} would come before the signature on {signed}.")
    return None


def _days(field: str, value: object, reason: str) -> Problem:
    return Problem(field, str(value), reason, "Correct one of the two days.")
