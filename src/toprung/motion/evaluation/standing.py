"""Where every account stands on a day, read from the states where they are up to date, else judged anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from toprung import __version__
from toprung.motion.evaluation.models import AccountState, Evaluation
from toprung.motion.evaluation.position import Position
from toprung.motion.evaluation.running import judged_accounts
from toprung.records.tenancy.models import Workspace


def standing(workspace: Workspace, as_of: date) -> list[dict[str, Any]]:
    """Every account's verdict as of the day, as `Verdict.as_json` tells it, by external id. Writes nothing."""
    if is_current(workspace, as_of):
        rows = AccountState.objects.filter(account__workspace=workspace, as_of=as_of)
        return list(rows.order_by("account__external_id").values_list("verdict", flat=True))
    return [j.told for chunk in judged_accounts(workspace, as_of) for j in chunk]


def is_current(workspace: Workspace, as_of: date) -> bool:
    """Was the whole book evaluated for that day by this version, and has nothing been recorded or loaded since?"""
    run = Evaluation.objects.filter(workspace=workspace, partial=False).order_by("-id").first()
    if run is None or (run.as_of, run.version) != (as_of, __version__) or as_of != _latest_day(workspace):
        return False
    return Position.of(workspace) == Position(run.journal_position, run.lake_fingerprint)


def _latest_day(workspace: Workspace) -> date | None:
    latest = AccountState.objects.filter(account__workspace=workspace).order_by("-as_of").first()
    return latest.as_of if latest else None
