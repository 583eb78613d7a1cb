"""Who has a run in hand: one worker at a time, and another once the first gives no sign of life."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from toprung.motion.imports.models import WORKED_ON, ImportRun, RunState

#: after so long without a sign of life, a worker counts as dead
DEAD_AFTER = timedelta(minutes=2)
#: a run that breaks its workers is given up
MOST_ATTEMPTS = 3
#: how often progress is written at most
_BEAT_SECONDS = 0.4


class Lost(Exception):
    """Another worker has taken the run up, or it was discarded: this one lets go of it."""


@dataclass(slots=True)
class Hand:
    """A worker's hold on one run. The clock goes on from the moment at which the run was taken."""

    run: ImportRun
    taken_at: datetime
    _begun: float = field(default_factory=time.monotonic)
    _told: float = 0.0

    @property
    def now(self) -> datetime:
        """The moment, on the clock that `taken_at` was read from."""
        return self.taken_at + timedelta(seconds=time.monotonic() - self._begun)

    def tell(self, bytes_read: int, rows_read: int) -> None:
        """Note how far it is, a few times a second at most. Call it outside of transactions. Raises Lost."""
        if time.monotonic() - self._told < _BEAT_SECONDS:
            return
        self._told = time.monotonic()
        self.save(bytes_read=bytes_read, rows_read=rows_read)

    def save(self, **values: Any) -> None:
        """Write these values, and a sign of life, while the run is in this hand. Raises Lost."""
        held = ImportRun.objects.filter(workspace=self.run.workspace, pk=self.run.pk, claim=self.run.claim)
        if not held.update(**values, beat_at=self.now):
            raise Lost
        for name, value in values.items():
            setattr(self.run, name, value)

    def let_go(self, state: RunState, **values: Any) -> None:
        """The step is over: the run is in this state now, and in nobody's hand. Raises Lost."""
        self.save(state=state.value, **values, claim="", attempts=0)


def take(now: datetime) -> Hand | None:
    """The oldest run that waits for a worker, or that a dead one left; None where there is none."""
    waiting = ImportRun.objects.filter(_due(now)).order_by("pk").values_list("workspace_id", "pk")
    return next((hand for workspace, pk in waiting if (hand := take_this(workspace, pk, now))), None)


def take_this(workspace: int, pk: int, now: datetime) -> Hand | None:
    """That run, if it waits for a worker; None where it does not, or another was faster."""
    claim = secrets.token_hex(16)
    waiting = ImportRun.objects.filter(_due(now), workspace=workspace, pk=pk)
    if not waiting.update(claim=claim, beat_at=now, attempts=F("attempts") + 1):
        return None
    run = ImportRun.objects.select_related("workspace", "member", "started_by", "undone_by").get(
        workspace=workspace, pk=pk
    )
    return Hand(run, now)


def _due(now: datetime) -> Q:
    unseen = Q(state=RunState.RECEIVED, seen__isnull=True)
    begun = Q(state__in=WORKED_ON)
    return (unseen | begun) & (Q(claim="") | Q(beat_at__lt=now - DEAD_AFTER))
