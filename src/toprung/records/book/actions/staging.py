"""Putting off an account's overdue result check to a day of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from toprung.kernel.batching import batches
from toprung.records.book import queries
from toprung.records.book.models import Account
from toprung.records.journal.actions import Note, write
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

BATCH = 500


def stage_checks(workspace: Workspace, staged: Mapping[str, date | None], *, by: Actor, now: datetime) -> None:
    """Ask these accounts' overdue checks on these days; None takes a day back. Raises NotAllowed."""
    require(by, Verb.IMPORT, workspace)
    # Day by day: a batch then holds few different days, and takes as many updates.
    names = sorted(staged, key=lambda name: (staged[name] or date.min, name))
    for batch in batches(names, BATCH):
        _stage_batch(workspace, {name: staged[name] for name in batch}, by=by, now=now)


def _stage_batch(workspace: Workspace, staged: Mapping[str, date | None], *, by: Actor, now: datetime) -> None:
    """One note a batch: nobody decided these days one by one."""
    with turn(workspace):
        found = list(queries.accounts(workspace).filter(external_id__in=staged))
        changes = {a.external_id: [_text(a.check_staged_on), _text(staged[a.external_id])] for a in found}
        for day in set(staged.values()):
            chosen = [a.pk for a in found if staged[a.external_id] == day]
            Account.objects.filter(workspace=workspace, pk__in=chosen).update(check_staged_on=day)
        write(workspace, [Note("stage_checks", subject=f"{len(found)} accounts", changes=changes)], by=by, at=now)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
