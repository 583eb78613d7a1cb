"""A person forgotten in what was judged: the states of some accounts, what they rest on, and their history."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from toprung.kernel.canon import plain_bytes
from toprung.motion.evaluation.models import AccountState, AccountVerdict, StateChange
from toprung.records.journal.rewriting import reworded, rewrite
from toprung.records.tenancy.models import Workspace


def forget_in_states(workspace: Workspace, accounts: Collection[int], texts: Sequence[str], new: str) -> int:
    """Put other words for the person's name and addresses; returns how many rows that changed.

    A row of the history gets the fingerprint of what is left, so that the next look at the account finds it unchanged.
    Call within the workspace's turn.
    """
    states = AccountState.objects.filter(workspace=workspace, account__in=accounts)
    verdicts = AccountVerdict.objects.filter(account__workspace=workspace, account__in=accounts)
    changed = rewrite(states, ("validator", "named_result"), texts, new)
    changed += rewrite(verdicts, ("verdict",), texts, new)
    return changed + _in_history(workspace, accounts, texts, new)


def _in_history(workspace: Workspace, accounts: Collection[int], texts: Sequence[str], new: str) -> int:
    changed: list[StateChange] = []
    history = StateChange.objects.filter(workspace=workspace, account__in=accounts)
    for row in history:
        standing = reworded(row.standing, texts, new)
        if standing != row.standing:
            row.standing, row.fingerprint = standing, hashlib.sha256(plain_bytes(standing)).hexdigest()
            changed.append(row)
    history.bulk_update(changed, ["standing", "fingerprint"], batch_size=200)
    return len(changed)
