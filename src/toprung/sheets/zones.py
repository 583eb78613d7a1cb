"""What a column of instants leaves open about zones, and the sentence that tells how it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from toprung.sheets.cells import Cell
from toprung.sheets.dates import DayStyle, zone_told
from toprung.sheets.words import is_blank


@dataclass(slots=True)
class ZoneEvidence:
    """Does a column hold times without a zone, and days without a time? Feed it every sampled cell, then ask."""

    times: bool = False
    days: bool = False

    def see(self, cell: Cell) -> None:
        """Look at one cell."""
        if isinstance(cell, datetime):
            self.times |= cell.tzinfo is None
        elif isinstance(cell, date):
            self.days = True
        elif isinstance(cell, str) and not is_blank(cell):
            told = zone_told(cell)
            self.times |= told is False
            self.days |= told is None

    def notes(self, column: str, style: DayStyle, mapped: bool) -> list[str]:
        """How the column was read, in one sentence; none where every instant says its zone."""
        why = "as the mapping file says" if mapped else "the mapping file may name another as timezone under [options]"
        told = []
        if self.times:
            told.append(f"times without a zone as {style.zone} ({why})")
        if self.days:
            told.append(f"days without a time as days in {style.day_zone or style.zone}")
        return [f"“{column}” was read so: {', and '.join(told)}."] if told else []
