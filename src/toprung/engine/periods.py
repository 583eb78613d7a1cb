"""Which day belongs to which period, and which periods events fall in: as the texts want it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from toprung.kernel.days import ONE_DAY, Rhythm, next_period, periods_touching

CALENDAR = pa.schema([("day", pa.date32()), ("period_start", pa.date32()), ("period_end", pa.date32())])
#: a period's first day, and the first day after it
Span = tuple[date, date]


def calendar(first: date, last: date, grain: Rhythm) -> pa.Table:
    """Which period each day from `first` to `last` belongs to: day, period_start, period_end (the first day after)."""
    return days_of([(start, next_period(start, grain)) for start in periods_touching(first, last, grain)])


def days_of(spans: Iterable[Span]) -> pa.Table:
    """The calendar of these periods alone."""
    rows = [(start + n * ONE_DAY, start, end) for start, end in spans for n in range((end - start).days)]
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    return pa.table([pa.array(column, pa.date32()) for column in columns], schema=CALENDAR)
