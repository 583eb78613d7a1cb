"""An account's history: a row for each day on which its standing changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from toprung.doctrine.verdict import Verdict
from toprung.kernel.canon import fingerprint, plain
from toprung.motion.evaluation.models import StateChange
from toprung.records.tenancy.models import Workspace

_TOLD = ("standing", "fingerprint", "rung", "rung_before", "band", "band_before", "moved", "arr", "health_parts")


@dataclass(slots=True)
class _Writing:
    """What is to be written of a batch, and since when each account stands as it does."""

    since: dict[int, date] = field(default_factory=dict)
    new: list[StateChange] = field(default_factory=list)
    corrected: list[StateChange] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)

    def take(self, workspace: int, pk: int, as_of: date, verdict: Verdict, rows: list[StateChange]) -> None:
        """Compare an account's standing with the last rows of its history, older first."""
        standing = verdict.standing()
        mark = fingerprint(standing)
        self.since[pk] = as_of
        if rows and rows[-1].fingerprint == mark:
            self.since[pk] = rows[-1].since
        elif not rows or rows[-1].since != as_of:
            row = StateChange(account_id=pk, workspace_id=workspace, since=as_of)
            self.new.append(_told(row, verdict, standing, mark, rows[-1] if rows else None))
        elif len(rows) > 1 and rows[-2].fingerprint == mark:
            self.undone.append(rows[-1].pk)
            self.since[pk] = rows[-2].since
        else:
            self.corrected.append(_told(rows[-1], verdict, standing, mark, rows[-2] if len(rows) > 1 else None))


def write_changes(
    workspace: Workspace, as_of: date, verdicts: Sequence[tuple[int, Verdict]]
) -> tuple[dict[int, date], int]:
    """A row of the day where it changed something; where a second look undoes the change, the row goes again.

    Returns the day since which each account stands as it does, by primary key, and how many standings changed.
    """
    history = _history(workspace, [pk for pk, _ in verdicts])
    writing = _Writing()
    for pk, verdict in verdicts:
        writing.take(workspace.pk, pk, as_of, verdict, history[pk])
    StateChange.objects.filter(workspace=workspace, pk__in=writing.undone).delete()
    StateChange.objects.bulk_create(writing.new)
    StateChange.objects.bulk_update(writing.corrected, _TOLD)
    return writing.since, len(writing.new) + len(writing.corrected) + len(writing.undone)


def _told(
    row: StateChange, verdict: Verdict, standing: dict[str, Any], mark: str, before: StateChange | None
) -> StateChange:
    row.standing, row.fingerprint = standing, mark
    row.rung, row.band = standing["rung"], standing["band"] or ""
    row.rung_before, row.band_before = (before.rung, before.band) if before else (None, "")
    row.moved = before is not None and (row.rung, row.band) != (before.rung, before.band)
    row.arr = verdict.arr
    row.health_parts = [
        {"part": p.name.value, "weight": p.weight, "points": plain(p.points), "no_data": p.share is None}
        for p in verdict.health.parts
    ]
    return row


def _history(workspace: Workspace, accounts: list[int]) -> dict[int, list[StateChange]]:
    """Each account's last two rows, older first, without what is long in them."""
    held: dict[int, list[StateChange]] = defaultdict(list)
    rows = StateChange.objects.filter(workspace=workspace, account_id__in=accounts).defer("standing", "health_parts")
    back = Window(RowNumber(), partition_by=[F("account_id")], order_by=F("since").desc())
    for row in rows.annotate(back=back).filter(back__lte=2).order_by("account_id", "since"):
        held[row.account_id].append(row)
    return held
