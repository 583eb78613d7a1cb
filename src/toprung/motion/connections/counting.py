"""How far a workspace's events have come: what the lake holds and loaded last, and what still waits in the inbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from deltalake.exceptions import DeltaError

from toprung.engine.delta import LoadCommit
from toprung.motion import stores
from toprung.records.inbox.queries import Waiting, waiting
from toprung.records.tenancy.models import Workspace

#: loads that are shown
LOADS = 20
BROKEN = "The events' store cannot be read: “toprung restore” brings the last backup back."


@dataclass(frozen=True, slots=True)
class Counting:
    """Sizes are in bytes, days in the workspace's zone. `broken`: why the lake cannot be read, else empty.

    `unmatched` are events without an account, `quarantined` those whose time is not believed; neither counts.
    """

    waiting: Waiting
    rows: int = 0
    files: int = 0
    bytes: int = 0
    quarantined: int = 0
    unmatched: int = 0
    first_on: date | None = None
    last_on: date | None = None
    loads: tuple[LoadCommit, ...] = field(default=())
    broken: str = ""

    @property
    def last_load_at(self) -> datetime | None:
        """When the lake last took events of this workspace; None where that is not among its recent loads."""
        return self.loads[0].at if self.loads else None

    @property
    def counted_to(self) -> datetime | None:
        """What was received before is counted: up to the oldest that waits, else up to the last load."""
        return self.waiting.oldest_received_at or self.last_load_at

    @property
    def megabytes(self) -> str:
        """The size as people read it."""
        return f"{self.bytes / 1_000_000:,.1f} MB"


def counting(workspace: Workspace) -> Counting:
    """How far the workspace's events have come. Reads the lake's log alone, whatever it holds."""
    lake, key, waits = stores.lake(), stores.lake_key(workspace), waiting(workspace.pk)
    try:
        health, standing = lake.health(key), lake.standing(key)
        loads = tuple(lake.last_loads(key, LOADS))
    except (DeltaError, OSError):
        return Counting(waits, broken=BROKEN)
    return Counting(
        waits,
        rows=health.rows,
        files=health.files,
        bytes=health.bytes,
        quarantined=health.quarantined,
        unmatched=health.unmatched,
        first_on=standing.first_on,
        last_on=standing.last_on,
        loads=loads,
    )
