"""A workspace's facts as of a day, read once for all figures that are computed over them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property

from toprung.doctrine.evidence import Evidence
from toprung.motion.evaluation.gathering import gather
from toprung.motion.measures.members import Roll
from toprung.motion.measures.movements import Movements, read_movements
from toprung.records.tenancy.models import Workspace

#: told how many accounts have been read so far
Tell = Callable[[int], None]


class Facts:
    """What the measures read, each part when it is first asked for. Good for one run, not to be kept."""

    def __init__(self, workspace: Workspace, as_of: date, roll: Roll | None = None, tell: Tell | None = None) -> None:
        self.workspace = workspace
        self.as_of = as_of
        self._roll = roll
        self._tell = tell
        self._movements: dict[tuple[str, str], Movements] = {}

    @cached_property
    def roll(self) -> Roll:
        """Who is counted, and in which segment."""
        return self._roll or Roll.of(self.workspace)

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Every account's evidence by the day. Whether a target was met does not hang on usage, so none is read."""
        found: list[Evidence] = []
        for chunk in gather(self.workspace, self.as_of):
            found += chunk
            if self._tell:
                self._tell(len(found))
        return found

    def movements(self, currency: str, rates: str) -> Movements:
        """The movements by the day in that currency. Raises Refused for those in currencies without a rate."""
        key = (currency, rates)
        if key not in self._movements:
            self._movements[key] = read_movements(self.workspace, currency, rates, self.as_of)
        return self._movements[key]
