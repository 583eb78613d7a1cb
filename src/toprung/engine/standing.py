"""What the lake holds at one moment: of a workspace's events, and of all in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from toprung.engine.delta import HeldFile
from toprung.engine.runner import Files
from toprung.engine.schemas import HELD_EVENTS, PARTITIONS


@dataclass(frozen=True, slots=True)
class LakeHealth:
    """The lake in figures: files, rows and bytes of the events; rows in quarantine and without an account."""

    version: int | None
    files: int
    rows: int
    bytes: int
    quarantined: int
    unmatched: int
    last_load_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A workspace's events at one moment: the table's version, the one with which they last changed, the files."""

    version: int
    changed: int
    held: tuple[HeldFile, ...]

    @property
    def first_on(self) -> date | None:
        """The day of the first event."""
        return min((file.first_on for file in self.held), default=None)

    @property
    def last_on(self) -> date | None:
        """The day of the last event."""
        return max((file.last_on for file in self.held), default=None)

    def files(self, first: date | None = None, last: date | None = None) -> Files:
        """The files that may hold events of these days, or of any."""
        within = (
            file.path
            for file in self.held
            if (first is None or file.last_on >= first) and (last is None or file.first_on <= last)
        )
        return Files(tuple(within), HELD_EVENTS, PARTITIONS)
