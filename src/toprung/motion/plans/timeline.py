"""The plan's days on one line: where milestones and due days lie between its first and its last, and where today is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from toprung.kernel.days import add_months
from toprung.kernel.vocabulary import MilestoneState

#: months between two marks, so that there are at most eight of them
_STEPS = (1, 2, 3, 6, 12, 24)
_MOST_TICKS = 8
_MARGIN = timedelta(days=7)


class Dated(Protocol):
    """A milestone, whoever looks at it."""

    @property
    def number(self) -> int: ...

    @property
    def title(self) -> str: ...

    @property
    def due(self) -> date | None: ...

    @property
    def overdue(self) -> bool: ...

    @property
    def state(self) -> MilestoneState: ...


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the scale: its place in percent of the line, and the first of the month it stands for."""

    at: str
    day: date


@dataclass(frozen=True, slots=True)
class Row:
    """One milestone on the line; `late`: a stretch is drawn from its due day to today."""

    milestone: Dated
    at: str

    @property
    def late(self) -> bool:
        return self.milestone.overdue


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows, nearest first, the scale, and where today (`day`) is. `undated` milestones have no place on it."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    today: str
    day: date
    undated: tuple[Dated, ...]


def timeline(milestones: Sequence[Dated], today: date) -> Timeline | None:
    """The line from a week before the first day to a week after the last, today among them; None without a day."""
    dated = [(milestone.due, milestone) for milestone in milestones if milestone.due is not None]
    if not dated:
        return None
    days = [due for due, _ in dated]
    scale = _Scale(min(*days, today) - _MARGIN, max(*days, today) + _MARGIN)
    return Timeline(
        rows=tuple(Row(milestone, scale.at(due)) for due, milestone in dated),
        ticks=tuple(scale.ticks()),
        today=scale.at(today),
        day=today,
        undated=tuple(milestone for milestone in milestones if milestone.due is None),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def place(self, day: date) -> float:
        """Percent of the line; for drawing only."""
        return 100 * (day - self.first).days / (self.last - self.first).days

    def at(self, day: date) -> str:
        return f"{self.place(day):.1f}%"

    def ticks(self) -> Iterator[Tick]:
        """Firsts of months, no more than fit."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((step for step in _STEPS if months / step <= _MOST_TICKS), _STEPS[-1])
        day = add_months(self.first.replace(day=1), 1)
        while day <= self.last:
            yield Tick(self.at(day), day)
            day = add_months(day, step)
