"""Open a file as a sheet of one kind, and stream its rows: read as typed values, or rejected with every reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import StakeholderRole
from toprung.sheets.cells import Cell, CellStyle, Reader, cell_text, reader_of
from toprung.sheets.common_fields import SPONSOR
from toprung.sheets.fields import Field, FieldType, Kind
from toprung.sheets.heading import Heading, find_heading
from toprung.sheets.kinds import kind_named
from toprung.sheets.mapping import SheetMap, load_map
from toprung.sheets.matching import OWN_PREFIX, check_mapped, check_required
from toprung.sheets.numbers import currency_in
from toprung.sheets.opening import open_tables
from toprung.sheets.problems import CellError, Problem, Reject, Row, quoted
from toprung.sheets.properties import properties_text
from toprung.sheets.styles import column_styles, default_style
from toprung.sheets.tables import Fault, Progress, Table, has_rows
from toprung.sheets.words import fold, is_blank

#: Texts that each column remembers with their values: most columns say few things many times.
_REMEMBERED = 10_000


class _Memo(dict[str, Any]):
    """What a column's texts mean, kept within bounds; reading is the slow part of a row."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        value = self._read(text)
        if len(self) < _REMEMBERED:
            self[text] = value
        return value


@dataclass(frozen=True, slots=True)
class _Column:
    """One field's place in a record."""

    field: Field
    name: str
    index: int
    read: Reader
    memo: _Memo
    default: Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file whose header is understood. `columns`: the file's column of each field that has one.

    `notes` are sentences for the person who gave the file: how it was opened and read, and what was guessed.
    """

    kind: Kind
    columns: dict[str, str]
    unused_columns: tuple[str, ...]
    notes: tuple[str, ...]
    total_bytes: int
    names: tuple[str, ...]
    delimiter: str
    table: Table = field(repr=False)
    heading: Heading = field(repr=False)
    styles: Mapping[str, CellStyle] = field(repr=False)
    defaults: Mapping[str, Any] = field(repr=False)

    def rows(self, progress: Progress | None = None) -> Iterator[Row | Reject]:
        """Each row below the header, in order; blank rows are passed over. Memory is bounded by the longest row.

        Raises BadInput where the file breaks off or turns out not to be what it began as.
        """
        build = RowReader(self)
        for number, cells in self.table.records(progress):
            if number > self.heading.row:
                read = build.read(number, cells)
                if read is not None:
                    yield read


class RowReader:
    """Turns records into rows and rejects; the authority on what a cell means."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._names = sheet.names
        self._width = len(sheet.names)
        self._blank = {f.name: sheet.defaults.get(f.name) for f in sheet.kind.fields}
        self._columns = [self._column(f) for f in sheet.kind.fields if f.name in sheet.columns]
        self._with_comma = [c.index for c in self._columns if self._style(c.field).numbers.decimal == ","]
        self._prices = [c for c in self._columns if c.field.type is FieldType.MONEY and "currency" in self._blank]
        self._currency = next((c.index for c in self._columns if c.field.name == "currency"), None)
        self._further = [(n, sheet.names.index(n)) for n in sheet.unused_columns] if sheet.kind.further else []

    def _style(self, field: Field) -> CellStyle:
        return self._sheet.styles.get(field.name, CellStyle())

    def _column(self, field: Field) -> _Column:
        name = self._sheet.columns[field.name]
        read = reader_of(field, self._style(field))
        return _Column(field, name, self._names.index(name), read, _Memo(read), self._blank[field.name])

    def read(self, number: int, cells: list[Cell] | Fault) -> Row | Reject | None:
        """The row or the reject of one record; None for a blank one."""
        if isinstance(cells, Fault):
            return self._faulty(number, cells)
        if not any(cells) and all(cell is None or cell == "" for cell in cells):
            return None
        if len(cells) != self._width:
            if len(cells) > self._width and self._too_many(cells):
                return self._overlong(number, cells)
            cells = [*cells, *[None] * (self._width - len(cells))][: self._width]
        return self._row(number, cells)

    def _row(self, number: int, cells: list[Cell]) -> Row | Reject | None:
        values = self._blank.copy()
        problems: list[Problem] = []
        unread: dict[str, Problem] = {}
        said = False
        for column in self._columns:
            cell = cells[column.index]
            try:
                value = column.memo[cell] if type(cell) is str else column.read(cell)
            except CellError as error:
                problem = Problem(column.name, cell_text(cell), error.reason, error.remedy)
                if self._sheet.kind.partial and not column.field.required:
                    unread[column.field.name] = problem
                    values[column.field.name] = None
                else:
                    problems.append(problem)
                said = True
                continue
            if value is not None:
                values[column.field.name] = value
                said = True
            elif column.default is None and column.field.required:
                problems.append(_needed(column, cell))
        if not said and all(is_blank(cell_text(cell)) for cell in cells):
            return None
        raw = self._raw(cells)
        if self._prices:
            problems += self._check_currency(cells, values)
        if problems:
            return Reject(number, (*problems, *unread.values()), raw)
        if self._further:
            values["properties"] = properties_text({name: cells[index] for name, index in self._further})
        return Row(number, values, raw, self._sheet.columns, unread)

    def _check_currency(self, cells: list[Cell], values: dict[str, Any]) -> Iterator[Problem]:
        """An amount that names its currency fills a blank currency, and must not contradict one."""
        for column in self._prices:
            amount = cells[column.index]
            code = currency_in(amount) if isinstance(amount, str) else None
            if code is None:
                continue
            if self._currency is None or is_blank(cell_text(cells[self._currency])):
                values["currency"] = code
            elif values["currency"] not in (None, code):
                reason = f"{quoted(amount)} is in {code}, and the row's currency is {values['currency']}."
                yield Problem(column.name, amount, reason, "Make the two agree.")

    def _raw(self, cells: list[Cell]) -> dict[str, str]:
        """The cells as text; numbers with the decimal sign that their column is read with, so that they read back."""
        raw = {name: cell_text(cell) for name, cell in zip(self._names, cells, strict=True)}
        for index in self._with_comma:
            if isinstance(cells[index], float | Decimal):
                raw[self._names[index]] = raw[self._names[index]].replace(".", ",")
        return raw

    def _too_many(self, cells: list[Cell]) -> bool:
        return self._sheet.table.strict_width and any(cell.strip() for cell in cells[self._width :])

    def _overlong(self, number: int, cells: list[Cell]) -> Reject:
        extra = ", ".join(quoted(cell) for cell in cells[self._width :])
        reason = (
            f"This row has {len(cells)} cells and the header has {self._width}; beyond the last column it says {extra}."
        )
        remedy = "Put the cell that holds a delimiter in quotation marks, or take the extra cells out."
        problem = Problem(self._names[-1], cell_text(cells[self._width]), reason, remedy)
        return Reject(number, (problem,), dict(zip(self._names, cells, strict=False)), tuple(cells[self._width :]))

    def _faulty(self, number: int, fault: Fault) -> Reject:
        return Reject(number, (Problem(self._names[0], fault.text, fault.reason, fault.remedy),), {})


def open_sheet(
    path: Path | str, kind: Kind | str, mapping: SheetMap | Path | None = None, day_zone: tzinfo | None = None
) -> Sheet:
    """Open a CSV, XLSX or Parquet file as rows of a kind.

    Where an instant is needed, a day without a time means that day in `day_zone`, if that is not the mapping's.
    The content decides what the file is, not its name. Raises BadInput with one sentence where it cannot be used:
    not there, not a table, a zip bomb, a required field without a column (with the mapping lines to write).
    """
    path = Path(path)
    kind = kind_named(kind) if isinstance(kind, str) else kind
    mapped = load_map(mapping) if isinstance(mapping, Path) else mapping or SheetMap()
    mapped.check(kind)
    table, heading = find_heading(open_tables(path, mapped), kind, mapped)
    check_mapped(heading.names, mapped)
    check_required(heading.matching.columns, heading.names, kind, mapped)
    columns = heading.matching.columns
    _refuse_nested(table, columns)
    styles, remarks = column_styles(table, heading, kind, mapped, day_zone)
    empty = () if has_rows(table, heading.row) else ("There are no rows below the headings.",)
    own = set(columns.values())
    return Sheet(
        kind=kind,
        columns=columns,
        unused_columns=tuple(n for n in heading.named if n not in own and not n.startswith(OWN_PREFIX)),
        notes=(*table.notes, *heading.notes, *remarks, *empty),
        total_bytes=table.total_bytes,
        names=heading.names,
        delimiter=mapped.delimiter or table.delimiter,
        table=table,
        heading=heading,
        styles=styles,
        defaults=_role_by_heading(kind, columns) | _defaults(kind, mapped, day_zone),
    )


def _defaults(kind: Kind, mapping: SheetMap, day_zone: tzinfo | None) -> dict[str, Any]:
    """Each field's value where a row says nothing: the mapping file's, else the field's own."""
    style = default_style(mapping, day_zone)
    defaults = {f.name: f.default for f in kind.fields if f.default is not None}
    for name, given in mapping.defaults.items():
        try:
            defaults[name] = reader_of(kind.field(name), style)(given)
        except CellError as error:
            raise BadInput(f"The mapping file's default for {name} cannot be used: {error}") from error
    return defaults


def _role_by_heading(kind: Kind, columns: Mapping[str, str]) -> dict[str, Any]:
    """Whoever stands under “Exec sponsor” is one, where no role is given."""
    under = fold(columns.get("validator", ""))
    sponsor = "validator_role" in kind.names and under in {fold(heading) for heading in SPONSOR}
    return {"validator_role": StakeholderRole.EXECUTIVE_SPONSOR} if sponsor else {}


def _refuse_nested(table: Table, columns: Mapping[str, str]) -> None:
    for name, column in columns.items():
        if column in table.nested:
            raise BadInput(
                f"The column “{column}” holds lists or structures, and {name} needs one value a row. Nothing was read. "
                f"Write the value into a column of its own, or name another for {name} in the mapping file."
            )


def _needed(column: _Column, cell: Cell) -> Problem:
    word = column.field.name.replace("_", " ")
    article = "an" if word[0] in "aeiou" else "a"
    text = cell_text(cell)
    blank = f"says {quoted(text)}, which is read as blank" if text.strip() else "is blank"
    return Problem(
        column.name,
        text,
        f"“{column.name}” {blank}, and every row needs {article} {word}.",
        f"Fill it in, or give a default for {column.field.name} in the mapping file.",
    )
