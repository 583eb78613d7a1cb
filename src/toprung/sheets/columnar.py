"""Parquet: columns with types of their own, read in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toprung.kernel.errors import BadInput
from toprung.sheets.tables import Progress, Record

_BATCH = 8_192
#: 0001-01-02 and 9999-12-31 as days since 1970: Python's calendar, less a day on either side for time zones.
_FIRST_DAY, _LAST_DAY = -719_161, 2_932_896
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file. Its rows are numbered from 1; the header is none of them."""

    path: Path
    columns: tuple[str, ...]
    nested: frozenset[str]
    total_rows: int
    total_bytes: int
    name: str = ""
    notes: tuple[str, ...] = ()
    strict_width: bool = False
    delimiter: str = ","

    def records(self, progress: Progress | None = None) -> Iterator[Record]:
        """Every row, as Python values."""
        number = 0
        for batch in self.batches(_BATCH):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                yield number, list(cells)
            if progress is not None:
                progress(self.total_bytes * number // max(self.total_rows, 1), self.total_bytes)

    def headings(self) -> list[tuple[int, list[str]]]:
        """The names of the columns."""
        return [(0, list(self.columns))]

    def batches(self, size: int) -> Iterator[pa.RecordBatch]:
        """The rows in batches of at most `size`; times to the microsecond, bytes that are text as text."""
        try:
            with pq.ParquetFile(self.path) as file:
                for batch in file.iter_batches(size):
                    yield pa.RecordBatch.from_arrays([plain_column(c) for c in batch.columns], names=list(self.columns))
        except (pa.ArrowException, OSError) as error:
            raise _damaged(self.path, error) from error


def open_parquet(path: Path) -> Sequence[ParquetTable]:
    """The file as a table. Raises BadInput."""
    try:
        with pq.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from error
    nested = frozenset(field.name for field in schema if pa.types.is_nested(field.type))
    return [ParquetTable(path, tuple(schema.names), nested, rows, path.stat().st_size)]


def plain_column(column: pa.Array) -> pa.Array:
    """The column in a type whose values Python knows: microseconds instead of nanoseconds, text instead of bytes.

    A column with a time outside Python's calendar becomes text, so that its row can be refused.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return plain_column(column.dictionary_decode())
    if (pa.types.is_timestamp(kind) or pa.types.is_date(kind)) and not _in_calendar(column):
        return column.cast(pa.string())
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return column.cast(pa.timestamp("us", kind.tz), safe=False)
    if pa.types.is_time64(kind):
        return column.cast(pa.time64("us"), safe=False)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return _as_text(column)
    return column


def _in_calendar(column: pa.Array) -> bool:
    kind = column.type
    if pa.types.is_date32(kind):
        column, per_day = column.cast(pa.int32()), 1
    else:
        per_day = 86_400 * _PER_SECOND["ms" if pa.types.is_date64(kind) else kind.unit]
    bounds = pc.min_max(column.cast(pa.int64())).as_py()
    if bounds["min"] is None:
        return True
    return bool(_FIRST_DAY * per_day <= bounds["min"] and bounds["max"] < _LAST_DAY * per_day)


def _as_text(column: Any) -> pa.Array:
    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        return column


def _damaged(path: Path, error: Exception) -> BadInput:
    return BadInput(
        f"“{path.name}” is a Parquet file that cannot be read ({str(error).splitlines()[0]}). "
        "What was read before the damage is kept. Write the file again."
    )
