"""Keeping verdicts: one state an account, and a row of history when its standing changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

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
    latest = _latest_changes([accounts[v.account] for v in verdicts])
    new, corrected = [], []
    for verdict in verdicts:
        standing = verdict.standing()
        mark, pk = fingerprint(standing), accounts[verdict.account]
        before = latest.get(pk)
        if before is not None and before.fingerprint == mark:
            continue
        if before is not None and before.since == as_of:
            before.standing, before.fingerprint = standing, mark
            corrected.append(before)
        else:
            new.append(StateChange(account_id=pk, since=as_of, standing=standing, fingerprint=mark))
    StateChange.objects.bulk_create(new)
    StateChange.objects.bulk_update(corrected, ["standing", "fingerprint"])
    return len(new) + len(corrected)


def _latest_changes(accounts: list[int]) -> dict[int, StateChange]:
    rows: Any = StateChange.objects.filter(account_id__in=accounts).order_by("account_id", "since")
    return {row.account_id: row for row in rows}
