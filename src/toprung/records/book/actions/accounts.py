"""Accounts: told apart by external id, created and changed by the batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from toprung.doctrine.policy import MID_MARKET, read_setting, setting_text, with_settings
from toprung.kernel.errors import BadInput
from toprung.records.book.actions.currencies import currency_problem
from toprung.records.book.actions.memberships import Placing, Recording, place
from toprung.records.book.actions.parents import ancestry, parent_problems
from toprung.records.book.actions.segments import is_unassigned, segment_key, segments_for
from toprung.records.book.drafts import AccountDraft
from toprung.records.book.models import Account, Segment
from toprung.records.book.queries import accounts_named
from toprung.records.journal.actions import write
from toprung.records.journal.batch import Batch
from toprung.records.journal.fitting import cleared, misfit, money
from toprung.records.journal.upsert import Problem, Upserted
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

_FIELDS = (
    *("name", "tier", "owner", "seats", "industry", "currency", "seller", "signature_expected_on", "go_live_on"),
    *("stated_arr", "settings"),
)
#: what an account may set for itself alone
_OWN_SETTINGS = ("rhythm", "off_season")
_CALLED = {"external_id": "account", "stated_arr": "arr"}

AccountBatch = Batch[str, Account]


def upsert_accounts(
    workspace: Workspace, drafts: Sequence[AccountDraft], *, by: Actor, now: datetime, imported: bool = False
) -> list[Upserted]:
    """Create or change the accounts of these external ids; one result per draft, in order.

    A parent may be on file or stand anywhere among the drafts. A segment that nobody knows is made and flagged.
    `imported` memberships count as recorded on their own day (DOMAIN section 12).
    """
    require(by, Verb.EDIT_ACCOUNT, workspace)
    return write_accounts(workspace, drafts, by=by, now=now, imported=imported)


def write_accounts(
    workspace: Workspace, drafts: Sequence[AccountDraft], *, by: Actor, now: datetime, imported: bool = False
) -> list[Upserted]:
    """As `upsert_accounts`, for an action that has asked for a permission of its own."""
    with turn(workspace):
        batch = AccountBatch(Account, _FIELDS, accounts_named(workspace, _named(drafts)))
        problems = _problems(workspace, drafts)
        kept = [draft for index, draft in enumerate(drafts) if index not in problems]
        names = [draft.segment for draft in kept if draft.segment and not is_unassigned(draft.segment)]
        split, new = segments_for(workspace, names, by=by, now=now)
        today = workspace.day_of(now)
        for index, draft in enumerate(drafts):
            if index in problems:
                batch.refuse(problems[index])
            else:
                batch.keep(
                    draft.account,
                    _values(draft) | _settings(batch, draft),
                    _maker(workspace, draft, today),
                    _remark(draft, new),
                )
        batch.save()
        _link_parents(workspace, batch, kept)
        place(workspace, batch, _placings(batch, kept, split), Recording(now, today, imported))
        write(workspace, batch.notes("account", lambda a: (a.external_id, a.name)), by=by, at=now)
        return batch.results()


def _named(drafts: Sequence[AccountDraft]) -> set[str]:
    return {draft.account for draft in drafts} | {draft.parent for draft in drafts if draft.parent}


def _values(draft: AccountDraft) -> dict[str, Any]:
    values = {name: getattr(draft, name) for name in _FIELDS if name != "settings"}
    values["name"] = values["name"] or None
    if draft.currency:
        values["currency"] = draft.currency.upper()
    if draft.stated_arr is not None:
        values["stated_arr"] = money(draft.stated_arr)
    return {name: value for name, value in values.items() if value is not None} | cleared(Account, draft.clear)


def _settings(batch: AccountBatch, draft: AccountDraft) -> dict[str, Any]:
    """The account's settings with the draft's laid over, in the words in which `read_setting` gives them back."""
    given = {name: text for name in _OWN_SETTINGS if (text := getattr(draft, name))}
    if not given:
        return {}
    record = batch.find(draft.account)
    policy = with_settings(MID_MARKET, given)
    own = {name: setting_text(policy, name) for name in given}
    return {"settings": (record.settings if record else {}) | own}


def _settings_problem(draft: AccountDraft) -> Problem | None:
    for name in _OWN_SETTINGS:
        text = getattr(draft, name) or ""
        try:
            read_setting(name, text) if text else None
        except BadInput as error:
            return Problem(name, text, str(error), _FITTING[name])
    return None


_FITTING = {
    "rhythm": "Write week, month or quarter, or leave it blank.",
    "off_season": "Write it like 07-01..08-31, several with commas between them, or leave it blank.",
}


def _maker(workspace: Workspace, draft: AccountDraft, today: date) -> Any:
    def make() -> Account:
        return Account(workspace=workspace, external_id=draft.account, name=draft.account, created_on=today)

    return make


def _problems(workspace: Workspace, drafts: Sequence[AccountDraft]) -> dict[int, Problem]:
    """Why drafts are refused, by their place."""
    found = {index: problem for index, draft in enumerate(drafts) if (problem := _problem(draft))}
    if not any(draft.parent for draft in drafts):
        return found
    return found | parent_problems(drafts, found, ancestry(workspace, _named(drafts)))


def _problem(draft: AccountDraft) -> Problem | None:
    if not draft.account.strip():
        return Problem("account", draft.account, "The account has no external id.", "Fill it in.")
    if problem := currency_problem(draft.currency):
        return problem
    if draft.stated_arr is not None and draft.stated_arr < 0:
        return Problem("arr", str(draft.stated_arr), "Recurring revenue cannot be negative.", "Correct the amount.")
    if problem := _settings_problem(draft):
        return problem
    return misfit(Account, _values(draft) | {"external_id": draft.account}, _CALLED) or misfit(
        Segment, {"name": draft.segment or ""}, {"name": "segment"}
    )


def _remark(draft: AccountDraft, new: set[str]) -> str:
    """Said once, of the first account that names a segment nobody knew."""
    if is_unassigned(draft.segment) or (key := segment_key(draft.segment or "")) not in new:
        return ""
    new.remove(key)
    name = (draft.segment or "").strip()
    return f"The segment “{name}” is new here: Mid-Market's policy applies until someone looks at it."


def _link_parents(workspace: Workspace, batch: AccountBatch, drafts: Sequence[AccountDraft]) -> None:
    wanted = {draft.account: draft.parent for draft in drafts if draft.parent is not None}
    if not wanted:
        return
    before = ancestry(workspace, wanted, levels=1)
    moved = []
    for child, parent in wanted.items():
        record = batch.find(child)
        if record is None or before[child] == parent:
            continue
        record.parent = batch.find(parent) if parent else None
        batch.further(child, "parent", before[child], parent)
        moved.append(record)
    Account.objects.bulk_update(moved, ["parent"])


def _placings(batch: AccountBatch, drafts: Sequence[AccountDraft], split: dict[str, Segment]) -> list[Placing]:
    return [
        Placing(record, split[segment_key(draft.segment or "")], draft.segment_from)
        for draft in drafts
        if not is_unassigned(draft.segment) and (record := batch.find(draft.account)) is not None
    ]
