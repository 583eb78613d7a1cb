"""An account's history: a row for each day on which its standing changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from toprung.doctrine.verdict import Verdict
from toprung.kernel.canon import plain, plain_bytes
from toprung.motion.evaluation.models import StateChange
from toprung.motion.evaluation.writing import put
from toprung.records.tenancy.models import Workspace

_COLUMNS = (
    *("account_id", "workspace_id", "since", "standing", "fingerprint", "rung", "rung_before", "band", "band_before"),
    *("moved", "arr", "health_parts"),
)


class _Past(NamedTuple):
    """What is read of a row of the history."""

    pk: int
    since: date
    fingerprint: str
    rung: int
    band: str


_PAST = ("account_id", "id", "since", "fingerprint", "rung", "band")


@dataclass(slots=True)
class _Writing:
    """What is to be written of a batch, and since when each account stands as it does."""

    workspace: int
    as_of: date
    since: dict[int, date] = field(default_factory=dict)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)

    def take(self, pk: int, verdict: Verdict, past: Sequence[_Past]) -> None:
        """Compare an account's standing with the last rows of its history, older first."""
        standing = plain_bytes(verdict.standing())
        mark = hashlib.sha256(standing).hexdigest()
        if past and past[-1].fingerprint == mark:
            self.since[pk] = past[-1].since
            return
        earlier = [row for row in past if row.since != self.as_of]
        if earlier and earlier[-1].fingerprint == mark:
            # The day's change has been taken back: its row goes again.
            self.undone.append(past[-1].pk)
            self.since[pk] = earlier[-1].since
            return
        self.since[pk] = self.as_of
        self.rows.append(self._row(pk, verdict, standing, mark, earlier[-1] if earlier else None))

    def _row(self, pk: int, verdict: Verdict, standing: bytes, mark: str, before: _Past | None) -> tuple[Any, ...]:
        rung, band = int(verdict.ladder.rung), verdict.health.band.value if verdict.health.band else ""
        stood = (before.rung, before.band) if before else (None, "")
        moved = before is not None and (rung, band) != stood
        parts = [
            {"part": p.name.value, "weight": p.weight, "points": plain(p.points), "no_data": p.share is None}
            for p in verdict.health.parts
        ]
        told = (standing.decode(), mark, rung, stood[0], band, stood[1], moved, verdict.arr)
        return (pk, self.workspace, self.as_of, *told, plain_bytes(parts).decode())


def write_changes(
    workspace: Workspace, as_of: date, verdicts: Sequence[tuple[int, Verdict]], changed_on: Mapping[int, date]
) -> tuple[dict[int, date], int]:
    """A row of the day where it changed something; where a second look undoes the change, the row goes again.

    `changed_on` is the day of the latest row of the accounts whose states know it. Returns the day since which each
    account stands as it does, by primary key, and how many standings changed.
    """
    pasts = _history(workspace, as_of, [pk for pk, _ in verdicts], changed_on)
    writing = _Writing(workspace.pk, as_of)
    for pk, verdict in verdicts:
        writing.take(pk, verdict, pasts[pk])
    if writing.undone:
        StateChange.objects.filter(workspace=workspace, pk__in=writing.undone).delete()
    put(StateChange, ("account_id", "since"), _COLUMNS, writing.rows)
    return writing.since, len(writing.rows) + len(writing.undone)


def _history(
    workspace: Workspace, as_of: date, accounts: Sequence[int], changed_on: Mapping[int, date]
) -> dict[int, list[_Past]]:
    """Each account's last row before the day, and the day's own; older first.

    Where the latest row is of an earlier day that the state knows, it is found by its key; the rest are looked for.
    """
    held: dict[int, list[_Past]] = defaultdict(list)
    rows = StateChange.objects.filter(workspace=workspace)
    placed = [pk for pk in accounts if changed_on.get(pk, as_of) < as_of]
    sought = [pk for pk in accounts if changed_on.get(pk, as_of) >= as_of]
    found: list[Any] = []
    if placed:
        found += rows.filter(account_id__in=placed, since=F("account__state__changed_on")).values_list(*_PAST)
    if sought:
        back = Window(RowNumber(), partition_by=[F("account_id")], order_by=F("since").desc())
        lately = rows.filter(account_id__in=sought).annotate(back=back).filter(back__lte=2)
        found += lately.order_by("account_id", "since").values_list(*_PAST)
    for account, *past in found:
        held[account].append(_Past(*past))
    return held
