"""Keeping verdicts: one state an account, and a row of history when its standing changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from toprung.doctrine.verdict import Verdict
from toprung.kernel.canon import fingerprint
from toprung.motion.evaluation.models import AccountState, StateChange
from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace

#: accounts written in one transaction, so that nobody waits long for the lock
BATCH = 250
_COLUMNS = ("as_of", "inputs_fingerprint", "lifecycle", "rung", "health", "band", "arr", "verdict")


def keep(workspace: Workspace, as_of: date, judged: Sequence[tuple[str, Verdict]]) -> int:
    """Keep (inputs' fingerprint, verdict) pairs; returns how many accounts' standing changed.

    Accounts that have been evaluated for a later day are left alone.
    """
    return sum(_keep_batch(workspace, as_of, judged[i : i + BATCH]) for i in range(0, len(judged), BATCH))


@transaction.atomic
def _keep_batch(workspace: Workspace, as_of: date, judged: Sequence[tuple[str, Verdict]]) -> int:
    names = [verdict.account for _, verdict in judged]
    accounts = dict(Account.objects.filter(workspace=workspace, external_id__in=names).values_list("external_id", "pk"))
    states = {
        state.account_id: state
        for state in AccountState.objects.filter(account__workspace=workspace, account_id__in=accounts.values())
    }
    current = [(inputs, v) for inputs, v in judged if _is_forward(states.get(accounts[v.account]), as_of)]
    _write_states(accounts, states, as_of, current)
    return _write_changes(accounts, as_of, [v for _, v in current])


def _is_forward(state: AccountState | None, as_of: date) -> bool:
    return state is None or state.as_of <= as_of


def _write_states(
    accounts: dict[str, int],
    states: dict[int, AccountState],
    as_of: date,
    judged: Sequence[tuple[str, Verdict]],
) -> None:
    new: list[AccountState] = []
    moved: list[AccountState] = []
    for inputs, verdict in judged:
        pk = accounts[verdict.account]
        state = states.get(pk)
        if state is not None and (state.as_of, state.inputs_fingerprint) == (as_of, inputs):
            continue
        (moved if state else new).append(_filled(state or AccountState(account_id=pk), as_of, inputs, verdict))
    AccountState.objects.bulk_create(new)
    AccountState.objects.bulk_update(moved, _COLUMNS)


def _filled(state: AccountState, as_of: date, inputs: str, verdict: Verdict) -> AccountState:
    state.as_of = as_of
    state.inputs_fingerprint = inputs
    state.lifecycle = verdict.lifecycle.value
    state.rung = int(verdict.ladder.rung)
    state.health = verdict.health.score
    state.band = verdict.health.band.value if verdict.health.band else ""
    state.arr = verdict.arr
    state.verdict = verdict.as_json()
    return state


def _write_changes(accounts: dict[str, int], as_of: date, verdicts: Sequence[Verdict]) -> int:
    """A row of the day where it changed something; where a second look undoes the change, the row goes again."""
    history = _history([accounts[v.account] for v in verdicts])
    new: list[StateChange] = []
    corrected: list[StateChange] = []
    undone: list[int] = []
    for verdict in verdicts:
        standing, pk = verdict.standing(), accounts[verdict.account]
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
