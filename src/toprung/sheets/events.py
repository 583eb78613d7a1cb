"""Events by the hundred thousand: columns instead of rows, equal to what reading row by row would give.

Each different text of a column is read once, by the same reader as a row's cell; a row of which any cell fails is given
to the row reader, which is the authority on what it means and why it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from toprung.kernel.batching import batches
from toprung.sheets.cells import Cell, CellStyle, reader_of
from toprung.sheets.columnar import ParquetTable
from toprung.sheets.fields import Field, FieldType
from toprung.sheets.instants import INSTANT, instants
from toprung.sheets.problems import CellError, Reject, Row
from toprung.sheets.properties import json_key, property_json
from toprung.sheets.reading import RowReader, Sheet
from toprung.sheets.tables import Fault, Progress, Record, Table

SCHEMA = pa.schema(
    [
        pa.field("account", pa.string()),
        pa.field("user", pa.string()),
        pa.field("name", pa.string()),
        pa.field("occurred_at", INSTANT),
        pa.field("message_id", pa.string()),
        pa.field("properties", pa.string()),
    ]
)
#: Rows of a batch: enough to make columns worth it, few enough to keep memory small.
PARQUET_ROWS = 200_000
TEXT_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class EventBatch:
    """Events in the columns of SCHEMA, in the file's order, and the rows of the same stretch that were refused."""

    table: pa.Table
    rejects: list[Reject]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch of well-shaped rows: their numbers and their columns, in the order of the sheet's names."""

    numbers: list[int]
    columns: list[pa.Array]

    def record(self, index: int) -> tuple[int, list[Cell]]:
        return self.numbers[index], [column[index].as_py() for column in self.columns]


def event_batches(sheet: Sheet, progress: Progress | None = None) -> Iterator[EventBatch]:
    """The events of a sheet opened as events, in batches of at most 200,000. Raises BadInput as its rows do."""
    reader = RowReader(sheet)
    for chunk, odd in _chunks(sheet, progress):
        batch = _batch(sheet, reader, chunk, odd)
        if batch.table.num_rows or batch.rejects:
            yield batch


def _chunks(sheet: Sheet, progress: Progress | None) -> Iterator[tuple[_Chunk, list[Record]]]:
    """Stretches of the file: the well-shaped rows as columns, and beside them the records that need the row reader."""
    if isinstance(sheet.table, ParquetTable):
        yield from _parquet_chunks(sheet.table, progress)
        return
    for part in batches(sheet.table.records(progress), TEXT_ROWS):
        below = [record for record in part if record[0] > sheet.heading.row]
        yield _text_chunk(sheet.table, below, len(sheet.names))


def _parquet_chunks(table: ParquetTable, progress: Progress | None) -> Iterator[tuple[_Chunk, list[Record]]]:
    done = 0
    for batch in table.batches(PARQUET_ROWS):
        yield _Chunk(list(range(done + 1, done + batch.num_rows + 1)), batch.columns), []
        done += batch.num_rows
        if progress is not None:
            progress(table.total_bytes * done // table.total_rows, table.total_bytes)


def _text_chunk(table: Table, records: list[Record], width: int) -> tuple[_Chunk, list[Record]]:
    if not table.strict_width:
        # A worksheet's column holds texts, numbers and days side by side.
        return _Chunk([], []), records
    even: list[tuple[int, list[Cell]]] = []
    odd: list[Record] = []
    for number, cells in records:
        if isinstance(cells, Fault) or len(cells) != width:
            odd.append((number, cells))
        else:
            even.append((number, cells))
    columns = [pa.array(column, pa.string()) for column in zip(*(cells for _, cells in even), strict=True)]
    return _Chunk([number for number, _ in even], columns), odd


def _batch(sheet: Sheet, reader: RowReader, chunk: _Chunk, odd: list[Record]) -> EventBatch:
    table, doubtful = _columns(sheet, chunk)
    rows: list[Row] = []
    rejects: list[Reject] = []
    for number, cells in sorted([*odd, *(chunk.record(index) for index in doubtful)], key=lambda record: record[0]):
        read = reader.read(number, cells)
        if isinstance(read, Row):
            rows.append(read)
        elif read is not None:
            rejects.append(read)
    return EventBatch(_with_rows(table, rows), rejects)


def _columns(sheet: Sheet, chunk: _Chunk) -> tuple[pa.Table, list[int]]:
    """The rows that were read, with their numbers, and the places of those that the row reader must see."""
    if not chunk.numbers:
        return _numbered([]), []
    failed = pa.array([False] * len(chunk.numbers))
    arrays: list[pa.Array] = []
    for field in sheet.kind.fields:
        values, wrong = _values(sheet, chunk, field)
        failed = pc.or_(failed, wrong)
        arrays.append(values)
    arrays.append(_properties(sheet, chunk))
    table = pa.Table.from_arrays([*arrays, pa.array(chunk.numbers, pa.int64())], schema=_NUMBERED)
    if not pc.any(failed).as_py():
        return table, []
    return table.filter(pc.invert(failed)), pc.indices_nonzero(failed).to_pylist()


_NUMBERED = SCHEMA.append(pa.field("row", pa.int64()))


def _numbered(rows: list[Row]) -> pa.Table:
    named = [{**{name: row.values[name] for name in SCHEMA.names}, "row": row.number} for row in rows]
    return pa.Table.from_pylist(named, schema=_NUMBERED)


def _with_rows(table: pa.Table, rows: list[Row]) -> pa.Table:
    """The table with the rows that were read one by one put in their places."""
    if rows:
        table = pa.concat_tables([table, _numbered(rows)]).sort_by("row")
    return table.drop_columns("row")


def _values(sheet: Sheet, chunk: _Chunk, field: Field) -> tuple[pa.Array, pa.Array]:
    """A field's values, and which of them the row reader must see: unreadable, or blank though required."""
    kind = SCHEMA.field(field.name).type
    default = sheet.defaults.get(field.name)
    if field.name not in sheet.columns:
        values = pa.array([default] * len(chunk.numbers), kind)
        return values, values.is_null() if field.required else _none(values)
    column = chunk.columns[sheet.names.index(sheet.columns[field.name])]
    style = sheet.styles.get(field.name, CellStyle())
    if field.type is FieldType.INSTANT:
        values, wrong = _instants(column, field, style)
    else:
        values, wrong = _read_each(column, field, style, kind)
    if default is not None:
        values = values.fill_null(default)
    return values, pc.or_(wrong, values.is_null()) if field.required else wrong


def _instants(column: pa.Array, field: Field, style: CellStyle) -> tuple[pa.Array, pa.Array]:
    """Arrow reads what it surely can; the rest is read text by text."""
    days = style.days
    fast = instants(column, str(days.zone), str(days.day_zone or days.zone))
    left = pc.and_(fast.is_null(), column.is_valid())
    if not pc.any(left).as_py():
        return fast, _none(fast)
    rest, wrong = _read_each(pc.if_else(left, column, pa.scalar(None, column.type)), field, style, INSTANT)
    return pc.coalesce(fast, rest), wrong


def _read_each(column: pa.Array, field: Field, style: CellStyle, kind: Any) -> tuple[pa.Array, pa.Array]:
    """Each different value of a column read once, as a cell is."""
    read = reader_of(field, style)
    coded = column.dictionary_encode()
    values: list[Any] = []
    wrong: list[bool] = []
    for cell in coded.dictionary.to_pylist():
        try:
            values.append(read(cell))
            wrong.append(False)
        except CellError:
            # The row reader meets the same cell again and says what is wrong with it.
            values.append(None)
            wrong.append(True)
    failed = pa.array(wrong, pa.bool_()).take(coded.indices).fill_null(False)
    return pa.array(values, kind).take(coded.indices), failed


def _properties(sheet: Sheet, chunk: _Chunk) -> pa.Array:
    """The JSON text of every row's further columns, as `properties_text` writes it."""
    members = [_members(name, chunk.columns[sheet.names.index(name)]) for name in sorted(sheet.unused_columns)]
    if not members:
        return pa.nulls(len(chunk.numbers), pa.string())
    # With null_handling="skip" this Arrow drops whole rows, so blanks are empty texts and each member ends in a comma.
    joined = pc.utf8_rtrim(pc.binary_join_element_wise(*members, ""), ",")
    said = pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)
    return pc.binary_join_element_wise("{", said, "}", "")


def _members(name: str, column: pa.Array) -> pa.Array:
    key = json_key(name)
    if pa.types.is_nested(column.type):
        return pa.array([_member(key, value) for value in column.to_pylist()], pa.string())
    coded = column.dictionary_encode()
    said = pa.array([_member(key, value) for value in coded.dictionary.to_pylist()], pa.string())
    return said.take(coded.indices).fill_null("")


def _member(key: str, value: Cell) -> str:
    said = property_json(value)
    return "" if said is None else f"{key}{said},"


def _none(values: pa.Array) -> pa.Array:
    return pa.array([False] * len(values), pa.bool_())
