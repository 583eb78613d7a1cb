"""Where every account stands on a day, read from the states where they are up to date, else judged anew."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from toprung import __version__
from toprung.motion.evaluation.models import AccountState, AccountVerdict
from toprung.motion.evaluation.position import Position, reached
from toprung.motion.evaluation.running import judged_accounts
from toprung.records.tenancy.models import Workspace


def standing(workspace: Workspace, as_of: date) -> list[dict[str, Any]]:
    """Every account's verdict as of the day, as `Verdict.as_json` tells it, by external id. Writes nothing."""
    if is_current(workspace, as_of):
        rows = AccountVerdict.objects.filter(account__workspace=workspace, account__state__as_of=as_of)
        return list(rows.order_by("account__external_id").values_list("verdict", flat=True))
    # Read back as it would be kept, so that both ways give the same text.
    return [json.loads(j.written) for chunk in judged_accounts(workspace, as_of) for j in chunk]


def is_current(workspace: Workspace, as_of: date) -> bool:
    """Do all states of the book say what is so on that day: by this version, and over everything that is on file?"""
    state = reached(workspace)
    if state is None or (state.as_of, state.version) != (as_of, __version__):
        return False
    if AccountState.objects.filter(workspace=workspace, as_of__gt=as_of).exists():
        return False
    return Position.of(workspace, state) == Position(state.journal_position, state.lake_version, state.fed_since)
