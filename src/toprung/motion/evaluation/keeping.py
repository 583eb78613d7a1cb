"""Keeping verdicts: one state an account with its whole verdict, and a row of history when its standing changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from toprung.motion.evaluation.changing import write_changes
from toprung.motion.evaluation.columns import COLUMNS, state_of
from toprung.motion.evaluation.judging import Judged
from toprung.motion.evaluation.models import AccountState, AccountVerdict
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.turns import turn

#: accounts written in one transaction, so that nobody waits long for the lock
BATCH = 250


@dataclass(frozen=True, slots=True)
class _Kept:
    """What an account's state on file says of when it was made."""

    as_of: date
    position: int
    inputs: str

    def gives_way(self, as_of: date, position: int) -> bool:
        """States move forward only: to a later day, and on one day to facts that were read later."""
        return (self.as_of, self.position) <= (as_of, position)

    def says_the_same(self, as_of: date, judged: Judged) -> bool:
        """Was the same judged on the same day?"""
        return (self.as_of, self.inputs) == (as_of, judged.inputs)


def keep(workspace: Workspace, as_of: date, judged: Sequence[Judged], position: int) -> int:
    """Keep what was judged over the facts up to a position of the journal; returns how many standings changed.

    Accounts that have been evaluated for a later day, or over facts read later, are left alone.
    """
    return sum(_keep_batch(workspace, as_of, judged[i : i + BATCH], position) for i in range(0, len(judged), BATCH))


def _keep_batch(workspace: Workspace, as_of: date, judged: Sequence[Judged], position: int) -> int:
    names = [account.verdict.account for account in judged]
    with turn(workspace):
        pks = dict(Account.objects.filter(workspace=workspace, external_id__in=names).values_list("external_id", "pk"))
        kept = _kept(workspace, list(pks.values()))
        # An account that has been taken off file meanwhile has no state to keep.
        placed = [(pks[account.verdict.account], account) for account in judged if account.verdict.account in pks]
        forward = [(pk, a) for pk, a in placed if pk not in kept or kept[pk].gives_way(as_of, position)]
        since, changed = write_changes(workspace, as_of, [(pk, account.verdict) for pk, account in forward])
        news = [(pk, a) for pk, a in forward if pk not in kept or not kept[pk].says_the_same(as_of, a)]
        _write(workspace, as_of, news, since, position)
        _move_on(workspace, {pk for pk, _ in forward} - {pk for pk, _ in news}, position)
    return changed


def _kept(workspace: Workspace, pks: list[int]) -> dict[int, _Kept]:
    states = AccountState.objects.filter(workspace=workspace, account_id__in=pks)
    rows = states.values_list("account_id", "as_of", "position", "inputs_fingerprint")
    return {pk: _Kept(day, position, inputs) for pk, day, position, inputs in rows}


def _write(
    workspace: Workspace, as_of: date, judged: Sequence[tuple[int, Judged]], since: dict[int, date], position: int
) -> None:
    """One statement a table inserts and replaces: updating so many columns row by row takes ten times as long."""
    states = [state_of(pk, workspace.pk, as_of, account, since[pk], position) for pk, account in judged]
    AccountState.objects.bulk_create(states, update_conflicts=True, unique_fields=["account"], update_fields=COLUMNS)
    AccountVerdict.objects.bulk_create(
        [AccountVerdict(account_id=pk, verdict=account.told) for pk, account in judged],
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["verdict"],
    )


def _move_on(workspace: Workspace, accounts: set[int], position: int) -> None:
    """Whoever says the same over newer facts says it of those."""
    if accounts:
        behind = AccountState.objects.filter(workspace=workspace, account_id__in=accounts, position__lt=position)
        behind.update(position=position)
