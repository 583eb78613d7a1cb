"""Instants a column at a time, for what Arrow surely reads as `dates` does; it says of the rest that it did not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

INSTANT = pa.timestamp("us", "UTC")

_MOMENT = r"^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?"
_NAIVE = _MOMENT + "$"
_ZONED = _MOMENT + r"(Z|[+-](0\d|1[0-4]):[0-5]\d)$"
#: Arrow reads zones by their table of changes, which ends in 2037; Python goes on by the zone's last rule.
_FIRST_KNOWN, _LAST_KNOWN = (pa.scalar(datetime(year, 1, 1), pa.timestamp("us")) for year in (1970, 2037))  # noqa: DTZ001
#: Epoch numbers by size: the first and last of each unit, in that unit.
_EPOCHS = (("s", 10**9, 10**10 - 1), ("ms", 10**12, 10**13 - 1), ("us", 10**15, 10**16 - 1))


def instants(column: pa.Array, zone: str, day_zone: str) -> pa.Array:
    """The column as instants in UTC, null where it is null or must be read cell by cell.

    Times without an offset are in `zone`, days begin in `day_zone`; of an hour that comes twice, the first is meant.
    """
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _zoned(column.cast(pa.timestamp("us", kind.tz)), zone)
    if pa.types.is_date(kind):
        return _zoned(column.cast(pa.date32()).cast(pa.timestamp("us")), day_zone)
    if pa.types.is_integer(kind):
        return _epochs(column)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _written(column, zone)
    return pa.nulls(len(column), INSTANT)


def _zoned(column: pa.Array, zone: str) -> pa.Array:
    if column.type.tz is not None:
        return column.cast(INSTANT)
    if zone == "UTC":
        return pc.assume_timezone(column, "UTC")
    known = pc.and_(pc.greater_equal(column, _FIRST_KNOWN), pc.less(column, _LAST_KNOWN))
    column = pc.if_else(known, column, pa.scalar(None, column.type))
    try:
        return pc.assume_timezone(column, zone, ambiguous="earliest", nonexistent="raise").cast(INSTANT)
    except pa.ArrowInvalid:
        # An hour that the clocks jumped over: Arrow and Python differ, and Python's reading counts.
        return pa.nulls(len(column), INSTANT)


def _epochs(column: pa.Array) -> pa.Array:
    bounds = pc.min_max(column).as_py()
    for unit, first, last in _EPOCHS:
        if bounds["min"] is not None and first <= bounds["min"] and bounds["max"] <= last:
            return column.cast(pa.int64()).cast(pa.timestamp(unit)).cast(pa.timestamp("us")).cast(INSTANT)
    return pa.nulls(len(column), INSTANT)


def _written(column: pa.Array, zone: str) -> pa.Array:
    zoned = _cast_where(column, _ZONED, INSTANT)
    naive = _cast_where(column, _NAIVE, pa.timestamp("us"))
    return pc.coalesce(zoned, _zoned(naive, zone))


def _cast_where(column: pa.Array, pattern: str, kind: Any) -> pa.Array:
    """The texts of that form, cast; all null where one of them is not in the calendar."""
    fits = pc.match_substring_regex(column, pattern)
    try:
        return pc.if_else(fits, column, pa.scalar(None, column.type)).cast(kind)
    except pa.ArrowInvalid:
        return pa.nulls(len(column), kind)
