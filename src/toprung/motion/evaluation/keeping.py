"""Keeping verdicts: one state an account, and a row of history when its standing changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction

from toprung.doctrine.verdict import Verdict
from toprung.kernel.canon import fingerprint
from toprung.motion.evaluation.judging import Judged
from toprung.motion.evaluation.models import AccountState, StateChange
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace

#: accounts written in one transaction, so that nobody waits long for the lock
BATCH = 250
_COLUMNS = ("as_of", "inputs_fingerprint", "lifecycle", "rung", "health", "band", "arr", "verdict")


def keep(workspace: Workspace, as_of: date, judged: Sequence[Judged]) -> int:
    """Keep what was judged; returns how many accounts' standing changed.

    Accounts that have been evaluated for a later day are left alone.
    """
    return sum(_keep_batch(workspace, as_of, judged[i : i + BATCH]) for i in range(0, len(judged), BATCH))


@transaction.atomic
def _keep_batch(workspace: Workspace, as_of: date, judged: Sequence[Judged]) -> int:
    names = [account.verdict.account for account in judged]
    pks = dict(Account.objects.filter(workspace=workspace, external_id__in=names).values_list("external_id", "pk"))
    states = AccountState.objects.filter(account__workspace=workspace, account_id__in=pks.values())
    kept = {pk: (day, inputs) for pk, day, inputs in states.values_list("account_id", "as_of", "inputs_fingerprint")}
    placed = [(pks[account.verdict.account], account) for account in judged]
    forward = [(pk, account) for pk, account in placed if kept.get(pk, (as_of, ""))[0] <= as_of]
    _write_states(as_of, [(pk, account) for pk, account in forward if kept.get(pk) != (as_of, account.inputs)])
    return _write_changes(as_of, [(pk, account.verdict) for pk, account in forward])


def _write_states(as_of: date, judged: Iterable[tuple[int, Judged]]) -> None:
    """One statement inserts and replaces: an update of so many columns row by row takes ten times as long."""
    AccountState.objects.bulk_create(
        (_state(pk, as_of, account) for pk, account in judged),
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=_COLUMNS,
    )


def _state(pk: int, as_of: date, judged: Judged) -> AccountState:
    verdict = judged.verdict
    return AccountState(
        account_id=pk,
        as_of=as_of,
        inputs_fingerprint=judged.inputs,
        lifecycle=verdict.lifecycle.value,
        rung=int(verdict.ladder.rung),
        health=verdict.health.score,
        band=verdict.health.band.value if verdict.health.band else "",
        arr=verdict.arr,
        verdict=judged.told,
    )


def _write_changes(as_of: date, verdicts: Sequence[tuple[int, Verdict]]) -> int:
    """A row of the day where it changed something; where a second look undoes the change, the row goes again."""
    history = _history([pk for pk, _ in verdicts])
    new: list[StateChange] = []
    corrected: list[StateChange] = []
    undone: list[int] = []
    for pk, verdict in verdicts:
        standing = verdict.standing()
        mark, rows = fingerprint(standing), history[pk]
        if rows and rows[-1].fingerprint == mark:
            continue
        if not rows or rows[-1].since != as_of:
            new.append(StateChange(account_id=pk, since=as_of, standing=standing, fingerprint=mark))
        elif len(rows) > 1 and rows[-2].fingerprint == mark:
            undone.append(rows[-1].pk)
        else:
            rows[-1].standing, rows[-1].fingerprint = standing, mark
            corrected.append(rows[-1])
    StateChange.objects.filter(pk__in=undone).delete()
    StateChange.objects.bulk_create(new)
    StateChange.objects.bulk_update(corrected, ["standing", "fingerprint"])
    return len(new) + len(corrected) + len(undone)


def _history(accounts: list[int]) -> dict[int, list[StateChange]]:
    """Each account's rows, oldest first."""
    held: dict[int, list[StateChange]] = defaultdict(list)
    rows = StateChange.objects.filter(account_id__in=accounts).defer("standing")
    for row in rows.order_by("account_id", "since"):
        held[row.account_id].append(row)
    return held
