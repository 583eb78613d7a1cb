"""When an outcome will be reached at the pace so far, and how sure that is (docs/decisions/0008 and 0030)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from toprung.doctrine.progress import Seen, projected_on

#: eight of ten values lie within so many standard deviations
_EIGHT_OF_TEN = Decimal("1.2816")
_LONGEST = 3650


@dataclass(frozen=True, slots=True)
class Projection:
    """The day on which the target is met at the pace so far, with its 80% interval.

    `on` None: nothing moves, or not within ten years. `latest` None: the interval is open, for the values scatter so
    much that it may as well never be reached. `spread` is the standard deviation of the share reached around the line.
    """

    on: date | None
    earliest: date | None
    latest: date | None
    spread: Decimal
    readings: int


def project(history: Sequence[Seen], start: date | None, enough: int) -> Projection | None:
    """Project the values after `start`, oldest first; None with fewer than `enough`, or where the target is met.

    The line runs from nothing at the start through the latest value. The other values' distances from it say how far
    the latest one may be off; the interval is where the line would meet the target, were it so much higher or lower.
    """
    seen = [s for s in history if start is not None and s.day > start]
    if start is None or len(seen) < enough or seen[-1].met:
        return None
    latest = seen[-1]
    on = projected_on(latest, start)
    spread = _spread(seen, start)
    if on is None:
        return Projection(None, None, None, spread, len(seen))
    off = _EIGHT_OF_TEN * spread
    earliest, last = _at(latest, start, latest.progress + off), _at(latest, start, latest.progress - off)
    return Projection(on, earliest, last, spread, len(seen))


def _spread(seen: Sequence[Seen], start: date) -> Decimal:
    """Standard deviation of the values before the latest one from the line through it."""
    latest = seen[-1]
    pace = latest.progress / (latest.day - start).days
    squares = [(s.progress - pace * (s.day - start).days) ** 2 for s in seen[:-1]]
    return (sum(squares, Decimal(0)) / len(squares)).sqrt() if squares else Decimal(0)


def _at(latest: Seen, start: date, progress: Decimal) -> date | None:
    """Where the line would meet the target, had the latest value shown that share; not before that value's day."""
    if progress <= 0:
        return None
    needed = int((latest.day - start).days / progress)
    return max(start + timedelta(days=needed), latest.day) if needed <= _LONGEST else None
