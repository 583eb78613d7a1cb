"""Usage events of a workspace: how many the lake holds, of which days, and what is wrong where it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from deltalake.exceptions import DeltaError

from toprung.motion import stores
from toprung.motion.connections.counting import BROKEN
from toprung.motion.connections.feeds import LastImport, last_imports
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Events:
    """Size is in bytes; days are in the workspace's zone. `broken`: why the lake cannot be read, else empty."""

    rows: int = 0
    files: int = 0
    bytes: int = 0
    quarantined: int = 0
    first_on: date | None = None
    last_on: date | None = None
    last_import: LastImport | None = None
    broken: str = ""

    @property
    def megabytes(self) -> str:
        """The size as people read it."""
        return f"{self.bytes / 1_000_000:,.1f} MB"


def events(workspace: Workspace) -> Events:
    """What the lake holds of the workspace's events."""
    lake, key, last = stores.lake(), stores.lake_key(workspace), last_imports(workspace).get("events")
    try:
        health = lake.health(key)
        first, newest = lake.first_event_on(key), lake.last_event_on(key)
    except (DeltaError, OSError):
        return Events(last_import=last, broken=BROKEN)
    return Events(health.rows, health.files, health.bytes, health.quarantined, first, newest, last)
