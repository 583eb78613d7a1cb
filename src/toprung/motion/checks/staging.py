"""Staging the backlog of a first import (DOMAIN section 6)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from toprung.doctrine.checks import first_due_on, stage_backlog
from toprung.doctrine.clocks import renewal
from toprung.doctrine.evidence import Evidence
from toprung.motion.evaluation.gathering import gather
from toprung.records.book import queries
from toprung.records.book.actions.staging import stage_checks
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace


def stage_first_backlog(workspace: Workspace, *, by: Actor, now: datetime) -> int:
    """Spread the checks that were overdue on the day of the first import; returns how many are staged.

    Only on that day: what becomes due later is asked when it is due. Each segment's backlog is spread over its own
    number of days, nearest renewal first. Imports later on that day stage anew.
    """
    today = workspace.day_of(now)
    if workspace.first_import_on != today:
        return 0
    staged: dict[str, date] = {}
    for days, overdue in _overdue(workspace, today).items():
        staged |= stage_backlog(overdue, today, days)
    held = dict(queries.accounts(workspace).values_list("external_id", "check_staged_on"))
    changed = {name: staged.get(name) for name, before in held.items() if staged.get(name) != before}
    stage_checks(workspace, changed, by=by, now=now)
    return len(staged)


def _overdue(workspace: Workspace, today: date) -> dict[int, list[tuple[str, date | None]]]:
    """(account, renewal) pairs by how many days their segment spreads a backlog over."""
    found: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    for chunk in gather(workspace, today):
        for e in chunk:
            due = first_due_on(e)
            if due is not None and due < today and not e.checks:
                found[e.policy.backlog_days].append((e.account, _renewal_on(e)))
    return found


def _renewal_on(e: Evidence) -> date | None:
    ahead = renewal(e)
    return ahead[0] if ahead else None
