"""Keeping verdicts: one state an account with its whole verdict, and a row of history when its standing changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from toprung.kernel.batching import batches
from toprung.motion.evaluation.changing import write_changes
from toprung.motion.evaluation.columns import COLUMNS, state_row
from toprung.motion.evaluation.judging import Judged
from toprung.motion.evaluation.models import AccountState, AccountVerdict
from toprung.motion.evaluation.reading import rows_of
from toprung.motion.evaluation.tally import Counted
from toprung.motion.evaluation.writing import put
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.turns import turn

#: accounts written in one transaction, so that nobody waits long for the lock
BATCH = 500


class _Kept(NamedTuple):
    """An account on file, and what its state says of when it was made; None where it has none."""

    pk: int
    as_of: date | None
    position: int | None
    inputs: str | None
    changed_on: date | None

    def gives_way(self, as_of: date, position: int) -> bool:
        """States move forward only: to a later day, and on one day to facts that were read later."""
        return self.as_of is None or (self.as_of, self.position or 0) <= (as_of, position)

    def says_the_same(self, as_of: date, judged: Judged) -> bool:
        """Was the same judged on the same day?"""
        return (self.as_of, self.inputs) == (as_of, judged.inputs)


def keep(workspace: Workspace, as_of: date, judged: Sequence[Judged], position: int) -> int:
    """Keep what was judged over the facts up to a position of the journal; returns how many standings changed.

    Accounts that have been evaluated for a later day, or over facts read later, are left alone.
    """
    return sum(_keep_batch(workspace, as_of, batch, position) for batch in batches(judged, BATCH))


def _keep_batch(workspace: Workspace, as_of: date, judged: Sequence[Judged], position: int) -> int:
    with turn(workspace):
        on_file = _kept(workspace, (account.verdict.account for account in judged))
        # An account that has been taken off file meanwhile has no state to keep.
        placed = [(on_file[a.verdict.account], a) for a in judged if a.verdict.account in on_file]
        forward = [(kept, account) for kept, account in placed if kept.gives_way(as_of, position)]
        news = [(kept, account) for kept, account in forward if not kept.says_the_same(as_of, account)]
        _reach(workspace, [kept.pk for kept, account in forward if kept.says_the_same(as_of, account)], position)
        return _write(workspace, as_of, news, position)


def _kept(workspace: Workspace, accounts: Iterable[str]) -> dict[str, _Kept]:
    found = Account.objects.filter(workspace=workspace, external_id__in=list(accounts))
    columns = ("as_of", "position", "inputs_fingerprint", "changed_on")
    rows = found.values_list("external_id", "pk", *(f"state__{column}" for column in columns))
    return {name: _Kept(*values) for name, *values in rows}


def _write(workspace: Workspace, as_of: date, news: Sequence[tuple[_Kept, Judged]], position: int) -> int:
    """Put states, verdicts and history in place; returns how many standings changed."""
    changed_on = {kept.pk: kept.changed_on for kept, _ in news if kept.changed_on is not None}
    since, changed = write_changes(workspace, as_of, [(kept.pk, a.verdict) for kept, a in news], changed_on)
    states = [state_row(kept.pk, workspace.pk, as_of, a, since[kept.pk], position) for kept, a in news]
    put(AccountState, ("account_id",), COLUMNS, states)
    verdicts = [(kept.pk, account.written.decode()) for kept, account in news]
    put(AccountVerdict, ("account_id",), ("account_id", "verdict"), verdicts)
    return changed


def counted_on_file(workspace: Workspace, as_of: date, accounts: Sequence[str]) -> dict[str, Counted]:
    """What is counted of those of the accounts whose state is of that very day, read from their states."""
    states = AccountState.objects.filter(workspace=workspace, as_of=as_of, account__external_id__in=accounts)
    return {name: Counted(*values) for name, *values in rows_of(states.values_list(_NAME, *Counted._fields))}


_NAME = "account__external_id"


def move_on(workspace: Workspace, as_of: date, same: Mapping[str, Counted], position: int) -> None:
    """States that say the same over newer facts say it of those, unless somebody has replaced them meanwhile."""
    if same:
        with turn(workspace):
            states = AccountState.objects.filter(workspace=workspace, as_of=as_of, position__lt=position)
            behind = states.filter(account__external_id__in=list(same))
            kept = behind.values_list("pk", _NAME, "inputs_fingerprint")
            still = [pk for pk, name, inputs in kept if inputs == same[name].inputs_fingerprint]
            AccountState.objects.filter(workspace=workspace, pk__in=still).update(position=position)


def _reach(workspace: Workspace, accounts: Sequence[int], position: int) -> None:
    """Whoever says the same over newer facts says it of those."""
    if accounts:
        behind = AccountState.objects.filter(workspace=workspace, account_id__in=accounts, position__lt=position)
        behind.update(position=position)
